/*
 * Support vector machines against coordinate descent in plain loops and double
 * precision, with the products of all pairs and without; and what the headers
 * promise about bytes.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "math/gemm.h"
#include "math/svm.h"
#include "unit.h"

#define MOST 300	/* samples */
#define K 4

struct data {
	size_t n, dim;
	float *x, *weight;
	size_t *y;
	float *a, *score;	/* (K, n) */
	struct svm_problem p[K];
	struct gram g;
	struct threads *pool;
	struct fault why;
};

static double
draw(unsigned *s)
{
	*s = *s * 1664525U + 1013904223U;
	return (double)(*s >> 8) / 8388608 - 1;
}

/* Four classes that overlap; every seventh sample is left out. */
static void
open_data(struct data *d, size_t n, size_t dim, double c, unsigned threads)
{
	unsigned s = 5;
	size_t i, j;

	(void)memset(d, 0, sizeof *d);
	d->n = n, d->dim = dim;
	d->x = calloc(n * dim, sizeof *d->x);
	d->weight = calloc(n, sizeof *d->weight);
	d->y = calloc(n, sizeof *d->y);
	d->a = calloc(K * n, sizeof *d->a);
	d->score = calloc(K * n, sizeof *d->score);
	for (i = 0; i < n; i++) {
		d->y[i] = i % K;
		d->weight[i] = i % 7 == 3 ? 0 : 0.5f + (float)(i % K);
		for (j = 0; j < dim; j++)
			d->x[i * dim + j] = (float)(draw(&s) * 2 +
			    (j % K == i % K ? 0.4 : 0));
	}
	for (i = 0; i < K; i++)
		d->p[i] = (struct svm_problem){ .class = i, .c = c,
		    .weight = d->weight };
	CHECK(threads_new(&d->pool, threads, &d->why) == ST_OK);
	CHECK(gram_new(&d->g, n, dim, d->x, 1, d->pool, &d->why) == ST_OK);
}

static void
close_data(struct data *d)
{
	gram_free(&d->g);
	threads_free(d->pool);
	free(d->x), free(d->weight), free(d->y), free(d->a), free(d->score);
}

static double
product(const struct data *d, size_t i, size_t j)
{
	double sum = 1;
	size_t k;

	for (k = 0; k < d->dim; k++)
		sum += (double)d->x[i * d->dim + k] *
		    (double)d->x[j * d->dim + k];
	return sum;
}

/* The offset of sample i, or 0. */
static double
offset(const struct data *d, size_t k, size_t i)
{
	return d->p[k].offset == NULL ? 0 : (double)d->p[k].offset[i];
}

/* w (dim + 1) of class k, by coordinate descent until nothing changes. */
static void
reference(const struct data *d, size_t k, double *w)
{
	double alpha[MOST] = { 0 }, y, slope, now, far = 1, di;
	size_t i, j, turn;

	for (j = 0; j <= d->dim; j++)
		w[j] = 0;
	for (turn = 0; turn < 200000 && far > 1e-9; turn++) {
		far = 0;
		for (i = 0; i < d->n; i++) {
			if (d->weight[i] <= 0)
				continue;
			y = d->y[i] == k ? 1 : -1;
			di = 0.5 / (d->p[k].c * (double)d->weight[i]);
			slope = w[d->dim] + offset(d, k, i);
			for (j = 0; j < d->dim; j++)
				slope += w[j] * (double)d->x[i * d->dim + j];
			slope = y * slope - 1 + di * alpha[i];
			now = fmax(0, alpha[i] - slope / (product(d, i, i) +
			    di));
			far = fmax(far, fabs(now - alpha[i]));
			for (j = 0; j < d->dim; j++)
				w[j] += y * (now - alpha[i]) *
				    (double)d->x[i * d->dim + j];
			w[d->dim] += y * (now - alpha[i]);
			alpha[i] = now;
		}
	}
	CHECK(far <= 1e-9);
}

static float *
add_offsets(struct data *d)
{
	float *o = calloc(K * d->n, sizeof *o);
	unsigned s = 11;
	size_t i;

	for (i = 0; i < K * d->n; i++)
		o[i] = (float)(3 * draw(&s));
	for (i = 0; i < K; i++)
		d->p[i].offset = i == 1 ? NULL : o + i * d->n;
	return o;
}

