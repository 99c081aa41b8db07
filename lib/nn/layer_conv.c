/*
 * conv CHANNELS KERNEL [stride S] [pad P] [dilation D]: convolution over time
 * that spans all input channels, as PyTorch's Conv1d (a correlation):
 *
 *	y[t][o] = bias[o] + sum over k, c of
 *	    x[t * S + k * D - P][c] weight[k][c][o], x being 0 outside
 *
 *	weight (KERNEL, C, CHANNELS), bias (CHANNELS)
 *	T' = (T + 2P - D (KERNEL - 1) - 1) / S + 1
 *
 * Channels lie last, so S consecutive taps of output frame t are one row of
 * the matrix that starts at x[k] and has rows S * C apart: the sum over the
 * kernel is one matrix product for each S taps, without a copy of the input.
 * (More than S taps at once would make rows overlap, which gemm.h forbids.)
 */
#include "nn/layer_conv.h"

#include <math.h>
#include <string.h>

#include "math/gemm.h"
#include "nn/conv_winograd.h"
#include "nn/layers.h"

#define MAXSIZE 65536

static enum status
conv_option(struct conv *c, const char *name, const char *word,
    struct fault *why)
{
	if (strcmp(name, "stride") == 0)
		return layer_size(name, word, 1, MAXSIZE, &c->stride, why);
	if (strcmp(name, "pad") == 0)
		return layer_size(name, word, 0, MAXSIZE, &c->pad, why);
	if (strcmp(name, "dilation") == 0)
		return layer_size(name, word, 1, MAXSIZE, &c->dilation, why);
	return fault_set(why, ST_BAD,
	    "'%.40s' is none of stride, pad, dilation", name);
}

static enum status
conv_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	struct conv *c = l->set;
	enum status s;
	size_t i;

	if (n < 2)
		return layer_words(l, n, 2, why);
	c->stride = 1;
	c->pad = 0;
	c->dilation = 1;
	s = layer_size("channels", word[0], 1, MAXSIZE, &c->channels, why);
	if (s == ST_OK)
		s = layer_size("kernel", word[1], 1, MAXSIZE, &c->kernel, why);
	for (i = 2; s == ST_OK && i < n; i += 2) {
		if (i + 1 == n)
			return fault_set(why, ST_BAD,
			    "'%.40s' lacks its number", word[i]);
		s = conv_option(c, word[i], word[i + 1], why);
	}
	return s;
}

/* Frames that the kernel covers. */
static size_t
span(const struct layer *l)
{
	return conv_of(l)->dilation * (conv_of(l)->kernel - 1) + 1;
}

static size_t
larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static enum status
conv_shape(struct layer *l, size_t classes, struct fault *why)
{
	const struct conv *c = l->set;
	size_t padded = l->in.t + 2 * c->pad, fan = c->kernel * l->in.c;
	struct layer_param *w;

	(void)classes;
	if (padded < span(l))
		return fault_set(why, ST_BAD,
		    "input (T=%zu, C=%zu) is shorter than the kernel",
		    l->in.t, l->in.c);
	if (fan > LAYER_MAXLEN / c->channels ||
	    l->in.c > LAYER_MAXLEN / c->stride ||
	    l->in.c > LAYER_MAXLEN / padded)
		return fault_set(why, ST_BAD,
		    "too large for input (T=%zu, C=%zu)", l->in.t, l->in.c);
	l->out.t = (padded - span(l)) / c->stride + 1;
	l->out.c = c->channels;
	l->scratch = c->pad ? 2 * padded * l->in.c : 0;
	if (conv_winograd_pays(l, false))
		l->scratch = larger(l->scratch, conv_winograd_scratch(l));
	w = layer_param(l, "weight", PARAM_SUMMED);
	w->rank = 3;
	w->dim[0] = c->kernel;
	w->dim[1] = l->in.c;
	w->dim[2] = l->out.c;
	w->bound = (float)(1 / sqrt((double)fan));
	w = layer_param(l, "bias", PARAM_SUMMED);
	w->dim[0] = l->out.c;
	w->bound = (float)(1 / sqrt((double)fan));
	return ST_OK;
}

static size_t
conv_valid(const struct layer *l, size_t v)
{
	size_t padded = v + 2 * conv_of(l)->pad, out;

	if (padded < span(l))
		return 1;
	out = (padded - span(l)) / conv_of(l)->stride + 1;
	return out < l->out.t ? out : l->out.t;
}

