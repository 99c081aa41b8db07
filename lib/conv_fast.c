/*
 * Axes: C channels in, O out, K taps, S samples at a time, Q tiles of m
 * output frames each in a sample, POINTS points.
 */
#include <string.h>

#include "clones.h"
#include "conv_fast.h"
#include "gemm.h"

#define POINTS	6
#define LEAST	32	/* channels: with less, B and A cost what is saved */
#define TILES	192	/* at least in one product, where there are as many */

/* Sizes, and scratch cut up. */
struct fast {
	size_t C, O, K, m, Q, S;
	float *u, *du;		/* (POINTS, C, O) G w, its gradient */
	float *v;		/* (POINTS, S, Q, C) B^T x, then its gradient */
	float *z;		/* (POINTS, S, Q, O) products, or A dy */
	float *none;		/* a frame of zeros */
	float *waste;		/* (POINTS) frames that nobody wants */
};

bool
conv_fast_pays(const struct layer *l)
{
	return l->u.conv.stride == 1 && l->u.conv.dilation == 1 &&
	    l->u.conv.kernel >= 3 && l->u.conv.kernel <= 5 &&
	    l->in.c >= LEAST && l->out.c >= LEAST && l->out.t >= POINTS;
}

/* The next len floats of memory, where there is any. */
static float *
take(float *memory, size_t *used, size_t len)
{
	float *p = memory == NULL ? NULL : memory + *used;

	*used += len;
	return p;
}

/* Cut up memory, or with NULL none; returns how many floats that takes. */
static size_t
cut(const struct layer *l, float *memory, struct fast *f)
{
	size_t most, n = 0;

	f->C = l->in.c;
	f->O = l->out.c;
	f->K = l->u.conv.kernel;
	f->m = POINTS + 1 - f->K;
	f->Q = (l->out.t + f->m - 1) / f->m;
	f->S = (TILES + f->Q - 1) / f->Q;
	f->S = f->S < RUN_PIECE ? f->S : RUN_PIECE;
	most = f->C > f->O ? f->C : f->O;
	f->u = take(memory, &n, POINTS * f->C * f->O);
	f->du = take(memory, &n, POINTS * f->C * f->O);
	f->v = take(memory, &n, POINTS * f->S * f->Q * f->C);
	f->z = take(memory, &n, POINTS * f->S * f->Q * f->O);
	f->none = take(memory, &n, most);
	f->waste = take(memory, &n, POINTS * most);
	return n;
}

size_t
conv_fast_scratch(const struct layer *l)
{
	struct fast f;

	return cut(l, NULL, &f);
}

/* ---- the matrices ---- */

/* G (POINTS, 5): powers of a point over the product of its distances to the
 * other finite points; infinity takes the last tap. */
static const float G[POINTS - 1][5] = {
	{ 1 / 4.f, 0, 0, 0, 0 },
	{ -1 / 6.f, -1 / 6.f, -1 / 6.f, -1 / 6.f, -1 / 6.f },
	{ -1 / 6.f, 1 / 6.f, -1 / 6.f, 1 / 6.f, -1 / 6.f },
	{ 1 / 24.f, 2 / 24.f, 4 / 24.f, 8 / 24.f, 16 / 24.f },
	{ 1 / 24.f, -2 / 24.f, 4 / 24.f, -8 / 24.f, 16 / 24.f },
};

static float
taps_of(size_t point, size_t k, size_t K)
{
	return point < POINTS - 1 ? G[point][k] : k == K - 1;
}

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
	size_t j, k, n = f->C * f->O;

	(void)memset(f->u, 0, POINTS * n * sizeof *f->u);
	for (j = 0; j < POINTS; j++)
		for (k = 0; k < f->K; k++)
			add(n, taps_of(j, k, f->K), w + k * n, f->u + j * n);
}

/* dw += G^T du */
static void
taps_backward(const struct fast *f, float *dw)
{
	size_t j, k, n = f->C * f->O;

	for (k = 0; k < f->K; k++)
		for (j = 0; j < POINTS; j++)
			add(n, taps_of(j, k, f->K), f->du + j * n, dw + k * n);
}

/* v = B^T d: row j holds the coefficients of the product of x - a over all
 * finite points a but the j-th; at infinity over all.  v has rows `step`
 * apart. */
