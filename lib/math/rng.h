/*
 * rng.h - every random choice of the library, from a seed.
 *
 * Two sources: GSL's Mersenne Twister where numbers are drawn one after
 * another (initial weights, shuffling, bootstrap), and Philox 4x32-10
 * (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") where
 * a number must not depend on who draws it first (dropout masks): the
 * counter names the place, so any number of threads sees the same bits.
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

/*
 * Philox 4x32-10: 128 random bits, out (n, 4), for each of the n counters
 * from ctr on, which differ in ctr[0], under key.
 * Known answer: ctr 0,0,0,0 key 0,0 gives 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
 */
void rng_philox(const uint32_t ctr[4], const uint32_t key[2], size_t n,
    uint32_t *out);

#endif
