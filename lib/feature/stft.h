/*
 * stft.h - short-time Fourier transform: the power spectra and energies of
 * frames, a batch at a time; shared by the kinds fbank and spec.
 *
 * The arithmetic is that of torchaudio.compliance.kaldi.fbank and
 * .spectrogram (0.13.1), in float32 including the window, except for the FFT,
 * which is in float64 (spectrum.h).  Steps for each frame: subtract its mean;
 * raw energy; preemphasis, with x[-1] = x[0]; window; zeros up to the FFT's
 * size N; power spectrum.
 */
#ifndef TONFALL_STFT_H
#define TONFALL_STFT_H

#include <stddef.h>

#include "base/fault.h"
#include "feature/framer.h"
#include "feature/spectrum.h"

/* Rows of zeros after the last power, for readers that read several at once. */
#define STFT_SPARE 4

struct stft;

/*
 * Prepare for the frames of f; energy: stft_energy will be called.  ST_BAD if
 * there is no FFT of that size, ST_NOMEM.
 */
enum status stft_new(struct stft **s, const struct front *p,
    const struct framer *f, bool energy, struct fault *why) FAULT_CHECK;

/* s may be NULL. */
void stft_free(struct stft *s);

/* N, and the number of powers, N/2 + 1. */
size_t stft_points(const struct stft *s);
size_t stft_powers(const struct stft *s);

/*
 * Transform n frames; the arguments are those of framer_take.  Returns the
 * powers |X|^2 of the whole batch, (N/2 + 1 + STFT_SPARE, FRAMER_BATCH), those
 * of frame place + i at [k][place + i].  The caller may change them, except for
 * the spare ones; they are valid until the next call.
 */
float *stft_run(struct stft *s, const float *x, size_t place, size_t n);

/* Their log energies (FRAMER_BATCH). */
const float *stft_energy(const struct stft *s);

/* Write n frames of x (columns, FRAMER_BATCH), starting at place, as rows of
 * out, one every `step' values. */
void stft_rows(const float *x, size_t columns, size_t place, size_t n,
    float *out, size_t step);

#endif
