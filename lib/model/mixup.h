/*
 * mixup.h - which samples of an epoch are mixed, and how (Zhang et al. 2018,
 * "mixup: Beyond Empirical Risk Minimization").
 *
 * The sample in place i of the epoch becomes share x + (1 - share) other's x,
 * and so does its target; share is drawn from the distribution Beta(alpha,
 * alpha), or 1 minus that if it is larger, so that the sample itself
 * dominates.
 */
#ifndef TONFALL_MIXUP_H
#define TONFALL_MIXUP_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "model/shuffle.h"

struct mixup {
	double share;		/* 0.5 to 1 */
	size_t other;		/* index of a sample */
};

/*
 * Draw m (s->n), alpha in (0, 1], for the samples of an epoch; depends only on
 * seed and epoch.  The other sample is any, or with blocks any of the same
 * window, for which order is what shuffle_draw made of s.  ST_OK or ST_NOMEM.
 */
enum status mixup_draw(struct mixup *m, const struct shuffle *s,
    const size_t *order, double alpha, uint64_t seed, uint32_t epoch,
    struct fault *why) FAULT_CHECK;

/* x (len) becomes its mixture with other (len). */
void mixup_values(size_t len, double share, const float *other, float *x);

#endif
