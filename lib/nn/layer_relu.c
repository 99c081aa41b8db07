/* relu: y = max(x, 0).  Backward goes by the sign of y, which may lie in x's
 * place and be thinned out by a dropout after it: where that put a zero, dy
 * is zero as well. */
#include <string.h>

#include "math/simd.h"
#include "nn/layers.h"

static enum status
relu_shape(struct layer *l, size_t classes, struct fault *why)
{
	(void)classes;
	(void)why;
	l->out = l->in;
	return ST_OK;
}

/* y = max(x, 0), written so that a NaN remains a NaN. */
CLONES static void
positive(size_t len, float *restrict y)
{
	size_t i;

	for (i = 0; i < len; i++)
		y[i] = y[i] < 0 ? 0 : y[i];
}

/* dx = dx where y > 0, else 0 */
CLONES static void
pass(size_t len, const float *restrict y, float *restrict dx)
{
	size_t i;
	float d;

	/* d is read in any case: without a branch this becomes vector code. */
	for (i = 0; i < len; i++) {
		d = dx[i];
		dx[i] = y[i] > 0 ? d : 0;
	}
}

static void
relu_forward(const struct layer *l, const struct piece *p)
{
	size_t len = p->n * l->in.t * l->in.c;

	if (p->y != p->x)
		(void)memcpy(p->y, p->x, len * sizeof *p->y);
	positive(len, p->y);
}

static void
relu_backward(const struct layer *l, const struct piece *p)
{
	size_t len = p->n * l->in.t * l->in.c;

	if (p->dx != p->dy)
		(void)memcpy(p->dx, p->dy, len * sizeof *p->dx);
	pass(len, p->y, p->dx);
}

const struct layer_kind layer_relu = {
	.name = "relu", .usage = "", .in_place = true, .stops_at_zero = true,
	.shape = relu_shape,
	.forward = relu_forward, .backward = relu_backward,
};
