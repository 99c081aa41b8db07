/*
 * conv_winograd.h - a short convolution in fewer multiplications: for
 * layer_conv.c in evaluation, and a group of fuse.h in training.
 *
 * m outputs of a kernel of K taps are the coefficients of a product of
 * polynomials, which m + K - 1 of its values determine: values are multiplied
 * point by point, instead of m K products (Toom and Cook; Winograd 1980,
 * "Arithmetic complexity of computations", chapter IV; Lavin and Gray 2016,
 * "Fast algorithms for convolutional neural networks", whose F(6, 3) this is
 * for K = 3).  Here with eight points, 0 1 -1 2 -2 1/2 -1/2 and infinity, so
 * m = 9 - K, and for K = 3, 4, 5 there are 2.25, 2.5, 2.5 times fewer products:
 *
 *	y = A^T ((G g) . (B^T d))	g (K) taps, d (8) inputs, y (m)
 *
 * A stride of S makes S frames one of S C channels, and S taps one; then it is
 * a stride of 1.  Each point is one matrix product over all channels, both
 * ways.  Rounding errors are about five times those of the plain sum; two
 * points more would make it twenty times.
 */
#ifndef TONFALL_CONV_WINOGRAD_H
#define TONFALL_CONV_WINOGRAD_H

#include "nn/layer.h"

/* Inputs of a tile, whose outputs are rounded together; a convolution with
 * fewer outputs is not computed so. */
#define CONV_WINOGRAD_TILE 8

/*
 * Whether layer l, a conv, has the form for this and gains by it.  To train,
 * it must have a stride of 1: gradients that are almost 0 keep more digits in
 * plain sums, and Adam divides each by its own size.
 */
bool conv_winograd_pays(const struct layer *l, bool train);

/* Floats of scratch that it needs, either way. */
size_t conv_winograd_scratch(const struct layer *l);

/* As layer_conv's forward. */
void conv_winograd_forward(const struct layer *l, const struct piece *p);

#endif
