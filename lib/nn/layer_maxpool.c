/* maxpool P: the largest of P frames, without overlap; frames left over at the
 * end are dropped, as PyTorch's MaxPool1d does.  In a tie the first one gets
 * the gradient. */
#include "nn/layer_maxpool.h"

#include <stdint.h>
#include <string.h>

#include "math/simd.h"
#include "nn/layers.h"

static enum status
maxpool_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	struct maxpool *pool = l->set;
	enum status s = layer_words(l, n, 1, why);

	if (s == ST_OK)
		s = layer_size("size", word[0], 1, 65535, &pool->size, why);
	return s;
}

static enum status
maxpool_shape(struct layer *l, size_t classes, struct fault *why)
{
	(void)classes;
	if (l->in.t < maxpool_of(l)->size)
		return fault_set(why, ST_BAD,
		    "input (T=%zu, C=%zu) is shorter than the pool",
		    l->in.t, l->in.c);
	l->out.t = l->in.t / maxpool_of(l)->size;
	l->out.c = l->in.c;
	l->save = l->out.t * l->out.c * sizeof(uint32_t);
	return ST_OK;
}

static size_t
maxpool_valid(const struct layer *l, size_t v)
{
	return v < maxpool_of(l)->size ? 1 : v / maxpool_of(l)->size;
}

static size_t
maxpool_needs(const struct layer *l, size_t n)
{
	return n * maxpool_of(l)->size;
}

/* x (P, C), y (C), which (C): the frame of the maximum. */
CLONES static void
pool_window(size_t P, size_t C, const float *restrict x, float *restrict y,
    uint32_t *restrict which)
{
	uint32_t k, more;
	size_t c;

	(void)memcpy(y, x, C * sizeof *y);
	(void)memset(which, 0, C * sizeof *which);
	for (k = 1; k < P; k++) {
		x += C;
		for (c = 0; c < C; c++) {
			/* all ones or none: without a branch, so that the
			 * compiler makes vector code of it */
			more = -(uint32_t)(x[c] > y[c]);
			which[c] = (k & more) | (which[c] & ~more);
			y[c] = x[c] > y[c] ? x[c] : y[c];
		}
	}
}

CLONES static void
pool_window_max(size_t P, size_t C, const float *restrict x,
    float *restrict y)
{
	size_t k, c;

	(void)memcpy(y, x, C * sizeof *y);
	for (k = 1; k < P; k++) {
		x += C;
		for (c = 0; c < C; c++)
			y[c] = x[c] > y[c] ? x[c] : y[c];
	}
}

static void
maxpool_forward(const struct layer *l, const struct piece *p)
{
	size_t i, t, P = maxpool_of(l)->size, C = l->in.c;
	uint32_t *which = p->save;
	const float *x;
	float *y = p->y;

	for (i = 0; i < p->n; i++) {
		x = p->x + i * l->in.t * C;
		for (t = 0; t < l->out.t; t++, x += P * C, y += C) {
			if (p->train) {
				pool_window(P, C, x, y, which);
				which += C;
			} else {
				pool_window_max(P, C, x, y);
			}
		}
	}
}

/* dx (P, C) from dy (C): 0 except in the frame of the maximum. */
CLONES static void
unpool_window(size_t P, size_t C, const float *restrict dy,
    const uint32_t *restrict which, float *restrict dx)
{
	uint32_t k;
	size_t c;

	for (k = 0; k < P; k++, dx += C)
		for (c = 0; c < C; c++)
			dx[c] = which[c] == k ? dy[c] : 0;
}

static void
maxpool_backward(const struct layer *l, const struct piece *p)
{
	size_t i, t, P = maxpool_of(l)->size, C = l->in.c;
	size_t left = (l->in.t - l->out.t * P) * C;
	const uint32_t *which = p->save;
	const float *dy = p->dy;
	float *dx = p->dx;

	for (i = 0; i < p->n; i++) {
		for (t = 0; t < l->out.t; t++, dx += P * C) {
			unpool_window(P, C, dy, which, dx);
			which += C;
			dy += C;
		}
		(void)memset(dx, 0, left * sizeof *dx);
		dx += left;
	}
}

const struct layer_kind layer_maxpool = {
	.name = "maxpool", .usage = "SIZE", .settings = sizeof(struct maxpool),
	.keeps_zeros = true,
	.parse = maxpool_parse, .shape = maxpool_shape,
	.valid = maxpool_valid, .needs = maxpool_needs,
	.forward = maxpool_forward, .backward = maxpool_backward,
};
