/*
 * dense N: y = x W + b, x being all T * C values of a sample.
 *
 *	weight (T * C, N), bias (N)
 *
 * The gradient of W is one product over the whole batch, in blocks of rows: as
 * many multiplications as for each micro-batch, but W is written once.  That of
 * b is the last block.
 */
#include "nn/layer_dense.h"

#include <math.h>
#include <string.h>

#include "math/gemm.h"
#include "nn/layers.h"

#define MAXUNITS ((size_t)1 << 20)

struct dense {
	size_t units;		/* 0: classes */
};

static enum status
dense_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	struct dense *d = l->set;
	enum status s = layer_words(l, n, 1, why);

	if (s != ST_OK)
		return s;
	d->units = 0;
	if (strcmp(word[0], "classes") == 0)
		return ST_OK;
	return layer_size("size", word[0], 1, MAXUNITS, &d->units, why);
}

static enum status
dense_shape(struct layer *l, size_t classes, struct fault *why)
{
	const struct dense *d = l->set;
	size_t in = l->in.t * l->in.c;
	struct layer_param *w;

	l->out.t = 1;
	l->out.c = d->units ? d->units : classes;
	if (in > LAYER_MAXLEN / l->out.c)
		return fault_set(why, ST_BAD,
		    "%zu times %zu weights are too many", in, l->out.c);
	w = layer_param(l, "weight", PARAM_BATCH);
	w->rank = 2;
	w->dim[0] = in;
	w->dim[1] = l->out.c;
	w->bound = (float)(1 / sqrt((double)in));
	w = layer_param(l, "bias", PARAM_BATCH);
	w->dim[0] = l->out.c;
	w->bound = (float)(1 / sqrt((double)in));
	return ST_OK;
}

static size_t
dense_valid(const struct layer *l, size_t v)
{
	(void)l;
	(void)v;
	return 1;
}

static void
dense_forward(const struct layer *l, const struct piece *p)
{
	size_t i, in = l->in.t * l->in.c, out = l->out.c;
	const float *b = p->w + l->param[1].off;

	for (i = 0; i < p->n; i++)
		(void)memcpy(p->y + i * out, b, out * sizeof *b);
	gemm_nn(p->n, out, in, p->x, in, p->w + l->param[0].off, out, 1,
	    p->y, out);
}

/* dx = dy W^T */
static void
dense_backward(const struct layer *l, const struct piece *p)
{
	size_t in = l->in.t * l->in.c, out = l->out.c;

	if (p->dx != NULL)
		gemm_nt(p->n, in, out, p->dy, out, p->w + l->param[0].off,
		    out, 0, p->dx, in);
}

static size_t
dense_blocks(const struct layer *l)
{
	return dense_bias_block(l) + 1;
}

static struct block_span
dense_span(const struct layer *l, size_t i)
{
	size_t in = l->in.t * l->in.c, out = l->out.c, row = i * DENSE_ROWS;
	size_t rows;

	if (i == dense_bias_block(l))
		return (struct block_span){ 0, 0, l->param[1].off, out };
	rows = in - row < DENSE_ROWS ? in - row : DENSE_ROWS;
	return (struct block_span){ row, rows,
	    l->param[0].off + row * out, rows * out };
}

void
dense_bias(const struct layer *l, const struct batch *b)
{
	float *db = b->grad + l->param[1].off;
	size_t n, j, out = l->out.c;

	(void)memset(db, 0, out * sizeof *db);
	for (n = 0; n < b->n; n++)
		for (j = 0; j < out; j++)
			db[j] += b->dy[n * out + j];
}

/* dW = x^T dy */
static void
dense_block(const struct layer *l, const struct batch *b, size_t i)
{
	struct block_span span = dense_span(l, i);
	size_t out = l->out.c;

	if (span.values == 0)
		dense_bias(l, b);
	else
		gemm_tn(span.values, out, b->n, b->x + (span.value - b->from),
		    b->stride, b->dy, out, 0, b->grad + span.off, out);
}

const struct layer_kind layer_dense = {
	.name = "dense", .usage = "SIZE|classes",
	.settings = sizeof(struct dense),
	.parse = dense_parse, .shape = dense_shape, .valid = dense_valid,
	.forward = dense_forward, .backward = dense_backward,
	.blocks = dense_blocks, .span = dense_span, .block = dense_block,
};
