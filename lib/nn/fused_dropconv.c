/*
 * conv, relu, maxpool P, dropout p, computed together in training: what dropout
 * sets to 0 is never computed.  Of P frames of conv's output at most one value
 * is used and gets a gradient, and only with probability 1 - p: so forward
 * takes the products of the kept windows alone, and backward those of their
 * winning frames, a few of a hundred.  The values are those of the four layers
 * up to rounding.
 *
 * Axes: T'' frames after the pool, O channels; a window is one of T'' * O.
 *
 * save     (N, T'', O) bytes: 0 nothing to pass on, else 1 + winning frame
 * scratch  see struct parts; frames and weights as sparse.h has them
 */
#include <string.h>

#include "math/simd.h"
#include "math/sparse.h"
#include "nn/fuse.h"
#include "nn/layer_conv.h"
#include "nn/layer_dropout.h"
#include "nn/layer_maxpool.h"
#include "nn/layers.h"

enum { POOL = 2, DROP };

#define MOSTPOOL	250	/* frames, as they are counted in a byte */

/* Scratch of one thread, divided into arrays. */
struct parts {
	float *x;		/* (T, wide) a sample, or its gradient */
	float *w, *dw;		/* (O, KERNEL, wide) weights, their gradient */
	float *dot;		/* (P, most) products of a window position */
	uint32_t *frame;	/* (most) the winning ones */
	uint16_t *row;		/* (most) channels kept */
	struct sparse_term *term;	/* (T'') */
	unsigned char *kept;	/* (T'', O) */
};

/* Room for the kept channels of a window position: one more than all, on
 * whole cache lines. */
static size_t
most(const struct layer *l)
{
	return (l->out.c + 16) / 16 * 16;
}

/* Floats of a packed row of weights. */
static size_t
row_len(const struct layer *l)
{
	return conv_of(l)->kernel * sparse_wide(l->in.c);
}

/* From one frame of conv's output to the next, in a wide sample. */
static size_t
frame_step(const struct layer *l)
{
	return conv_of(l)->stride * sparse_wide(l->in.c);
}

/* The next n elements of a size in memory; NULL if memory is NULL. */
static void *
take(char *memory, size_t *used, size_t n, size_t size)
{
	void *p = memory == NULL ? NULL : memory + *used;

	*used += (n * size + 63) / 64 * 64;
	return p;
}

/* Divide memory, or none if it is NULL; returns how many floats that takes. */
static size_t
cut(const struct layer *l, float *memory, struct parts *p)
{
	size_t M = most(l), O = l->out.c, T = l[POOL].out.t, n = 0;
	char *at = (char *)memory;

	p->x = take(at, &n, l->in.t * sparse_wide(l->in.c), sizeof *p->x);
	p->w = take(at, &n, O * row_len(l), sizeof *p->w);
	p->dw = take(at, &n, O * row_len(l), sizeof *p->dw);
	p->dot = take(at, &n, maxpool_of(&l[POOL])->size * M, sizeof *p->dot);
	p->frame = take(at, &n, M, sizeof *p->frame);
	p->row = take(at, &n, M, sizeof *p->row);
	p->term = take(at, &n, T, sizeof *p->term);
	p->kept = take(at, &n, T * O, sizeof *p->kept);
	return n / sizeof *memory;
}

/*
 * Whether the group is less work than whole products.  It multiplies wide
 * frames; forward the share 1 - p of them, as fast as a matrix product;
 * backward only one of P frames of those, but half as fast.
 */
static bool
pays(const struct layer *l)
{
	double P = (double)maxpool_of(&l[POOL])->size;
	double kept = 1 - dropout_of(&l[DROP])->p;
	double waste = (double)sparse_wide(l->in.c) / (double)l->in.c;

	return kept * waste * (1 + 2 / P) <= 1.5;
}

static bool
dropconv_takes(struct layer *l)
{
	struct parts p;
	size_t scratch;

	if (!pays(l) || maxpool_of(&l[POOL])->size > MOSTPOOL ||
	    l->out.c > UINT16_MAX || conv_of(l)->pad > 0 ||
	    conv_of(l)->dilation > 1)
		return false;
	l->save = l[POOL].out.t * l[POOL].out.c;
	scratch = cut(l, NULL, &p);
	l->scratch = scratch > l->scratch ? scratch : l->scratch;
	return true;
}

/* ---- forward ---- */

/* Write the kept channels of one window position to row; returns how many. */
static size_t
kept_rows(size_t O, const unsigned char *kept, uint16_t *row)
{
	size_t c, n = 0;

	for (c = 0; c < O; c++) {	/* without a branch on chance */
		row[n] = (uint16_t)c;
		n += kept[c];
	}
	return n;
}

/* dot (P, most), the products of the n kept channels of a window position
 * with P frames, x being the first. */
static void
window_products(const struct layer *l, const struct parts *s, size_t n,
    const float *x)
{
	size_t P = maxpool_of(&l[POOL])->size, M = most(l), f, k;
	size_t step = frame_step(l);

	for (f = 0; f < P; f += k) {
		k = P - f < SPARSE_MOST ? P - f : SPARSE_MOST;
		sparse_dot(row_len(l), s->w, n + n % 2, s->row, k,
		    x + f * step, step, M, s->dot + f * M);
	}
}

/* dot (P, M) -> the largest, in dot's first row, and in frame (n) 1 + its
 * place, the first in a tie. */
