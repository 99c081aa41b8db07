/*
 * linear_work.h - what the files linear*.c share.
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
	float *value;		/* (N) standardised numbers; or NULL: classes */
	float *prior;		/* (K, F + 1) weights and bias of the initial
				 * model, of a class that it lacks 0; or NULL */
	float *offset;		/* (K, N) its scores; or NULL */
	float *down;		/* (F, R) reduces x; or NULL: no kernel */
	float *z;		/* (N, R) x down */
	struct gram gram;	/* of z, else of scaled, else of x */
};

/* Set emphasis and scaled, if the columns are weighted, and gram, for the
 * samples of a weight (N) above 0.  ST_NOMEM. */
enum status work_gram(struct work *w, const float *weight, double power,
    struct fault *why) FAULT_CHECK;

/* Set prior and offset, if there is an initial model.
 * ---- linear_prior.c ---- */
enum status work_prior(struct linear *l, struct work *w,
    struct fault *why) FAULT_CHECK;

/* The initial model's scores of class k, or NULL. */
static inline const float *
work_offset(const struct work *w, size_t k)
{
	return w->offset == NULL ? NULL : w->offset + k * w->train.data.n;
}

/* The layers of a linear model, as net_text prints them; returns buf. */
#define LINEAR_TEXT 64
const char *work_text(const struct linear_config *c, char buf[LINEAR_TEXT]);

/* If there are more samples than c->most, keep a part: all whose original's
 * key has a hash that is a multiple of some number, so a copy remains if and
 * only if its original does.  ---- linear_kernel.c ---- */
void work_thin(const struct linear_config *c, struct train_data *d);

/* Reduce x to R columns, free it, and set gram to the kernel of all pairs.
 * ---- linear_kernel.c ---- */
enum status work_kernel(const struct linear_config *c, struct work *w,
    struct fault *why) FAULT_CHECK;

/*
 * The network of the model with its parameters, from the coefficients a (K, N).
 * Samples whose coefficients are all 0 are not among its centres, of which
 * there are *centres.
 */
enum status work_kernel_model(const struct linear_config *c, struct work *w,
    const float *a, double factor, size_t *centres, struct fault *why)
    FAULT_CHECK;

/* The model's network, from its text, with all parameters 0. */
enum status work_network(struct work *w, const char *text, struct fault *why)
    FAULT_CHECK;

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
 * fold (N) of all samples, a copy's is that of its original; l->folds.  Faults
 * as of linear_train.  ---- linear_folds.c ----
 */
enum status work_folds(struct linear *l, const struct work *w, size_t *fold,
    struct fault *why) FAULT_CHECK;

/*
 * judged (K): does a class have records in more than one fold?  Otherwise the
 * models for its fold have not seen it, so l->unjudged names it.  With fewer
 * than two such classes, l->folds becomes 0.  Of a number, judged[0] is true.
 * ST_NOMEM.  ---- linear_folds.c ----
 */
enum status work_judged(struct linear *l, const struct work *w,
    const size_t *fold, bool *judged, struct fault *why) FAULT_CHECK;

/*
 * Try every C on inner folds: l->try, l->best, l->folds.  Without folds, the
 * only C is the best, with the factor 1; if there are folds that judge nothing,
 * the one in the middle.
 */
enum status linear_choose(struct linear *l, struct work *w,
    struct fault *why) FAULT_CHECK;

#endif
