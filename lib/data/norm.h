/*
 * norm.h - the attribute `norm`: read and write what zscore did to a record,
 * undo it and apply it.
 *
 *	norm GROUPING M S [M S ...]	of a record: y = (x - M) / S
 *	norm GROUPING			of a model that was trained on groups;
 *					of a record by ATTR,bin with more than
 *					NORM_MOSTPAIRS bins, whose numbers do
 *					not fit: it cannot be undone
 *
 * GROUPING says which values share a mean M and a standard deviation S:
 *
 *	all		every value of every record
 *	bin		the values of one bin in all records
 *	ATTR		every value of the records with the same ATTR
 *	ATTR,bin	the values of one bin in those records
 *
 * There is one pair, or one per bin in the order of the bins.  They are
 * printed with %.9g, which reads back as the same float, so the printed values
 * are exactly those that were applied.
 *
 * Values are shaped (T, B): T frames of B bins, x[t*B + b].
 */
#ifndef TONFALL_NORM_H
#define TONFALL_NORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "tensor/attrs.h"
#include "tensor/tensor.h"

/* Pairs that fit into ATTR_MAXVALUE, however many digits they have. */
#define NORM_MOSTPAIRS	511

struct norm_group {
	char text[ATTR_MAXNAME + sizeof ",bin"]; /* as above, "" = none */
	char attr[ATTR_MAXNAME + 1];	/* "" if all records share pairs */
	bool bin;
};

/* Parse a GROUPING.  ST_OK, or ST_BAD with a text that lists the forms. */
enum status norm_group_parse(const char *text, struct norm_group *g,
    struct fault *why) FAULT_CHECK;

/*
 * 'S' if the statistics are those of groups of the records themselves, so that
 * other recordings of a test speaker decide what is recognised; 'C' if these
 * groups are corpora, so that those of other speakers do; else 'T': the
 * grouping is all, bin or none, whose numbers are those of the training data,
 * or key, each record by itself.
 */
char norm_protocol(const struct norm_group *g);

/*
 * Start from NORM_INIT, which also means "not normalised" (group.text is "").
 * n is 0 for that and for a grouping alone.
 */
struct norm {
	struct norm_group group;
	size_t n;	/* pairs: 1, or B with group.bin */
	float *pair;	/* (n, 2): M, S; owned */
};

#define NORM_INIT { { "", "", false }, 0, NULL }

/* Free the pairs and reset n to NORM_INIT. */
void norm_free(struct norm *n);

/* Allocate pairs of g, not set; frees what n held.  ST_OK, ST_NOMEM. */
enum status norm_alloc(struct norm *n, const struct norm_group *g,
    size_t npairs, struct fault *why) FAULT_CHECK;

/*
 * Parse the value of an attribute `norm` (NULL: not normalised) into n, which
 * is changed only if ST_OK is returned.  ST_BAD if the grouping or a number is
 * invalid, S is not above 0, a grouping without ATTR has no pairs, or one
 * without bin has more than one.
 */
enum status norm_parse(struct norm *n, const char *value, struct fault *why)
    FAULT_CHECK;

/*
 * Set n from a GROUPING alone and its pairs (npairs, 2).  Faults as above.
 */
enum status norm_pairs(struct norm *n, const char *grouping,
    const float *pairs, size_t npairs, struct fault *why) FAULT_CHECK;

/*
 * As norm_parse for record t, whose shape must be (T, B): ST_BAD also if it is
 * not, or if the record has no pairs (unless it has too many bins for them, see
 * above) or not one per bin.
 */
enum status norm_of(struct norm *n, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/*
 * Set the attribute `norm` to n; remove it if n is "not normalised".  More than
 * NORM_MOSTPAIRS pairs of a grouping with ATTR are left out; ST_BAD if others
 * do not fit into ATTR_MAXVALUE.
 */
enum status norm_set(struct attrs *a, const struct norm *n,
    struct fault *why) FAULT_CHECK;

/* The same grouping and the same numbers? */
bool norm_same(const struct norm *a, const struct norm *b);

/*
 * y[i] = ((x[i] * S + M) - M') / S', with M, S of from and M', S' of to; if one
 * is "not normalised", its step is omitted, so from = NULL only applies and
 * to = NULL only undoes.  Computed in double and rounded after undoing, so that
 * values that were constant are constant again, and after applying.  If from
 * and to are equal, x is copied.
 *
 * x, y	(T, B)  may be the same array
 *
 * ST_BAD if a value is or becomes infinite or NaN, or if from or to is a
 * grouping without pairs, unless the other is the same, or has pairs for
 * another number of bins.
 */
enum status norm_change(const struct norm *from, const struct norm *to,
    size_t T, size_t B, const float *x, float *y, struct fault *why)
    FAULT_CHECK;

/*
 * Set out to in's record (T, B), normalised by to (NULL: not at all), after
 * undoing its own `norm`: attributes with the new norm, and values; padding
 * (see frames.h) is not changed.  out's buffer is reused and grows; it must not
 * be in.  Faults as norm_of, norm_change and norm_set; ST_NOMEM.
 */
enum status norm_record(const struct tensor *in, const struct norm *to,
    struct tensor *out, struct fault *why) FAULT_CHECK;

/*
 * Join the norms of training records into that of the model, all.  *first says
 * that one is the first record; otherwise one must agree with all: the same
 * grouping and, without ATTR, the same numbers; ST_BAD names both.  With ATTR,
 * all becomes the grouping alone.
 */
enum status norm_join(struct norm *all, const struct norm *one, bool *first,
    struct fault *why) FAULT_CHECK;

#endif
