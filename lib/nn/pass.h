/*
 * pass.h - forward and backward passes of a batch through a network, on the
 * threads of a pool.
 *
 * A batch is cut into micro-batches, here called pieces, of PASS_PIECE samples,
 * whatever the number of threads; each piece is computed by itself and sums
 * over pieces run in the order of the pieces.  So the same batch gives the same
 * bits for any pool.
 *
 * And for any team (base/team.h), whose ranks have consecutive pieces each:
 * what is summed over the batch goes from rank to rank in the order of the
 * pieces, and what is computed over the whole batch at once is divided by what
 * it computes.
 */
#ifndef TONFALL_PASS_H
#define TONFALL_PASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/team.h"
#include "base/threads.h"
#include "nn/net.h"

#define PASS_PIECE 16

struct pass;

/*
 * The source of samples: write sample i of the batch, x (T, B), and set
 * *frames, the number of frames at its start that are not padding (1..T).
 * Called once per sample, from any thread, in any order.
 */
typedef void pass_fill(void *ctx, size_t i, float *x, size_t *frames);

/* Random layers depend only on this, the sample, the layer and the position. */
struct pass_place {
	uint64_t seed;
	uint32_t epoch;
	uint32_t first; /* position in the epoch of the batch's sample 0 */
};

/*
 * What the loss needs of the whole batch: called once, by one thread, after the
 * forward pass of all micro-batches and before the first call of the loss, with
 * all logits (n, classes).
 */
typedef void pass_whole(void *ctx, size_t n, const float *logits);

/*
 * The loss of a micro-batch, rows first..first+n-1: write its gradient with
 * respect to the logits to dlogits (n, classes).  Called once per micro-batch,
 * from any thread.
 */
typedef void pass_loss(void *ctx, size_t first, size_t n, const float *logits,
    float *dlogits);

/* Forward only; with pass_step; with pass_step and a pass_whole, which needs
 * more memory. */
enum pass_use { PASS_FORWARD, PASS_TRAIN, PASS_TRAIN_WHOLE };

/*
 * Allocate memory for batches of up to `batch` samples.  net must have shapes;
 * net and pool must outlive r.
 */
enum status pass_new(struct pass **r, const struct net *net,
    struct threads *pool, size_t batch, enum pass_use use,
    struct fault *why) FAULT_CHECK;

/* The same for a rank of a team, which must outlive r; NULL: alone. */
enum status pass_new_in(struct pass **r, const struct net *net,
    struct threads *pool, size_t batch, enum pass_use use, struct team *team,
    struct fault *why) FAULT_CHECK;

/*
 * Forward in evaluation mode: no dropout, running statistics.
 * w (total), logits (n, classes), n <= batch.
 */
void pass_forward(struct pass *r, const float *w, size_t n, pass_fill *fill,
    void *ctx, float *logits);

/*
 * Forward in training mode, loss, backward.  w (total): running statistics
 * in it are updated.  grad (trained) is overwritten.  logits (n, classes).
 * Not for r made with PASS_FORWARD; whole is not NULL only, and always, for
 * PASS_TRAIN_WHOLE.
 */
void pass_step(struct pass *r, float *w, size_t n, pass_fill *fill,
    pass_whole *whole, pass_loss *loss, void *ctx,
    const struct pass_place *place, float *logits, float *grad);

/*
 * In a team, pass_step leaves the gradient of some ranges in the rank alone to
 * which they belong, always the same.  Of the others' ranges number i, from 0:
 * whether there is one, at *at, *n floats long (perhaps 0).
 */
bool pass_others(const struct pass *r, size_t i, size_t *at, size_t *n);

/* Each rank has its own ranges of a, of the layout of grad; once the team's
 * wait returns, all have all.  Nothing without a team. */
void pass_gather(const struct pass *r, float *a);

/* After a step with n samples: each rank has the entries of its micro-batches
 * in a, `size' bytes each; afterwards all have all. */
void pass_exchange(const struct pass *r, size_t n, void *a, size_t size);

void pass_free(struct pass *r);

#endif
