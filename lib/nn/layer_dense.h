/* layer_dense.h - what layer_dense.c and dense_sparse share. */
#ifndef TONFALL_LAYER_DENSE_H
#define TONFALL_LAYER_DENSE_H

#include "nn/layer.h"

#define DENSE_ROWS 256	/* of the weight in one block */

/* The block of the bias, after those of the weight. */
static inline size_t
dense_bias_block(const struct layer *l)
{
	return (l->in.t * l->in.c + DENSE_ROWS - 1) / DENSE_ROWS;
}

/* Gradient of the bias: the sum of dy over the batch. */
void dense_bias(const struct layer *l, const struct batch *b);

#endif
