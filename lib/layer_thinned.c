/*
 * conv, relu, maxpool P, dropout p in a row, as one in training: what dropout
 * throws away is never computed.  Of P frames of conv's output at most one
 * value is used and gets a gradient, and only with probability 1 - p: so
 * forward takes the products of the kept windows alone, and backward those of
 * their winning frames, a few of a hundred.  The values are those of the four
 * layers up to rounding.
 *
 * Axes: T'' frames behind the pool, O channels; a window is one of T'' * O.
 *
 * save     (N, T'', O) bytes: 0 nothing to pass on, else 1 + winning frame
 * scratch  packed weights, packed gradient, one window's products, bytes kept
 */
#include <string.h>

#include "clones.h"
#include "layer.h"
#include "rows.h"

enum { CONV, RELU, POOL, DROP, TAKEN };

#define LEAST		0.5	/* of dropout; with less, whole products win */
#define MOSTPOOL	250	/* frames, as they are counted in a byte */

/* Scratch of one thread, cut up. */
struct parts {
	float *w;		/* packed weights */
	float *dw;		/* packed gradient */
	float *dot;		/* (P, most) */
	uint32_t *frame;	/* (most) */
	uint16_t *row;		/* (most) channels kept */
	struct rows_term *term;	/* (T'' + 3) */
	unsigned char *kept;	/* (T'', O) */
};

/* Room for the kept channels of a window position: one more than all, on
 * whole cache lines. */
static size_t
most(const struct layer *l)
{
	return (l->out.c + 16) / 16 * 16;
}

static size_t
kernel_len(const struct layer *l)
{
	return l->u.conv.kernel * l->in.c;
}

/* The next n things of a size in memory at `at`, which moves on. */
static void *
take(char **at, size_t n, size_t size)
{
	char *p = *at;

	*at += (n * size + 63) / 64 * 64;
	return p;
}

/* Cut up memory; returns how many floats that takes. */
static size_t
cut(const struct layer *l, float *memory, struct parts *p)
{
	size_t M = most(l), O = l->out.c, T = l[POOL].out.t;
	size_t weights = O * rows_packed(kernel_len(l));
	char *at = (char *)memory;

	p->w = take(&at, weights, sizeof *p->w);
	p->dw = take(&at, weights, sizeof *p->dw);
	p->dot = take(&at, l[POOL].u.pool.size * M, sizeof *p->dot);
	p->frame = take(&at, M, sizeof *p->frame);
	p->row = take(&at, M, sizeof *p->row);
	p->term = take(&at, T + 3, sizeof *p->term);
	p->kept = take(&at, T * O, sizeof *p->kept);
	return (size_t)(at - (char *)memory) / sizeof *memory;
}

static size_t
thinned_takes(struct layer *l, size_t layers)
{
	struct parts p;

	if (layers < TAKEN || l->kind != &layer_conv ||
	    l[RELU].kind != &layer_relu || l[POOL].kind != &layer_maxpool ||
	    l[DROP].kind != &layer_dropout || l[DROP].u.drop.p < LEAST ||
	    l[POOL].u.pool.size > MOSTPOOL || l->out.c > UINT16_MAX ||
	    l->u.conv.pad > 0 || l->u.conv.dilation > 1 ||
	    kernel_len(l) < ROWS_LANES)
		return 0;
	l->save = l[POOL].out.t * l[POOL].out.c;
	l->scratch = cut(l, NULL, &p);
	return TAKEN;
}

/* ---- forward ---- */

/* Channels of one window position that are kept -> row; how many. */
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
	size_t P = l[POOL].u.pool.size, M = most(l), f, k;
	size_t step = l[CONV].u.conv.stride * l[CONV].in.c;

	for (f = 0; f < P; f += k) {
		k = P - f < ROWS_MOST ? P - f : ROWS_MOST;
		rows_dot(kernel_len(l), s->w, n + n % 2, s->row, k,
		    x + f * step, step, M, s->dot + f * M);
	}
}

/* dot (P, M) -> the largest, in dot's first row, and in frame (n) 1 + its
 * place; of equal ones the first. */
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
 * its n kept channels.  Written so that a NaN stays one. */
