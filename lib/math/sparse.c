#include "math/sparse.h"

#include "math/simd.h"

#define TILE 16	/* rows packed at a time: a cache line of w */
#define SUMS 8	/* registers summed up at a time */

_Static_assert(SPARSE_LANES == 8, "lanes8 has eight of them");

/* ---- layout ---- */

/* A frame is copied up to the next one, including some values of that one; not
 * so the last. */
CLONES void
sparse_widen(size_t T, size_t C, const float *x, float *to)
{
	size_t t, c, wide = sparse_wide(C);

	for (t = 0; t * C + wide <= T * C; t++, to += wide)
		for (c = 0; c < wide; c += SPARSE_LANES)
			*(lanes8 *)(to + c) = *(const lanes8 *)(x + t * C + c);
	for (; t < T; t++, to += wide)
		for (c = 0; c < wide; c++)
			to[c] = c < C ? x[t * C + c] : 0;
}

void
sparse_narrow(size_t T, size_t C, const float *x, float *to)
{
	size_t t, c, wide = sparse_wide(C);

	for (t = 0; t < T; t++, x += wide, to += C)
		for (c = 0; c < C; c++)
			to[c] = x[c];
}

void
sparse_pack(size_t K, size_t C, size_t n, const float *w, float *packed)
{
	size_t i, j, k, c, wide = sparse_wide(C);
	float *to;

	for (i = 0; i < n; i += TILE) {
		for (k = 0; k < K; k++) {
			for (c = 0; c < wide; c++) {
				to = packed + k * wide + c;
				for (j = i; j < n && j < i + TILE; j++)
					to[j * K * wide] = c < C ?
					    w[(k * C + c) * n + j] : 0;
			}
		}
	}
}

void
sparse_unpack_add(size_t K, size_t C, size_t n, const float *packed, float *w)
{
	size_t i, j, k, c, wide = sparse_wide(C);
	const float *from;

	for (i = 0; i < n; i += TILE) {
		for (k = 0; k < K; k++) {
			for (c = 0; c < C; c++) {
				from = packed + k * wide + c;
				for (j = i; j < n && j < i + TILE; j++)
					w[(k * C + c) * n + j] +=
					    from[j * K * wide];
			}
		}
	}
}

/* ---- products ---- */

/*
 * Two rows a, b times F frames: 2F sums in registers, and each value of x is
 * used twice, each of a row F times, so that loads keep up with products.
 * F is a constant where this is inlined.
 */
static inline __attribute__((always_inline)) void
dot_pair(size_t len, const float *a, const float *b, size_t F,
    const float *x, size_t step, size_t most, float *dot)
{
	lanes8 va, vb, vx, lo, sum[2][SPARSE_MOST] = { { { 0 } } };
	size_t i, f;

	for (i = 0; i < len; i += SPARSE_LANES) {
		va = *(const lanes8 *)(a + i);
		vb = *(const lanes8 *)(b + i);
		for (f = 0; f < F; f++) {
			vx = *(const lanes8 *)(x + f * step + i);
			sum[0][f] += va * vx;
			sum[1][f] += vb * vx;
		}
	}
	for (f = 0; f < F; f++) {
		va = sum[0][f];
		vb = sum[1][f];
		/* four parts of each sum, then two, then one */
		lo = __builtin_shufflevector(va, vb, 0, 1, 2, 3, 8, 9, 10, 11) +
		    __builtin_shufflevector(va, vb, 4, 5, 6, 7, 12, 13, 14, 15);
		lo += __builtin_shufflevector(lo, lo, 2, 3, 0, 1, 6, 7, 4, 5);
		lo += __builtin_shufflevector(lo, lo, 1, 0, 3, 2, 5, 4, 7, 6);
		dot[f * most] = lo[0];
		dot[f * most + 1] = lo[4];
	}
}

CLONES void
sparse_dot(size_t len, const float *packed, size_t n, const uint16_t *row,
    size_t frames, const float *x, size_t step, size_t most, float *dot)
{
	const float *a, *b;
	size_t j;

	for (j = 0; j < n; j += 2) {
		a = packed + row[j] * len;
		b = packed + row[j + 1] * len;
		switch (frames) {
		case 1: dot_pair(len, a, b, 1, x, step, most, dot + j); break;
		case 2: dot_pair(len, a, b, 2, x, step, most, dot + j); break;
		case 3: dot_pair(len, a, b, 3, x, step, most, dot + j); break;
		case 4: dot_pair(len, a, b, 4, x, step, most, dot + j); break;
		case 5: dot_pair(len, a, b, 5, x, step, most, dot + j); break;
		}
	}
}

/* L registers' worth of sums over all rows; L is a constant. */
static inline __attribute__((always_inline)) void
sum_part(size_t L, size_t len, size_t n, const uint16_t *row, const float *x,
    const float *w, float *y)
{
	lanes8 sum[SUMS], factor;
	const float *from;
	size_t i, j;

	for (i = 0; i < L; i++)
		sum[i] = *(const lanes8 *)(y + i * SPARSE_LANES);
	for (j = 0; j < n; j++) {
		from = w + row[j] * len;
		factor = ALL8(x[row[j]]);
		for (i = 0; i < L; i++)
			sum[i] += factor *
			    *(const lanes8 *)(from + i * SPARSE_LANES);
	}
	for (i = 0; i < L; i++)
		*(lanes8 *)(y + i * SPARSE_LANES) = sum[i];
}

CLONES void
sparse_sum(size_t len, size_t n, const uint16_t *row, const float *x,
    const float *w, float *y)
{
	const size_t most = SUMS * SPARSE_LANES;
	size_t i;

	for (i = 0; i + most <= len; i += most)
		sum_part(SUMS, len, n, row, x, w + i, y + i);
	for (; i < len; i += SPARSE_LANES)
		sum_part(1, len, n, row, x, w + i, y + i);
}

/* The same for the terms of sparse_add. */
static inline __attribute__((always_inline)) void
add_part(size_t L, size_t n, const struct sparse_term *term, const float *x,
    float *w)
{
	lanes8 sum[SUMS], factor;
	const float *from;
	size_t i, j;

	for (i = 0; i < L; i++)
		sum[i] = *(const lanes8 *)(w + i * SPARSE_LANES);
	for (j = 0; j < n; j++) {
		from = x + term[j].at;
		factor = ALL8(term[j].factor);
		for (i = 0; i < L; i++)
			sum[i] += factor *
			    *(const lanes8 *)(from + i * SPARSE_LANES);
	}
	for (i = 0; i < L; i++)
		*(lanes8 *)(w + i * SPARSE_LANES) = sum[i];
}

CLONES void
sparse_add(size_t len, size_t n, const struct sparse_term *term, const float *x,
    float *w)
{
	const size_t most = SUMS * SPARSE_LANES;
	size_t i;

	for (i = 0; i + most <= len; i += most)
		add_part(SUMS, n, term, x + i, w + i);
	for (; i + most / 4 <= len; i += most / 4)
		add_part(SUMS / 4, n, term, x + i, w + i);
	for (; i < len; i += SPARSE_LANES)
		add_part(1, n, term, x + i, w + i);
}

CLONES void
sparse_spread(size_t len, size_t n, const struct sparse_term *term,
    const float *w, float *x)
{
	size_t i, j;
	lanes8 *to;

	for (j = 0; j < n; j++) {
		for (i = 0; i < len; i += SPARSE_LANES) {
			to = (lanes8 *)(x + term[j].at + i);
			*to += ALL8(term[j].factor) * *(const lanes8 *)(w + i);
		}
	}
}
