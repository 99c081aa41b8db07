/*
 * autocorr.h - the autocorrelation of frames, a batch at a time, without the
 * effect of their window.
 *
 * The mean of n samples is subtracted, they are multiplied by a Hanning window
 * w, and their autocorrelation is divided by that of the window:
 *
 *	r(k) = (a(k) / a(0)) / (b(k) / b(0))
 *	a(k) = sum over i of x'[i] x'[i+k],  x' = w (x - mean)
 *	b(k) = sum over i of w[i] w[i+k],  w[i] = sin(pi (i+1/2) / n)^2
 *
 * so that r(k) = 1 for a period of k samples (P. Boersma, IFA Proceedings 17,
 * 1993, equations 7 to 9).  By Fourier transforms (spectrum.h, and the
 * transform of an even sequence); their size N may be less than n + k, since a
 * window that is 0 at its ends leaves nothing in its last tenth of lags.
 */
#ifndef TONFALL_AUTOCORR_H
#define TONFALL_AUTOCORR_H

#include <stddef.h>

#include "base/fault.h"
#include "feature/spectrum.h"

struct autocorr;

/*
 * For n samples and lags 0 to `lags', at most n/2.  Safe to call from several
 * threads.  ST_BAD if there is no FFT of that size, ST_NOMEM.
 */
enum status autocorr_new(struct autocorr **a, size_t n, size_t lags,
    struct fault *why) FAULT_CHECK;

/* a may be NULL. */
void autocorr_free(struct autocorr *a);

/* Take the frame x (n) as number i of the batch. */
void autocorr_take(struct autocorr *a, const float *x, size_t i);

/*
 * Compute r of the whole batch, frames that were not taken since the last call
 * included.
 */
void autocorr_run(struct autocorr *a);

/*
 * The powers |X|^2 of the batch, (powers, POWER_FRAMES), *width of the sample
 * rate apart; *scale makes the sum of them (without the first) the mean square
 * of the samples.  Valid until the next autocorr_run.
 */
const float *autocorr_spectrum(const struct autocorr *a, size_t *powers,
    double *width, double *scale);

/*
 * r (lags + 1) of frame i, all 0 if its samples are all the same; the mean
 * square of its windowed samples, and the mean of those without window.  r is
 * valid until the next autocorr_run.
 */
const float *autocorr_r(const struct autocorr *a, size_t i);
float autocorr_power(const struct autocorr *a, size_t i);
float autocorr_mean(const struct autocorr *a, size_t i);

#endif
