/*
 * Axes: C channels in, O out, K taps, S samples at a time, Q tiles of m
 * output frames each in a sample, POINTS points.  With a stride, that many
 * frames are one of so many more channels: what a frame, C and K are below.
 */
#include "nn/conv_winograd.h"

#include <string.h>

#include "math/gemm.h"
#include "math/simd.h"
#include "nn/fuse.h"
#include "nn/layer_conv.h"
#include "nn/layers.h"

#define POINTS	CONV_WINOGRAD_TILE
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

/* The next len floats of memory, where there is any. */
static float *
take(float *memory, size_t *used, size_t len)
{
	float *p = memory == NULL ? NULL : memory + *used;

	*used += (len + LINE - 1) / LINE * LINE;
	return p;
}

/* Cut up memory, or with NULL none; returns how many floats that takes. */
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
	f->S = f->S < RUN_PIECE ? f->S : RUN_PIECE;
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

/* ---- the matrices ---- */

/* to (n) += factor x (n) */
CLONES static void
add(size_t n, float factor, const float *restrict x, float *restrict to)
{
	size_t i;

	for (i = 0; i < n; i++)
		to[i] += factor * x[i];
}

/* G: powers of a point over the product of its distances to the other finite
 * points; infinity takes the last tap. */
static float
taps_of(size_t point, size_t k, size_t K)
{
	static const double at[] = { 0, 1, -1, 2, -2, 0.5, -0.5 };
	static const double over[] = { -1, -4.5, -4.5, 90, 90, 45 / 32.0,
	    45 / 32.0 };
	double x;

	if (point == POINTS - 1)
		return k == K - 1;
	for (x = 1 / over[point]; k > 0; k--)
		x *= at[point];
	return (float)x;
}

