/*
 * center.h - the means of the columns of a signal, and its rows less these
 * means: the parameter `mean' of front.h.
 *
 * The mean is over all rows, as in Kaldi.  Where the features say which frames
 * are voiced, it is over these, so that silence around speech does not change
 * it, and over all only if there are none; and the column that says so, a
 * probability, stays as it is.
 */
#ifndef TONFALL_CENTER_H
#define TONFALL_CENTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "feature/feature.h"

/* Start from zeros. */
struct center {
	size_t columns;		/* B */
	size_t voicing;		/* feature_voicing */
	uint64_t rows[2];	/* number of all, of the voiced ones */
	double *sum;		/* (2, B) of the same */
	float *mean;		/* (B) */
};

/* Begin with the rows of f; c may have been used before.  ST_NOMEM. */
enum status center_open(struct center *c, const struct feature *f,
    struct fault *why) FAULT_CHECK;

void center_free(struct center *c);

/* Forget all rows; nothing after center_free or on zeros. */
void center_reset(struct center *c);

/* Add the next n rows of the signal, x (n, B). */
void center_add(struct center *c, const float *x, size_t n);

/* Subtract the means of all rows so far, at least one, from x (n, B). */
void center_subtract(struct center *c, float *x, size_t n);

#endif
