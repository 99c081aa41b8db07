/*
 * framer.h - cut a stream of samples, in pieces of any size, into frames of
 * W samples, one every H.
 *
 * A signal of S samples has T frames:
 *
 *	snip	T = 1 + (S - W) / H
 *	else	T = (S + H/2) / H; frame t starts at t*H - (W/2 - H/2), and
 *		the samples beyond the ends are x[-1-i] = x[i] and
 *		x[S+i] = x[S-1-i]
 *
 * Both need S >= W; a shorter signal has no frame.  (Kaldi's
 * feat/feature-window.cc.)
 *
 * Frames are passed on in batches of FRAMER_BATCH.  Frame t always has place
 * t % FRAMER_BATCH in its batch, so results do not depend on how the stream was
 * cut into pieces, even if the places of a batch are not all computed in the
 * same way.
 */
#ifndef TONFALL_FRAMER_H
#define TONFALL_FRAMER_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "feature/front.h"

#define FRAMER_BATCH 8

/* One stream at a time, one thread at a time. */
struct framer;

/*
 * Take n frames of one batch, starting at place: frame place + i is the W
 * samples at x + i*H, already multiplied by the front end's scale.  x is valid
 * only during the call.
 */
typedef void framer_take(void *ctx, const float *x, size_t place, size_t n);

/*
 * For p's rate (which must not be 0), frame-length, frame-shift, snip and
 * scale.  ST_BAD if a frame has less than two samples or a shift less than one;
 * ST_NOMEM.
 */
enum status framer_new(struct framer **f, const struct front *p,
    struct fault *why) FAULT_CHECK;

/* f may be NULL. */
void framer_free(struct framer *f);

/* W and H, in samples. */
size_t framer_window(const struct framer *f);
size_t framer_shift(const struct framer *f);

/* T for a signal of S samples. */
uint64_t framer_frames(const struct framer *f, uint64_t samples);

/*
 * Samples of the stream after which frame t is passed on: the number of the
 * first sample that it does not need.
 */
uint64_t framer_needs(const struct framer *f, uint64_t t);

/*
 * The frames [*first, *end) of the part [a, b) of a stream, in samples: as many
 * as a signal of b - a samples has, see slices.h.
 */
void framer_part(const struct framer *f, uint64_t a, uint64_t b,
    uint64_t *first, uint64_t *end);

/*
 * The maximum number of frames that the next framer_push of n samples can pass
 * on; with n = 0, that framer_finish can.
 */
size_t framer_most(const struct framer *f, size_t n);

/*
 * Take the next n samples of the stream, in [-1, 1), and pass on the frames
 * that are complete.
 */
void framer_push(struct framer *f, const float *x, size_t n,
    framer_take *take, void *ctx);

/*
 * End the stream: pass on the frames that extend beyond its end (none with
 * snip), and be ready for another stream.
 */
void framer_finish(struct framer *f, framer_take *take, void *ctx);

/* Forget the stream so far and be ready for another. */
void framer_reset(struct framer *f);

#endif