static void
with_offsets(size_t n, size_t dim, double c, bool pairs, bool offsets)
{
	float *o = NULL;
	struct data d;
	double *want, top = 0, sum;
	float *w, b[K];
	size_t i, j, k;

	open_data(&d, n, dim, c, 2);
	CHECK((d.g.pairs != NULL) == pairs);
	if (offsets)
		o = add_offsets(&d);
	want = calloc(dim + 1, sizeof *want);
	w = calloc(K * dim, sizeof *w);
	CHECK(svm_solve(&d.g, d.y, K, d.p, 1e-4, d.a, d.score, d.pool,
	    &d.why) == ST_OK);
	gram_weights(&d.g, K, d.a, w, b);
	for (k = 0; k < K; k++) {
		CHECK(d.p[k].worst <= 1e-4 && d.p[k].steps > 0);
		reference(&d, k, want);
		for (j = 0; j <= dim; j++)
			top = fmax(top, fabs(want[j]));
		for (j = 0; j < dim; j++)
			CHECK_NEAR(w[k * dim + j], want[j], 1e-3 * top);
		CHECK_NEAR(b[k], want[dim], 1e-3 * top);
		/* scores of those left out, too */
		for (i = 0; i < n; i++) {
			sum = want[dim] + offset(&d, k, i);
			for (j = 0; j < dim; j++)
				sum += want[j] * (double)d.x[i * dim + j];
			CHECK_NEAR(d.score[k * n + i], sum, 2e-3);
			CHECK(d.weight[i] > 0 || d.a[k * n + i] == 0);
		}
	}
	CHECK(top > 1e-3);
	free(want), free(w), free(o);
	close_data(&d);
}

static void
against_reference(size_t n, size_t dim, double c, bool pairs)
{
	with_offsets(n, dim, c, pairs, false);
}

static void
offsets(void)
{
	with_offsets(97, 60, 1e-2, true, true);
	with_offsets(257, 130, 3e-3, true, true);
	with_offsets(300, 33, 1e-2, false, true);
	with_offsets(50, 5, 1e-5, false, true);
}

static void
of_pairs(void)
{
	against_reference(50, 30, 1e-3, true);
	against_reference(97, 60, 1e-2, true);
	against_reference(97, 60, 1, true);
	against_reference(64, 200, 1e-2, true);
	against_reference(257, 130, 3e-3, true);
}

static void
of_rows(void)
{
	against_reference(50, 5, 1e-2, false);
	against_reference(97, 5, 1, false);
	against_reference(300, 33, 1e-2, false);
	against_reference(300, 1, 1e-2, false);
}

/* Fewer samples than the rank could use, down to one. */
static void
few(void)
{
	against_reference(1, 3, 1, true);
	against_reference(2, 3, 1, true);
	against_reference(5, 1, 0.1, false);
	against_reference(9, 40, 0.1, true);
}

/* A class that no sample of the problem has: everything is on one side. */
static void
one_side(void)
{
	struct data d;
	size_t i;

	open_data(&d, 60, 40, 1e-2, 1);
	for (i = 0; i < d.n; i++)
		d.weight[i] = d.y[i] == 2 ? 0 : 1;
	CHECK(svm_solve(&d.g, d.y, K, d.p, 1e-4, d.a, d.score, d.pool,
	    &d.why) == ST_OK);
	for (i = 0; i < d.n; i++)
		CHECK(d.weight[i] <= 0 || d.score[2 * d.n + i] < 0);
	close_data(&d);
}

static void
all_pairs_are_products(void)
{
	struct data d;
	float *a, *y;
	size_t i, j;

	open_data(&d, 75, 50, 1, 2);
	a = calloc(d.n, sizeof *a);
	y = calloc(d.n, sizeof *y);
	for (i = 0; i < d.n; i++) {
		a[i] = 1;
		gram_product(&d.g, 1, a, y, NULL);
		for (j = 0; j < d.n; j++)
			CHECK_NEAR(y[j], product(&d, i, j), 1e-4);
		a[i] = 0;
	}
	free(a), free(y);
	close_data(&d);
}

/* e^(-gamma d^2) + bias^2 */
static void
kernel_of_all_pairs(void)
{
	struct data d;
	struct gram g;
	float *a, *y;
	size_t i, j, k;
	double far;

	open_data(&d, 75, 50, 1, 2);
	a = calloc(2 * d.n, sizeof *a), y = a + d.n;
	CHECK(gram_rbf(&g, d.n, d.dim, d.x, 0.01f, 1, d.pool, &d.why) ==
	    ST_OK);
	for (i = 0; i < d.n; i++) {
		a[i] = 1;
		gram_product(&g, 1, a, y, NULL);
		for (j = 0; j < d.n; j++) {
			far = 0;
			for (k = 0; k < d.dim; k++)
				far += pow((double)d.x[i * d.dim + k] -
				    (double)d.x[j * d.dim + k], 2);
			CHECK_NEAR(y[j], exp(-(double)0.01f * far) + 1, 1e-5);
		}
		a[i] = 0;
	}
	gram_free(&g);
	free(a);
	close_data(&d);
}

/* Samples of 5 dimensions in 40 columns: 5 components keep all products; the
 * same bytes on any number of threads. */
