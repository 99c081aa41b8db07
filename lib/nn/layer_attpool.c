/*
 * attpool H: mean and standard deviation of each channel over the frames that
 * are not padding, each frame with a weight that a network of two layers gives
 * it, channel by channel (Okabe et al. 2018, "Attentive statistics pooling";
 * weights by channel: Desplanques et al. 2020, "ECAPA-TDNN", section 3.1).
 *
 *	a[t] = tanh(x[t] W + b)			(H)
 *	p[.][c] = softmax over t of a[t] V	(C)
 *	mean = sum of p x,  variance = sum of p (x - mean)^2
 *
 *	weight (C, H), bias (H), score (H, C)
 *
 * V has no bias, which the softmax would cancel.  Output (1, 2C), the means
 * first.  The variance is at least FLOOR, below which the standard deviation is
 * constant and passes no gradient, as in statpool.
 *
 * save  p (T, C), a (T, H) and y (2C)
 */
#include <math.h>
#include <string.h>

#include "math/gemm.h"
#include "math/simd.h"
#include "math/vecexp.h"
#include "nn/layer_hidden.h"
#include "nn/layers.h"

#define FLOOR 1e-5f

enum { WEIGHT, BIAS, SCORE };

/* What forward leaves of one sample. */
struct kept {
	float *p, *a, *y;
};

static enum status
attpool_shape(struct layer *l, size_t classes, struct fault *why)
{
	size_t T = l->in.t, C = l->in.c, H = hidden_units(l);

	(void)classes;
	if (C > LAYER_MAXLEN / H || T > LAYER_MAXLEN / (C + H))
		return fault_set(why, ST_BAD,
		    "too large for input (T=%zu, C=%zu)", T, C);
	l->out.t = 1;
	l->out.c = 2 * C;
	l->scratch = T * (C + H);
	l->save = (T * (C + H) + 2 * C) * sizeof(float);
	hidden_matrix(l, "weight", C, H);
	hidden_bias(l, "bias", C, H);
	hidden_matrix(l, "score", H, C);
	return ST_OK;
}

static size_t
attpool_valid(const struct layer *l, size_t v)
{
	(void)l;
	(void)v;
	return 1;
}

static struct kept
kept(const struct layer *l, const struct piece *p, size_t i)
{
	struct kept k;

	k.p = p->scratch;
	if (p->train)
		k.p = (float *)p->save + i * (l->save / sizeof(float));
	k.a = k.p + l->in.t * l->in.c;
	k.y = k.a + l->in.t * hidden_units(l);
	return k;
}

/* x (n) becomes tanh x = 1 - 2 / (e^2x + 1) */
CLONES static void
tanhs(size_t n, float *restrict x)
{
	size_t i;

	for (i = 0; i < n; i++)
		x[i] *= 2;
	vecexp(x, n);
	for (i = 0; i < n; i++)
		x[i] = 1 - 2 / (x[i] + 1);
}

/* p (v, C) becomes e to the power of what is left of it below the maximum of
 * its channel; top (C) is scratch. */
CLONES static void
powers(size_t v, size_t C, float *restrict p, float *restrict top)
{
	size_t t, c;

	(void)memcpy(top, p, C * sizeof *top);
	for (t = 1; t < v; t++)
		for (c = 0; c < C; c++)
			top[c] = p[t * C + c] > top[c] ? p[t * C + c] : top[c];
	for (t = 0; t < v; t++)
		for (c = 0; c < C; c++)
			p[t * C + c] -= top[c];
	vecexp(p, v * C);
}

/* p (v, C) is divided by its sums over the frames; sum (C) is scratch. */
CLONES static void
normalise(size_t v, size_t C, float *restrict p, float *restrict sum)
{
	size_t t, c;

	(void)memset(sum, 0, C * sizeof *sum);
	for (t = 0; t < v; t++)
		for (c = 0; c < C; c++)
			sum[c] += p[t * C + c];
	for (c = 0; c < C; c++)
		sum[c] = 1 / sum[c];
	for (t = 0; t < v; t++)
		for (c = 0; c < C; c++)
			p[t * C + c] *= sum[c];
}

/* x, p (v, C), mean (C), dev (C) */
CLONES static void
statistics(size_t v, size_t C, const float *restrict x,
    const float *restrict p, float *restrict mean, float *restrict dev)
{
	size_t t, c;
	float d;

	(void)memset(mean, 0, C * sizeof *mean);
	(void)memset(dev, 0, C * sizeof *dev);
	for (t = 0; t < v; t++)
		for (c = 0; c < C; c++)
			mean[c] += p[t * C + c] * x[t * C + c];
	for (t = 0; t < v; t++) {
		for (c = 0; c < C; c++) {
			d = x[t * C + c] - mean[c];
			dev[c] += p[t * C + c] * d * d;
		}
	}
	for (c = 0; c < C; c++)
		dev[c] = sqrtf(dev[c] < FLOOR ? FLOOR : dev[c]);
}

