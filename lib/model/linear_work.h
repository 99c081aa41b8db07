/*
 * linear_work.h - what linear.c and linear_choose.c share.
 */
#ifndef TONFALL_LINEAR_WORK_H
#define TONFALL_LINEAR_WORK_H

#include "base/threads.h"
#include "math/svm.h"
#include "model/linear.h"
#include "model/train.h"

struct work {
	struct train train;	/* its data and model */
	struct threads *pool;
	size_t dim;		/* F */
	float clip;
	float *mean, *deviation, *scale;	/* (F), one block of memory */
	float *x;		/* (N, F) standardized and clipped */
	float *emphasis;	/* (F) weights of the columns, see
				 * linear_emphasis.c; or NULL */
	float *scaled;		/* (N, F) x times emphasis; or NULL */
	struct gram gram;	/* of scaled, else of x */
};

/* Set emphasis and scaled, if the columns are weighted, and gram, for the
 * samples of a weight (N) above 0.  ST_NOMEM. */
enum status work_gram(struct work *w, const float *weight, double power,
    struct fault *why) FAULT_CHECK;

/* to (F) = the weights of the columns.  ---- linear_emphasis.c ---- */
enum status work_emphasis(const struct work *w, const float *weight,
    double power, float *to, struct fault *why) FAULT_CHECK;

/*
 * weight (N): balanced classes, or 1, and 0 for the samples of fold f.  fold
 * (N) may be NULL: all samples.  ST_NOMEM.
 */
enum status work_weights(const struct work *w, const size_t *fold, size_t f,
    bool balance, float *weight, struct fault *why) FAULT_CHECK;

/*
 * Try every C on inner folds: l->try, l->best, l->folds.  Without folds, the
 * only C is the best, with the factor 1.
 */
enum status linear_choose(struct linear *l, struct work *w,
    struct fault *why) FAULT_CHECK;

#endif
