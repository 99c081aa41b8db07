/*
 * Losses of numbers: slopes against finite differences, alone and through a
 * network whose batch has several micro-batches; what is not defined; the same
 * bits for any number of threads.
 */
#include "nn/regress.h"
#include "nets.h"
#include "unit.h"

enum { N = 40, T = 6, B = 3 };

static double x[N], y[N];

static void
draw(void)
{
	struct fault why;
	struct rng *r;
	size_t i;

	CHECK(rng_new(&r, 3, "numbers", &why) == ST_OK);
	for (i = 0; i < N; i++) {
		y[i] = 2 * rng_uniform(r) - 1;
		x[i] = 0.5 * y[i] + rng_uniform(r);
	}
	rng_free(r);
}

static struct regress_sums
sums(size_t n)
{
	struct regress_sums s = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		regress_add(&s, x[i], y[i]);
	return s;
}

static double
value(enum regress_loss loss)
{
	struct regress_sums s = sums(N);

	return regress_value(loss, &s);
}

static void
slopes(void)
{
	const double step = 1e-5;
	struct regress_sums s = sums(N);
	enum regress_loss loss;
	double up, was, want;
	size_t i;

	for (loss = REGRESS_CCC; loss <= REGRESS_MSE; loss++)
		for (i = 0; i < N; i++) {
			was = x[i];
			x[i] = was + step;
			up = value(loss);
			x[i] = was - step;
			want = (up - value(loss)) / (2 * step);
			x[i] = was;
			CHECK_NEAR(regress_slope(loss, &s, x[i], y[i]), want,
			    1e-8);
		}
}

static void
known_values(void)
{
	struct regress_sums s = { 0 };

	/* x = y + 1: the means differ by 1, the variances are 2/3. */
	regress_add(&s, 1, 0), regress_add(&s, 2, 1), regress_add(&s, 3, 2);
	CHECK_NEAR(regress_ccc(&s), 4. / 3 / (4. / 3 + 1), 1e-12);
	CHECK_NEAR(regress_pearson(&s), 1, 1e-12);
	CHECK_NEAR(regress_value(REGRESS_MSE, &s), 1, 1e-12);
}

static void
not_defined(void)
{
	struct regress_sums none = { 0 }, one = { 0 }, same = { 0 };
	struct regress_sums huge = { 0 };

	CHECK(isnan(regress_ccc(&none)) && isnan(regress_pearson(&none)));
	CHECK(regress_value(REGRESS_CCC, &none) <= 0);
	CHECK(regress_value(REGRESS_MSE, &none) <= 0);
	/* A single sample has no slope. */
	regress_add(&one, 2, 1);
	CHECK_NEAR(regress_value(REGRESS_CCC, &one), 1, 0);
	CHECK_NEAR(regress_slope(REGRESS_CCC, &one, 2, 1), 0, 0);
	regress_add(&same, 3, 3), regress_add(&same, 3, 3);
	CHECK(isnan(regress_ccc(&same)) && isnan(regress_pearson(&same)));
	CHECK_NEAR(regress_value(REGRESS_CCC, &same), 1, 0);
	CHECK_NEAR(regress_slope(REGRESS_CCC, &same, 3, 3), 0, 0);
	/* What overflowed is seen. */
	regress_add(&huge, 1e200, 1), regress_add(&huge, -1e200, 2);
	CHECK(!isfinite(regress_value(REGRESS_CCC, &huge)));
	CHECK(!isfinite(regress_value(REGRESS_MSE, &huge)));
}

/* ---- through a network ---- */

static struct regress_sums batch;

static void
whole(void *ctx, size_t n, const float *logits)
{
	size_t i;

	(void)ctx;
	batch = (struct regress_sums){ 0 };
	for (i = 0; i < n; i++)
		regress_add(&batch, (double)logits[i], y[i]);
}

static void
loss(void *ctx, size_t first, size_t n, const float *logits, float *dlogits)
{
	size_t i;

	(void)ctx;
	for (i = 0; i < n; i++)
		dlogits[i] = (float)regress_slope(REGRESS_CCC, &batch,
		    (double)logits[i], y[first + i]);
}

static double
step(struct bench *b)
{
	pass_step(b->run, b->w, N, bench_fill, whole, loss, b, &b->place,
	    b->logits, b->grad);
	return regress_value(REGRESS_CCC, &batch);
}

static void
open(struct bench *b, const char *text, unsigned threads)
{
	bench_open(b, text, N, T, B, 1, threads, 5);
	pass_free(b->run);
	CHECK(pass_new(&b->run, &b->net, b->pool, N, PASS_TRAIN_WHOLE,
	    &b->why) == ST_OK);
}

/* The gradient of every parameter; of layers that need sums of the batch before
 * and after the loss, fused ones, and those that draw. */
static void
through_a_network(const char *text)
{
	const double d = 2e-3;
	struct bench b;
	double up, want, top = 0, worst = 0;
	float *grad, was;
	size_t i;

	open(&b, text, 2);
	(void)step(&b);
	grad = calloc(b.net.trained, sizeof *grad);
	(void)memcpy(grad, b.grad, b.net.trained * sizeof *grad);
	for (i = 0; i < b.net.trained; i++) {
		was = b.w[i];
		b.w[i] = (float)((double)was + d);
		up = step(&b);
		b.w[i] = (float)((double)was - d);
		want = (up - step(&b)) / (2 * d);
		b.w[i] = was;
		top = unit_max(top, fabs(want));
		worst = unit_max(worst, fabs((double)grad[i] - want));
	}
	CHECK(top > 0.01);
	CHECK(worst < 5e-3 * top);
	free(grad);
	bench_close(&b);
}

static void
networks(void)
{
	through_a_network("conv 4 3; dropout 0.3; dense classes");
	through_a_network("batchnorm; conv 4 3; batchnorm; statpool; "
	    "dense classes");
}

static void
same_bits_for_any_threads(void)
{
	static const char text[] = "conv 4 3; batchnorm; relu; maxpool 2; "
	    "dropout 0.3; dense classes";
	struct bench one, many;

	open(&one, text, 1);
	open(&many, text, 3);
	CHECK(fabs(step(&one) - step(&many)) <= 0);
	CHECK(memcmp(one.grad, many.grad, one.net.trained *
	    sizeof *one.grad) == 0);
	bench_close(&one);
	bench_close(&many);
}

int
main(void)
{
	draw();
	UNIT_CASE(slopes);
	UNIT_CASE(known_values);
	UNIT_CASE(not_defined);
	UNIT_CASE(networks);
	UNIT_CASE(same_bits_for_any_threads);
	UNIT_END();
}
