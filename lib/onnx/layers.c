/*
 * Each kind of layer as nodes of ONNX; network(5) has the formulas.
 */
#include <float.h>
#include <stdlib.h>

#include "nn/layer_clip.h"
#include "nn/layer_conv.h"
#include "nn/layer_maxpool.h"
#include "nn/layer_rbf.h"
#include "nn/layers.h"
#include "onnx/parts.h"

#define VARIANCE	1e-5	/* at least, in statpool and attpool; what
				 * batchnorm adds */

/* A layer on its way into the graph. */
struct step {
	struct onnx *g;
	const struct layer *l;
	const float *w;		/* of the model */
	const struct onnx_flow *earlier;	/* the output of layer from */
	struct onnx_flow f;	/* the input, which becomes the output */
};

/* ---- shapes ---- */

static const char *
squeezed(struct onnx *g, const char *x, int64_t axis)
{
	return onnx_op(g, "Squeeze", x, onnx_list(g, 1, &axis));
}

static const char *
unsqueezed(struct onnx *g, const char *x, int64_t axis)
{
	return onnx_op(g, "Unsqueeze", x, onnx_list(g, 1, &axis));
}

/* (N, C, T) <-> (N, T, C) */
static const char *
turned(struct onnx *g, const char *x)
{
	static const int64_t perm[] = { 0, 2, 1 };

	x = onnx_op(g, "Transpose", x);
	onnx_ints(g, "perm", 3, perm);
	return x;
}

static const char *
in_frames(struct onnx *g, const struct onnx_flow *f)
{
	return f->flat ? unsqueezed(g, f->x, 2) : f->x;
}

/* (N, T * C), the frames one after another. */
static const char *
in_a_row(struct onnx *g, const struct layer *l, const struct onnx_flow *f)
{
	const char *x;

	if (f->flat)
		return f->x;
	if (l->in.t == 1)
		return squeezed(g, f->x, 2);
	x = onnx_op(g, "Flatten", turned(g, f->x));
	onnx_int(g, "axis", 1);
	return x;
}

/* The sum over an axis, which stays. */
static const char *
summed(struct onnx *g, const char *x, int64_t axis)
{
	x = onnx_op(g, "ReduceSum", x, onnx_list(g, 1, &axis));
	onnx_int(g, "keepdims", 1);
	return x;
}

/* ---- weights ---- */

static const float *
values(const struct step *s, unsigned i)
{
	return s->w + s->l->param[i].off;
}

/* Parameter i as it is in the model. */
static const char *
param(const struct step *s, unsigned i)
{
	const struct layer_param *p = &s->l->param[i];
	size_t step[3] = { 1, 1, 1 };
	unsigned d;

	for (d = p->rank; d > 1; d--)
		step[d - 2] = step[d - 1] * p->dim[d - 1];
	return onnx_weights(s->g, p->part, p->rank, p->dim, step,
	    values(s, i));
}

/* x times a matrix (weight), plus a row (bias): parameters i and i + 1. */
static const char *
affine(const struct step *s, const char *x, unsigned i)
{
	const char *weight = param(s, i);

	return onnx_op(s->g, "Gemm", x, weight, param(s, i + 1));
}

/* ---- the kinds ---- */

static void
conv(struct step *s)
{
	const struct conv *c = conv_of(s->l);
	size_t C = s->l->in.c, O = c->channels;
	size_t dim[] = { O, C, c->kernel }, step[] = { 1, O, C * O };
	const int64_t pads[] = { (int64_t)c->pad, (int64_t)c->pad };
	const int64_t kernel = (int64_t)c->kernel, stride = (int64_t)c->stride;
	const int64_t dilation = (int64_t)c->dilation;
	const char *weight = onnx_weights(s->g, "weight", 3, dim, step,
	    values(s, 0));

	s->f.x = onnx_op(s->g, "Conv", in_frames(s->g, &s->f), weight,
	    param(s, 1));
	s->f.flat = false;
	onnx_ints(s->g, "kernel_shape", 1, &kernel);
	onnx_ints(s->g, "strides", 1, &stride);
	onnx_ints(s->g, "pads", 2, pads);
	onnx_ints(s->g, "dilations", 1, &dilation);
}

