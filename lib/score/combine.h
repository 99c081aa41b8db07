/*
 * combine.h - one prediction from those of several models: a weighted sum of
 * their log probabilities, as in logistic regression.
 *
 *	score_c = sum over models m of weight_m log p_mc + bias_c
 *	p_c     = exp(score_c) / sum over classes d of exp(score_d)
 *
 * With weights 1/M and no bias that is the geometric mean, normalised.  One
 * model of weight 1/T has its probabilities at temperature T (Guo, Pleiss, Sun
 * & Weinberger 2017, "On calibration of modern neural networks", ICML); with
 * several, 1/T is the sum of the weights.  Brümmer & van Leeuwen 2006, "On
 * calibration of language recognition scores", Odyssey, fuse recognisers by
 * such a sum and fit it by the logarithmic loss.
 */
#ifndef TONFALL_COMBINE_H
#define TONFALL_COMBINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Smaller probabilities count as this, since a 0 would outvote every model. */
#define COMBINE_FLOOR	1e-10

/* Start from COMBINE_INIT. */
struct combine {
	size_t models, classes;
	double *weight;		/* (models), not negative */
	double *bias;		/* (classes) */
};

#define COMBINE_INIT	{ 0, 0, NULL, NULL }

/* Weights 1/M, no bias.  ST_OK or ST_NOMEM. */
enum status combine_init(struct combine *k, size_t models, size_t classes,
    struct fault *why) FAULT_CHECK;

/* The probabilities p[m] (classes) of each model to out (classes). */
void combine_row(const struct combine *k, const double *const *p, double *out);

void combine_free(struct combine *k);

/* ---- fitting ---- */

/* Rows to fit on.  Start from COMBINE_SET_INIT. */
struct combine_set {
	size_t models, classes, n, cap;
	double *logp;		/* (n, models, classes) */
	uint32_t *label;	/* (n) below classes */
};

#define COMBINE_SET_INIT { 0, 0, 0, 0, NULL, NULL }

/* Append a row.  ST_OK or ST_NOMEM. */
enum status combine_add(struct combine_set *d, const double *const *p,
    uint32_t label, struct fault *why) FAULT_CHECK;

void combine_set_free(struct combine_set *d);

struct combine_fitted {
	double loss;	/* mean over the classes that occur of -log p_label,
			 * natural logarithm */
	double before;	/* the same with the weights that k had */
	unsigned steps;
};

/*
 * Fit the weights of k, and with bias those of the classes, to minimise
 *
 *	sum over rows of a_i (-log p_i,label)
 *	    + sum over m (weight_m - 1/M)^2 / 2 + sum over c bias_c^2 / 2
 *
 * where a_i = n / (K n_label) makes each of the K classes that occur count the
 * same.  The other two terms are normal priors of standard deviation 1: they
 * weigh as much as a handful of rows, and keep the weights finite if every row
 * is right.  The function is strictly convex, so there is one minimum; it is
 * found by Newton's method on the weights that are not at 0.  A class that does
 * not occur keeps its bias of 0.
 * ST_BAD if there are no rows.
 */
enum status combine_fit(struct combine *k, const struct combine_set *d,
    bool bias, struct combine_fitted *out, struct fault *why) FAULT_CHECK;

#endif