static void
components(void)
{
	enum { N = 90, F = 40, R = 5 };
	static float x[N * F], w[F * R], again[F * R], z[N * R];
	float base[R * F], v;
	struct threads *pool;
	struct fault why;
	struct gram g;
	unsigned s = 9;
	size_t i, j, k;
	double sum;

	for (i = 0; i < R * F; i++)
		base[i] = (float)draw(&s);
	for (i = 0; i < N; i++)
		for (k = 0; k < R; k++) {
			v = (float)draw(&s);
			for (j = 0; j < F; j++)
				x[i * F + j] += v * base[k * F + j];
		}
	for (i = 1; i < 4; i += 2) {
		CHECK(threads_new(&pool, (unsigned)i, &why) == ST_OK);
		CHECK(gram_new(&g, N, F, x, 0, pool, &why) == ST_OK);
		CHECK(gram_components(&g, R, i == 1 ? w : again, pool, &why) ==
		    ST_OK);
		gram_free(&g);
		threads_free(pool);
	}
	CHECK(memcmp(w, again, sizeof w) == 0);
	gemm_nn(N, R, F, x, F, w, R, 0, z, R);
	for (i = 0; i < N; i += 3)
		for (j = 0; j < N; j += 4) {
			sum = 0;
			for (k = 0; k < R; k++)
				sum += (double)z[i * R + k] *
				    (double)z[j * R + k];
			for (k = 0; k < F; k++)
				sum -= (double)x[i * F + k] *
				    (double)x[j * F + k];
			CHECK_NEAR(sum, 0, 1e-3);
		}
}

/* low low^T is G for samples of a rank that it can hold. */
static void
low_rank(void)
{
	struct data d;
	size_t i, j, k;
	double sum;

	open_data(&d, 290, 9, 1, 2);
	CHECK(d.g.rank == GRAM_RANK);
	for (i = 0; i < d.n; i += 7)
		for (j = 0; j < d.n; j += 5) {
			sum = 0;
			for (k = 0; k < d.g.rank; k++)
				sum += (double)d.g.low[i * d.g.rank + k] *
				    (double)d.g.low[j * d.g.rank + k];
			CHECK_NEAR(sum, product(&d, i, j), 2e-3);
		}
	close_data(&d);
}

static void
check_same(size_t dim)
{
	struct data one, other;
	float a[MOST], score[MOST];
	size_t threads, k;

	open_data(&one, 150, dim, 1e-2, 1);
	CHECK(svm_solve(&one.g, one.y, K, one.p, 1e-3, one.a, one.score,
	    one.pool, &one.why) == ST_OK);
	for (threads = 2; threads < 5; threads++) {
		open_data(&other, 150, dim, 1e-2, (unsigned)threads);
		CHECK(svm_solve(&other.g, other.y, K, other.p, 1e-3, other.a,
		    other.score, other.pool, &other.why) == ST_OK);
		CHECK(memcmp(one.a, other.a, K * 150 * sizeof *a) == 0);
		CHECK(memcmp(one.score, other.score, K * 150 * sizeof *a) ==
		    0);
		close_data(&other);
	}
	for (k = 0; k < K; k++) {
		CHECK(svm_solve(&one.g, one.y, 1, one.p + k, 1e-3, a, score,
		    one.pool, &one.why) == ST_OK);
		CHECK(memcmp(a, one.a + k * 150, 150 * sizeof *a) == 0);
		CHECK(memcmp(score, one.score + k * 150, 150 * sizeof *a) ==
		    0);
	}
	close_data(&one);
}

/* Alone or with others, on any number of threads. */
static void
same_bytes(void)
{
	check_same(90);
	check_same(20);
}

static void
cholesky(void)
{
	double m[9] = { 4, 2, 2, 2, 5, 3, 2, 3, 6 }, z[4] = { 1, 1, 1, 1 };

	gram_cholesky(3, m);
	CHECK_NEAR(m[0], 2, 1e-12);
	CHECK_NEAR(m[3], 1, 1e-12);
	CHECK_NEAR(m[4], 2, 1e-12);
	CHECK_NEAR(m[6], 1, 1e-12);
	CHECK_NEAR(m[7], 1, 1e-12);
	CHECK_NEAR(m[8], 2, 1e-12);
	/* a row that depends on the first */
	gram_cholesky(2, z);
	CHECK_NEAR(z[0], 1, 0);
	CHECK_NEAR(z[3], 0, 0);
}

int
main(void)
{
	UNIT_CASE(cholesky);
	UNIT_CASE(all_pairs_are_products);
	UNIT_CASE(kernel_of_all_pairs);
	UNIT_CASE(components);
	UNIT_CASE(low_rank);
	UNIT_CASE(of_pairs);
	UNIT_CASE(of_rows);
	UNIT_CASE(offsets);
	UNIT_CASE(few);
	UNIT_CASE(one_side);
	UNIT_CASE(same_bytes);
	UNIT_END();
}
