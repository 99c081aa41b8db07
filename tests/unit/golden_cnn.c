/* The seed's network against values of PyTorch: see golden/README.md beside
 * the project. */
#include "nn/optim.h"
#include "nets.h"
#include "unit.h"

#define N 8
#define T 100
#define B 23
#define K 4
#define POOLED 6	/* frames behind the pool */

static const char *dir;
static struct bench b;

/* The values of NAME.npy, n of 4 bytes each; the caller frees. */
static void *
npy(const char *name, size_t n)
{
	unsigned char head[10];
	char path[4096];
	size_t skip, got = 0;
	void *data = malloc(n * 4);
	FILE *fp;

	(void)snprintf(path, sizeof path, "%s/%s.npy", dir, name);
	fp = fopen(path, "rb");
	if (fp != NULL && fread(head, 1, 10, fp) == 10 &&
	    memcmp(head, "\x93NUMPY\x01", 7) == 0) {
		skip = head[8] + 256u * head[9];
		if (fseek(fp, (long)(10 + skip), SEEK_SET) == 0)
			got = fread(data, 4, n, fp);
	}
	if (got != n || fgetc(fp) != EOF) {
		printf("FAIL %s: cannot read %zu values\n", path, n);
		exit(1);
	}
	(void)fclose(fp);
	unit_little(data, n * 4, 4);
	return data;
}

/* PyTorch's order of parameter p's values: where (i of ours) is in theirs. */
static size_t
theirs(const char *name, size_t i)
{
	size_t out, c, t, in;

	if (strcmp(name, "1.conv.weight") == 0)	/* (K, B, O) -> (O, K, B) */
		return (i % 128) * 10 * B + i / 128;
	if (strcmp(name, "4.dense.weight") == 0) { /* (T, C, O) -> (O, C, T) */
		out = i % 128;
		c = i / 128 % 128;
		t = i / 128 / 128;
		return (out * 128 + c) * POOLED + t;
	}
	if (strcmp(name, "6.dense.weight") == 0) {
		out = i % K;
		in = i / K;
		return out * 128 + in;
	}
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
against(const char *prefix, float *a, int set, int relative)
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
			if (set)
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
	float *want = npy("logits", N * K), *loss = npy("loss", 10);
	size_t i;

	(void)bench_step(&b);
	for (i = 0; i < N * K; i++)
		CHECK_NEAR(b.logits[i], want[i], 1e-5);
	CHECK_NEAR(b.loss, loss[0], 1e-5);
	CHECK(against("grad", b.grad, 0, 1) < 1e-4);
	bench_eval(&b);		/* without dropout the same */
	for (i = 0; i < N * K; i++)
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

int
main(void)
{
	static char path[4096];
	const char *shared = getenv("SHARED");
	size_t i;
	int32_t *y;
	float *v;
	FILE *fp;

	(void)snprintf(
	    path, sizeof path, "%s/golden/cnn", shared ? shared : ".");
	dir = path;
	if ((fp = fopen(path, "r")) == NULL) {
		printf("skip needs golden/cnn\n");
		return 0;
	}
	(void)fclose(fp);
	bench_open(&b, "conv 128 10 stride 3; relu; maxpool 5; dense 128; relu;"
	    "dense classes", N, T, B, K, 2, 1);
	v = npy("input", N * T * B);
	(void)memcpy(b.x, v, N * T * B * sizeof *v);
	free(v);
	v = npy("class_weight", K);
	(void)memcpy(b.weight, v, K * sizeof *v);
	free(v);
	y = npy("target", N);
	for (i = 0; i < N; i++)
		b.y[i] = (size_t)y[i];
	free(y);
	(void)against("init", b.w, 1, 0);
	UNIT_CASE(logits_loss_and_gradients);
	UNIT_CASE(ten_steps_of_adam);
	bench_close(&b);
	UNIT_END();
}