static void
relu(struct step *s)
{
	s->f.x = onnx_op(s->g, "Relu", s->f.x);
}

static void
maxpool(struct step *s)
{
	const int64_t size = (int64_t)maxpool_of(s->l)->size;

	s->f.x = onnx_op(s->g, "MaxPool", in_frames(s->g, &s->f));
	s->f.flat = false;
	onnx_ints(s->g, "kernel_shape", 1, &size);
	onnx_ints(s->g, "strides", 1, &size);
}

/* Does something in training only. */
static void
nothing(struct step *s)
{
	(void)s;
}

static void
batchnorm(struct step *s)
{
	const char *weight = param(s, 0), *bias = param(s, 1);
	const char *mean = param(s, 2);

	s->f.x = onnx_op(s->g, "BatchNormalization", s->f.x, weight, bias,
	    mean, param(s, 3));
	onnx_real(s->g, "epsilon", VARIANCE);
}

/* Frames that are real, (N, 1, T): 1, the others 0. */
static const char *
mask(const struct step *s, const char *x)
{
	const char *m = unsqueezed(s->g, onnx_mask(s->g, x, 2, s->f.real), 1);

	m = onnx_op(s->g, "Cast", m);
	onnx_int(s->g, "to", 1);	/* float */
	return m;
}

/* The mean of x (N, C, T) over the real frames, (N, C, 1); m is the mask. */
static const char *
mean_of(const struct step *s, const char *x, const char *m)
{
	const char *n;

	if (m == NULL) {
		const int64_t axis = 2;

		x = onnx_op(s->g, "ReduceMean", x);
		onnx_ints(s->g, "axes", 1, &axis);
		return x;
	}
	n = summed(s->g, m, 2);
	x = summed(s->g, onnx_op(s->g, "Mul", x, m), 2);
	return onnx_op(s->g, "Div", x, n);
}

/* mean and variance (N, C, 1) to the output (N, 2C). */
static void
pooled(struct step *s, const char *mean, const char *variance)
{
	struct onnx *g = s->g;
	const char *dev = onnx_op(g, "Sqrt", onnx_op(g, "Max", variance,
	    onnx_scalar(g, VARIANCE)));

	s->f.x = onnx_op(g, "Concat", mean, dev);
	onnx_int(g, "axis", 1);
	s->f.x = squeezed(g, s->f.x, 2);
	s->f.flat = true;
}

static void
statpool(struct step *s)
{
	struct onnx *g = s->g;
	const char *x = in_frames(g, &s->f), *mean, *d;
	const char *m = s->f.real == NULL ? NULL : mask(s, x);

	mean = mean_of(s, x, m);
	d = onnx_op(g, "Sub", x, mean);
	pooled(s, mean, mean_of(s, onnx_op(g, "Mul", d, d), m));
}

/* The weights of the frames (N, C, T), which sum to 1. */
static const char *
attention(const struct step *s, const char *x)
{
	struct onnx *g = s->g;
	const char *weight = param(s, 0), *a;

	a = onnx_op(g, "MatMul", turned(g, x), weight);
	a = onnx_op(g, "Tanh", onnx_op(g, "Add", a, param(s, 1)));
	a = turned(g, onnx_op(g, "MatMul", a, param(s, 2)));
	if (s->f.real != NULL)
		a = onnx_op(g, "Where", unsqueezed(g, onnx_mask(g, x, 2,
		    s->f.real), 1), a, onnx_scalar(g, -FLT_MAX));
	a = onnx_op(g, "Softmax", a);
	onnx_int(g, "axis", 2);
	return a;
}

