/*
 * philox.h - random bits as a function of a counter and a key.
 *
 * Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1,
 * 2, 3"): no state, so that any number of threads sees the same bits.
 */
#ifndef TONFALL_PHILOX_H
#define TONFALL_PHILOX_H

#include <stddef.h>
#include <stdint.h>

/*
 * 128 random bits, out (n, 4), for each of the n counters from ctr on, which
 * differ in ctr[0], under key.
 * Known answer: ctr 0,0,0,0 key 0,0 gives 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
 */
void philox_fill(const uint32_t ctr[4], const uint32_t key[2], size_t n,
    uint32_t *out);

#endif