/* u = G w, w (K, C, O) */
static void
taps_forward(const struct fast *f, const float *w)
{
	size_t j, k, n = f->C * f->O, last = f->taps - (f->K - 1) * n;

	(void)memset(f->u, 0, POINTS * n * sizeof *f->u);
	for (j = 0; j < POINTS; j++)
		for (k = 0; k < f->K; k++)
			add(k < f->K - 1 ? n : last, taps_of(j, k, f->K),
			    w + k * n, f->u + j * n);
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
 * finite points a but the j-th; at infinity over all.  d (POINTS, C); v has
 * rows `step` apart, as everywhere below. */
CLONES static void
input_forward(size_t C, const float *restrict d, float *restrict v,
    size_t step)
{
	const float *d1 = d + C, *d2 = d1 + C, *d3 = d2 + C, *d4 = d3 + C;
	const float *d5 = d4 + C, *d6 = d5 + C, *d7 = d6 + C;
	float *v1 = v + step, *v2 = v1 + step, *v3 = v2 + step;
	float *v4 = v3 + step, *v5 = v4 + step, *v6 = v5 + step;
	float *v7 = v6 + step, even, odd;
	size_t c;

	APART
	for (c = 0; c < C; c++) {
		v[c] = d6[c] - d[c] + 5.25f * (d2[c] - d4[c]);
		even = d2[c] + d6[c] - 4.25f * d4[c];
		odd = d1[c] + d5[c] - 4.25f * d3[c];
		v1[c] = even + odd;
		v2[c] = even - odd;
		even = 0.25f * d2[c] + d6[c] - 1.25f * d4[c];
		odd = 0.5f * d1[c] + 2 * d5[c] - 2.5f * d3[c];
		v3[c] = even + odd;
		v4[c] = even - odd;
		even = 4 * d2[c] + d6[c] - 5 * d4[c];
		odd = 2 * d1[c] + 0.5f * d5[c] - 2.5f * d3[c];
		v5[c] = even + odd;
		v6[c] = even - odd;
		v7[c] = d7[c] - d1[c] + 5.25f * (d3[c] - d5[c]);
	}
}

/* What is inlined with a constant m becomes straight code. */
#define inline_always static inline __attribute__((always_inline))

/* d (POINTS, C) = B v, added to the frames that the tile before has written,
 * the first POINTS - m. */
inline_always void
input_backward_m(size_t m, size_t C, const float *restrict v, size_t step,
    float *restrict d)
{
	const float *v1 = v + step, *v2 = v1 + step, *v3 = v2 + step;
	const float *v4 = v3 + step, *v5 = v4 + step, *v6 = v5 + step;
	const float *v7 = v6 + step;
	float x[POINTS], even1, even2, even3, odd1, odd2, odd3;
	size_t c, k;

	APART
	for (c = 0; c < C; c++) {
		even1 = v1[c] + v2[c];
		odd1 = v1[c] - v2[c];
		even2 = v3[c] + v4[c];
		odd2 = 2 * (v3[c] - v4[c]);
		even3 = v5[c] + v6[c];
		odd3 = 0.5f * (v5[c] - v6[c]);
		x[0] = -v[c];
		x[1] = odd1 + 0.25f * odd2 + 4 * odd3 - v7[c];
		x[2] = even1 + 0.25f * even2 + 4 * even3 + 5.25f * v[c];
		x[3] = 5.25f * v7[c] - 4.25f * odd1 - 1.25f * odd2 - 5 * odd3;
		x[4] = -5.25f * v[c] - 4.25f * even1 - 1.25f * even2 -
		    5 * even3;
		x[5] = odd1 + odd2 + odd3 - 5.25f * v7[c];
		x[6] = even1 + even2 + even3 + v[c];
		x[7] = v7[c];
		for (k = 0; k < POINTS - m; k++)
			d[k * C + c] += x[k];
		for (; k < POINTS; k++)
			d[k * C + c] = x[k];
	}
}

/* y (m, O) = A^T z + bias: row i holds the i-th powers of the points,
 * infinity counts for the last one alone. */
inline_always void
output_forward_m(size_t m, size_t O, const float *restrict z, size_t step,
    const float *restrict bias, float *restrict y)
{
	const float *z1 = z + step, *z2 = z1 + step, *z3 = z2 + step;
	const float *z4 = z3 + step, *z5 = z4 + step, *z6 = z5 + step;
	const float *z7 = z6 + step;
	float even1, odd1, even2, odd2, even3, odd3, x[6];
	size_t o, i;

	APART
	for (o = 0; o < O; o++) {
		even1 = z1[o] + z2[o];
		odd1 = z1[o] - z2[o];
		even2 = z3[o] + z4[o];
		odd2 = z3[o] - z4[o];
		even3 = z5[o] + z6[o];
		odd3 = z5[o] - z6[o];
		x[0] = z[o] + even1 + even2 + even3;
		x[1] = odd1 + 2 * odd2 + 0.5f * odd3;
		x[2] = even1 + 4 * even2 + 0.25f * even3;
		x[3] = odd1 + 8 * odd2 + 0.125f * odd3;
		x[4] = even1 + 16 * even2 + 0.0625f * even3;
		x[5] = odd1 + 32 * odd2 + 0.03125f * odd3;
		x[m - 1] += z7[o];
		for (i = 0; i < m; i++)
			y[i * O + o] = x[i] + bias[o];
	}
}

/* z = A dy, dy (m, O) */
inline_always void
output_backward_m(size_t m, size_t O, const float *restrict dy,
    float *restrict z, size_t step)
{
	float *z1 = z + step, *z2 = z1 + step, *z3 = z2 + step;
	float *z4 = z3 + step, *z5 = z4 + step, *z6 = z5 + step;
	float *z7 = z6 + step, y[6], even, odd;
	size_t o, i;

	APART
	for (o = 0; o < O; o++) {
		for (i = 0; i < 6; i++)
			y[i] = i < m ? dy[i * O + o] : 0;
		z[o] = y[0];
		even = y[0] + y[2] + y[4];
		odd = y[1] + y[3] + y[5];
		z1[o] = even + odd;
		z2[o] = even - odd;
		even = y[0] + 4 * y[2] + 16 * y[4];
		odd = 2 * y[1] + 8 * y[3] + 32 * y[5];
		z3[o] = even + odd;
		z4[o] = even - odd;
		even = y[0] + 0.25f * y[2] + 0.0625f * y[4];
		odd = 0.5f * y[1] + 0.125f * y[3] + 0.03125f * y[5];
		z5[o] = even + odd;
		z6[o] = even - odd;
		z7[o] = y[m - 1];
	}
}

/* FOR_M(f, ...) calls f(m, ...), m being a constant there. */
#define FOR_M(f, m, ...) do { \
	switch (m) { \
	case 2: f(2, __VA_ARGS__); break; \
	case 3: f(3, __VA_ARGS__); break; \
	case 4: f(4, __VA_ARGS__); break; \
	case 5: f(5, __VA_ARGS__); break; \
	case 6: f(6, __VA_ARGS__); break; \
	} \
} while (0)

CLONES static void
input_backward(size_t m, size_t C, const float *v, size_t step, float *d)
{
	FOR_M(input_backward_m, m, C, v, step, d);
}

CLONES static void
output_forward(size_t m, size_t O, const float *z, size_t step,
    const float *bias, float *y)
{
	FOR_M(output_forward_m, m, O, z, step, bias, y);
}

CLONES static void
output_backward(size_t m, size_t O, const float *dy, float *z, size_t step)
{
	FOR_M(output_backward_m, m, O, dy, z, step);
}

/* ---- tiles ---- */

/*
 * The n frames from t on of a sample x (T, C), which has P frames of zeros
 * before and behind: where they stand, or else a copy in edge.
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
			input_forward(f->C, frames_at(x, T, C, conv_of(l)->pad,
			    q * f->m * stride, POINTS * stride, f->edge), v,
			    f->vstep);
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
			output_forward(f->m, O, z, f->zstep, bias, to);
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
			output_backward(f->m, O, frames_at(dy, T, O, 0,
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
			input_backward(f->m, C, v, f->vstep, d);
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

/* Its scratch is there for evaluation already. */
static bool
winograd_takes(struct layer *l)
{
	return conv_winograd_pays(l, true);
}

const struct layer_group conv_winograd = {
	.kind = { &layer_conv }, .takes = winograd_takes,
	.forward = conv_winograd_forward, .backward = winograd_backward,
};
