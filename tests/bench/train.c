/*
 * bench/train - how fast networks are trained, compared with how fast gemm.h
 * multiplies square matrices.  Prints lines "name<TAB>value<TAB>unit":
 *
 *	sgemm			GFLOP/s of one thread, square matrices
 *	train-NET-jN		samples/s with N threads
 *	train-NET-jN-core	the same by seconds of processor time, all
 * threads together; others' work on the machine matters less train-NET-share
 * of sgemm that the nominal operations of training come to (forward, and both
 * gradients where asked)
 *
 * Every number is the best of ROUNDS, SECONDS long each.  An argument, seed or
 * deep, leaves the other network out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/gemm.h"
#include "math/rng.h"
#include "nn/fuse.h"
#include "nn/loss.h"
#include "nn/optim.h"
#include "clock.h"

#define ROUNDS	5
#define SECONDS	0.3
#define SIDE	768	/* of the matrices */
#define CLASSES	4

static const struct workload {
	const char *name, *net;
	size_t T, B, batch;
} loads[] = {
	{ "seed", "conv 128 10 stride 3; relu; maxpool 5; dropout 0.7;"
	    "dense 128; relu; dropout 0.7; dense classes", 398, 23, 128 },
	{ "deep", "conv 128 5; batchnorm; relu; maxpool 2;"
	    "conv 128 5; batchnorm; relu; maxpool 2;"
	    "conv 128 3; batchnorm; relu; conv 256 3; batchnorm; relu;"
	    "statpool; dense 128; relu; dense classes", 398, 40, 64 },
};

struct job {
	const struct workload *load;
	struct net net;
	struct threads *pool;
	struct pass *run;
	struct optim optim;
	struct pass_place place;
	float *x, *w, *grad, *logits;	/* x (batch, T, B) */
	size_t *y;			/* (batch) */
};

static void
check(enum status s, const struct fault *why)
{
	if (s == ST_OK)
		return;
	(void)fprintf(stderr, "bench/train: %s\n", why->text);
	exit(1);
}

static void *
get(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (p == NULL) {
		(void)fprintf(stderr, "bench/train: out of memory\n");
		exit(1);
	}
	return p;
}

/* Calls of fn a second, by the clock and by processor time. */
static void
rate(void (*fn)(void *), void *ctx, double *wall, double *core)
{
	double w, c, t, r;
	unsigned i, n;

	fn(ctx);
	*wall = *core = 0;
	for (i = 0; i < ROUNDS; i++) {
		w = clock_wall();
		c = clock_cpu();
		n = 0;
		do {
			fn(ctx);
			n++;
			t = clock_wall() - w;
		} while (t < SECONDS);
		*wall = n / t > *wall ? n / t : *wall;
		r = n / (clock_cpu() - c);
		*core = r > *core ? r : *core;
	}
}

/* ---- the measure ---- */

static void
multiply(void *ctx)
{
	float *a = ctx, *b = a + SIDE * SIDE, *c = b + SIDE * SIDE;

	gemm_nn(SIDE, SIDE, SIDE, a, SIDE, b, SIDE, 0, c, SIDE);
}

/* Operations a second of processor time. */
static double
sgemm(void)
{
	float *m = get((size_t)3 * SIDE * SIDE, sizeof *m);
	double wall, core;

	rate(multiply, m, &wall, &core);
	free(m);
	return core * 2.0 * SIDE * SIDE * SIDE;
}

/* ---- training ---- */

static void
fill(void *ctx, size_t i, float *x, size_t *frames)
{
	const struct job *job = ctx;
	size_t len = job->load->T * job->load->B;

	(void)memcpy(x, job->x + i * len, len * sizeof *x);
	*frames = job->load->T;
}

static void
loss(void *ctx, size_t first, size_t n, const float *logits, float *dlogits)
{
	static const float weight[CLASSES] = { 1, 1, 1, 1 };
	const struct job *job = ctx;

	(void)loss_cross_entropy(n, CLASSES, logits, job->y + first, weight,
	    (double)job->load->batch, dlogits);
}

