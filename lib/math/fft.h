/*
 * fft.h - Fourier transforms of several complex signals side by side, of any
 * number of points.
 *
 * In float64.  A number of points that is a power of two is transformed by
 * fft_pow2.c, any other by FFTW; fft.c is the only file that knows FFTW.
 */
#ifndef TONFALL_FFT_H
#define TONFALL_FFT_H

#include <stddef.h>

#include "base/fault.h"

#define FFT_LANES 8	/* signals */

/* Where the arrays that are transformed begin: at a multiple of this. */
#define FFT_ALIGN 64

struct fft;

/*
 * For so many points, at least 1.  Safe to call from several threads.  ST_BAD
 * if there are too many points, ST_NOMEM.
 */
enum status fft_new(struct fft **f, size_t points, struct fault *why)
    FAULT_CHECK;

/* f may be NULL. */
void fft_free(struct fft *f);

/*
 * Transform z (points, 2, FFT_LANES), real and imaginary parts, in place:
 *
 *	Z[k] = sum over n of z[n] exp(-2 pi i k n / points)
 *
 * Z[k] is left at z[fft_place(f)[k]]; fft_place is (points).  z begins at a
 * multiple of FFT_ALIGN bytes.  One f can serve several threads, each with a z
 * of its own.
 */
void fft_run(const struct fft *f, double *z);
const size_t *fft_place(const struct fft *f);

#endif
