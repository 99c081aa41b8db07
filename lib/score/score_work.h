/*
 * score_work.h - the values of a set in which each unit occurs any number of
 * times; shared by score.c and bootstrap.c.
 */
#ifndef TONFALL_SCORE_WORK_H
#define TONFALL_SCORE_WORK_H

#include "score/score.h"

/* K folds, S seeds, C classes. */
struct score_work {
	const struct score_set *set;
	double *conf;		/* (S, K, C, C) of the last count */
	double *drawn;		/* (S, K) items in that count */
	double *size;		/* (S, K) items that have a unit */
	bool whole;		/* the last count was of every item, once */
	double *sum;		/* (C, C) all folds of one seed */
	double *class, *in;	/* (C, SCORE_CLASS_METRICS): values of one
				 * seed; the number of seeds with a value */
};

/* ST_OK, or as score_compute; then w holds nothing. */
enum status score_work_init(struct score_work *w, const struct score_set *s,
    struct fault *why) FAULT_CHECK;
void score_work_free(struct score_work *w);

/* Count each item times[its unit] times; times NULL: every item once. */
void score_work_count(struct score_work *w, const uint32_t *times);

/*
 * Values of the last count: those of one seed, and averages over the seeds,
 * also for each class if class (C, SCORE_CLASS_METRICS) is not NULL.  False
 * if nothing was counted.
 */
bool score_work_seed(struct score_work *w, size_t seed,
    struct score_value *out);
bool score_work_values(struct score_work *w, struct score_value *out,
    double *class);

#endif
