#include "clones.h"
#include "rows.h"

#define TILE 16	/* rows packed at a time: a cache line of w */

/* Of any alignment. */
typedef float lanes __attribute__((vector_size(4 * ROWS_LANES), aligned(4),
    may_alias));

static size_t
blocks(size_t len)
{
	return (len + ROWS_LANES - 1) / ROWS_LANES;
}

size_t
rows_packed(size_t len)
{
	return blocks(len) * ROWS_LANES;
}

/* ---- packing ---- */

/* Where value k of a row is in the packed row. */
static size_t
packed_at(size_t len, size_t k)
{
	size_t whole = len / ROWS_LANES * ROWS_LANES;

	return k < whole ? k : k - len + rows_packed(len);
}

void
rows_pack(size_t len, size_t n, const float *w, float *packed)
{
	size_t i, j, k, at, size = rows_packed(len);

	for (i = 0; i < n; i += TILE) {
		for (j = i; j < n && j < i + TILE; j++)
			for (k = 0; k < ROWS_LANES; k++)
				packed[(j + 1) * size - 1 - k] = 0;
		for (k = 0; k < len; k++) {
			at = packed_at(len, k);
			for (j = i; j < n && j < i + TILE; j++)
				packed[j * size + at] = w[k * n + j];
		}
	}
}

void
rows_unpack_add(size_t len, size_t n, const float *packed, float *w)
{
	size_t i, j, k, at, size = rows_packed(len);

	for (i = 0; i < n; i += TILE) {
		for (k = 0; k < len; k++) {
			at = packed_at(len, k);
			for (j = i; j < n && j < i + TILE; j++)
				w[k * n + j] += packed[j * size + at];
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
	lanes va, vb, vx, lo, sum[2][ROWS_MOST] = { { { 0 } } };
	size_t i, f, at, last = len - ROWS_LANES;

	for (i = 0; i < len; i += ROWS_LANES) {
		va = *(const lanes *)(a + i);
		vb = *(const lanes *)(b + i);
		at = i < last ? i : last;
		for (f = 0; f < F; f++) {
			vx = *(const lanes *)(x + f * step + at);
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
rows_dot(size_t len, const float *packed, size_t n, const uint16_t *row,
    size_t frames, const float *x, size_t step, size_t most, float *dot)
{
	size_t j, size = (len + ROWS_LANES - 1) / ROWS_LANES * ROWS_LANES;
	const float *a, *b;

	for (j = 0; j < n; j += 2) {
		a = packed + row[j] * size;
		b = packed + row[j + 1] * size;
		switch (frames) {
		case 1: dot_pair(len, a, b, 1, x, step, most, dot + j); break;
		case 2: dot_pair(len, a, b, 2, x, step, most, dot + j); break;
		case 3: dot_pair(len, a, b, 3, x, step, most, dot + j); break;
		case 4: dot_pair(len, a, b, 4, x, step, most, dot + j); break;
		case 5: dot_pair(len, a, b, 5, x, step, most, dot + j); break;
		}
	}
}

CLONES void
rows_add(size_t len, size_t n, const struct rows_term *term, const float *x,
    float *w)
{
	const float *a, *b, *c, *d;
	size_t i, j, at, last = len - ROWS_LANES;
	lanes sum;

	for (j = 0; j < n; j += 4, term += 4) {
		a = x + term[0].at;
		b = x + term[1].at;
		c = x + term[2].at;
		d = x + term[3].at;
		for (i = 0; i < len; i += ROWS_LANES) {
			at = i < last ? i : last;
			sum = *(const lanes *)(w + i);
			sum += term[0].factor * *(const lanes *)(a + at);
			sum += term[1].factor * *(const lanes *)(b + at);
			sum += term[2].factor * *(const lanes *)(c + at);
			sum += term[3].factor * *(const lanes *)(d + at);
			*(lanes *)(w + i) = sum;
		}
	}
}

CLONES void
rows_spread(size_t len, size_t n, const struct rows_term *term,
    const float *w, float *x)
{
	size_t i, j, last = len - ROWS_LANES;
	lanes *to;

	for (j = 0; j < n; j++) {
		for (i = 0; i < len; i += ROWS_LANES) {
			to = (lanes *)(x + term[j].at + (i < last ? i : last));
			*to += term[j].factor * *(const lanes *)(w + i);
		}
	}
}
