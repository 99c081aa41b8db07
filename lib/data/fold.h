/*
 * fold.h - cross-validation folds of whole groups (sessions, speakers), and
 * the stratified halves of the held-out fold.
 *
 * Nothing here depends on the order of the records: groups are taken in
 * natural order or by size, records by a hash of seed and key.
 * Axes: N records, G groups, K folds, C classes.
 */
#ifndef TONFALL_FOLD_H
#define TONFALL_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/names.h"
#include "base/textset.h"

/* A record whose sound is that of another one, changed. */
struct fold_copy {
	char *key, *original, *class;
};

/* The records, (n) each; speaker and gender may be NULL.  Copies are apart, and
 * where this header says records it means those that are not copies. */
struct fold_data {
	size_t n, cap;
	const char **key, **group, **class, **speaker, **gender;
	size_t copies, copycap;
	struct fold_copy *copy;
};

#define FOLD_DATA_INIT	{ 0, 0, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL }

/* Append a record; the texts are copied. */
enum status fold_add(struct fold_data *d, const char *key, const char *group,
    const char *class, const char *speaker, const char *gender,
    struct fault *why) FAULT_CHECK;

/* Append a copy of the record with the key original, which may come later. */
enum status fold_add_copy(struct fold_data *d, const char *key,
    const char *original, const char *class, struct fault *why) FAULT_CHECK;
void fold_data_free(struct fold_data *d);

struct fold_plan {
	size_t k;
	struct names group;	/* G of them */
	struct names speaker;
	size_t *fold;		/* (G) 0..k-1 */
	bool *test;		/* (N) in the test half of its fold, not dev */
	size_t *origin;		/* (copies) the record it is a copy of */
	const struct fold_data *data;	/* must outlive the plan */
};

/*
 * Make k folds (0: as many as groups) of the records of d.
 *
 * With as many folds as groups, fold i is the i-th group in natural order.
 * With fewer, groups are assigned to folds one by one, the largest first (those
 * of equal size by a hash of their names), each to the fold where it adds least
 * to
 *	sum over folds f, classes c of (n_fc - n_c / k)^2 / n_c,
 * the squared distance from equal counts with equal weight for every class;
 * then folds are numbered by their first group.  They do not depend on the
 * seed, so the training data of fold f is the same in runs with different
 * seeds.
 *
 * In each fold and class, records are ordered by hash_text(seed, key); the
 * first half is dev, the second test.  The odd record of a class goes to test,
 * that of the fold's next odd class to dev, and so on, so the halves differ by
 * at most one record in each class and in total.
 *
 * ST_OK, ST_BAD (a repeated key, no records, one group or fewer groups than
 * folds, more groups times classes than fold_fits allows; a copy whose original
 * is not among the records or has another class), ST_NOMEM.
 */
enum status fold_plan(struct fold_plan *p, const struct fold_data *d,
    size_t k, uint64_t seed, struct fault *why) FAULT_CHECK;
void fold_plan_free(struct fold_plan *p);

/*
 * Make one fold, which holds out the named groups; all others are in training
 * whenever it is (their fold_of is 1, which is not a fold).  Halves and faults
 * as above; ST_BAD also if a name is not that of a group, or if it names all.
 */
enum status fold_plan_held(struct fold_plan *p, const struct fold_data *d,
    const struct textset *held, uint64_t seed, struct fault *why) FAULT_CHECK;

/*
 * Is a table of a by b counts allowed for n records?  Up to a million counts,
 * or 64 per record if that is more: few records with many names cost little.
 */
bool fold_fits(size_t a, size_t b, size_t n);

enum fold_part { FOLD_TRAIN, FOLD_HELDOUT, FOLD_DEV, FOLD_TEST };

/* "train", "heldout", "dev" or "test"; ST_BAD names them. */
enum status fold_part_parse(const char *name, enum fold_part *part,
    struct fault *why) FAULT_CHECK;

/* The fold, 0..k-1, that holds out record i. */
static inline size_t
fold_of(const struct fold_plan *p, size_t i)
{
	return p->fold[p->group.of[i]];
}

/* Is record i in this part when fold f of 0..k-1 is held out? */
bool fold_in(const struct fold_plan *p, size_t i, size_t f,
    enum fold_part part);

/* The same for copy i: it is in train if its original is, and nowhere else. */
bool fold_copy_in(const struct fold_plan *p, size_t i, size_t f,
    enum fold_part part);

/*
 * How often to take each record in training when fold f is held out, so that in
 * every class each value has as many as the value with the most: the records of
 * one with n of m are taken m / n times, and those that come first by a hash of
 * the key once more, to make m.  value (N) are numbers of any kind, or
 * NAMES_NONE, for which it is once, as for records that are held out.
 * *times (N), which the caller frees.  ST_OK or ST_NOMEM.
 */
enum status fold_even(const struct fold_plan *p, size_t f,
    const size_t value[], size_t **times, struct fault *why) FAULT_CHECK;

/*
 * ST_BAD, naming a speaker and two of the groups, if a speaker is both inside
 * and outside fold f; ST_OK; ST_NOMEM.  Records without a speaker are ignored.
 * Time N.
 */
enum status fold_leak(const struct fold_plan *p, size_t f, struct fault *why)
    FAULT_CHECK;

/* The table of folds; all are counts of records, except speakers and copies. */
struct fold_table {
	struct names class, gender;
	size_t *records, *dev, *test, *speakers;	/* (K) each */
	size_t *copies;					/* (K) not in records */
	size_t *in_class;				/* (K, C) */
	size_t *of_gender;				/* (K, genders) */
};

enum status fold_table(struct fold_table *t, const struct fold_plan *p,
    struct fault *why) FAULT_CHECK;
void fold_table_free(struct fold_table *t);

#endif
