/*
 * The seed's network without dropout against values of PyTorch, which
 * tests/golden/make.py writes: a small one in tests/golden/cnn, and one of the
 * seed's own size in golden/cnn of the folder SHARED, where that is there.
 * Loss and logits agree to 1e-5, gradients to 1e-4 of the largest of each
 * array, weights after ten steps of Adam to 1e-4.
 */
#include "nn/optim.h"
#include "goldens.h"
#include "nets.h"
#include "unit.h"

#define K 4		/* classes */
#define KERNEL 10	/* frames of a filter */

/* Records, frames and bins of each, filters and hidden units. */
static const struct set {
	size_t n, T, B, filters, hidden;
} small = { 4, 40, 12, 16, 16 }, large = { 8, 100, 23, 128, 128 };

static const struct set *set;
static struct bench b;

/* PyTorch's order of parameter p's values: where (i of ours) is in theirs. */
static size_t
theirs(const char *name, size_t i)
{
	size_t C = set->filters, H = set->hidden, c, t;
	size_t pooled = ((set->T - KERNEL) / 3 + 1) / 5;

	if (strcmp(name, "1.conv.weight") == 0)	/* (K, B, O) -> (O, K, B) */
		return (i % C) * KERNEL * set->B + i / C;
	if (strcmp(name, "4.dense.weight") == 0) { /* (T, C, O) -> (O, C, T) */
		c = i / H % C;
		t = i / H / C;
		return (i % H * C + c) * pooled + t;
	}
	if (strcmp(name, "6.dense.weight") == 0)
		return i % K * H + i / K;
	return i;
}

static const char *const pairs[][2] = {
	{ "1.conv.weight", "conv1.weight" }, { "1.conv.bias", "conv1.bias" },
	{ "4.dense.weight", "fc1.weight" }, { "4.dense.bias", "fc1.bias" },
	{ "6.dense.weight", "fc2.weight" }, { "6.dense.bias", "fc2.bias" },
};

/* Set a (flat array) from, or compare it with, all arrays PREFIX.*; returns
 * the largest difference, on request relative to the largest of its array. */
static double
against(const char *prefix, float *a, int assign, int relative)
{
	const struct param *p;
	double top, diff, worst = 0;
	char name[64];
	size_t i, j;
	float *v;

	for (i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		p = bench_param(&b, pairs[i][0]);
		(void)snprintf(name, sizeof name, "%s.%s", prefix, pairs[i][1]);
		v = npy(name, p->len);
		top = diff = 0;
		for (j = 0; j < p->len; j++) {
			double want = v[theirs(p->name, j)];
			if (assign)
				a[p->off + j] = (float)want;
			top = unit_max(top, fabs(want));
			diff = unit_max(diff, fabs(want - a[p->off + j]));
		}
		worst = unit_max(worst, relative ? diff / top : diff);
		free(v);
	}
	return worst;
}

static void
logits_loss_and_gradients(void)
{
	float *want = npy("logits", set->n * K), *loss = npy("loss", 10);
	size_t i;

	(void)bench_step(&b);
	for (i = 0; i < set->n * K; i++)
		CHECK_NEAR(b.logits[i], want[i], 1e-5);
	CHECK_NEAR(b.loss, loss[0], 1e-5);
	CHECK(against("grad", b.grad, 0, 1) < 1e-4);
	bench_eval(&b);		/* without dropout the same */
	for (i = 0; i < set->n * K; i++)
		CHECK_NEAR(b.logits[i], want[i], 1e-5);
	free(want);
	free(loss);
}

static void
ten_steps_of_adam(void)
{
	float *loss = npy("loss", 10);
	struct optim_config c;
	struct optim o;
	int i;

	optim_usual(&c);
	c.rate = 1e-3;
	CHECK(optim_new(&o, &c, 0, b.net.trained, &b.why) == ST_OK);
	for (i = 0; i < 10; i++) {
		CHECK_NEAR(bench_step(&b), loss[i], 1e-5);
		CHECK(optim_step(&o, b.pool, b.w, b.grad));
		if (i == 0)
			CHECK(against("adam1", b.w, 0, 0) < 1e-4);
	}
	CHECK(against("adam10", b.w, 0, 0) < 1e-4);
	optim_free(&o);
	free(loss);
}

/* Input, targets, class weights and first weights of the set. */
static void
open_set(void)
{
	size_t size = set->n * set->T * set->B, i;
	char text[128];
	int32_t *y;
	float *v;

	(void)snprintf(text, sizeof text, "conv %zu %d stride 3; relu;"
	    "maxpool 5; dense %zu; relu; dense classes", set->filters, KERNEL,
	    set->hidden);
	bench_open(&b, text, set->n, set->T, set->B, K, 2, 1);
	v = npy("input", size);
	(void)memcpy(b.x, v, size * sizeof *v);
	free(v);
	v = npy("class_weight", K);
	(void)memcpy(b.weight, v, K * sizeof *v);
	free(v);
	y = npy("target", set->n);
	for (i = 0; i < set->n; i++)
		b.y[i] = (size_t)y[i];
	free(y);
	(void)against("init", b.w, 1, 0);
}

static void
run(const struct set *s)
{
	set = s;
	open_set();
	UNIT_CASE(logits_loss_and_gradients);
	UNIT_CASE(ten_steps_of_adam);
	bench_close(&b);
}

int
main(void)
{
	const char *shared = getenv("SHARED");
	FILE *fp;

	(void)snprintf(dir, sizeof dir, "tests/golden/cnn");
	run(&small);
	(void)snprintf(dir, sizeof dir, "%s/golden/cnn", shared ? shared : ".");
	if ((fp = fopen(dir, "r")) == NULL) {
		printf("skip needs golden/cnn\n");
	} else {
		(void)fclose(fp);
		run(&large);
	}
	UNIT_END();
}
