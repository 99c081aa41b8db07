/*
 * se H: squeeze and excitation (Hu et al. 2018): each channel of a sample times
 * a gate between 0 and 1, which a network of two layers computes from the means
 * of all channels over the frames that are not padding.
 *
 *	s = mean of x over the frames		(C)
 *	a = max(0, s W + b)			(H)
 *	g = 1 / (1 + exp(-(a V + d)))		(C)
 *	y[t] = g x[t]
 *
 *	weight (C, H), bias (H), gate (H, C), gate_bias (C)
 *
 * save  s (C), a (H), g (C)
 */
#include <string.h>

#include "math/gemm.h"
#include "math/simd.h"
#include "math/vecexp.h"
#include "nn/layer_hidden.h"
#include "nn/layers.h"

enum { WEIGHT, BIAS, GATE, GATE_BIAS };

/* What forward leaves of one sample. */
struct kept {
	float *s, *a, *g;
};

static enum status
se_shape(struct layer *l, size_t classes, struct fault *why)
{
	size_t C = l->in.c, H = hidden_units(l);

	(void)classes;
	if (C > LAYER_MAXLEN / H)
		return fault_set(why, ST_BAD,
		    "%zu times %zu weights are too many", C, H);
	l->out = l->in;
	l->scratch = 2 * C + H;
	l->save = (2 * C + H) * sizeof(float);
	hidden_matrix(l, "weight", C, H);
	hidden_bias(l, "bias", C, H);
	hidden_matrix(l, "gate", H, C);
	hidden_bias(l, "gate_bias", H, C);
	return ST_OK;
}

static struct kept
kept(const struct layer *l, const struct piece *p, size_t i)
{
	struct kept k;

	k.s = p->scratch;
	if (p->train)
		k.s = (float *)p->save + i * (l->save / sizeof(float));
	k.a = k.s + l->in.c;
	k.g = k.a + hidden_units(l);
	return k;
}

/* s (C) = mean of x (v, C) */
CLONES static void
squeeze(size_t v, size_t C, const float *restrict x, float *restrict s)
{
	size_t t, c;

	(void)memset(s, 0, C * sizeof *s);
	for (t = 0; t < v; t++)
		for (c = 0; c < C; c++)
			s[c] += x[t * C + c];
	for (c = 0; c < C; c++)
		s[c] /= (float)v;
}

/* g (n) becomes 1 / (1 + e^-g); a NaN remains one. */
CLONES static void
sigmoids(size_t n, float *restrict g)
{
	size_t i;

	for (i = 0; i < n; i++)
		g[i] = -g[i];
	vecexp(g, n);
	for (i = 0; i < n; i++)
		g[i] = 1 / (1 + g[i]);
}

/* y (T, C) = x times g (C) */
CLONES static void
excite(size_t T, size_t C, const float *restrict x, const float *restrict g,
    float *restrict y)
{
	size_t t, c;

	for (t = 0; t < T; t++)
		for (c = 0; c < C; c++)
			y[t * C + c] = x[t * C + c] * g[c];
}

static void
se_forward(const struct layer *l, const struct piece *p)
{
	size_t i, h, C = l->in.c, H = hidden_units(l), len = l->in.t * C;
	const float *w = p->w, *x;
	struct kept k;

	for (i = 0; i < p->n; i++) {
		k = kept(l, p, i);
		x = p->x + i * len;
		squeeze(p->vx[i], C, x, k.s);
		(void)memcpy(k.a, w + l->param[BIAS].off, H * sizeof *k.a);
		gemm_nn(1, H, C, k.s, C, w + l->param[WEIGHT].off, H, 1, k.a,
		    H);
		for (h = 0; h < H; h++)
			k.a[h] = k.a[h] < 0 ? 0 : k.a[h];
		(void)memcpy(k.g, w + l->param[GATE_BIAS].off,
		    C * sizeof *k.g);
		gemm_nn(1, C, H, k.a, H, w + l->param[GATE].off, C, 1, k.g, C);
		sigmoids(C, k.g);
		excite(l->in.t, C, x, k.g, p->y + i * len);
	}
}

/* dz (C) = g (1 - g) times the sum of x dy (T, C), the gradient of a V + d */
CLONES static void
gate_gradient(size_t T, size_t C, const float *restrict x,
    const float *restrict dy, const float *restrict g, float *restrict dz)
{
	size_t t, c;

	(void)memset(dz, 0, C * sizeof *dz);
	for (t = 0; t < T; t++)
		for (c = 0; c < C; c++)
			dz[c] += x[t * C + c] * dy[t * C + c];
	for (c = 0; c < C; c++)
		dz[c] *= g[c] * (1 - g[c]);
}

/* to (n) += from (n) */
static void
add(size_t n, const float *from, float *to)
{
	size_t i;

	for (i = 0; i < n; i++)
		to[i] += from[i];
}

/* Gradients of the parameters, from dz (C); leaves that of a V + d's a in da
 * (H), 0 where relu let nothing pass. */
static void
parameters(const struct layer *l, const struct piece *p, struct kept k,
    const float *dz, float *da)
{
	size_t h, C = l->in.c, H = hidden_units(l);

	add(C, dz, p->grad + l->param[GATE_BIAS].off);
	gemm_tn(H, C, 1, k.a, H, dz, C, 1, p->grad + l->param[GATE].off, C);
	gemm_nt(1, H, C, dz, C, p->w + l->param[GATE].off, C, 0, da, H);
	for (h = 0; h < H; h++)
		da[h] = k.a[h] > 0 ? da[h] : 0;
	add(H, da, p->grad + l->param[BIAS].off);
	gemm_tn(C, H, 1, k.s, C, da, H, 1, p->grad + l->param[WEIGHT].off, H);
}

/* dx = g dy, and in the v real frames ds / v as well */
CLONES static void
input_gradient(size_t v, size_t T, size_t C, const float *restrict g,
    const float *restrict dy, const float *restrict ds, float *restrict dx)
{
	float inv = 1 / (float)v;
	size_t t, c;

	for (t = 0; t < T; t++)
		for (c = 0; c < C; c++)
			dx[t * C + c] = g[c] * dy[t * C + c];
	for (t = 0; t < v; t++)
		for (c = 0; c < C; c++)
			dx[t * C + c] += inv * ds[c];
}

static void
se_backward(const struct layer *l, const struct piece *p)
{
	size_t i, C = l->in.c, H = hidden_units(l), len = l->in.t * C;
	float *dz = p->scratch, *ds = dz + C, *da = ds + C;
	const float *dy;
	struct kept k;

	for (i = 0; i < p->n; i++) {
		k = kept(l, p, i);
		dy = p->dy + i * len;
		gate_gradient(l->in.t, C, p->x + i * len, dy, k.g, dz);
		parameters(l, p, k, dz, da);
		if (p->dx == NULL)
			continue;
		gemm_nt(1, C, H, da, H, p->w + l->param[WEIGHT].off, H, 0, ds,
		    C);
		input_gradient(p->vx[i], l->in.t, C, k.g, dy, ds,
		    p->dx + i * len);
	}
}

const struct layer_kind layer_se = {
	.name = "se", .usage = "UNITS", .settings = sizeof(struct hidden),
	.parse = hidden_parse, .shape = se_shape, .needs = layer_framewise,
	.forward = se_forward, .backward = se_backward,
};
