/*
 * Axes: C channels in, O out, K taps, S samples at a time, Q tiles of m output
 * frames each in a sample, POINTS points.  With a stride of N, a frame below is
 * N frames of the input, with N times the channels, and K is divided by N.
 */
#include "nn/conv_winograd.h"

#include <string.h>

#include "math/gemm.h"
#include "math/simd.h"
#include "math/winograd.h"
#include "nn/fuse.h"
#include "nn/layer_conv.h"
#include "nn/layers.h"

#define POINTS	WINOGRAD_POINTS
#define LEAST	32	/* channels: with less, B and A cost what is saved */
#define TILES	96	/* at least in one product, where there are as many */
#define LINE	16	/* floats: a cache line, so that the values of a tile
			 * at all points do not fall into one set of a cache */

/* Sizes, and scratch cut up. */
struct fast {
	size_t C, O, K, m, Q, S;
	size_t taps;		/* (C, O) floats in all of them, the last one
				 * may not be whole */
	size_t vstep, zstep;	/* from point to point */
	float *u, *du;		/* (POINTS, C, O) G w, its gradient */
	float *v;		/* (POINTS, S, Q, C) B^T x, then its gradient */
	float *z;		/* (POINTS, S, Q, O) products, or A dy */
	float *edge;		/* (POINTS, C or O) frames at an end */
};

/* Taps of frames that the stride has joined. */
static size_t
joined_taps(const struct layer *l)
{
	size_t stride = conv_of(l)->stride;

	return (conv_of(l)->kernel + stride - 1) / stride;
}

/* At least two fifths of the products must be saved. */
bool
conv_winograd_pays(const struct layer *l, bool train)
{
	size_t K = joined_taps(l), stride = conv_of(l)->stride;

	return conv_of(l)->dilation == 1 && (stride == 1 || !train) &&
	    K >= 3 && K < POINTS &&
	    5 * POINTS * stride <= 3 * (POINTS + 1 - K) * conv_of(l)->kernel &&
	    l->in.c * stride >= LEAST && l->out.c >= LEAST &&
	    l->out.t >= POINTS;
}

/* The next len floats of memory; NULL if memory is NULL. */
static float *
take(float *memory, size_t *used, size_t len)
{
	float *p = memory == NULL ? NULL : memory + *used;

	*used += (len + LINE - 1) / LINE * LINE;
	return p;
}

/* Divide memory, or none if it is NULL; returns how many floats that takes. */
static size_t
cut(const struct layer *l, float *memory, struct fast *f)
{
	size_t n = 0;

	f->C = l->in.c * conv_of(l)->stride;
	f->O = l->out.c;
	f->K = joined_taps(l);
	f->taps = conv_of(l)->kernel * l->in.c * l->out.c;
	f->m = POINTS + 1 - f->K;
	f->Q = (l->out.t + f->m - 1) / f->m;
	f->S = (TILES + f->Q - 1) / f->Q;
	f->S = f->S < PASS_PIECE ? f->S : PASS_PIECE;
	f->vstep = f->S * f->Q * f->C + LINE;
	f->zstep = f->S * f->Q * f->O + LINE;
	f->u = take(memory, &n, POINTS * f->C * f->O);
	f->du = take(memory, &n, POINTS * f->C * f->O);
	f->v = take(memory, &n, POINTS * f->vstep);
	f->z = take(memory, &n, POINTS * f->zstep);
	f->edge = take(memory, &n, POINTS * (f->C > f->O ? f->C : f->O));
	return n;
}

size_t
conv_winograd_scratch(const struct layer *l)
{
	struct fast f;

	return cut(l, NULL, &f);
}

/* ---- taps ---- */

/* to (n) += factor x (n) */
CLONES static void
add(size_t n, float factor, const float *restrict x, float *restrict to)
{
	size_t i;

	for (i = 0; i < n; i++)
		to[i] += factor * x[i];
}

/* u = G w, w (K, C, O) */
static void
taps_forward(const struct fast *f, const float *w)
{
	size_t j, k, n = f->C * f->O, last = f->taps - (f->K - 1) * n;

	(void)memset(f->u, 0, POINTS * n * sizeof *f->u);
	for (j = 0; j < POINTS; j++)
		for (k = 0; k < f->K; k++)
			add(k < f->K - 1 ? n : last, winograd_tap(j, k, f->K),
			    w + k * n, f->u + j * n);
}

/* dw += G^T du */
static void
taps_backward(const struct fast *f, float *dw)
{
	size_t j, k, n = f->C * f->O;

	for (k = 0; k < f->K; k++)
		for (j = 0; j < POINTS; j++)
			add(n, winograd_tap(j, k, f->K), f->du + j * n,
			    dw + k * n);
}

/* ---- tiles ---- */

/*
 * The n frames from t on of a sample x (T, C), which has P frames of zeros
 * before and after it: where they are, or else a copy in edge.
 */
static float *
frames_at(const float *x, size_t T, size_t C, size_t P, size_t t, size_t n,
    float *edge)
{
	size_t i;

	if (t >= P && t - P + n <= T)
		return (float *)x + (t - P) * C;
	(void)memset(edge, 0, n * C * sizeof *edge);
	for (i = 0; i < n; i++)
		if (t + i >= P && t + i - P < T)
			(void)memcpy(edge + i * C, x + (t + i - P) * C,
			    C * sizeof *edge);
	return edge;
}

/* Such a copy back to its place. */
static void
put_back(float *x, size_t T, size_t C, size_t P, size_t t, size_t n,
    const float *edge)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (t + i >= P && t + i - P < T)
			(void)memcpy(x + (t + i - P) * C, edge + i * C,
			    C * sizeof *edge);
}

