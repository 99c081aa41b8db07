/*
 * pass_state.h - the plan and the memory of a pass, which pass_memory.c makes
 * and pass.c and pass_team.c use without changing them; private to these three.
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
 * the cache.  In a team the batch is this rank's share of it, unless all of it
 * is asked for.
 */
struct buffer {
	size_t len;
	bool whole, all;
	float *val, *grad;
};

/* A block of a layer, see layer.h. */
struct block_job {
	size_t layer, block;
	struct block_span span;
	unsigned owner;		/* rank; of those without values, all */
};

/* The blocks of a layer that read values, divided among the ranks of a team:
 * rank r has values value[r]..value[r+1]-1 of each sample, and the gradient at
 * off[r]..off[r+1]-1. */
struct spread {
	size_t layer;
	size_t *value, *off;	/* (ranks + 1) */
	float *out, *in; /* own samples' values, by rank; all samples' own */
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
	size_t jobs;		/* of blocks of all layers, in their order */
	struct block_job *job;
	struct team *team;	/* or NULL */
	size_t most;		/* pieces of this rank, at most */
	size_t own;		/* jobs of this rank */
	size_t *mine;		/* (own) which */
	size_t spreads;		/* with a team */
	struct spread *spread;
	size_t *cut, *cut2;	/* (ranks + 1) for one exchange at a time */
};

/* Number of micro-batches of n samples. */
static inline size_t
pass_pieces(size_t n)
{
	return (n + PASS_PIECE - 1) / PASS_PIECE;
}

/* The first of the micro-batches of n samples that are rank r's. */
static inline size_t
pass_first(const struct pass *r, size_t n, unsigned rank)
{
	return team_first(r->team, pass_pieces(n), rank);
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

/* ---- pass_team.c ---- */

/* List the blocks of all layers, and divide them among the ranks.  False if
 * memory is short. */
bool pass_divide(struct pass *r);

/* Begin to exchange what the blocks need of a batch of n samples. */
void pass_send(const struct pass *r, size_t n);

/* Begin to exchange the logits of n samples. */
void pass_send_logits(const struct pass *r, size_t n, float *logits);

/* What a block of a layer reads of x, in a team. */
void pass_received(const struct pass *r, size_t layer, struct batch *b);

/* Sum the micro-batches' gradients of n samples, in their order. */
void pass_sum(const struct pass *r, size_t n, float *grad);

void pass_undivide(struct pass *r);

#endif
