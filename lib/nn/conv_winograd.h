/*
 * conv_winograd.h - a short convolution in fewer multiplications: for
 * layer_conv.c in evaluation, and a group of fuse.h in training.
 *
 * Tiles of m outputs each are computed at eight points, as math/winograd.h
 * says.
 *
 * A stride of S makes S frames one of S C channels, and S taps one; then it is
 * a stride of 1.  Each point is one matrix product over all channels, both
 * ways.  Rounding errors are about five times those of the plain sum; two
 * points more would make it twenty times.
 */
#ifndef TONFALL_CONV_WINOGRAD_H
#define TONFALL_CONV_WINOGRAD_H

#include "math/winograd.h"
#include "nn/layer.h"

/* Inputs of a tile, whose outputs are rounded together; a convolution with
 * fewer outputs is not computed so. */
#define CONV_WINOGRAD_TILE WINOGRAD_POINTS

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
