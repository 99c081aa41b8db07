/*
 * fft.h - Fourier transforms of several signals side by side, whose number of
 * points is a power of two.
 *
 * A vector register holds the same point of all signals, so nothing is ever
 * moved within a register, and each signal's values depend on it alone.
 */
#ifndef TONFALL_FFT_H
#define TONFALL_FFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

#define FFT_LANES 8	/* signals */

struct fft;

/* Whether fft_new takes this number of points. */
bool fft_can(size_t points);

/* fft_can(points) must hold.  ST_NOMEM. */
enum status fft_new(struct fft **f, size_t points, struct fault *why)
    FAULT_CHECK;
void fft_free(struct fft *f);

/*
 * Transform z (points, 2, FFT_LANES), real and imaginary parts, in place:
 *
 *	Z[k] = sum over n of z[n] exp(-2 pi i k n / points)
 *
 * Z[k] is left at z[fft_place(f)[k]]; fft_place is (points).  Fastest where z
 * begins at a multiple of 64 bytes.
 */
void fft_run(const struct fft *f, double *z);
const size_t *fft_place(const struct fft *f);

#endif
