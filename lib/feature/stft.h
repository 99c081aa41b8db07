/*
 * stft.h - short-time Fourier transform: the power spectra and energies of
 * frames, a batch at a time; what the kinds fbank and spec have in common.
 *
 * The arithmetic is that of torchaudio.compliance.kaldi.fbank and
 * .spectrogram (0.13.1), in float32, the window included, except for the FFT,
 * which is made in float64 (spectrum.h).  Of each frame, in this order: its
 * mean is subtracted; raw energy; preemphasis, with x[-1] = x[0]; window;
 * zeros up to the FFT's size N; power spectrum.
 */
#ifndef TONFALL_STFT_H
#define TONFALL_STFT_H

#include <stddef.h>

#include "base/fault.h"
#include "feature/framer.h"
#include "feature/spectrum.h"

/* Rows of zeros after the last power, for readers that go in steps. */
#define STFT_SPARE 4

struct stft;

/*
 * For frames of f; energy: whether stft_energy will be asked for.  ST_BAD if
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
 * Transform n frames, as framer_take has them.  Returns the powers |X|^2 of the
 * whole batch, (N/2 + 1 + STFT_SPARE, FRAMER_BATCH): those of frame place + i
 * at [k][place + i].  They may be changed, except for the spare ones, and are
 * valid until the next call.
 */
float *stft_run(struct stft *s, const float *x, size_t place, size_t n);

/* Their log energies (FRAMER_BATCH). */
const float *stft_energy(const struct stft *s);

/* n frames from place on of x (columns, FRAMER_BATCH) to rows of out, one every
 * `step' values. */
void stft_rows(const float *x, size_t columns, size_t place, size_t n,
    float *out, size_t step);

#endif