static void
step(void *ctx)
{
	struct job *job = ctx;

	job->place.epoch++;
	pass_step(job->run, job->w, job->load->batch, fill, NULL, loss, job,
	    &job->place, job->logits, job->grad);
	optim_step(&job->optim, job->pool, job->w, job->grad);
}

static void
open_job(struct job *job, const struct workload *load, unsigned threads)
{
	size_t i, len = load->batch * load->T * load->B;
	struct optim_config optim;
	struct fault why;
	struct rng *r;

	(void)memset(job, 0, sizeof *job);
	job->load = load;
	check(net_parse(&job->net, load->net, load->name, &why), &why);
	check(net_shape(&job->net, load->T, load->B, CLASSES, &why), &why);
	net_fuse(&job->net);
	check(threads_new(&job->pool, threads, &why), &why);
	check(pass_new(&job->run, &job->net, job->pool, load->batch, PASS_TRAIN,
	    &why), &why);
	optim_usual(&optim);
	check(optim_new(&job->optim, &optim, 0, job->net.trained, &why), &why);
	check(rng_new(&r, 1, "bench", &why), &why);
	job->x = get(len, sizeof *job->x);
	job->w = get(job->net.total, sizeof *job->w);
	job->grad = get(job->net.trained, sizeof *job->grad);
	job->logits = get(load->batch * CLASSES, sizeof *job->logits);
	job->y = get(load->batch, sizeof *job->y);
	for (i = 0; i < len; i++)
		job->x[i] = (float)(2 * rng_uniform(r) - 1);
	for (i = 0; i < load->batch; i++)
		job->y[i] = rng_below(r, CLASSES);
	net_init(&job->net, job->w, r);
	rng_free(r);
}

static void
close_job(struct job *job)
{
	optim_free(&job->optim);
	pass_free(job->run);
	threads_free(job->pool);
	net_free(&job->net);
	free(job->x);
	free(job->w);
	free(job->grad);
	free(job->logits);
	free(job->y);
}

/* Additions and multiplications of the matrix products for one sample: each
 * weight in each output frame forward, for dW, and (not in the first layer,
 * whose input needs no gradient) for dx. */
static double
operations(const struct net *net)
{
	const struct param *p = net->param;
	double n = 0;
	size_t i, j;

	for (i = 0; i < net->layers; i++)
		for (j = 0; j < net->layer[i].params; j++, p++)
			if (p->rank > 1)
				n += 2.0 * (double)p->len *
				    (double)net_out(net, i).t * (i ? 3 : 2);
	return n;
}

static void
show(const struct workload *load, const char *what, double value,
    const char *unit)
{
	char name[40];

	(void)snprintf(name, sizeof name, "train-%s-%s", load->name, what);
	put(name, value, unit);
}

static void
train(const struct workload *load, unsigned threads, double peak)
{
	double wall, core;
	struct job job;
	char what[20];

	open_job(&job, load, threads);
	rate(step, &job, &wall, &core);
	wall *= (double)load->batch;
	core *= (double)load->batch;
	(void)snprintf(what, sizeof what, "j%u", threads);
	show(load, what, wall, "samples/s");
	(void)snprintf(what, sizeof what, "j%u-core", threads);
	show(load, what, core, "samples/s");
	if (threads == 1)
		show(load, "share", 100 * core * operations(&job.net) / peak,
		    "%");
	close_job(&job);
}

int
main(int argc, char *argv[])
{
	double peak = sgemm();
	unsigned threads;
	size_t i;

	put("sgemm", peak * 1e-9, "GFLOP/s");
	for (i = 0; i < sizeof loads / sizeof loads[0]; i++) {
		if (argc > 1 && strcmp(argv[1], loads[i].name) != 0)
			continue;
		for (threads = 1; threads <= 2; threads++)
			train(&loads[i], threads, peak);
	}
	return 0;
}