CLONES static void
pool_products(size_t P, size_t M, size_t n, float *restrict dot,
    uint32_t *restrict frame)
{
	const float *next;
	uint32_t f, more;
	size_t j;

	for (j = 0; j < n; j++)
		frame[j] = 1;
	for (f = 1; f < P; f++) {
		next = dot + f * M;
		for (j = 0; j < n; j++) {
			/* all ones or none, as in maxpool */
			more = -(uint32_t)(next[j] > dot[j]);
			frame[j] = ((f + 1) & more) | (frame[j] & ~more);
			dot[j] = next[j] > dot[j] ? next[j] : dot[j];
		}
	}
}

/* y (O), frame (O) of one window position, all 0 before, from the maxima of
 * its n kept channels.  Written so that a NaN stays one, and without a branch
 * on chance. */
static void
finish(const struct layer *l, const struct parts *s, size_t n,
    const float *bias, float *y, unsigned char *frame)
{
	float v, scale = (float)(1 / (1 - dropout_of(&l[DROP])->p));
	size_t j, c;

	for (j = 0; j < n; j++) {
		c = s->row[j];
		v = s->dot[j] + bias[c];
		y[c] = (v < 0 ? 0 : v) * scale;
		/* all ones or none */
		frame[c] = (unsigned char)(s->frame[j] & -(uint32_t)(v > 0));
	}
}

static void
dropconv_forward(const struct layer *l, const struct piece *p)
{
	size_t i, t, n, O = l->out.c, T = l[POOL].out.t, len = T * O;
	size_t P = maxpool_of(&l[POOL])->size, step = P * frame_step(l);
	const float *x, *bias = p->w + l->param[1].off;
	unsigned char *frame = p->save;
	struct parts s;
	float *y = p->y;

	(void)cut(l, p->scratch, &s);
	sparse_pack(conv_of(l)->kernel, l->in.c, O, p->w + l->param[0].off,
	    s.w);
	(void)memset(y, 0, p->n * len * sizeof *y);
	(void)memset(frame, 0, p->n * len);
	for (i = 0; i < p->n; i++) {
		dropout_mask(&l[DROP], p, i, s.kept);
		sparse_widen(l->in.t, l->in.c, p->x + i * l->in.t * l->in.c,
		    s.x);
		x = s.x;
		for (t = 0; t < T; t++, x += step, y += O, frame += O) {
			n = kept_rows(O, s.kept + t * O, s.row);
			s.row[n] = s.row[0];	/* makes n even */
			window_products(l, &s, n, x);
			pool_products(P, most(l), n, s.dot, s.frame);
			finish(l, &s, n, bias, y, frame);
		}
	}
}

/* ---- backward ---- */

/*
 * The windows of channel c that pass on a gradient, each with the frames of
 * x (T, C) that it saw; how many.
 * dy, frame (T'', O).  The sum of the factors is added to db.
 */
static size_t
terms_of(const struct layer *l, size_t c, const float *dy,
    const unsigned char *frame, struct sparse_term *term, float *db)
{
	size_t t, k, n = 0, O = l->out.c, P = maxpool_of(&l[POOL])->size;
	size_t step = frame_step(l);
	float scale = (float)(1 / (1 - dropout_of(&l[DROP])->p));

	for (t = 0; t < l[POOL].out.t; t++) {	/* without a branch, too */
		k = frame[t * O + c];
		term[n].at = (t * P + k - (k > 0)) * step;
		term[n].factor = dy[t * O + c] * scale;
		n += k > 0;
	}
	for (k = 0; k < n; k++)
		*db += term[k].factor;
	return n;
}

/* Add the gradient of sample i, whose frames are in s->x, to s->dw. */
static void
sample_weights(const struct layer *l, const struct piece *p, size_t i,
    const struct parts *s)
{
	size_t c, n, len = row_len(l), out = l[POOL].out.t * l->out.c;
	const unsigned char *frame = (unsigned char *)p->save + i * out;
	float *db = p->grad + l->param[1].off;

	for (c = 0; c < l->out.c; c++) {
		n = terms_of(l, c, p->dy + i * out, frame, s->term, &db[c]);
		sparse_add(len, n, s->term, s->x, s->dw + c * len);
	}
}

/* Gradient of the input of sample i, through s->x. */
static void
sample_input(const struct layer *l, const struct piece *p, size_t i,
    const struct parts *s)
{
	size_t c, n, len = row_len(l), out = l[POOL].out.t * l->out.c;
	const unsigned char *frame = (unsigned char *)p->save + i * out;
	float db = 0;	/* not needed */

	(void)memset(s->x, 0, l->in.t * sparse_wide(l->in.c) * sizeof *s->x);
	for (c = 0; c < l->out.c; c++) {
		n = terms_of(l, c, p->dy + i * out, frame, s->term, &db);
		sparse_spread(len, n, s->term, s->w + c * len, s->x);
	}
	sparse_narrow(l->in.t, l->in.c, s->x, p->dx + i * l->in.t * l->in.c);
}

static void
dropconv_backward(const struct layer *l, const struct piece *p)
{
	size_t i, T = l->in.t, C = l->in.c, O = l->out.c;
	size_t K = conv_of(l)->kernel;
	struct parts s;

	(void)cut(l, p->scratch, &s);
	(void)memset(s.dw, 0, O * row_len(l) * sizeof *s.dw);
	if (p->dx != NULL)
		sparse_pack(K, C, O, p->w + l->param[0].off, s.w);
	for (i = 0; i < p->n; i++) {
		sparse_widen(T, C, p->x + i * T * C, s.x);
		sample_weights(l, p, i, &s);
		if (p->dx != NULL)
			sample_input(l, p, i, &s);
	}
	sparse_unpack_add(K, C, O, s.dw, p->grad + l->param[0].off);
}

const struct layer_group fused_dropconv = {
	.kind = { &layer_conv, &layer_relu, &layer_maxpool, &layer_dropout },
	.takes = dropconv_takes,
	.forward = dropconv_forward, .backward = dropconv_backward,
};
