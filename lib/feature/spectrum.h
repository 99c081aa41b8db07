/*
 * spectrum.h - power spectra of frames, a batch at a time.
 *
 * The FFT is in float64: quiet bins are 90 dB below a frame's peak, where a
 * float32 FFT would miss torchaudio's values with 80 bins.  A frame of N real
 * samples is transformed as N/2 complex ones (math/fft.h), which halves the
 * work.
 *
 * The frames of a batch are interleaved: value i of frame f is x[i][f], in
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

/* Take frames (POWER_FRAMES, n), n <= N, each to be padded with zeros. */
void spectrum_take(struct spectrum *p, const float *frame, size_t n);

/* Transform the frames taken, destroying them, and write |X|^2 to out
 * (N/2 + 1, POWER_FRAMES). */
void spectrum_run(struct spectrum *p, float *out);

#endif
