/*
 * frames.h - the number of frames of a record, and padding and cutting.
 *
 * Records are (T, B): T frames of B bins.  The attribute `frames` gives the
 * number of real frames, at the start; the others are padding.  Without it, all
 * are real.
 */
#ifndef TONFALL_FRAMES_H
#define TONFALL_FRAMES_H

#include <stdint.h>

#include "base/fault.h"
#include "tensor/tensor.h"

/* ST_BAD, naming the shape, unless t is (T, B). */
enum status frames_matrix(const struct tensor *t, struct fault *why)
    FAULT_CHECK;

/*
 * Number of real frames of t (T, B), 1..T.  ST_BAD if t is not a matrix or
 * `frames` is not such a number.
 */
enum status frames_real(const struct tensor *t, uint64_t *frames,
    struct fault *why) FAULT_CHECK;

/* Frames per second, the attribute `rate'; ST_BAD if it is missing or wrong. */
enum status frames_rate(const struct tensor *t, double *rate,
    struct fault *why) FAULT_CHECK;

/*
 * Copy frames of B bins: the first min(T, N) of x, then N - T frames of fill.
 *
 * x	(T, B)
 * y	(N, B)	must not overlap x
 */
void frames_copy(const float *x, uint64_t T, uint64_t B, uint64_t N,
    float fill, float *y);

/*
 * Set out to in's record with N frames: attributes, values, and `frames`, the
 * number of real ones.  out's buffer is reused and grows; it must not be in.
 * ST_OK, ST_BAD (not a matrix, too large), ST_NOMEM.
 */
enum status frames_padcut(const struct tensor *in, uint64_t N, float fill,
    struct tensor *out, struct fault *why) FAULT_CHECK;

/* Lengths of a corpus; start from zeros. */
struct frames_lengths {
	uint64_t n, sum;
	uint64_t square[2];	/* sum of squares, low and high half */
};

void frames_count(struct frames_lengths *l, uint64_t frames);

/*
 * int(mean + standard deviation) of the lengths counted, of which there must be
 * one or more; the standard deviation is the population's.  Computed exactly,
 * in integers: floor((sum + sqrt(n * squares - sum^2)) / n).
 */
uint64_t frames_length(const struct frames_lengths *l);

#endif
