/*
 * rows.h - products with single rows of a matrix, for where a matrix product
 * would compute mostly what nobody needs.
 *
 * Frames of C floats are kept `wide` apart, the next multiple of ROWS_LANES,
 * so that every one begins where a vector register's worth of memory does:
 * loads that straddle cache lines would cost a third of the speed.  What lies
 * between is 0 in weights, and any number in what these are multiplied with.
 */
#ifndef TONFALL_ROWS_H
#define TONFALL_ROWS_H

#include <stddef.h>
#include <stdint.h>

#define ROWS_LANES	8
#define ROWS_MOST	5	/* frames in one call of rows_dot */

static inline size_t
rows_wide(size_t C)
{
	return (C + ROWS_LANES - 1) / ROWS_LANES * ROWS_LANES;
}

/* x (T, C) -> to (T, wide), and back. */
void rows_widen(size_t T, size_t C, const float *x, float *to);
void rows_narrow(size_t T, size_t C, const float *x, float *to);

/* w (K, C, n) -> packed (n, K, wide). */
void rows_pack(size_t K, size_t C, size_t n, const float *w, float *packed);

/* w (K, C, n) += packed (n, K, wide). */
void rows_unpack_add(size_t K, size_t C, size_t n, const float *packed,
    float *w);

/*
 * dot[f * most + j] = sum over k < len of x[f * step + k] times
 * packed[row[j] * len + k], for f < frames <= ROWS_MOST, j < n.  n is even;
 * len and step are multiples of ROWS_LANES.
 */
void rows_dot(size_t len, const float *packed, size_t n, const uint16_t *row,
    size_t frames, const float *x, size_t step, size_t most, float *dot);

/* y (len) += the rows row[0..n) of w (.., len), each times its value of x,
 * x[row[j]].  len is a multiple of ROWS_LANES. */
void rows_sum(size_t len, size_t n, const uint16_t *row, const float *x,
    const float *w, float *y);

/* The len floats at x[at], times a factor. */
struct rows_term {
	size_t at;
	float factor;
};

/* w (len) += sum of the n terms. */
void rows_add(size_t len, size_t n, const struct rows_term *term,
    const float *x, float *w);

/* x of every term += its factor times w (len). */
void rows_spread(size_t len, size_t n, const struct rows_term *term,
    const float *w, float *x);

#endif
