/*
 * fuse.h - faster ways to train some layers of a network.
 *
 * A pass over the layers, after net_shape: wherever a group of fuse.c's table
 * matches and is faster, training computes these layers as a group.  Evaluation
 * computes layer by layer and needs neither this nor the memory for it.
 */
#ifndef TONFALL_FUSE_H
#define TONFALL_FUSE_H

#include "nn/layer.h"

/*
 * Choose the groups of a network that has shapes: sets group, taken and kept of
 * its layers and adds to their save and scratch.  Call it before a pass that
 * trains; without it, the values are the same up to rounding, but slower.
 */
void net_fuse(struct net *net);

/* The groups, in the order in which they are tried. */
extern const struct layer_group fused_dropconv, fused_batchnorm_pool,
    fused_batchnorm, dense_sparse, conv_winograd;

#endif