/* Those of whole tiles, whose frames are rounded together, and one more. */
static size_t
conv_needs(const struct layer *l, size_t n)
{
	return (n + CONV_WINOGRAD_TILE) * conv_of(l)->stride + span(l);
}

/* Taps that one product takes: those whose frames follow one another. */
static size_t
taps_at(const struct layer *l, size_t k)
{
	size_t left = conv_of(l)->kernel - k;
	size_t most = conv_of(l)->dilation == 1 ? conv_of(l)->stride : 1;

	return left < most ? left : most;
}

/* Sample i (T, C), or, with padding, a copy of it (T + 2P, C). */
static const float *
padded_input(const struct layer *l, const struct piece *p, size_t i)
{
	size_t len = l->in.t * l->in.c, edge = conv_of(l)->pad * l->in.c;
	const float *x = p->x + i * len;
	float *copy = p->scratch;

	if (edge == 0)
		return x;
	(void)memset(copy, 0, edge * sizeof *copy);
	(void)memcpy(copy + edge, x, len * sizeof *copy);
	(void)memset(copy + edge + len, 0, edge * sizeof *copy);
	return copy;
}

static void
conv_forward(const struct layer *l, const struct piece *p)
{
	const float *w = p->w + l->param[0].off, *b = p->w + l->param[1].off;
	size_t i, t, k, taps, C = l->in.c, O = l->out.c;
	const struct conv *c = l->set;
	const float *x;
	float *y = p->y;

	/* Training has a group for it. */
	if (!p->train && conv_winograd_pays(l, false)) {
		conv_winograd_forward(l, p);
		return;
	}
	for (i = 0; i < p->n; i++, y += l->out.t * O) {
		x = padded_input(l, p, i);
		for (t = 0; t < l->out.t; t++)
			(void)memcpy(y + t * O, b, O * sizeof *y);
		for (k = 0; k < c->kernel; k += taps) {
			taps = taps_at(l, k);
			gemm_nn(l->out.t, O, taps * C, x + k * c->dilation * C,
			    c->stride * C, w + k * C * O, O, 1, y, O);
		}
	}
}

/* dy (T', O), x (T + 2P, C), added to dw (K, C, O) and db (O) */
static void
conv_weights(const struct layer *l, const float *dy, const float *x,
    float *dw, float *db)
{
	size_t t, o, k, taps, C = l->in.c, O = l->out.c;

	for (t = 0; t < l->out.t; t++)
		for (o = 0; o < O; o++)
			db[o] += dy[t * O + o];
	for (k = 0; k < conv_of(l)->kernel; k += taps) {
		taps = taps_at(l, k);
		gemm_tn(taps * C, O, l->out.t,
		    x + k * conv_of(l)->dilation * C, conv_of(l)->stride * C,
		    dy, O, 1, dw + k * C * O, O);
	}
}

/* dy (T', O) -> dx (T, C), through scratch (T + 2P, C) if padded */
static void
conv_input(const struct layer *l, const float *w, const float *dy, float *dx,
    float *scratch)
{
	size_t k, taps, C = l->in.c, O = l->out.c, edge = conv_of(l)->pad * C;
	size_t len = l->in.t * C;
	float *to = edge ? scratch + len + 2 * edge : dx;

	(void)memset(to, 0, (len + 2 * edge) * sizeof *to);
	for (k = 0; k < conv_of(l)->kernel; k += taps) {
		taps = taps_at(l, k);
		gemm_nt(l->out.t, taps * C, O, dy, O, w + k * C * O, O, 1,
		    to + k * conv_of(l)->dilation * C, conv_of(l)->stride * C);
	}
	if (edge)
		(void)memcpy(dx, to + edge, len * sizeof *dx);
}

static void
conv_backward(const struct layer *l, const struct piece *p)
{
	size_t i, in = l->in.t * l->in.c, out = l->out.t * l->out.c;

	for (i = 0; i < p->n; i++) {
		conv_weights(l, p->dy + i * out, padded_input(l, p, i),
		    p->grad + l->param[0].off, p->grad + l->param[1].off);
		if (p->dx != NULL)
			conv_input(l, p->w + l->param[0].off, p->dy + i * out,
			    p->dx + i * in, p->scratch);
	}
}

const struct layer_kind layer_conv = {
	.name = "conv",
	.usage = "CHANNELS KERNEL [stride S] [pad P] [dilation D]",
	.settings = sizeof(struct conv),
	.parse = conv_parse, .shape = conv_shape, .valid = conv_valid,
	.needs = conv_needs,
	.forward = conv_forward, .backward = conv_backward,
};
