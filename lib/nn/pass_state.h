/*
 * pass_state.h - the plan and the memory of a pass, which pass_memory.c makes
 * and pass.c uses without changing them; private to these two.
 */
#ifndef TONFALL_PASS_STATE_H
#define TONFALL_PASS_STATE_H

#include "nn/layer.h"
#include "nn/pass.h"

/*
 * Memory between two layers: values and, in training, their gradients, each
 * (samples, len).  A layer in place shares that of the previous layer.
 * Whole: in training there is room for the batch, because a later step needs
 * all of it at once; otherwise for one micro-batch per thread, which stays in
 * the cache.
 */
struct buffer {
	size_t len;
	bool whole;
	float *val, *grad;
};

/* A piece is a micro-batch of PASS_PIECE samples. */
struct pass {
	const struct net *net;
	struct threads *pool;
	bool train;
	bool waits;		/* the loss needs the whole batch first */
	size_t batch;		/* samples at most */
	size_t first_trained;	/* layer where backward ends */
	size_t buffers;
	struct buffer buf[NET_MAXLAYERS + 1];
	size_t at[NET_MAXLAYERS + 1];	/* buffer before layer i */
	size_t head[NET_MAXLAYERS];	/* first layer of the group i is in */
	bool whole_save;
	char *save[NET_MAXLAYERS];
	float *side[NET_MAXLAYERS];	/* gradient of its side, as save */
	size_t *valid;		/* (layers + 1, batch) */
	size_t scratch_len;
	float *scratch;		/* (threads, scratch_len) */
	double *part[NET_MAXLAYERS];	/* (pieces, parts) */
	float *whole[NET_MAXLAYERS];	/* (wholes) */
	float *sums;		/* (pieces, net.summed) */
	size_t jobs;		/* of blocks of all layers */
};

/* Number of micro-batches of n samples. */
static inline size_t
pass_pieces(size_t n)
{
	return (n + PASS_PIECE - 1) / PASS_PIECE;
}

/* Does layer l need sums over the batch before forward and backward? */
static inline bool
pass_gathers(const struct layer *l)
{
	return l->kind->gather != NULL && !l->frozen;
}

/* Blocks of the gradient of l's parameters, see layer.h. */
static inline size_t
pass_blocks(const struct layer *l)
{
	return l->kind->blocks == NULL || l->frozen ? 0 : l->kind->blocks(l);
}

#endif
