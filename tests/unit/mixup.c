/* mixup: what is drawn, and a step of a training with it, smoothed targets and
 * averaged weights, against the formulas in double. */
#include <math.h>
#include <string.h>

#include "model/mixup.h"
#include "trains.h"

enum { N = 20000, LEN = FRAMES * BINS, K = 3 };

static struct mixup m[N], again[N];
static struct shuffle stream;	/* N samples, in one window */

/* E (share - 1/2)^2 is the variance of Beta(alpha, alpha), 1 / (8 alpha + 4).
 * Its own deviation is at most 1/8, divided by the root of N. */
static void
shares(void)
{
	static const double alpha[] = { 1e-6, 0.05, 0.4, 1 };
	double square;
	size_t i, j;

	for (i = 0; i < sizeof alpha / sizeof alpha[0]; i++) {
		CHECK(mixup_draw(m, &stream, NULL, alpha[i], 5, 2, &why) ==
		    ST_OK);
		square = 0;
		for (j = 0; j < N; j++) {
			CHECK(m[j].share >= 0.5 && m[j].share <= 1);
			square += pow(m[j].share - 0.5, 2) / N;
		}
		CHECK_NEAR(square, 1 / (8 * alpha[i] + 4),
		    5 * 0.125 / sqrt(N));
	}
}

/* Each sample is as likely to be the other one. */
static void
others(void)
{
	size_t j, low = 0;
	double sum = 0;

	CHECK(mixup_draw(m, &stream, NULL, 0.4, 5, 2, &why) == ST_OK);
	for (j = 0; j < N; j++) {
		CHECK(m[j].other < N);
		low += m[j].other < N / 4;
		sum += (double)m[j].other;
	}
	CHECK_NEAR((double)low, N / 4, 5 * sqrt(N * 0.25 * 0.75));
	CHECK_NEAR(sum / N, (N - 1) / 2.0, 5 * N / sqrt(12.0 * N));
}

/* With blocks, any of the same window. */
static void
others_of_the_window(void)
{
	struct shuffle_config c = { SHUFFLE_BLOCKS, 7, 30 };
	static size_t order[N], window[N], count[N];
	struct shuffle s;
	size_t w, i, seen = 0;

	CHECK(shuffle_new(&s, &c, N, &why) == ST_OK);
	CHECK(shuffle_draw(&s, order, 5, 2, &why) == ST_OK);
	for (w = 0; w < s.windows; w++)
		for (i = s.begin[w]; i < s.begin[w + 1]; i++)
			window[order[i]] = w;
	CHECK(mixup_draw(m, &s, order, 0.4, 5, 2, &why) == ST_OK);
	for (i = 0; i < N; i++) {
		CHECK(window[m[i].other] == window[order[i]]);
		seen += count[m[i].other]++ == 0;
	}
	/* 1 - 1/e of them are drawn at least once */
	CHECK_NEAR((double)seen / N, 1 - exp(-1), 0.01);
	shuffle_free(&s);
}

static void
by_seed_and_epoch(void)
{
	CHECK(mixup_draw(m, &stream, NULL, 0.4, 5, 2, &why) == ST_OK);
	CHECK(mixup_draw(again, &stream, NULL, 0.4, 5, 2, &why) == ST_OK);
	CHECK(memcmp(m, again, sizeof m) == 0);
	CHECK(mixup_draw(again, &stream, NULL, 0.4, 5, 3, &why) == ST_OK);
	CHECK(memcmp(m, again, sizeof m) != 0);
	CHECK(mixup_draw(again, &stream, NULL, 0.4, 6, 2, &why) == ST_OK);
	CHECK(memcmp(m, again, sizeof m) != 0);
}

/* What sample i of the epoch adds to the gradient g (LEN + 1, K) of the sum of
 * weighted losses, w (LEN + 1, K) with the bias last; returns its weight. */
static double
add_sample(const struct train *t, size_t i, const double *w, double *g)
{
	const struct mixup *mix = &t->mix[i];
	const float *a = t->data.x[t->order[i]];
	const float *b = t->data.x[mix->other];
	size_t y = t->data.y[t->order[i]], z = t->data.y[mix->other], j, k;
	double x[LEN + 1], p[K], target[K], q, all = 0, sum = 0;

	for (j = 0; j < LEN; j++)
		x[j] = mix->share * a[j] + (1 - mix->share) * b[j];
	x[LEN] = 1;
	for (k = 0; k < K; k++) {
		p[k] = 0;
		for (j = 0; j <= LEN; j++)
			p[k] += x[j] * w[j * K + k];
		p[k] = exp(p[k]);
		sum += p[k];
		q = mix->share * (k == y) + (1 - mix->share) * (k == z);
		target[k] = t->weight[k] * (0.9 * q + 0.1 / K);
		all += target[k];
	}
	for (j = 0; j <= LEN; j++)
		for (k = 0; k < K; k++)
			g[j * K + k] += x[j] * (all * p[k] / sum - target[k]);
	return mix->share * t->weight[y] + (1 - mix->share) * t->weight[z];
}

static void
one_step(void)
{
	struct train_config c = config("sgd", "constant", false, false);
	double w[(LEN + 1) * K], g[(LEN + 1) * K] = { 0 }, total = 0, after;
	struct train_score score;
	struct train t;
	size_t i, at;

	c.batch = RECORDS;
	c.mixup = 0.7;
	c.smooth = 0.1;
	c.average = 0.9;
	c.optim.rate = 0.5;
	CHECK(train_open(&t, &c, &why) == ST_OK);
	for (i = 0; i < (LEN + 1) * K; i++) {
		at = i < LEN * K ? i : t.model.net.param[1].off + i - LEN * K;
		w[i] = t.model.w[at];
	}
	CHECK(train_epoch(&t, &score, &why) == ST_OK);
	for (i = 0; i < RECORDS; i++)
		total += add_sample(&t, i, w, g);
	for (i = 0; i < (LEN + 1) * K; i++) {
		at = i < LEN * K ? i : t.model.net.param[1].off + i - LEN * K;
		after = w[i] - 0.5 * g[i] / total;
		CHECK_NEAR(t.model.w[at], after, 1e-6);
		CHECK_NEAR(t.average[at], after + 2.0 / 11 * (w[i] - after),
		    1e-6);
		CHECK(train_weights(&t)[at] == t.average[at]);
	}
	train_close(&t);
}

int
main(void)
{
	struct shuffle_config every = { SHUFFLE_EVERY, 0, 0 };

	CHECK(shuffle_new(&stream, &every, N, &why) == ST_OK);
	make_files("dense classes\n");
	UNIT_CASE(shares);
	UNIT_CASE(others);
	UNIT_CASE(others_of_the_window);
	UNIT_CASE(by_seed_and_epoch);
	UNIT_CASE(one_step);
	remove_files();
	shuffle_free(&stream);
	UNIT_END();
}
