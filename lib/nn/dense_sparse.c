/*
 * A dense layer in training whose input is mostly 0, because of a dropout.
 * Zeros are not multiplied: forward takes a row of weights for each other
 * value, and backward computes a gradient for these only, because it would stop
 * where dropout or relu has put a 0.  All three products do the fraction
 * (1 - p) of the work.
 *
 * Axes: n samples, I = T * C inputs, N outputs.
 */
#include <string.h>

#include "math/sparse.h"
#include "nn/fuse.h"
#include "nn/layer_dense.h"
#include "nn/layers.h"

/* At a time, so that their rows stay in the nearest cache. */
#define INPUTS	48
#define SAMPLES	32
#define LINE	16	/* floats in a line of it */

static bool
sparse_takes(struct layer *l)
{
	return l->kept <= 0.5 && l->out.c % SPARSE_LANES == 0;
}

/* Write the indices of x (n) that are not 0 to row; returns how many. */
static size_t
places(size_t n, const float *x, uint16_t *row)
{
	size_t i, k = 0;
	uint32_t bits;

	for (i = 0; i < n; i++) {	/* without a branch on chance */
		row[k] = (uint16_t)i;
		(void)memcpy(&bits, &x[i], sizeof bits);
		k += bits << 1 != 0;	/* whatever the sign */
	}
	return k;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Ask for part i of n of what follows the weights at hand, rows up to I of
 * w (I, N): all of them do not fit the cache, and which rows will be used is
 * no order that a processor foresees.
 */
static void
fetch(size_t I, size_t N, const float *w, size_t at, size_t i, size_t n)
{
	size_t len = least(I - at, INPUTS) * N, j = i * len / n;

	for (w += at * N; j < (i + 1) * len / n; j += LINE)
		__builtin_prefetch(w + j);
}

static void
sparse_forward(const struct layer *l, const struct piece *p)
{
	size_t i, at, n, k, I = l->in.t * l->in.c, N = l->out.c;
	const float *w = p->w + l->param[0].off, *b = p->w + l->param[1].off;
	uint16_t row[INPUTS];
	const float *x;

	for (i = 0; i < p->n; i++)
		(void)memcpy(p->y + i * N, b, N * sizeof *b);
	for (at = 0; at < I; at += n) {
		n = least(I - at, INPUTS);
		for (i = 0; i < p->n; i++) {
			fetch(I, N, w, at + n, i, p->n);
			x = p->x + i * I + at;
			k = places(n, x, row);
			sparse_sum(N, k, row, x, w + at * N, p->y + i * N);
		}
	}
}

/* dx (n) of one sample, w (n, N), dy (N). */
static void
input_gradient(size_t n, size_t N, const float *x, const float *w,
    const float *dy, float *dx)
{
	uint16_t row[INPUTS + 1];
	float dot[INPUTS + 1];
	size_t j, k = places(n, x, row);

	(void)memset(dx, 0, n * sizeof *dx);
	if (k == 0)
		return;
	row[k] = row[0];	/* sparse_dot takes two at a time */
	sparse_dot(N, w, k + k % 2, row, 1, dy, N, INPUTS + 1, dot);
	for (j = 0; j < k; j++)
		dx[row[j]] = dot[j];
}

static void
sparse_backward(const struct layer *l, const struct piece *p)
{
	size_t i, at, n, I = l->in.t * l->in.c, N = l->out.c;
	const float *w = p->w + l->param[0].off;

	if (p->dx == NULL)
		return;
	for (at = 0; at < I; at += n) {
		n = least(I - at, INPUTS);
		for (i = 0; i < p->n; i++) {
			fetch(I, N, w, at + n, i, p->n);
			input_gradient(n, N, p->x + i * I + at, w + at * N,
			    p->dy + i * N, p->dx + i * I + at);
		}
	}
}

/* dw (rows, N) += x^T dy of n samples, whose x are `stride' apart. */
static void
add_weights(size_t rows, size_t stride, size_t N, size_t n, const float *x,
    const float *dy, float *dw)
{
	float turned[INPUTS][SAMPLES];
	uint16_t sample[SAMPLES];
	size_t i, j, k;

	for (i = 0; i < n; i++)
		for (j = 0; j < rows; j++)
			turned[j][i] = x[i * stride + j];
	for (j = 0; j < rows; j++) {
		k = places(n, turned[j], sample);
		sparse_sum(N, k, sample, turned[j], dy, dw + j * N);
	}
}

static void
sparse_block(const struct layer *l, const struct batch *b, size_t block)
{
	struct block_span span = layer_dense.span(l, block);
	size_t i, j, n, k, rows = span.values, N = l->out.c;
	const float *x = b->x + (span.value - b->from);
	float *dw = b->grad + span.off;

	if (rows == 0) {
		dense_bias(l, b);
		return;
	}
	(void)memset(dw, 0, rows * N * sizeof *dw);
	for (i = 0; i < b->n; i += n) {
		n = least(b->n - i, SAMPLES);
		for (j = 0; j < rows; j += k) {
			k = least(rows - j, INPUTS);
			add_weights(k, b->stride, N, n, x + i * b->stride + j,
			    b->dy + i * N, dw + j * N);
		}
	}
}

const struct layer_group dense_sparse = {
	.kind = { &layer_dense }, .takes = sparse_takes,
	.forward = sparse_forward, .backward = sparse_backward,
	.block = sparse_block,
};
