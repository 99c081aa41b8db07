/*
 * Attentive pooling, squeeze and excitation, label smoothing, AdamW, one cycle
 * of the rate and averaged weights against PyTorch: tests/golden/nn.py wrote
 * the values in tests/golden/nn.
 */
#include "nn/average.h"
#include "nn/optim.h"
#include "nn/schedule.h"
#include "goldens.h"
#include "nets.h"
#include "unit.h"

enum { N = 5, T = 11, B = 4, K = 3, STEPS = 10 };

static const char text[] = "batchnorm; conv 6 3; relu; se 3; attpool 4; "
    "dense classes";

static struct bench b;
static float target[N * K], *average;
static double total;

/* The number of values in the file: all parameters that are trained. */
static size_t
all_values(void)
{
	size_t i, n = 0;

	for (i = 0; i < b.net.params; i++)
		n += b.net.param[i].role == PARAM_STATE ? 0 :
		    b.net.param[i].len;
	return n;
}

/* Set a (flat array) from NAME.npy, or return the largest difference, relative
 * to the largest value of each parameter. */
static double
against(const char *name, float *a, bool assign)
{
	float *all = npy(name, all_values()), *v = all;
	double top, diff, worst = 0;
	const struct param *p;
	size_t i, j;

	for (i = 0; i < b.net.params; i++) {
		p = &b.net.param[i];
		if (p->role == PARAM_STATE)
			continue;
		top = diff = 0;
		for (j = 0; j < p->len; j++) {
			if (assign)
				a[p->off + j] = v[j];
			top = unit_max(top, fabs(v[j]));
			diff = unit_max(diff, fabs(v[j] - a[p->off + j]));
		}
		worst = unit_max(worst, diff / top);
		v += p->len;
	}
	free(all);
	return worst;
}

static void
soft_loss(void *ctx, size_t first, size_t n, const float *logits,
    float *dlogits)
{
	(void)ctx;
	b.part[first / PASS_PIECE] = loss_soft(n, K, logits,
	    target + first * K, total, dlogits);
}

static double
step(void)
{
	pass_step(b.run, b.w, N, bench_fill, NULL, soft_loss, &b, &b.place,
	    b.logits, b.grad);
	return b.part[0] / total;
}

static void
check_logits(const char *name)
{
	float *want = npy(name, N * K);
	size_t i;

	for (i = 0; i < N * K; i++)
		CHECK_NEAR(b.logits[i], want[i], 2e-5);
	free(want);
}

static void
ten_steps(void)
{
	float *loss = npy("loss", STEPS);
	struct optim_config c;
	struct optim o;
	uint64_t i;

	optim_usual(&c);
	CHECK(optim_parse(&c.rule, "adamw:decay=0.2", &b.why) == ST_OK);
	CHECK(schedule_parse(&c.schedule, "onecycle:start=10,end=100",
	    &b.why) == ST_OK);
	c.rate = 0.05;
	CHECK(optim_new(&o, &c, STEPS, b.net.trained, &b.why) == ST_OK);
	for (i = 0; i < STEPS; i++) {
		CHECK_NEAR(step(), loss[i], 1e-5);
		if (i == 0) {
			check_logits("logits");
			CHECK(against("grad", b.grad, false) < 1e-4);
		}
		CHECK(optim_step(&o, b.pool, b.w, b.grad));
		average_update(0.8, i + 1, b.net.total, b.w, average);
	}
	CHECK(against("last", b.w, false) < 3e-4);
	CHECK(against("average", average, false) < 3e-4);
	bench_eval(&b);
	check_logits("evaluated");
	optim_free(&o);
	free(loss);
}

int
main(void)
{
	int32_t *y, *frames;
	float *v;
	size_t i;

	(void)snprintf(dir, sizeof dir, "tests/golden/nn");
	bench_open(&b, text, N, T, B, K, 1, 1);
	average = calloc(b.net.total, sizeof *average);
	v = npy("input", N * T * B);
	(void)memcpy(b.x, v, N * T * B * sizeof *v);
	free(v);
	v = npy("class_weight", K);
	y = npy("target", N);
	frames = npy("frames", N);
	for (i = 0; i < N; i++) {
		b.frames[i] = (size_t)frames[i];
		total += loss_target(K, v, 0.1, (size_t)y[i], (size_t)y[i], 1,
		    target + i * K);
	}
	free(v);
	free(y);
	free(frames);
	(void)against("init", b.w, true);
	(void)memcpy(average, b.w, b.net.total * sizeof *average);
	UNIT_CASE(ten_steps);
	free(average);
	bench_close(&b);
	UNIT_END();
}
