/*
 * conv_winograd.h - a short convolution in fewer multiplications: for
 * layer_conv.c in evaluation, and a group of fuse.h in training.
 *
 * Tiles of m outputs each are computed at eight points, see math/winograd.h.
 *
 * With a stride of S, S frames are taken as one frame of S C channels, and S
 * taps as one, which makes the stride 1.  Each point is one matrix product over
 * all channels, forward and backward.  Rounding errors are about five times
 * those of the plain sum; with two more points, twenty times.
 */
#ifndef TONFALL_CONV_WINOGRAD_H
#define TONFALL_CONV_WINOGRAD_H

#include "math/winograd.h"
#include "nn/layer.h"

/* Inputs of a tile, whose outputs are rounded together; convolutions with fewer
 * outputs are not computed this way. */
#define CONV_WINOGRAD_TILE WINOGRAD_POINTS

/*
 * Whether layer l, a conv, has a suitable shape and is faster this way.  For
 * training, its stride must be 1: gradients that are almost 0 keep more digits
 * in plain sums, and Adam divides each by its own size.
 */
bool conv_winograd_pays(const struct layer *l, bool train);

/* Floats of scratch that it needs, forward or backward. */
size_t conv_winograd_scratch(const struct layer *l);

/* As layer_conv's forward. */
void conv_winograd_forward(const struct layer *l, const struct piece *p);

#endif
