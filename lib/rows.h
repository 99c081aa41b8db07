/*
 * rows.h - products with single rows of a matrix, for where a matrix product
 * would compute mostly what nobody needs.
 *
 * A row of `len` floats, at least ROWS_LANES, is taken as blocks of ROWS_LANES
 * of which the last ends where the row ends, so it may begin in the one
 * before; the matrix is kept packed, as such blocks, with 0 where they
 * overlap.  So the rows on the other side need neither copying nor padding:
 * nothing beyond their len floats is read.
 */
#ifndef TONFALL_ROWS_H
#define TONFALL_ROWS_H

#include <stddef.h>
#include <stdint.h>

#define ROWS_LANES	8
#define ROWS_MOST	5	/* frames in one call of rows_dot */

/* Floats of a packed row. */
size_t rows_packed(size_t len);

/* w (len, n) -> packed (n, rows_packed(len)). */
void rows_pack(size_t len, size_t n, const float *w, float *packed);

/* w (len, n) += what is packed. */
void rows_unpack_add(size_t len, size_t n, const float *packed, float *w);

/*
 * dot[f * most + j] = sum over k < len of x[f * step + k] times row[j] of
 * packed, for f < frames <= ROWS_MOST, j < n.  n is even.
 */
void rows_dot(size_t len, const float *packed, size_t n, const uint16_t *row,
    size_t frames, const float *x, size_t step, size_t most, float *dot);

/* The len floats at x[at], times a factor. */
struct rows_term {
	size_t at;
	float factor;
};

/* packed row w += sum of the n terms; n is a multiple of 4. */
void rows_add(size_t len, size_t n, const struct rows_term *term,
    const float *x, float *w);

/* x of every term += its factor times the packed row w. */
void rows_spread(size_t len, size_t n, const struct rows_term *term,
    const float *w, float *x);

#endif
