/*
 * gram_low.h - the approximation of a Gram matrix (math/gram.h) by one of low
 * rank, from products of it with random rows: Nystrom's method.
 */
#ifndef TONFALL_GRAM_LOW_H
#define TONFALL_GRAM_LOW_H

#include <stddef.h>

#include "base/fault.h"
#include "base/threads.h"
#include "math/gram.h"

struct sketch {
	const struct gram *g;
	size_t r;
	float *q;		/* (r, N) orthonormal rows, or 0 */
	float *y;		/* (r, N) q G */
	double *l;		/* (r, r) lower triangle, l l^T = q G q^T */
	float *low;		/* (N, r) y^T l^-T: low low^T is about G */
	float *m, *scratch;
};

/* r is up to N.  To be freed even if this fails.  ST_NOMEM. */
enum status sketch_new(struct sketch *k, const struct gram *g, size_t r,
    struct threads *pool, struct fault *why) FAULT_CHECK;
void sketch_free(struct sketch *k);

#endif