static void
attpool(struct step *s)
{
	struct onnx *g = s->g;
	const char *x = in_frames(g, &s->f), *p = attention(s, x), *mean, *d;

	mean = summed(g, onnx_op(g, "Mul", p, x), 2);
	d = onnx_op(g, "Sub", x, mean);
	d = onnx_op(g, "Mul", p, onnx_op(g, "Mul", d, d));
	pooled(s, mean, summed(g, d, 2));
}

static void
se(struct step *s)
{
	struct onnx *g = s->g;
	const char *x = in_frames(g, &s->f), *gate;

	gate = mean_of(s, x, s->f.real == NULL ? NULL : mask(s, x));
	gate = onnx_op(g, "Relu", affine(s, squeezed(g, gate, 2), 0));
	gate = onnx_op(g, "Sigmoid", affine(s, gate, 2));
	s->f.x = onnx_op(g, "Mul", x, unsqueezed(g, gate, 2));
	s->f.flat = false;
}

static void
add(struct step *s)
{
	const struct onnx_flow *side = s->earlier;
	const char *x;

	if (s->f.flat && side->flat) {
		s->f.x = onnx_op(s->g, "Add", s->f.x, side->x);
		return;
	}
	x = in_frames(s->g, &s->f);
	s->f.x = onnx_op(s->g, "Add", x, in_frames(s->g, side));
	s->f.flat = false;
}

/* (x - mean) * scale; a channel whose deviation is 0 has the scale 0. */
static void
standardize(struct step *s)
{
	size_t C = s->l->in.c, dim[] = { C, 1 }, step[] = { 1, 0 }, c;
	unsigned rank = s->f.flat ? 1 : 2;
	const float *dev = values(s, 1);
	float *scale = calloc(C, sizeof *scale);
	const char *mean, *by;

	for (c = 0; scale != NULL && c < C; c++)
		scale[c] = dev[c] >= FLT_MIN ? 1 / dev[c] : 0;
	mean = onnx_weights(s->g, "mean", rank, dim, step, values(s, 0));
	by = onnx_weights(s->g, "scale", rank, dim, step, scale);
	s->f.x = onnx_op(s->g, "Mul", onnx_op(s->g, "Sub", s->f.x, mean), by);
	free(scale);
}

static void
clip(struct step *s)
{
	double limit = clip_of(s->l)->limit;
	const char *low = onnx_scalar(s->g, -limit);

	s->f.x = onnx_op(s->g, "Clip", s->f.x, low, onnx_scalar(s->g, limit));
}

/* |x - c|^2 = |x|^2 + |c|^2 - 2 x c */
static void
rbf(struct step *s)
{
	struct onnx *g = s->g;
	size_t in = s->l->in.t * s->l->in.c, dim[] = { in, s->l->out.c };
	size_t step[] = { 1, in };
	const char *x = in_a_row(g, s->l, &s->f), *c, *d;
	const int64_t axis = 0;

	c = onnx_weights(g, "centre", 2, dim, step, values(s, 0));
	d = onnx_op(g, "Mul", onnx_op(g, "MatMul", x, c), onnx_scalar(g, -2));
	d = onnx_op(g, "Add", d, summed(g, onnx_op(g, "Mul", x, x), 1));
	c = onnx_op(g, "ReduceSumSquare", c);
	onnx_ints(g, "axes", 1, &axis);
	d = onnx_op(g, "Max", onnx_op(g, "Add", d, c), onnx_scalar(g, 0));
	s->f.x = onnx_op(g, "Exp", onnx_op(g, "Mul", d,
	    onnx_scalar(g, -rbf_of(s->l)->gamma)));
	s->f.flat = true;
}

static void
dense(struct step *s)
{
	s->f.x = affine(s, in_a_row(s->g, s->l, &s->f), 0);
	s->f.flat = true;
}

