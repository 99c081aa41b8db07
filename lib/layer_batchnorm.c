/*
 * batchnorm: y = weight (x - mean) / sqrt(var + EPS) + bias, by channel, as
 * PyTorch's BatchNorm1d (Ioffe and Szegedy 2015): in training with mean and
 * population variance over all N * T frames of the whole batch, padding
 * included; in evaluation with the running ones, of which each step moves a
 * tenth of the way to the batch's (its variance taken as that of a sample).
 *
 *	weight (C), bias (C), running_mean (C), running_var (C)
 *
 * part, forward   (2C)  sums of x, of x^2
 * part, backward  (2C)  sums of dy, of dy xhat
 * whole           (4C)  mean, 1 / sqrt(var + EPS), mean of dy, of dy xhat
 */
#include <math.h>
#include <string.h>

#include "layer.h"

#define EPS		1e-5
#define MOMENTUM	0.1

enum { WEIGHT, BIAS, MEAN, VAR };

static enum status
batchnorm_parse(struct layer *l, size_t n, char *const word[],
    struct fault *why)
{
	(void)word;
	return layer_words(l, n, 0, why);
}

static struct layer_param *
add(struct layer *l, const char *part, enum param_role role, float start)
{
	struct layer_param *w = layer_add(l, part, role);

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
	l->scratch = l->in.c;
	(void)add(l, "weight", PARAM_BATCH, 1);
	(void)add(l, "bias", PARAM_BATCH, 0);
	(void)add(l, "running_mean", PARAM_STATE, 0);
	add(l, "running_var", PARAM_STATE, 1)->least = 0;
	return ST_OK;
}

static void
batchnorm_gather(const struct layer *l, const struct piece *p)
{
	size_t i, c, C = l->in.c, rows = p->n * l->in.t;
	double *sum = p->part, *square = p->part + C;
	const float *x = p->x;

	(void)memset(p->part, 0, 2 * C * sizeof *sum);
	for (i = 0; i < rows; i++, x += C) {
		for (c = 0; c < C; c++) {
			sum[c] += x[c];
			square[c] += (double)x[c] * x[c];
		}
	}
}

/* Sum of value k of the parts of all pieces, in their order. */
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
		v = total(l, b, C + c) / rows - m * m;
		v = v < 0 ? 0 : v;
		b->whole[c] = (float)m;
		b->whole[C + c] = (float)(1 / sqrt(v + EPS));
		v *= rows > 1 ? rows / (rows - 1) : 1;
		mean[c] = (float)((1 - MOMENTUM) * mean[c] + MOMENTUM * m);
		var[c] = (float)((1 - MOMENTUM) * var[c] + MOMENTUM * v);
	}
}

static void
batchnorm_forward(const struct layer *l, const struct piece *p)
{
	size_t i, c, C = l->in.c, rows = p->n * l->in.t;
	const float *w = p->w + l->param[WEIGHT].off;
	const float *b = p->w + l->param[BIAS].off;
	const float *x = p->x, *mean = p->whole, *inv = p->whole + C;
	float *y = p->y;

	if (!p->train) {
		mean = p->w + l->param[MEAN].off;
		inv = p->scratch;
		for (c = 0; c < C; c++)
			p->scratch[c] = (float)(1 /
			    sqrt(p->w[l->param[VAR].off + c] + EPS));
	}
	for (i = 0; i < rows; i++, x += C, y += C)
		for (c = 0; c < C; c++)
			y[c] = (x[c] - mean[c]) * inv[c] * w[c] + b[c];
}

static void
batchnorm_gather_back(const struct layer *l, const struct piece *p)
{
	size_t i, c, C = l->in.c, rows = p->n * l->in.t;
	const float *x = p->x, *dy = p->dy;
	const float *mean = p->whole, *inv = p->whole + C;
	double *sum = p->part, *prod = p->part + C;

	(void)memset(p->part, 0, 2 * C * sizeof *sum);
	for (i = 0; i < rows; i++, x += C, dy += C) {
		for (c = 0; c < C; c++) {
			sum[c] += dy[c];
			prod[c] += (double)dy[c] * ((x[c] - mean[c]) * inv[c]);
		}
	}
}

static void
batchnorm_combine_back(const struct layer *l, const struct batch *b)
{
	size_t c, C = l->in.c;
	double sum, prod, rows = (double)(b->n * l->in.t);

	for (c = 0; c < C; c++) {
		sum = total(l, b, c);
		prod = total(l, b, C + c);
		b->grad[l->param[BIAS].off + c] = (float)sum;
		b->grad[l->param[WEIGHT].off + c] = (float)prod;
		b->whole[2 * C + c] = (float)(sum / rows);
		b->whole[3 * C + c] = (float)(prod / rows);
	}
}

/* dx = weight / sqrt(var + EPS) (dy - mean(dy) - xhat mean(dy xhat)) */
static void
batchnorm_backward(const struct layer *l, const struct piece *p)
{
	size_t i, c, C = l->in.c, rows = p->n * l->in.t;
	const float *w = p->w + l->param[WEIGHT].off;
	const float *mean = p->whole, *inv = mean + C;
	const float *msum = mean + 2 * C, *mprod = mean + 3 * C;
	const float *x = p->x, *dy = p->dy;
	float *dx = p->dx, xhat;

	if (dx == NULL)
		return;
	for (i = 0; i < rows; i++, x += C, dy += C, dx += C) {
		for (c = 0; c < C; c++) {
			xhat = (x[c] - mean[c]) * inv[c];
			dx[c] = w[c] * inv[c] *
			    (dy[c] - msum[c] - xhat * mprod[c]);
		}
	}
}

const struct layer_kind layer_batchnorm = {
	.name = "batchnorm", .usage = "",
	.parse = batchnorm_parse, .shape = batchnorm_shape,
	.forward = batchnorm_forward, .backward = batchnorm_backward,
	.gather = batchnorm_gather, .combine = batchnorm_combine,
	.gather_back = batchnorm_gather_back,
	.combine_back = batchnorm_combine_back,
};
