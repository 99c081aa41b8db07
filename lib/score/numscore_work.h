/*
 * numscore_work.h - the values of a set in which each unit occurs any number of
 * times; shared by numscore.c and numscore_pair.c.
 */
#ifndef TONFALL_NUMSCORE_WORK_H
#define TONFALL_NUMSCORE_WORK_H

#include "score/numscore.h"

#define NUMSCORE_VALUES	((size_t)2 * NUMSCORE_METRICS)	/* of numscore_value */

enum numscore_sum {
	SUM_N, SUM_X, SUM_Y, SUM_XX, SUM_YY, SUM_XY, SUM_ABS, SUM_SQUARE, SUMS
};

/* The sums of the rows of a unit in a fold of a seed. */
struct numscore_cell {
	uint32_t unit, seed, fold;
	double sum[SUMS];
};

/* K folds, S seeds. */
struct numscore_work {
	const struct numscore_set *set;
	const struct numscore_set *reference;	/* sums are of differences to
						 * its first numbers */
	size_t folds;
	struct numscore_cell *cell;	/* (n) */
	size_t n;
	double *grid;		/* (S, K, SUMS) of the last count */
	double *size;		/* (S, K) rows that have a unit */
	bool whole;		/* the last count was of every row, once */
};

/* folds may be more than those of s.  ST_BAD for an empty set; ST_NOMEM; w then
 * holds nothing. */
enum status numscore_work_init(struct numscore_work *w,
    const struct numscore_set *s, const struct numscore_set *reference,
    size_t folds, struct fault *why) FAULT_CHECK;
void numscore_work_free(struct numscore_work *w);

/* Count each row times[its unit] times; times NULL: every row once. */
void numscore_work_count(struct numscore_work *w, const uint32_t *times);

/* Or piece by piece: clear, then add cells of any work with that reference. */
void numscore_work_clear(struct numscore_work *w);
void numscore_work_add(struct numscore_work *w, const struct numscore_cell *c,
    double times);

/* The averages over the seeds of the last count; false if it was of nothing. */
bool numscore_work_values(const struct numscore_work *w,
    struct numscore_value *out);

/* (NUMSCORE_VALUES): by fold, then pooled. */
void numscore_flatten(const struct numscore_value *v, double *out);
void numscore_unflatten(const double *in, struct numscore_value *v);

#endif