/* v = B^T x of s samples. */
static void
read_input(const struct layer *l, const struct fast *f, const float *x,
    size_t s)
{
	size_t i, q, T = l->in.t, C = l->in.c, stride = conv_of(l)->stride;
	float *v = f->v;

	for (i = 0; i < s; i++, x += T * C)
		for (q = 0; q < f->Q; q++, v += f->C)
			winograd_input(f->C, frames_at(x, T, C,
			    conv_of(l)->pad, q * f->m * stride,
			    POINTS * stride, f->edge), v, f->vstep);
}

/* y = A^T z + bias */
static void
write_output(const struct layer *l, const struct fast *f, const float *bias,
    float *y, size_t s)
{
	size_t i, q, t, T = l->out.t, O = f->O;
	const float *z = f->z;
	float *to;

	for (i = 0; i < s; i++, y += T * O) {
		for (q = 0; q < f->Q; q++, z += O) {
			t = q * f->m;
			to = t + f->m <= T ? y + t * O : f->edge;
			winograd_output(f->m, O, z, f->zstep, bias, to);
			if (to == f->edge)
				put_back(y, T, O, 0, t, f->m, to);
		}
	}
}

/* z = A dy */
static void
read_gradient(const struct layer *l, const struct fast *f, const float *dy,
    size_t s)
{
	size_t i, q, T = l->out.t, O = f->O;
	float *z = f->z;

	for (i = 0; i < s; i++, dy += T * O)
		for (q = 0; q < f->Q; q++, z += O)
			winograd_output_back(f->m, O, frames_at(dy, T, O, 0,
			    q * f->m, f->m, f->edge), z, f->zstep);
}

/* dx = B v */
static void
write_gradient(const struct layer *l, const struct fast *f, float *dx,
    size_t s)
{
	size_t i, q, t, T = l->in.t, C = f->C, P = conv_of(l)->pad;
	size_t first = f->K - 1 < T ? f->K - 1 : T;
	const float *v = f->v;
	float *d;

	for (i = 0; i < s; i++, dx += T * C) {
		(void)memset(dx, 0, first * C * sizeof *dx);
		for (q = 0; q < f->Q; q++, v += C) {
			t = q * f->m;
			d = frames_at(dx, T, C, P, t, POINTS, f->edge);
			winograd_input_back(f->m, C, v, f->vstep, d);
			if (d == f->edge)
				put_back(dx, T, C, P, t, POINTS, d);
		}
	}
}

/* ---- forward and backward ---- */

void
conv_winograd_forward(const struct layer *l, const struct piece *p)
{
	size_t i, j, s;
	struct fast f;

	(void)cut(l, p->scratch, &f);
	taps_forward(&f, p->w + l->param[0].off);
	for (i = 0; i < p->n; i += s) {
		s = p->n - i < f.S ? p->n - i : f.S;
		read_input(l, &f, p->x + i * l->in.t * l->in.c, s);
		for (j = 0; j < POINTS; j++)
			gemm_nn(s * f.Q, f.O, f.C, f.v + j * f.vstep, f.C,
			    f.u + j * f.C * f.O, f.O, 0, f.z + j * f.zstep,
			    f.O);
		write_output(l, &f, p->w + l->param[1].off,
		    p->y + i * l->out.t * f.O, s);
	}
}

/* du += v^T z; then, if dx is wanted, v = z u^T. */
static void
products_backward(const struct fast *f, size_t rows, bool input)
{
	float *u, *v, *z;
	size_t j;

	for (j = 0; j < POINTS; j++) {
		u = f->u + j * f->C * f->O;
		v = f->v + j * f->vstep;
		z = f->z + j * f->zstep;
		gemm_tn(f->C, f->O, rows, v, f->C, z, f->O, 1,
		    f->du + j * f->C * f->O, f->O);
		if (input)
			gemm_nt(rows, f->C, f->O, z, f->O, u, f->O, 0, v,
			    f->C);
	}
}

/* db += the sum of dy, which at point 1 is that of z. */
static void
bias_backward(const struct fast *f, size_t rows, float *db)
{
	size_t i;

	for (i = 0; i < rows; i++)
		add(f->O, 1, f->z + f->zstep + i * f->O, db);
}

static void
winograd_backward(const struct layer *l, const struct piece *p)
{
	size_t i, s;
	struct fast f;

	(void)cut(l, p->scratch, &f);
	(void)memset(f.du, 0, POINTS * f.C * f.O * sizeof *f.du);
	if (p->dx != NULL)
		taps_forward(&f, p->w + l->param[0].off);
	for (i = 0; i < p->n; i += s) {
		s = p->n - i < f.S ? p->n - i : f.S;
		read_input(l, &f, p->x + i * l->in.t * l->in.c, s);
		read_gradient(l, &f, p->dy + i * l->out.t * f.O, s);
		bias_backward(&f, s * f.Q, p->grad + l->param[1].off);
		products_backward(&f, s * f.Q, p->dx != NULL);
		if (p->dx != NULL)
			write_gradient(l, &f, p->dx + i * l->in.t * f.C, s);
	}
	taps_backward(&f, p->grad + l->param[0].off);
}

/* Its scratch is already there, for evaluation. */
static bool
winograd_takes(struct layer *l)
{
	return conv_winograd_pays(l, true);
}

const struct layer_group conv_winograd = {
	.kind = { &layer_conv }, .takes = winograd_takes,
	.forward = conv_winograd_forward, .backward = winograd_backward,
};
