/*
 * sparse.h - products with single rows of a matrix, where most values of a full
 * matrix product would not be needed.
 *
 * Frames of C floats are kept `wide` apart, the next multiple of SPARSE_LANES,
 * so that each is aligned to a vector register: loads that straddle cache lines
 * would cost a third of the speed.  The padding is 0 in weights, and any number
 * in the values that they are multiplied with.
 */
#ifndef TONFALL_SPARSE_H
#define TONFALL_SPARSE_H

#include <stddef.h>
#include <stdint.h>

#define SPARSE_LANES	8
#define SPARSE_MOST	5	/* frames in one call of sparse_dot */

static inline size_t
sparse_wide(size_t C)
{
	return (C + SPARSE_LANES - 1) / SPARSE_LANES * SPARSE_LANES;
}

/* x (T, C) -> to (T, wide), and back. */
void sparse_widen(size_t T, size_t C, const float *x, float *to);
void sparse_narrow(size_t T, size_t C, const float *x, float *to);

/* w (K, C, n) -> packed (n, K, wide). */
void sparse_pack(size_t K, size_t C, size_t n, const float *w, float *packed);

/* w (K, C, n) += packed (n, K, wide). */
void sparse_unpack_add(size_t K, size_t C, size_t n, const float *packed,
    float *w);

/*
 * dot[f * most + j] = sum over k < len of x[f * step + k] times
 * packed[row[j] * len + k], for f < frames <= SPARSE_MOST, j < n.  n is even;
 * len and step are multiples of SPARSE_LANES.
 */
void sparse_dot(size_t len, const float *packed, size_t n, const uint16_t *row,
    size_t frames, const float *x, size_t step, size_t most, float *dot);

/* y (len) += the rows row[0..n) of w (.., len), each times its value of x,
 * x[row[j]].  len is a multiple of SPARSE_LANES. */
void sparse_sum(size_t len, size_t n, const uint16_t *row, const float *x,
    const float *w, float *y);

/* The len floats at x[at], times a factor. */
struct sparse_term {
	size_t at;
	float factor;
};

/* w (len) += sum of the n terms. */
void sparse_add(size_t len, size_t n, const struct sparse_term *term,
    const float *x, float *w);

/* x of every term += its factor times w (len). */
void sparse_spread(size_t len, size_t n, const struct sparse_term *term,
    const float *w, float *x);

#endif
