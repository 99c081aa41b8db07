/*
 * rng.h - random numbers in a sequence, from a seed.
 *
 * GSL's Mersenne Twister, for numbers that are drawn in sequence: initial
 * weights, shuffling, the bootstrap.  Numbers that must not depend on the order
 * of drawing (dropout masks) come from philox.h.
 */
#ifndef TONFALL_RNG_H
#define TONFALL_RNG_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct rng;

/*
 * A generator for one purpose: the same seed with another purpose (a short
 * word such as "init" or "shuffle") is another sequence.
 */
enum status rng_new(struct rng **r, uint64_t seed, const char *purpose,
    struct fault *why) FAULT_CHECK;
void rng_free(struct rng *r);

/* Uniform in [0, 1). */
double rng_uniform(struct rng *r);

/* Uniform whole number in [0, n), n >= 1 and below 2^32. */
size_t rng_below(struct rng *r, size_t n);

/* Put idx[0..n) in random order (Fisher and Yates). */
void rng_shuffle(struct rng *r, size_t *idx, size_t n);

#endif