CLONES static void
input_forward(size_t C, float *const d[POINTS], float *restrict v, size_t step)
{
	const float *d0 = d[0], *d1 = d[1], *d2 = d[2], *d3 = d[3];
	const float *d4 = d[4], *d5 = d[5];
	float *restrict v1 = v + step, *restrict v2 = v1 + step;
	float *restrict v3 = v2 + step, *restrict v4 = v3 + step;
	float *restrict v5 = v4 + step, even, odd;
	size_t c;

	for (c = 0; c < C; c++) {
		v[c] = 4 * d0[c] - 5 * d2[c] + d4[c];
		even = d4[c] - 4 * d2[c];
		odd = d3[c] - 4 * d1[c];
		v1[c] = even + odd;
		v2[c] = even - odd;
		even = d4[c] - d2[c];
		odd = 2 * (d3[c] - d1[c]);
		v3[c] = even + odd;
		v4[c] = even - odd;
		v5[c] = 4 * d1[c] - 5 * d3[c] + d5[c];
	}
}

/* d += B v */
CLONES static void
input_backward(size_t C, const float *restrict v, size_t step,
    float *const d[POINTS])
{
	const float *v1 = v + step, *v2 = v1 + step, *v3 = v2 + step;
	const float *v4 = v3 + step, *v5 = v4 + step;
	float *restrict d0 = d[0], *restrict d1 = d[1], *restrict d2 = d[2];
	float *restrict d3 = d[3], *restrict d4 = d[4], *restrict d5 = d[5];
	float even1, odd1, even2, odd2;
	size_t c;

	for (c = 0; c < C; c++) {
		even1 = v1[c] + v2[c];
		odd1 = v1[c] - v2[c];
		even2 = v3[c] + v4[c];
		odd2 = v3[c] - v4[c];
		d0[c] += 4 * v[c];
		d1[c] += 4 * (v5[c] - odd1) - 2 * odd2;
		d2[c] -= 5 * v[c] + 4 * even1 + even2;
		d3[c] += odd1 + 2 * odd2 - 5 * v5[c];
		d4[c] += v[c] + even1 + even2;
		d5[c] += v5[c];
	}
}

/* y = A^T z + bias: row i holds the i-th powers of the points, infinity
 * counts for the last one alone.  y has room for four frames, of which m are
 * wanted. */
CLONES static void
output_forward(size_t O, const float *restrict z, size_t step,
    const float *restrict bias, float *const y[4])
{
	const float *z1 = z + step, *z2 = z1 + step, *z3 = z2 + step;
	const float *z4 = z3 + step;
	float *restrict y0 = y[0], *restrict y1 = y[1], *restrict y2 = y[2];
	float *restrict y3 = y[3], even1, odd1, even2, odd2;
	size_t o;

	for (o = 0; o < O; o++) {
		even1 = z1[o] + z2[o];
		odd1 = z1[o] - z2[o];
		even2 = z3[o] + z4[o];
		odd2 = z3[o] - z4[o];
		y0[o] = bias[o] + z[o] + even1 + even2;
		y1[o] = bias[o] + odd1 + 2 * odd2;
		y2[o] = bias[o] + even1 + 4 * even2;
		y3[o] = bias[o] + odd1 + 8 * odd2;
	}
}

/* z = A dy, last being the last of the m frames dy, beyond which are zeros. */
CLONES static void
output_backward(size_t O, float *const dy[4], const float *last,
    float *restrict z, size_t step)
{
	const float *y0 = dy[0], *y1 = dy[1], *y2 = dy[2], *y3 = dy[3];
	float *restrict z1 = z + step, *restrict z2 = z1 + step;
	float *restrict z3 = z2 + step, *restrict z4 = z3 + step;
	float *restrict z5 = z4 + step, even, odd;
	size_t o;

	for (o = 0; o < O; o++) {
		z[o] = y0[o];
		even = y0[o] + y2[o];
		odd = y1[o] + y3[o];
		z1[o] = even + odd;
		z2[o] = even - odd;
		even = y0[o] + 4 * y2[o];
		odd = 2 * y1[o] + 8 * y3[o];
		z3[o] = even + odd;
		z4[o] = even - odd;
		z5[o] = last[o];
	}
}

/* ---- tiles ---- */

/*
 * The n frames from t on of a sample x (T, C), which has P frames of padding
 * before and behind; a frame that is not in it is `other`, of which there are
 * n, `apart` from each other.
 */
static void
frames_at(const float *x, size_t T, size_t C, size_t P, size_t t, size_t n,
    float *other, size_t apart, float *frame[])
{
	size_t i;

	for (i = 0; i < n; i++, t++)
		frame[i] = t >= P && t - P < T ?
		    (float *)x + (t - P) * C : other + i * apart;
}

