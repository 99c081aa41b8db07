/*
 * pass.h - a network at work: forward and backward through a batch, on the
 * threads of a pool.
 *
 * A batch is cut into micro-batches, here called pieces, of PASS_PIECE samples,
 * whatever the number of threads; each piece is computed by itself and sums
 * over pieces run in the order of the pieces.  So the same batch gives the same
 * bits for any pool.
 */
#ifndef TONFALL_PASS_H
#define TONFALL_PASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/threads.h"
#include "nn/net.h"

#define PASS_PIECE 16

struct pass;

/*
 * Where samples come from: write sample i of the batch, x (T, B), and set
 * *frames, the number of frames at its start that are no padding (1..T).
 * Called once per sample, from any thread, in any order.
 */
typedef void pass_fill(void *ctx, size_t i, float *x, size_t *frames);

/* Where random layers are: their bits depend on this and the place alone. */
struct pass_place {
	uint64_t seed;
	uint32_t epoch;
	uint32_t first; /* position in the epoch of the batch's sample 0 */
};

/*
 * What is to be learnt from a batch: for rows first..first+n-1, all of this
 * piece, put the loss's gradient by the logits into dlogits (n, classes).
 * Called once per piece, from any thread.
 */
typedef void pass_loss(void *ctx, size_t first, size_t n, const float *logits,
    float *dlogits);

/*
 * Memory for batches of up to `batch` samples.  net must have shapes, and
 * outlive the run, as must pool.  train false: forward only.
 */
enum status pass_new(struct pass **r, const struct net *net,
    struct threads *pool, size_t batch, bool train,
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
 * The mode of a run made with train true.
 */
void pass_step(struct pass *r, float *w, size_t n, pass_fill *fill,
    pass_loss *loss, void *ctx, const struct pass_place *place, float *logits,
    float *grad);

void pass_free(struct pass *r);

#endif
