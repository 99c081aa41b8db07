/*
 * batchnorm: y = weight (x - mean) / sqrt(var + EPS) + bias, by channel, as
 * PyTorch's BatchNorm1d (Ioffe and Szegedy 2015): in training with mean and
 * population variance over all N * T frames of the whole batch, padding
 * included; in evaluation with the running ones, which each step moves a tenth
 * of the way to the batch's mean and unbiased variance.  Frozen, it takes the
 * running ones in training, too.
 *
 *	weight (C), bias (C), running_mean (C), running_var (C)
 *
 * part, forward   (2C)  sums of x, of x (x - running_mean)
 * part, backward  (2C)  sums of dy, of dy (x - mean)
 * whole           (4C)  mean, 1 / sqrt(var + EPS), mean of dy, of dy xhat
 */
#include <math.h>
#include <string.h>

#include "math/simd.h"
#include "nn/layers.h"

#define EPS		1e-5
#define MOMENTUM	0.1
#define ROWS		16	/* summed in single precision */

enum { WEIGHT, BIAS, MEAN, VAR };

static struct layer_param *
add(struct layer *l, const char *part, enum param_role role, float start)
{
	struct layer_param *w = layer_param(l, part, role);

	w->dim[0] = l->in.c;
	w->start = start;
	return w;
}

static enum status
batchnorm_shape(struct layer *l, size_t classes, struct fault *why)
{
	(void)classes;
	(void)why;
	l->out = l->in;
	l->parts = 2 * l->in.c;
	l->wholes = 4 * l->in.c;
	l->scratch = 2 * l->in.c;
	(void)add(l, "weight", PARAM_BATCH, 1);
	(void)add(l, "bias", PARAM_BATCH, 0);
	(void)add(l, "running_mean", PARAM_STATE, 0);
	add(l, "running_var", PARAM_STATE, 1)->least = 0;
	return ST_OK;
}

/* sum (C) of a, prod (C) of a (x - pivot), over the rows of a, x (rows, C);
 * a may be x.  Single precision for ROWS of them, then double. */
CLONES static void
sums(size_t rows, size_t C, const float *a, const float *x,
    const float *restrict pivot, float *restrict scratch,
    double *restrict sum, double *restrict prod)
{
	float *restrict s = scratch, *restrict q = scratch + C;
	size_t i, j, c, n;

	(void)memset(sum, 0, C * sizeof *sum);
	(void)memset(prod, 0, C * sizeof *prod);
	for (i = 0; i < rows; i += n) {
		n = rows - i < ROWS ? rows - i : ROWS;
		(void)memset(s, 0, 2 * C * sizeof *s);
		for (j = 0; j < n; j++, a += C, x += C) {
			for (c = 0; c < C; c++) {
				s[c] += a[c];
				q[c] += a[c] * (x[c] - pivot[c]);
			}
		}
		for (c = 0; c < C; c++) {
			sum[c] += s[c];
			prod[c] += q[c];
		}
	}
}

/* With the running mean as pivot: the closer to the mean it is, the less the
 * variance suffers from rounding. */
static void
batchnorm_gather(const struct layer *l, const struct piece *p)
{
	sums(p->n * l->in.t, l->in.c, p->x, p->x,
	    p->w + l->param[MEAN].off, p->scratch, p->part,
	    p->part + l->in.c);
}

/* Sum of value k of the parts of all micro-batches, in order. */
static double
total(const struct layer *l, const struct batch *b, size_t k)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < b->pieces; i++)
		sum += b->part[i * l->parts + k];
	return sum;
}

static void
batchnorm_combine(const struct layer *l, const struct batch *b)
{
	size_t c, C = l->in.c;
	float *mean = b->w + l->param[MEAN].off;
	float *var = b->w + l->param[VAR].off;
	double m, v, rows = (double)(b->n * l->in.t);

	for (c = 0; c < C; c++) {
		m = total(l, b, c) / rows;
		v = total(l, b, C + c) / rows - m * (m - mean[c]);
		v = v < 0 ? 0 : v;
		b->whole[c] = (float)m;
		b->whole[C + c] = (float)(1 / sqrt(v + EPS));
		v *= rows > 1 ? rows / (rows - 1) : 1;
		mean[c] = (float)((1 - MOMENTUM) * mean[c] + MOMENTUM * m);
		var[c] = (float)((1 - MOMENTUM) * var[c] + MOMENTUM * v);
	}
}

