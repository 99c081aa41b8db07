/*
 * statpool: mean and standard deviation of each channel over the frames that
 * are not padding; output (1, 2C), the means first.  Variance is that of the
 * population, and at least FLOOR, below which the standard deviation is
 * constant and passes no gradient (Snyder et al. 2018, "X-vectors", section
 * 2.2).
 */
#include <math.h>
#include <string.h>

#include "math/simd.h"
#include "nn/layers.h"

#define FLOOR 1e-5f

static enum status
statpool_shape(struct layer *l, size_t classes, struct fault *why)
{
	(void)classes;
	(void)why;
	l->out.t = 1;
	l->out.c = 2 * l->in.c;
	l->scratch = 2 * l->in.c;
	l->save = l->out.c * sizeof(float);	/* y as forward wrote it */
	return ST_OK;
}

static size_t
statpool_valid(const struct layer *l, size_t v)
{
	(void)l;
	(void)v;
	return 1;
}

/* x (v, C), mean (C), dev (C) */
CLONES static void
statistics(size_t v, size_t C, const float *restrict x, float *restrict mean,
    float *restrict dev)
{
	float d, inv = 1 / (float)v;
	size_t t, c;

	(void)memset(mean, 0, C * sizeof *mean);
	(void)memset(dev, 0, C * sizeof *dev);
	for (t = 0; t < v; t++)
		for (c = 0; c < C; c++)
			mean[c] += x[t * C + c];
	for (c = 0; c < C; c++)
		mean[c] *= inv;
	for (t = 0; t < v; t++) {
		for (c = 0; c < C; c++) {
			d = x[t * C + c] - mean[c];
			dev[c] += d * d;
		}
	}
	for (c = 0; c < C; c++) {
		d = dev[c] * inv;
		dev[c] = sqrtf(d < FLOOR ? FLOOR : d);
	}
}

static void
statpool_forward(const struct layer *l, const struct piece *p)
{
	size_t i, C = l->in.c;
	float *y;

	for (i = 0; i < p->n; i++) {
		y = p->y + i * 2 * C;
		statistics(p->vx[i], C, p->x + i * l->in.t * C, y, y + C);
	}
	if (p->train)
		(void)memcpy(p->save, p->y, p->n * l->save);
}

/* dx (v, C) = add (C) + factor (C) x */
CLONES static void
gradient(size_t v, size_t C, const float *restrict x,
    const float *restrict add, const float *restrict factor,
    float *restrict dx)
{
	size_t t, c;

	for (t = 0; t < v; t++, x += C, dx += C)
		for (c = 0; c < C; c++)
			dx[c] = add[c] + factor[c] * x[c];
}

/* dx = dmean / v + ddev (x - mean) / (v dev), 0 in the padding */
static void
statpool_backward(const struct layer *l, const struct piece *p)
{
	float *add = p->scratch, *factor = add + l->in.c, inv, *dx;
	size_t i, c, C = l->in.c, len = l->in.t * C;
	const float *dy, *mean, *dev;

	for (i = 0; i < p->n; i++) {
		dy = p->dy + i * 2 * C;
		mean = (const float *)p->save + i * 2 * C;
		dev = mean + C;
		inv = 1 / (float)p->vx[i];
		for (c = 0; c < C; c++) {
			factor[c] = dev[c] * dev[c] > FLOOR * 1.000001f ?
			    inv * dy[C + c] / dev[c] : 0;
			add[c] = inv * dy[c] - factor[c] * mean[c];
		}
		dx = p->dx + i * len;
		gradient(p->vx[i], C, p->x + i * len, add, factor, dx);
		(void)memset(dx + p->vx[i] * C, 0,
		    (len - p->vx[i] * C) * sizeof *dx);
	}
}

const struct layer_kind layer_statpool = {
	.name = "statpool", .usage = "", .valid_only = true,
	.shape = statpool_shape,
	.valid = statpool_valid,
	.forward = statpool_forward, .backward = statpool_backward,
};