static const struct {
	const struct layer_kind *kind;
	void (*export)(struct step *s);
	bool minds_padding;
} kinds[] = {
	{ &layer_conv, conv, false },
	{ &layer_relu, relu, false },
	{ &layer_maxpool, maxpool, false },
	{ &layer_dropout, nothing, false },
	{ &layer_batchnorm, batchnorm, false },
	{ &layer_statpool, statpool, true },
	{ &layer_attpool, attpool, true },
	{ &layer_specaug, nothing, false },
	{ &layer_se, se, true },
	{ &layer_add, add, false },
	{ &layer_standardize, standardize, false },
	{ &layer_clip, clip, false },
	{ &layer_rbf, rbf, false },
	{ &layer_dense, dense, false },
};

#define KINDS (sizeof kinds / sizeof *kinds)

/* The number of its kind, or KINDS. */
static size_t
kind_of(const struct layer *l)
{
	size_t i = 0;

	while (i < KINDS && kinds[i].kind != l->kind)
		i++;
	return i;
}

/* ---- the frames that are real ---- */

/* Layers up to the last that looks at padding. */
static size_t
last_minding(const struct net *net)
{
	size_t n = net->layers, k;

	for (; n > 0; n--)
		if ((k = kind_of(&net->layer[n - 1])) < KINDS &&
		    kinds[k].minds_padding)
			break;
	return n;
}

bool
onnx_minds_padding(const struct net *net)
{
	return last_minding(net) > 0;
}

/* (N) = max(1, (v - less) / by + 1) */
static const char *
fewer(struct onnx *g, const char *v, int64_t less, int64_t by)
{
	const int64_t one = 1;

	v = onnx_op(g, "Sub", v, onnx_index(g, less));
	v = onnx_op(g, "Div", v, onnx_index(g, by));
	v = onnx_op(g, "Add", v, onnx_index(g, one));
	return onnx_op(g, "Max", v, onnx_index(g, one));
}

/* Those of the output of s->l, from s->f.real, those of its input. */
static const char *
real_of_output(const struct step *s)
{
	const struct layer *l = s->l;
	const struct conv *c;

	if (l->kind == &layer_add && s->f.real == NULL)
		return s->earlier->real;
	if (s->f.real == NULL || s->f.flat)
		return NULL;
	if (l->kind == &layer_conv) {
		c = conv_of(l);
		return fewer(s->g, s->f.real, (int64_t)(c->dilation *
		    (c->kernel - 1) + 1) - 2 * (int64_t)c->pad,
		    (int64_t)c->stride);
	}
	if (l->kind == &layer_maxpool)
		return fewer(s->g, s->f.real, (int64_t)maxpool_of(l)->size,
		    (int64_t)maxpool_of(l)->size);
	if (l->kind == &layer_add && s->earlier->real != NULL)
		return onnx_op(s->g, "Min", s->f.real, s->earlier->real);
	return s->f.real;
}

/* ---- the network ---- */

enum status
onnx_network(struct onnx *g, const struct model *m, const char *scope,
    struct onnx_flow in, const char **logits, struct fault *why)
{
	const struct net *net = &m->net;
	struct onnx_flow out[NET_MAXLAYERS];
	struct step s = { g, NULL, m->w, NULL, in };
	size_t i, k, minding = last_minding(net);

	for (i = 0; i < net->layers; i++) {
		s.l = &net->layer[i];
		if ((k = kind_of(s.l)) == KINDS)
			return fault_set(why, ST_BAD, "layer %zu, '%s', "
			    "cannot be written as ONNX", i + 1, s.l->text);
		s.earlier = s.l->from > 0 ? &out[s.l->from - 1] : NULL;
		onnx_scope(g, "%s%zu.%s.", scope, i + 1, s.l->kind->name);
		kinds[k].export(&s);
		s.f.real = i < minding ? real_of_output(&s) : NULL;
		out[i] = s.f;
	}
	onnx_scope(g, "%s", scope);
	*logits = s.f.flat ? s.f.x : squeezed(g, s.f.x, 2);
	return ST_OK;
}
