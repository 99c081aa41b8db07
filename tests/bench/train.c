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
#include "clock.h"
#include "job.h"

#define ROUNDS	5
#define SECONDS	0.3
#define SIDE	768	/* of the matrices */

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
step(void *ctx)
{
	struct job *job = ctx;

	job->place.epoch++;
	pass_step(job->run, job->w, job->batch, fill, NULL, loss, job,
	    &job->place, job->logits, job->grad);
	optim_step(&job->optim, job->pool, job->w, job->grad);
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

	open_job(&job, load, threads, NULL, load->batch);
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
