/*
 * From records of features to the input of a network: what
 * model/model_input.h does with each record.
 */
#include "onnx/parts.h"

#include <string.h>

#include "data/norm.h"

#define EPSILON	1e-7	/* added to a clip's own deviation: normstats.h */

/* The size of x on this axis, without dimensions. */
static const char *
size_of(struct onnx *g, const char *x, int64_t axis)
{
	return onnx_op(g, "Gather", onnx_op(g, "Shape", x),
	    onnx_index(g, axis));
}

const char *
onnx_mask(struct onnx *g, const char *x, int64_t axis, const char *real)
{
	const int64_t last = 1;
	const char *to = size_of(g, x, axis), *at;

	at = onnx_op(g, "Range", onnx_index(g, 0), to, onnx_index(g, 1));
	return onnx_op(g, "Less", at, onnx_op(g, "Unsqueeze", real,
	    onnx_list(g, 1, &last)));
}

/* (x - mean) / deviation, with numbers of the training data. */
static const char *
by_numbers(struct onnx *g, const struct norm *n, const char *x)
{
	size_t dim[] = { n->n }, step[] = { 2 };
	const char *mean = onnx_weights(g, "mean", 1, dim, step, n->pair);

	x = onnx_op(g, "Sub", x, mean);
	return onnx_op(g, "Div", x, onnx_weights(g, "deviation", 1, dim, step,
	    n->pair + 1));
}

/* The sum of x (N, F, B) over the frames of each clip and, unless by bins, its
 * bins. */
static const char *
over_clip(struct onnx *g, const char *x, bool bin)
{
	static const int64_t axes[] = { 1, 2 };

	x = onnx_op(g, "ReduceSum", x, onnx_list(g, bin ? 1 : 2, axes));
	onnx_int(g, "keepdims", 1);
	return x;
}

/* (x - mean) / deviation of each clip's own frames; one, float (N, F, B), is 1
 * in these and 0 in the padding. */
static const char *
by_clip(struct onnx *g, bool bin, const char *x, const char *one)
{
	const char *n = over_clip(g, one, bin), *d, *dev;

	d = onnx_op(g, "Div", over_clip(g, onnx_op(g, "Mul", x, one), bin), n);
	d = onnx_op(g, "Mul", onnx_op(g, "Sub", x, d), one);
	dev = onnx_op(g, "Div", over_clip(g, onnx_op(g, "Mul", d, d), bin), n);
	dev = onnx_op(g, "Add", onnx_op(g, "Sqrt", dev),
	    onnx_scalar(g, EPSILON));
	return onnx_op(g, "Div", d, dev);
}

/* x with one of them instead of frames that are padding. */
static const char *
filled(struct onnx *g, const char *mask, const char *x, double with)
{
	return onnx_op(g, "Where", mask, x, onnx_scalar(g, with));
}

/*
 * Normalised, with zeros in the padding.  A model of groups of records other
 * than clips wants them as they come.
 */
static const char *
normalised(struct onnx *g, const struct norm *n, struct onnx_features in)
{
	const int64_t last = 2;
	bool own = strcmp(n->group.attr, "key") == 0;
	const char *x = in.x, *mask = NULL, *one;

	if (in.frames != NULL) {
		mask = onnx_mask(g, x, 1, in.frames);
		mask = onnx_op(g, "Unsqueeze", mask, onnx_list(g, 1, &last));
	}
	if (own) {
		x = mask == NULL ? x : filled(g, mask, x, 0);
		one = onnx_op(g, "Sub", x, x);
		one = onnx_op(g, "Add", one, onnx_scalar(g, 1));
		one = mask == NULL ? one : filled(g, mask, one, 0);
		return by_clip(g, n->group.bin, x, one);
	}
	if (n->n > 0)
		x = by_numbers(g, n, x);
	return mask == NULL ? x : filled(g, mask, x, 0);
}

/*
 * How many frames of zeros after the last one make sure that the network gives
 * what it gives for its own number of frames.
 */
static size_t
margin(const struct net *net)
{
	size_t v, need, most = 0;

	for (v = 1; v <= net->in.t; v++) {
		need = net_frames(net, v) - v;
		most = need > most ? need : most;
	}
	return most;
}

/* x (N, F, B) with at least as many frames as the network needs, and at most
 * as many as it takes. */
static const char *
fitted(struct onnx *g, const struct net *net, const char *x)
{
	const int64_t pads[] = { 0, 0, 0, 0, (int64_t)margin(net), 0 };
	const int64_t from = 0, to = (int64_t)net->in.t, axis = 1;
	const char *start, *end;

	if (pads[4] > 0)
		x = onnx_op(g, "Pad", x, onnx_list(g, 6, pads));
	start = onnx_list(g, 1, &from);
	end = onnx_list(g, 1, &to);
	return onnx_op(g, "Slice", x, start, end, onnx_list(g, 1, &axis));
}

/* Frames of each clip that the network takes, int64 (N). */
static const char *
taken(struct onnx *g, const struct net *net, struct onnx_features in)
{
	const char *v = onnx_op(g, "Max", in.frames, onnx_index(g, 1));

	return onnx_op(g, "Min", v, size_of(g, in.x, 1),
	    onnx_index(g, (int64_t)net->in.t));
}

enum status
onnx_normalised(struct onnx *g, const struct model *m,
    struct onnx_features in, struct onnx_flow *out, struct fault *why)
{
	static const int64_t perm[] = { 0, 2, 1 };
	const int64_t axis = 1;
	struct norm n = NORM_INIT;
	enum status s = norm_parse(&n, model_attr(m, "norm"), why);

	if (s != ST_OK)
		return s;
	if (n.n > 1 && n.n != m->net.in.c)
		s = fault_set(why, ST_BAD, "norm '%s' is for %zu bins, but the "
		    "network takes %zu", n.group.text, n.n, m->net.in.c);
	if (s == ST_OK) {
		out->x = normalised(g, &n, in);
		out->flat = in.frames == NULL;
		out->real = NULL;
	}
	if (s == ST_OK && out->flat) {
		out->x = onnx_op(g, "Squeeze", out->x, onnx_list(g, 1, &axis));
	} else if (s == ST_OK) {
		out->x = onnx_op(g, "Transpose", fitted(g, &m->net, out->x));
		onnx_ints(g, "perm", 3, perm);
		if (onnx_minds_padding(&m->net))
			out->real = taken(g, &m->net, in);
	}
	norm_free(&n);
	return s;
}
