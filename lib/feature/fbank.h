/*
 * fbank.h - log mel filter bank energies and log power spectra of a stream of
 * samples.
 *
 * The arithmetic is that of torchaudio.compliance.kaldi.fbank and
 * .spectrogram (0.13.1), in float32, the window included, except for the FFT
 * and the mel bands, which are made in float64.  Of each frame, in this order:
 * its mean is subtracted; raw energy; preemphasis, with x[-1] = x[0]; window;
 * zeros up to the FFT's size; power spectrum; mel triangles
 * (1127 ln(1 + f/700), slopes straight in mel, Kaldi's mel-computations.cc);
 * natural logarithm of at least FRONT_EPSILON.
 *
 * Letters: S samples, T frames, W samples in a frame, H from one frame to the
 * next, N the FFT's size, B columns of the output.
 *
 *	snip	T = 1 + (S - W) / H
 *	else	T = (S + H/2) / H; frame t starts at t*H - (W/2 - H/2), and
 *		x[-1-i] = x[i], x[S+i] = x[S-1-i] stand in beyond the ends
 *
 * Both want S >= W; a shorter signal has no frame.
 */
#ifndef TONFALL_FBANK_H
#define TONFALL_FBANK_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "feature/front.h"

/* One stream at a time, one thread at a time. */
struct fbank;

/*
 * Prepare for p, whose rate must be known by now (not 0).  Safe to call from
 * several threads.  ST_BAD where p cannot be computed (a band beyond half the
 * rate, a frame of less than two samples, ...), ST_NOMEM.
 */
enum status fbank_new(struct fbank **f, const struct front *p,
    struct fault *why) FAULT_CHECK;

/* Free f, which may be NULL. */
void fbank_free(struct fbank *f);

/* B: bins, and one more with energy; or N/2 + 1 of a spectrum. */
size_t fbank_columns(const struct fbank *f);

/* W, and frames per second (rate / H). */
size_t fbank_window(const struct fbank *f);
double fbank_rate(const struct fbank *f);

/* T for a signal of S samples. */
uint64_t fbank_frames(const struct fbank *f, uint64_t samples);

/*
 * The most frames that the next fbank_push of n samples can write; with n = 0
 * the most that fbank_finish can.
 */
size_t fbank_most(const struct fbank *f, size_t n);

/*
 * Take the next n samples x of the stream, in [-1, 1), and write the frames
 * that are complete now to out (frames, B); the caller's, with room for
 * fbank_most(f, n) frames.  Returns their number.  The frames of a stream are
 * the same bytes however it is cut into calls.
 */
size_t fbank_push(struct fbank *f, const float *x, size_t n, float *out);

/*
 * The stream has ended: write the frames that hang over its end (none with
 * snip), return their number, and be ready for another stream.
 */
size_t fbank_finish(struct fbank *f, float *out);

/* Forget the stream so far and be ready for another. */
void fbank_reset(struct fbank *f);

/* Add the rows of x (frames, columns) to sum (columns), one after another. */
void fbank_sum(const float *x, size_t frames, size_t columns, double *sum);

/* Subtract mean (columns) from each row of x (frames, columns). */
void fbank_center(float *x, size_t frames, size_t columns,
    const double *mean);

#endif
