/*
 * dense_sparse.h - a dense layer in training whose input is mostly 0, because a
 * dropout throws it away; for layer_dense.c.
 *
 * What is 0 is not multiplied: forward takes a row of weights for each value
 * that is left, backward gives a gradient to these alone, as where dropout
 * put a 0, or relu did, it goes no further.  In all three products this is
 * the share 1 - p of the work.
 */
#ifndef TONFALL_DENSE_SPARSE_H
#define TONFALL_DENSE_SPARSE_H

#include "nn/layer.h"

/* Whether layer l, a dense one, has such an input and gains by it. */
bool dense_sparse_pays(const struct layer *l);

/* As layer_dense's forward and backward, with train. */
void dense_sparse_forward(const struct layer *l, const struct piece *p);
void dense_sparse_backward(const struct layer *l, const struct piece *p);

/* dw (rows, N), rows row..row+rows-1 of the gradient, over the batch. */
void dense_sparse_weights(const struct layer *l, const struct batch *b,
    size_t row, size_t rows, float *dw);

#endif
