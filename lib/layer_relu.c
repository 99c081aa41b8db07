/* relu: y = max(x, 0).  Backward goes by the sign of y, which may lie in x's
 * place and be thinned out by a dropout behind it: where that put a zero, dy
 * is zero as well. */
#include <string.h>

#include "layer.h"

static enum status
relu_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	(void)word;
	return layer_words(l, n, 0, why);
}

static enum status
relu_shape(struct layer *l, size_t classes, struct fault *why)
{
	(void)classes;
	(void)why;
	l->out = l->in;
	return ST_OK;
}

/* Written so that a NaN stays one. */
static void
relu_forward(const struct layer *l, const struct piece *p)
{
	size_t i, len = p->n * l->in.t * l->in.c;
	float *y = p->y;

	if (y != p->x)
		(void)memcpy(y, p->x, len * sizeof *y);
	for (i = 0; i < len; i++)
		y[i] = y[i] < 0 ? 0 : y[i];
}

static void
relu_backward(const struct layer *l, const struct piece *p)
{
	size_t i, len = p->n * l->in.t * l->in.c;
	const float *restrict y = p->y;
	float *restrict dx = p->dx, d;

	if (dx != p->dy)
		(void)memcpy(dx, p->dy, len * sizeof *dx);
	/* d is read in any case: without a branch this becomes vector code. */
	for (i = 0; i < len; i++) {
		d = dx[i];
		dx[i] = y[i] > 0 ? d : 0;
	}
}

const struct layer_kind layer_relu = {
	.name = "relu", .usage = "", .in_place = true,
	.parse = relu_parse, .shape = relu_shape,
	.forward = relu_forward, .backward = relu_backward,
};
