/*
 * spectrum.h - power spectra of frames, a batch at a time.
 *
 * The FFT is in float64: quiet bins lie 90 dB below a frame's peak, and one in
 * float32 misses torchaudio's values there with 80 bins.  A frame of N real
 * samples is transformed as N/2 complex ones (math/fft.h), half the work.
 *
 * The frames of a batch lie side by side: value i of frame f is x[i][f], in
 * arrays (..., POWER_FRAMES).
 */
#ifndef TONFALL_SPECTRUM_H
#define TONFALL_SPECTRUM_H

#include <stddef.h>

#include "base/fault.h"
#include "math/fft.h"

#define POWER_FRAMES FFT_LANES	/* in a batch */

struct spectrum;

/* For frames of N = nfft samples, even.  Safe to call from several threads. */
enum status spectrum_new(struct spectrum **p, size_t nfft, struct fault *why)
    FAULT_CHECK;
void spectrum_free(struct spectrum *p);

/* Frames (POWER_FRAMES, n) one after another, n <= N, zeros after each. */
void spectrum_take(struct spectrum *p, const float *frame, size_t n);

/* Transform the frames taken, which destroys them: out (N/2 + 1, POWER_FRAMES)
 * becomes |X|^2. */
void spectrum_run(struct spectrum *p, float *out);

#endif