/* v = B^T x of s samples. */
static void
read_input(const struct layer *l, const struct fast *f, const float *x,
    size_t s)
{
	size_t i, q, step = s * f->Q * f->C, P = l->u.conv.pad;
	float *d[POINTS], *v = f->v;

	for (i = 0; i < s; i++, x += l->in.t * f->C) {
		for (q = 0; q < f->Q; q++, v += f->C) {
			frames_at(x, l->in.t, f->C, P, q * f->m, POINTS,
			    f->none, 0, d);
			input_forward(f->C, d, v, step);
		}
	}
}

/* y = A^T z + bias */
static void
write_output(const struct layer *l, const struct fast *f, const float *bias,
    float *y, size_t s)
{
	size_t i, q, k, step = s * f->Q * f->O;
	const float *z = f->z;
	float *to[4];

	for (i = 0; i < s; i++, y += l->out.t * f->O) {
		for (q = 0; q < f->Q; q++, z += f->O) {
			frames_at(y, l->out.t, f->O, 0, q * f->m, f->m,
			    f->waste, f->O, to);
			for (k = f->m; k < 4; k++)
				to[k] = f->waste + k * f->O;
			output_forward(f->O, z, step, bias, to);
			add(f->O, 1, z + 5 * step, to[f->m - 1]);
		}
	}
}

/* z = A dy */
static void
read_gradient(const struct layer *l, const struct fast *f, const float *dy,
    size_t s)
{
	size_t i, q, k, step = s * f->Q * f->O;
	float *from[4], *z = f->z;

	for (i = 0; i < s; i++, dy += l->out.t * f->O) {
		for (q = 0; q < f->Q; q++, z += f->O) {
			frames_at(dy, l->out.t, f->O, 0, q * f->m, f->m,
			    f->none, 0, from);
			for (k = f->m; k < 4; k++)
				from[k] = f->none;
			output_backward(f->O, from, from[f->m - 1], z, step);
		}
	}
}

/* dx = B v */
static void
write_gradient(const struct layer *l, const struct fast *f, float *dx,
    size_t s)
{
	size_t i, q, step = s * f->Q * f->C;
	const float *v = f->v;
	float *d[POINTS];

	(void)memset(dx, 0, s * l->in.t * f->C * sizeof *dx);
	for (i = 0; i < s; i++, dx += l->in.t * f->C) {
		for (q = 0; q < f->Q; q++, v += f->C) {
			frames_at(dx, l->in.t, f->C, l->u.conv.pad, q * f->m,
			    POINTS, f->waste, f->C, d);
			input_backward(f->C, v, step, d);
		}
	}
}

/* ---- forward and backward ---- */

void
conv_fast_forward(const struct layer *l, const struct piece *p)
{
	size_t i, j, s, rows;
	struct fast f;

	(void)cut(l, p->scratch, &f);
	(void)memset(f.none, 0, f.C * sizeof *f.none);
	taps_forward(&f, p->w + l->param[0].off);
	for (i = 0; i < p->n; i += s) {
		s = p->n - i < f.S ? p->n - i : f.S;
		rows = s * f.Q;
		read_input(l, &f, p->x + i * l->in.t * f.C, s);
		for (j = 0; j < POINTS; j++)
			gemm_nn(rows, f.O, f.C, f.v + j * rows * f.C, f.C,
			    f.u + j * f.C * f.O, f.O, 0,
			    f.z + j * rows * f.O, f.O);
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
		v = f->v + j * rows * f->C;
		z = f->z + j * rows * f->O;
		gemm_tn(f->C, f->O, rows, v, f->C, z, f->O, 1,
		    f->du + j * f->C * f->O, f->O);
		if (input)
			gemm_nt(rows, f->C, f->O, z, f->O, u, f->O, 0, v,
			    f->C);
	}
}

void
conv_fast_backward(const struct layer *l, const struct piece *p)
{
	size_t i, s;
	struct fast f;

	(void)cut(l, p->scratch, &f);
	(void)memset(f.none, 0, (f.C > f.O ? f.C : f.O) * sizeof *f.none);
	(void)memset(f.du, 0, POINTS * f.C * f.O * sizeof *f.du);
	if (p->dx != NULL)
		taps_forward(&f, p->w + l->param[0].off);
	for (i = 0; i < p->n; i += s) {
		s = p->n - i < f.S ? p->n - i : f.S;
		read_input(l, &f, p->x + i * l->in.t * f.C, s);
		read_gradient(l, &f, p->dy + i * l->out.t * f.O, s);
		products_backward(&f, s * f.Q, p->dx != NULL);
		if (p->dx != NULL)
			write_gradient(l, &f, p->dx + i * l->in.t * f.C, s);
	}
	taps_backward(&f, p->grad + l->param[0].off);
	for (i = 0; i < p->n * l->out.t; i++)
		add(f.O, 1, p->dy + i * f.O, p->grad + l->param[1].off);
}
