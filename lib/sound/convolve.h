/*
 * convolve.h - a signal that arrives in pieces through a filter of finite
 * length:
 *
 *	y[i] = sum over k of h[k] x[i + delay - k],	x = 0 beyond its ends
 *
 * as many values as there are samples.  Each is summed in the order of k in
 * float, so it does not depend on the pieces.
 */
#ifndef TONFALL_CONVOLVE_H
#define TONFALL_CONVOLVE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "sound/stage.h"

struct convolve {
	float *h;		/* (taps), own */
	size_t taps, delay;	/* delay < taps */
	float *x;		/* taps - 1 past samples, then new ones */
	uint64_t skip;		/* values that are before the signal */
};

/* h (taps) is copied.  ST_NOMEM; c must be freed even then. */
enum status convolve_init(struct convolve *c, const float *h, size_t taps,
    size_t delay, struct fault *why) FAULT_CHECK;
void convolve_free(struct convolve *c);

/* Filter the next n samples and pass the values on to the stage after s. */
enum status convolve_push(struct convolve *c, struct stage *s, const float *x,
    size_t n, struct fault *why) FAULT_CHECK;
enum status convolve_finish(struct convolve *c, struct stage *s,
    struct fault *why) FAULT_CHECK;

#endif
