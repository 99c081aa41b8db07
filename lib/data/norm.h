/*
 * norm.h - the attribute `norm`: what zscore did to a record, how to undo it
 * and how to do it again.
 *
 *	norm GROUPING M S [M S ...]	of a record: y = (x - M) / S
 *	norm GROUPING			of a model that was trained on groups
 *
 * GROUPING says which values share one mean M and deviation S:
 *
 *	all		every value of every record
 *	bin		every bin its own, over all records
 *	ATTR		every value of the records with one value of ATTR
 *	ATTR,bin	every bin its own, over those records
 *
 * There is one pair, or one per bin in the order of the bins.  They are
 * printed with %.9g, which brings a float back bit for bit, so what is
 * printed is what was applied.
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

struct norm_group {
	char text[ATTR_MAXNAME + sizeof ",bin"]; /* as above, "" = none */
	char attr[ATTR_MAXNAME + 1];	/* "" where all records share pairs */
	bool bin;
};

/* Read a GROUPING.  ST_OK, or ST_BAD with a text that names the forms. */
enum status norm_group_parse(const char *text, struct norm_group *g,
    struct fault *why) FAULT_CHECK;

/*
 * Start from NORM_INIT, which also stands for "not normalised"
 * (group.text is "").  n is 0 for it and for a grouping alone.
 */
struct norm {
	struct norm_group group;
	size_t n;	/* pairs: 1, or B with group.bin */
	float *pair;	/* (n, 2): M, S; owned */
};

#define NORM_INIT { { "", "", false }, 0, NULL }

/* Free the pairs and reset n to NORM_INIT. */
void norm_free(struct norm *n);

/* Room for the pairs of g, not set; frees what n held.  ST_OK, ST_NOMEM. */
enum status norm_alloc(struct norm *n, const struct norm_group *g,
    size_t npairs, struct fault *why) FAULT_CHECK;

/*
 * Read the value of an attribute `norm` (NULL: not normalised) into n, which
 * holds nothing new unless ST_OK comes back.  ST_BAD if the grouping is
 * none, a number is none, S is not above 0, a grouping without ATTR has no
 * pairs, or one without bin has more than one.
 */
enum status norm_parse(struct norm *n, const char *value, struct fault *why)
    FAULT_CHECK;

/*
 * The same of record t, whose shape must be (T, B): ST_BAD also if it is
 * not, or where the record has no pairs or not one per bin.
 */
enum status norm_of(struct norm *n, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/*
 * Write n as attribute `norm`; remove that where n is "not normalised".
 * ST_BAD if the pairs do not fit into ATTR_MAXVALUE (about 500 bins).
 */
enum status norm_set(struct attrs *a, const struct norm *n,
    struct fault *why) FAULT_CHECK;

/* The same grouping and the same numbers? */
bool norm_same(const struct norm *a, const struct norm *b);

/*
 * y[i] = ((x[i] * S + M) - M') / S', with M, S of from and M', S' of to; one
 * that is "not normalised" is left out, so from = NULL applies and to = NULL
 * undoes.  In double, rounded after undoing, so that constant values that were
 * undone are as constant as before, and after applying.  Equal from and to
 * copy x.
 *
 * x, y	(T, B)  may be the same array
 *
 * ST_BAD if a value is or becomes infinite or NaN, or where from or
 * to is a grouping without pairs or has pairs for another number of bins.
 */
enum status norm_change(const struct norm *from, const struct norm *to,
    size_t T, size_t B, const float *x, float *y, struct fault *why)
    FAULT_CHECK;

/*
 * Make out in's record (T, B) normalised by to (NULL: not at all), after
 * undoing what its own `norm` did: attributes with the new norm, and values;
 * padding (see frames.h) stays as it is.  out keeps and grows its buffer; it
 * must not be in.  Faults as norm_of, norm_change and norm_set; ST_NOMEM.
 */
enum status norm_record(const struct tensor *in, const struct norm *to,
    struct tensor *out, struct fault *why) FAULT_CHECK;

/*
 * What a model trained on several records must remember of them.  *first says
 * that one is the first record; else one must agree with all: the same
 * grouping, and without ATTR the same numbers; ST_BAD names both.  With ATTR
 * all becomes the grouping alone.
 */
enum status norm_join(struct norm *all, const struct norm *one, bool *first,
    struct fault *why) FAULT_CHECK;

#endif
