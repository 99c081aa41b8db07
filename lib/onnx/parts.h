/*
 * parts.h - what the files of lib/onnx share.
 */
#ifndef TONFALL_ONNX_PARTS_H
#define TONFALL_ONNX_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "model/model.h"
#include "onnx/builder.h"

/* What layers take and give, N clips.  A channel's frames lie together, as
 * ONNX's convolution wants them. */
struct onnx_flow {
	const char *x;		/* (N, C, T), or with flat (N, C), T = 1 */
	bool flat;
	const char *real;	/* int64 (N): frames that are not padding;
				 * NULL: all */
};

/* An input of features, shared by all models that take them. */
struct onnx_features {
	const char *x;		/* (N, F, B) */
	const char *frames;	/* int64 (N); NULL: F is 1 */
};

/* Normalised like the training data of m, 0 in the padding, with as many frames
 * as its network needs.  ---- input.c ---- */
enum status onnx_normalised(struct onnx *g, const struct model *m,
    struct onnx_features in, struct onnx_flow *out, struct fault *why)
    FAULT_CHECK;

/* (N): 1 for frames 0 .. real - 1 of all that x has on this axis, else 0: a
 * boolean (N, frames). */
const char *onnx_mask(struct onnx *g, const char *x, int64_t axis,
    const char *real);

/* Does the network look at which frames are padding? */
bool onnx_minds_padding(const struct net *net);

/* The logits (N, K) of m; names begin with scope.  ST_BAD names a layer that
 * cannot be exported.
 * ---- layers.c ---- */
enum status onnx_network(struct onnx *g, const struct model *m,
    const char *scope, struct onnx_flow in, const char **logits,
    struct fault *why) FAULT_CHECK;

#endif
