/* conv in fewer multiplications (conv_winograd.c) against plain sums in double:
 * output and all gradients, for each kernel, padding and remainder. */
#include <math.h>
#include <stdlib.h>

#include "math/rng.h"
#include "nn/conv_winograd.h"
#include "nn/fuse.h"
#include "nn/layer_conv.h"
#include "nn/layers.h"
#include "unit.h"

#define C	37
#define O	33
#define MOST	7	/* taps */

static struct rng *rng;
static struct fault why;

/* (n) numbers in +-1; the caller frees. */
static float *
draw(size_t n)
{
	float *x = malloc(n * sizeof *x);
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = (float)(2 * rng_uniform(rng) - 1);
	return x;
}

/* The most that two arrays differ, relative to the largest value. */
static double
differ(size_t n, const float *got, const double *want)
{
	double top = 0, most = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		top = unit_max(top, fabs(want[i]));
		most = unit_max(most, fabs(want[i] - got[i]));
		if (isnan(got[i]))
			return INFINITY;
	}
	return most / top;
}

struct plain {
	double *y, *dx, *dw, *db;
};

/* N samples: all that forward and backward give. */
static void
compute(const struct layer *l, size_t N, const float *x, const float *dy,
    const float *w, struct plain *r)
{
	size_t n, t, k, c, o, at, in;
	size_t P = conv_of(l)->pad, K = conv_of(l)->kernel;
	size_t i, weight, T = l->in.t, U = l->out.t, S = conv_of(l)->stride;

	for (n = 0; n < N; n++) {
		for (t = 0; t < U; t++) {
			for (o = 0; o < O; o++) {
				i = (n * U + t) * O + o;
				r->y[i] = w[K * C * O + o];
				r->db[o] += dy[i];
				for (k = 0; k < K; k++) {
					at = t * S + k;
					if (at < P || at - P >= T)
						continue;
					for (c = 0; c < C; c++) {
						in = (n * T + at - P) * C + c;
						weight = (k * C + c) * O + o;
						r->y[i] += (double)x[in] *
						    w[weight];
						r->dw[weight] += (double)x[in] *
						    dy[i];
						r->dx[in] += (double)dy[i] *
						    w[weight];
					}
				}
			}
		}
	}
}

static void
check(size_t T, size_t K, size_t S, size_t P, size_t N)
{
	struct conv set = { O, K, S, P, 1 };
	struct layer l = { .kind = &layer_conv, .in = { T, C }, .set = &set };
	struct piece p = { .n = N, .train = S == 1 };
	size_t in = N * T * C, weights = K * C * O, out;
	float *x = draw(in), *w = draw(weights + O), *y, *dx, *grad, *dy;
	struct plain r;

	CHECK(layer_conv.shape(&l, 2, &why) == ST_OK);
	CHECK(conv_winograd_pays(&l, S == 1));
	l.param[1].off = weights;
	out = N * l.out.t * O;
	p.x = x, p.w = w;
	p.dy = dy = draw(out);
	p.y = y = draw(out);
	p.dx = dx = draw(in);
	p.scratch = draw(l.scratch);	/* whatever is in it */
	p.grad = grad = calloc(weights + O, sizeof *grad);
	r.y = calloc(out, sizeof *r.y);
	r.dx = calloc(in, sizeof *r.dx);
	r.dw = calloc(weights, sizeof *r.dw);
	r.db = calloc(O, sizeof *r.db);
	compute(&l, N, x, dy, w, &r);
	if (S == 1)
		conv_winograd.forward(&l, &p);
	else
		layer_conv.forward(&l, &p);
	if (p.train)
		conv_winograd.backward(&l, &p);
	CHECK_NEAR(differ(out, y, r.y), 0, 5e-6);
	if (p.train) {
		CHECK_NEAR(differ(in, dx, r.dx), 0, 5e-6);
		CHECK_NEAR(differ(weights, grad, r.dw), 0, 5e-6);
		CHECK_NEAR(differ(O, grad + weights, r.db), 0, 5e-6);
	}
	free(x), free(w), free(y), free(dx), free(grad), free(dy);
	free(r.y), free(r.dx), free(r.dw), free(r.db);
	free(p.scratch);
}

static void
lengths(void)
{
	size_t T, K;

	for (K = 3; K <= MOST; K++)
		for (T = K + 7; T < K + 13; T++)
			check(T, K, 1, 0, 3);
}

static void
paddings(void)
{
	size_t P, K;

	for (K = 3; K <= MOST; K++)
		for (P = 1; P <= 9; P += 2)
			check((P < 5 ? 13 : 4) + P % 4, K, 1, P, 2);
}

/* More samples than are taken at a time, and one. */
static void
samples(void)
{
	check(40, 5, 1, 2, 16);
	check(150, 3, 1, 1, 3);
	check(30, 4, 1, 0, 1);
}

static void
strides(void)
{
	size_t T;

	for (T = 42; T < 51; T++) {
		check(T, 10, 3, 0, 2);
		check(T - 6, 11, 3, 5, 2);
		check(T, 6, 2, 1, 2);
	}
	check(90, 9, 3, 0, 7);	/* frames at the end that nobody sees */
	check(92, 9, 3, 0, 7);
	check(170, 20, 5, 13, 1);
}

static void
where_it_pays(void)
{
	struct conv set = { 64, 3, 1, 0, 1 };
	struct layer l = { .in = { 50, 64 }, .out = { 48, 64 }, .set = &set };

	CHECK(conv_winograd_pays(&l, false));
	set.stride = 2;
	CHECK(!conv_winograd_pays(&l, false));
	set.kernel = 6;
	CHECK(conv_winograd_pays(&l, false));
	CHECK(!conv_winograd_pays(&l, true));
	set.stride = 3, set.kernel = 7;
	CHECK(conv_winograd_pays(&l, false));
	set.kernel = 19;
	CHECK(!conv_winograd_pays(&l, false));
	set.kernel = 3;
	set.stride = 1, set.dilation = 2;
	CHECK(!conv_winograd_pays(&l, false));
	set.dilation = 1, set.kernel = 8;
	CHECK(!conv_winograd_pays(&l, false));
	set.kernel = 2;
	CHECK(!conv_winograd_pays(&l, false));
	set.kernel = 3, l.in.c = 4;
	CHECK(!conv_winograd_pays(&l, false));
}

int
main(void)
{
	CHECK(rng_new(&rng, 1, "conv", &why) == ST_OK);
	UNIT_CASE(lengths);
	UNIT_CASE(paddings);
	UNIT_CASE(samples);
	UNIT_CASE(strides);
	UNIT_CASE(where_it_pays);
	rng_free(rng);
	UNIT_END();
}