static void
finish(const struct layer *l, const struct parts *s, size_t n,
    const float *bias, float *y, unsigned char *frame)
{
	float v, scale = (float)(1 / (1 - l[DROP].u.drop.p));
	size_t j, c;

	for (j = 0; j < n; j++) {
		c = s->row[j];
		v = s->dot[j] + bias[c];
		y[c] = v < 0 ? 0 : v * scale;
		frame[c] = v > 0 ? (unsigned char)s->frame[j] : 0;
	}
}

static void
thinned_forward(const struct layer *l, const struct piece *p)
{
	size_t i, t, n, O = l->out.c, T = l[POOL].out.t, len = T * O;
	size_t step = l[POOL].u.pool.size * l->u.conv.stride * l->in.c;
	const float *x, *bias = p->w + l->param[1].off;
	unsigned char *frame = p->save;
	struct parts s;
	float *y = p->y;

	(void)cut(l, p->scratch, &s);
	rows_pack(kernel_len(l), O, p->w + l->param[0].off, s.w);
	(void)memset(y, 0, p->n * len * sizeof *y);
	(void)memset(frame, 0, p->n * len);
	for (i = 0; i < p->n; i++) {
		dropout_mask(&l[DROP], p, i, s.kept);
		x = p->x + i * l->in.t * l->in.c;
		for (t = 0; t < T; t++, x += step, y += O, frame += O) {
			n = kept_rows(O, s.kept + t * O, s.row);
			s.row[n] = s.row[0];	/* makes n even */
			window_products(l, &s, n, x);
			pool_products(l[POOL].u.pool.size, most(l), n, s.dot,
			    s.frame);
			finish(l, &s, n, bias, y, frame);
		}
	}
}

/* ---- backward ---- */

/*
 * The windows of channel c that pass on a gradient, each with the frames of
 * x (T, C) that it saw; how many, made a multiple of 4 by some of factor 0.
 * dy, frame (T'', O).  Returns the sum of the factors in db.
 */
static size_t
terms_of(const struct layer *l, size_t c, const float *dy,
    const unsigned char *frame, struct rows_term *term, float *db)
{
	size_t t, k, n = 0, O = l->out.c, P = l[POOL].u.pool.size;
	size_t step = l->u.conv.stride * l->in.c;
	float scale = (float)(1 / (1 - l[DROP].u.drop.p));

	for (t = 0; t < l[POOL].out.t; t++) {	/* without a branch, too */
		k = frame[t * O + c];
		term[n].at = (t * P + k - (k > 0)) * step;
		term[n].factor = dy[t * O + c] * scale;
		n += k > 0;
	}
	for (k = 0; k < n; k++)
		*db += term[k].factor;
	for (; n % 4 != 0; n++) {
		term[n].at = term[0].at;
		term[n].factor = 0;
	}
	return n;
}

static void
thinned_backward(const struct layer *l, const struct piece *p)
{
	size_t i, c, n, O = l->out.c, len = kernel_len(l);
	size_t in = l->in.t * l->in.c, out = l[POOL].out.t * O;
	size_t size = rows_packed(len);
	float *db = p->grad + l->param[1].off;
	const unsigned char *frame = p->save;
	struct parts s;

	(void)cut(l, p->scratch, &s);
	(void)memset(s.dw, 0, O * size * sizeof *s.dw);
	if (p->dx != NULL) {
		rows_pack(len, O, p->w + l->param[0].off, s.w);
		(void)memset(p->dx, 0, p->n * in * sizeof *p->dx);
	}
	for (i = 0; i < p->n; i++) {
		for (c = 0; c < O; c++) {
			n = terms_of(l, c, p->dy + i * out, frame + i * out,
			    s.term, &db[c]);
			rows_add(len, n, s.term, p->x + i * in,
			    s.dw + c * size);
			if (p->dx != NULL)
				rows_spread(len, n, s.term, s.w + c * size,
				    p->dx + i * in);
		}
	}
	rows_unpack_add(len, O, s.dw, p->grad + l->param[0].off);
}

const struct layer_group layer_thinned = {
	thinned_takes, thinned_forward, thinned_backward
};
