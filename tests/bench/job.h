/*
 * job.h - steps of a training on random numbers, for benchmarks: the two
 * networks, their batches, everything that pass_step needs.
 */
#ifndef TONFALL_BENCH_JOB_H
#define TONFALL_BENCH_JOB_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "nn/fuse.h"
#include "nn/loss.h"
#include "nn/optim.h"
#include "nn/pass.h"

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
	size_t batch;		/* samples of a step */
	struct net net;
	struct threads *pool;
	struct pass *run;
	struct optim optim;
	struct pass_place place;
	float *x, *w, *grad, *logits;	/* x (batch, T, B) */
	size_t *y;			/* (batch) */
};

static inline void
check(enum status s, const struct fault *why)
{
	if (s == ST_OK)
		return;
	(void)fprintf(stderr, "bench: %s\n", why->text);
	exit(1);
}

static inline void *
get(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (p == NULL) {
		(void)fprintf(stderr, "bench: out of memory\n");
		exit(1);
	}
	return p;
}

static inline void
fill(void *ctx, size_t i, float *x, size_t *frames)
{
	const struct job *job = ctx;
	size_t len = job->load->T * job->load->B;

	(void)memcpy(x, job->x + i * len, len * sizeof *x);
	*frames = job->load->T;
}

static inline void
loss(void *ctx, size_t first, size_t n, const float *logits, float *dlogits)
{
	static const float weight[CLASSES] = { 1, 1, 1, 1 };
	const struct job *job = ctx;

	(void)loss_cross_entropy(n, CLASSES, logits, job->y + first, weight,
	    (double)job->batch, dlogits);
}

static inline void
open_job(struct job *job, const struct workload *load, unsigned threads,
    struct team *team, size_t batch)
{
	size_t i, len = batch * load->T * load->B;
	struct optim_config optim;
	struct fault why;
	struct rng *r;

	(void)memset(job, 0, sizeof *job);
	job->load = load;
	job->batch = batch;
	check(net_parse(&job->net, load->net, load->name, &why), &why);
	check(net_shape(&job->net, load->T, load->B, CLASSES, &why), &why);
	net_fuse(&job->net);
	check(threads_new(&job->pool, threads, &why), &why);
	check(pass_new_in(&job->run, &job->net, job->pool, batch, PASS_TRAIN,
	    team, &why), &why);
	optim_usual(&optim);
	check(optim_new(&job->optim, &optim, 0, job->net.trained, &why), &why);
	check(rng_new(&r, 1, "bench", &why), &why);
	job->x = get(len, sizeof *job->x);
	job->w = get(job->net.total, sizeof *job->w);
	job->grad = get(job->net.trained, sizeof *job->grad);
	job->logits = get(batch * CLASSES, sizeof *job->logits);
	job->y = get(batch, sizeof *job->y);
	for (i = 0; i < len; i++)
		job->x[i] = (float)(2 * rng_uniform(r) - 1);
	for (i = 0; i < batch; i++)
		job->y[i] = rng_below(r, CLASSES);
	net_init(&job->net, job->w, r);
	rng_free(r);
}

static inline void
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

#endif
