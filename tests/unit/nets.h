/* nets.h - a network with a batch in memory, for unit tests of the engine. */
#ifndef TONFALL_UNIT_NETS_H
#define TONFALL_UNIT_NETS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "nn/fuse.h"
#include "nn/loss.h"
#include "nn/net.h"
#include "nn/pass.h"

struct bench {
	struct net net;
	struct threads *pool;
	struct pass *run;
	struct fault why;
	size_t n, T, B, K;
	float *x, *w, *grad, *logits;	/* (n, T, B), ..., (n, K) */
	size_t *frames, *y;		/* (n) */
	float *weight;			/* (K) of the classes */
	struct pass_place place;
	double loss, part[64];		/* of the last step; of its pieces */
};

/* Layers that bench_open freezes, if it is set. */
static const char *bench_freeze;

/* Of the samples that these say; everything drawn from seed. */
static inline void
bench_open(struct bench *b, const char *text, size_t n, size_t T, size_t B,
    size_t K, unsigned threads, uint64_t seed)
{
	struct rng *r;
	size_t i;

	(void)memset(b, 0, sizeof *b);
	b->n = n, b->T = T, b->B = B, b->K = K;
	if (net_parse(&b->net, text, "test.net", &b->why) != ST_OK ||
	    net_shape(&b->net, T, B, K, &b->why) != ST_OK ||
	    (bench_freeze != NULL && net_freeze(&b->net, bench_freeze,
	    &b->why) != ST_OK)) {
		printf("FAIL %s: %s\n", text, b->why.text);
		exit(1);
	}
	net_fuse(&b->net);
	if (threads_new(&b->pool, threads, &b->why) != ST_OK ||
	    pass_new(&b->run, &b->net, b->pool, n, PASS_TRAIN, &b->why) !=
	    ST_OK ||
	    rng_new(&r, seed, "bench", &b->why) != ST_OK) {
		printf("FAIL %s: %s\n", text, b->why.text);
		exit(1);
	}
	b->x = calloc(n * T * B, sizeof(float));
	b->w = calloc(b->net.total, sizeof(float));
	b->grad = calloc(b->net.trained, sizeof(float));
	b->logits = calloc(n * K, sizeof(float));
	b->frames = calloc(n, sizeof(size_t));
	b->y = calloc(n, sizeof(size_t));
	b->weight = calloc(K, sizeof(float));
	for (i = 0; i < n * T * B; i++)
		b->x[i] = (float)(4 * rng_uniform(r) - 2);
	for (i = 0; i < n; i++) {
		b->y[i] = rng_below(r, K);
		b->frames[i] = 1 + rng_below(r, T);
	}
	for (i = 0; i < K; i++)
		b->weight[i] = (float)(0.5 + rng_uniform(r));
	net_init(&b->net, b->w, r);
	rng_free(r);
	b->place.seed = seed;
}

static inline void
bench_close(struct bench *b)
{
	pass_free(b->run);
	threads_free(b->pool);
	net_free(&b->net);
	free(b->x), free(b->w), free(b->grad), free(b->logits);
	free(b->frames), free(b->y), free(b->weight);
}

static inline void
bench_fill(void *ctx, size_t i, float *x, size_t *frames)
{
	struct bench *b = ctx;

	(void)memcpy(x, b->x + i * b->T * b->B, b->T * b->B * sizeof *x);
	*frames = b->frames[i];
}

static inline double
bench_total(const struct bench *b)
{
	double total = 0;
	size_t i;

	for (i = 0; i < b->n; i++)
		total += b->weight[b->y[i]];
	return total;
}

static inline void
bench_loss(void *ctx, size_t first, size_t n, const float *logits,
    float *dlogits)
{
	struct bench *b = ctx;

	b->part[first / PASS_PIECE] = loss_cross_entropy(n, b->K, logits,
	    b->y + first, b->weight, bench_total(b), dlogits);
}

/* Forward and backward; returns the loss. */
static inline double
bench_step(struct bench *b)
{
	size_t i;

	pass_step(b->run, b->w, b->n, bench_fill, NULL, bench_loss, b,
	    &b->place, b->logits, b->grad);
	b->loss = 0;
	for (i = 0; i * PASS_PIECE < b->n; i++)
		b->loss += b->part[i];
	b->loss /= bench_total(b);
	return b->loss;
}

static inline void
bench_eval(struct bench *b)
{
	pass_forward(b->run, b->w, b->n, bench_fill, b, b->logits);
}

/* The part of that name, or exit. */
static inline const struct param *
bench_param(const struct bench *b, const char *name)
{
	size_t i;

	for (i = 0; i < b->net.params; i++)
		if (strcmp(b->net.param[i].name, name) == 0)
			return &b->net.param[i];
	printf("FAIL no parameter %s\n", name);
	exit(1);
}

#endif
