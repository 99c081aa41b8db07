/*
 * fft_pow2.h - the transforms of fft.h whose number of points is a power of
 * two, by our own code.  For fft.c alone; others use that.
 *
 * A vector register holds the same point of all signals, so nothing is ever
 * moved within a register, and each signal's values depend on it alone.
 */
#ifndef TONFALL_FFT_POW2_H
#define TONFALL_FFT_POW2_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "math/fft.h"

struct fft_pow2;

/* Whether fft_pow2_new takes this number of points. */
bool fft_pow2_can(size_t points);

/* fft_pow2_can(points) must hold.  ST_NOMEM. */
enum status fft_pow2_new(struct fft_pow2 **f, size_t points,
    struct fault *why) FAULT_CHECK;

/* f may be NULL. */
void fft_pow2_free(struct fft_pow2 *f);

/* As fft_run and fft_place. */
void fft_pow2_run(const struct fft_pow2 *f, double *z);
const size_t *fft_pow2_place(const struct fft_pow2 *f);

#endif
