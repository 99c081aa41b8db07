/*
 * standardize: y = (x - mean) / deviation, by channel, with fixed numbers that
 * are set from the training data (model/standard.h); 0 for a channel whose
 * deviation is 0.
 *
 *	mean (C), deviation (C)
 *
 * Must be the first layer: the numbers are those of the network's input.
 */
#include <float.h>

#include "math/simd.h"
#include "nn/layers.h"

enum { MEAN, DEVIATION };

static enum status
standardize_shape(struct layer *l, size_t classes, struct fault *why)
{
	struct layer_param *w;

	(void)classes;
	if (l->pos != 1)
		return fault_set(why, ST_BAD, "must be the first layer: it "
		    "standardizes the input of the network");
	l->out = l->in;
	l->scratch = l->in.c;
	w = layer_param(l, "mean", PARAM_STATE);
	w->dim[0] = l->in.c;
	w = layer_param(l, "deviation", PARAM_STATE);
	w->dim[0] = l->in.c;
	w->start = 1;
	w->least = 0;
	return ST_OK;
}

/* to = 1 / deviation, or 0 */
static void
invert(const struct layer *l, const struct piece *p, float *to)
{
	const float *d = p->w + l->param[DEVIATION].off;
	size_t c;

	for (c = 0; c < l->in.c; c++)
		to[c] = d[c] >= FLT_MIN ? 1 / d[c] : 0;
}

/* y = (x - mean) scale, x, y (rows, C) */
CLONES static void
centre(size_t rows, size_t C, const float *restrict x,
    const float *restrict mean, const float *restrict scale,
    float *restrict y)
{
	size_t i, c;

	for (i = 0; i < rows; i++, x += C, y += C)
		for (c = 0; c < C; c++)
			y[c] = (x[c] - mean[c]) * scale[c];
}

static void
standardize_forward(const struct layer *l, const struct piece *p)
{
	invert(l, p, p->scratch);
	centre(p->n * l->in.t, l->in.c, p->x, p->w + l->param[MEAN].off,
	    p->scratch, p->y);
}

/* dx = dy / deviation */
static void
standardize_backward(const struct layer *l, const struct piece *p)
{
	size_t i, c, C = l->in.c;

	if (p->dx == NULL)
		return;
	invert(l, p, p->scratch);
	for (i = 0; i < p->n * l->in.t; i++)
		for (c = 0; c < C; c++)
			p->dx[i * C + c] = p->dy[i * C + c] * p->scratch[c];
}

const struct layer_kind layer_standardize = {
	.name = "standardize", .usage = "",
	.shape = standardize_shape, .needs = layer_framewise,
	.forward = standardize_forward, .backward = standardize_backward,
};