/* y = (x - mean) scale + bias, x, y (rows, C) */
CLONES static void
normalise(size_t rows, size_t C, const float *restrict x,
    const float *restrict mean, const float *restrict scale,
    const float *restrict bias, float *restrict y)
{
	size_t i, c;

	for (i = 0; i < rows; i++, x += C, y += C)
		for (c = 0; c < C; c++)
			y[c] = (x[c] - mean[c]) * scale[c] + bias[c];
}

/* scale (C) = weight / sqrt(running_var + EPS) */
static void
running_scale(const struct layer *l, const struct piece *p, float *scale)
{
	const float *w = p->w + l->param[WEIGHT].off;
	const float *var = p->w + l->param[VAR].off;
	size_t c;

	for (c = 0; c < l->in.c; c++)
		scale[c] = w[c] * (float)(1 / sqrt(var[c] + EPS));
}

static void
batchnorm_forward(const struct layer *l, const struct piece *p)
{
	const float *w = p->w + l->param[WEIGHT].off;
	const float *mean = p->w + l->param[MEAN].off;
	float *scale = p->scratch;
	size_t c, C = l->in.c;

	if (p->train && !l->frozen) {
		mean = p->whole;
		for (c = 0; c < C; c++)
			scale[c] = w[c] * p->whole[C + c];
	} else
		running_scale(l, p, scale);
	normalise(p->n * l->in.t, C, p->x, mean, scale,
	    p->w + l->param[BIAS].off, p->y);
}

static void
batchnorm_gather_back(const struct layer *l, const struct piece *p)
{
	sums(p->n * l->in.t, l->in.c, p->dy, p->x, p->whole, p->scratch,
	    p->part, p->part + l->in.c);
}

static void
batchnorm_combine_back(const struct layer *l, const struct batch *b)
{
	size_t c, C = l->in.c;
	double sum, prod, rows = (double)(b->n * l->in.t);

	for (c = 0; c < C; c++) {
		sum = total(l, b, c);
		prod = total(l, b, C + c) * (double)b->whole[C + c];
		b->grad[l->param[BIAS].off + c] = (float)sum;
		b->grad[l->param[WEIGHT].off + c] = (float)prod;
		b->whole[2 * C + c] = (float)(sum / rows);
		b->whole[3 * C + c] = (float)(prod / rows);
	}
}

/* dx = scale (dy - msum - (x - mean) slope) */
CLONES static void
denormalise(size_t rows, size_t C, const float *restrict x,
    const float *restrict mean, const float *restrict msum,
    const float *restrict scale, const float *restrict slope,
    const float *restrict dy, float *restrict dx)
{
	size_t i, c;

	for (i = 0; i < rows; i++, x += C, dy += C, dx += C)
		for (c = 0; c < C; c++)
			dx[c] = scale[c] * (dy[c] - msum[c] -
			    (x[c] - mean[c]) * slope[c]);
}

/* dx = dy scale, dy, dx (rows, C) */
CLONES static void
multiply(size_t rows, size_t C, const float *restrict dy,
    const float *restrict scale, float *restrict dx)
{
	size_t i, c;

	for (i = 0; i < rows; i++, dy += C, dx += C)
		for (c = 0; c < C; c++)
			dx[c] = dy[c] * scale[c];
}

/* dx = weight / sqrt(var + EPS) (dy - mean(dy) - xhat mean(dy xhat)); frozen,
 * the first two factors alone. */
static void
batchnorm_backward(const struct layer *l, const struct piece *p)
{
	size_t c, C = l->in.c;
	const float *w = p->w + l->param[WEIGHT].off, *mean = p->whole;
	const float *inv = mean + C, *msum = inv + C, *mprod = msum + C;
	float *scale = p->scratch, *slope = scale + C;

	if (p->dx == NULL)
		return;
	if (l->frozen) {
		running_scale(l, p, scale);
		multiply(p->n * l->in.t, C, p->dy, scale, p->dx);
		return;
	}
	for (c = 0; c < C; c++) {
		scale[c] = w[c] * inv[c];
		slope[c] = inv[c] * mprod[c];
	}
	denormalise(p->n * l->in.t, C, p->x, mean, msum, scale, slope, p->dy,
	    p->dx);
}

const struct layer_kind layer_batchnorm = {
	.name = "batchnorm", .usage = "",
	.shape = batchnorm_shape, .needs = layer_framewise,
	.forward = batchnorm_forward, .backward = batchnorm_backward,
	.gather = batchnorm_gather, .combine = batchnorm_combine,
	.gather_back = batchnorm_gather_back,
	.combine_back = batchnorm_combine_back,
};