static void
attpool_forward(const struct layer *l, const struct piece *p)
{
	const float *w = p->w, *bias = w + l->param[BIAS].off, *x;
	size_t i, t, v, C = l->in.c, H = hidden_units(l);
	struct kept k;
	float *y;

	for (i = 0; i < p->n; i++) {
		k = kept(l, p, i);
		v = p->vx[i];
		x = p->x + i * l->in.t * C;
		y = p->y + i * 2 * C;
		for (t = 0; t < v; t++)
			(void)memcpy(k.a + t * H, bias, H * sizeof *bias);
		gemm_nn(v, H, C, x, C, w + l->param[WEIGHT].off, H, 1, k.a, H);
		tanhs(v * H, k.a);
		gemm_nn(v, C, H, k.a, H, w + l->param[SCORE].off, C, 0, k.p,
		    C);
		powers(v, C, k.p, y);
		normalise(v, C, k.p, y);
		statistics(v, C, x, k.p, y, y + C);
		if (p->train)
			(void)memcpy(k.y, y, 2 * C * sizeof *y);
	}
}

/*
 * With d = x - mean and g = ddev / dev, or 0 if the variance is below FLOOR:
 *
 *	dx = p (dmean + g d)	not counting x's part in p
 *	de = p (dmean d + g / 2 (d^2 - dev^2))	with e = a V
 */
CLONES static void
gradient(size_t v, size_t C, const float *restrict x,
    const float *restrict p, const float *restrict y,
    const float *restrict dy, float *restrict dx, float *restrict de)
{
	const float *mean = y, *dev = y + C, *dmean = dy, *ddev = dy + C;
	size_t t, c;
	float d, g;

	for (t = 0; t < v; t++, x += C, p += C, de += C) {
		for (c = 0; c < C; c++) {
			d = x[c] - mean[c];
			g = dev[c] * dev[c] > FLOOR * 1.000001f ?
			    ddev[c] / dev[c] : 0;
			de[c] = p[c] * (dmean[c] * d +
			    0.5f * g * (d * d - dev[c] * dev[c]));
			if (dx != NULL)
				dx[t * C + c] = p[c] * (dmean[c] + g * d);
		}
	}
}

/* dz (v, H) from da in its place: dz = da (1 - a^2), added up in db (H). */
CLONES static void
through_tanh(size_t v, size_t H, const float *restrict a,
    float *restrict dz, float *restrict db)
{
	size_t t, h;

	for (t = 0; t < v; t++) {
		for (h = 0; h < H; h++) {
			dz[t * H + h] *= 1 - a[t * H + h] * a[t * H + h];
			db[h] += dz[t * H + h];
		}
	}
}

static void
attpool_backward(const struct layer *l, const struct piece *p)
{
	const float *W = p->w + l->param[WEIGHT].off, *x;
	const float *V = p->w + l->param[SCORE].off;
	size_t i, v, C = l->in.c, H = hidden_units(l), len = l->in.t * C;
	float *de = p->scratch, *dz = de + len, *dx;
	struct kept k;

	for (i = 0; i < p->n; i++) {
		k = kept(l, p, i);
		v = p->vx[i];
		x = p->x + i * len;
		dx = p->dx == NULL ? NULL : p->dx + i * len;
		gradient(v, C, x, k.p, k.y, p->dy + i * 2 * C, dx, de);
		gemm_tn(H, C, v, k.a, H, de, C, 1,
		    p->grad + l->param[SCORE].off, C);
		gemm_nt(v, H, C, de, C, V, C, 0, dz, H);
		through_tanh(v, H, k.a, dz, p->grad + l->param[BIAS].off);
		gemm_tn(C, H, v, x, C, dz, H, 1,
		    p->grad + l->param[WEIGHT].off, H);
		if (dx == NULL)
			continue;
		gemm_nt(v, C, H, dz, H, W, H, 1, dx, C);
		(void)memset(dx + v * C, 0, (len - v * C) * sizeof *dx);
	}
}

const struct layer_kind layer_attpool = {
	.name = "attpool", .usage = "UNITS", .valid_only = true,
	.settings = sizeof(struct hidden),
	.parse = hidden_parse, .shape = attpool_shape,
	.valid = attpool_valid,
	.forward = attpool_forward, .backward = attpool_backward,
};
