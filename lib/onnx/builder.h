/*
 * builder.h - build an ONNX graph node by node and write it; private to
 * lib/onnx.  builder.c is the only file that knows protobuf.
 *
 * Values are known by their names, which belong to the builder.  When memory
 * runs out the functions below go on and do nothing; onnx_write reports it.
 */
#ifndef TONFALL_ONNX_BUILDER_H
#define TONFALL_ONNX_BUILDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define ONNX_OPSET	13	/* ONNX 1.8, of 2020 */

struct onnx;

enum status onnx_new(struct onnx **g, struct fault *why) FAULT_CHECK;

/* g may be NULL. */
void onnx_free(struct onnx *g);

/* What the names of the following nodes and weights begin with. */
void onnx_scope(struct onnx *g, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- nodes ---- */

/* A node of one output, whose name is returned. */
const char *onnx_node(struct onnx *g, const char *op, size_t n,
    const char *const input[]);

/* onnx_op(g, "Add", a, b) */
#define ONNX_LIST(...)	((const char *const[]){ __VA_ARGS__ })
#define onnx_op(g, op, ...)						\
	onnx_node((g), (op), sizeof ONNX_LIST(__VA_ARGS__) /		\
	    sizeof *ONNX_LIST(__VA_ARGS__), ONNX_LIST(__VA_ARGS__))

/* Attributes of the last node, and another name for its output. */
void onnx_int(struct onnx *g, const char *name, int64_t v);
void onnx_ints(struct onnx *g, const char *name, size_t n, const int64_t v[]);
void onnx_real(struct onnx *g, const char *name, double v);
const char *onnx_called(struct onnx *g, const char *name);

/* ---- constants ---- */

/* Numbers: one without dimensions, or n of them. */
const char *onnx_scalar(struct onnx *g, double v);
const char *onnx_index(struct onnx *g, int64_t v);
const char *onnx_list(struct onnx *g, size_t n, const int64_t v[]);

/* Weights of up to 3 dimensions: value (i, j, k) is x[i * step[0] + j * step[1]
 * + k * step[2]].  x NULL: memory is short. */
const char *onnx_weights(struct onnx *g, const char *name, unsigned rank,
    const size_t dim[], const size_t step[], const float *x);

/* ---- the model ---- */

enum onnx_type { ONNX_FLOAT, ONNX_INT64 };

/* A dimension: its name if it is not NULL, else its size. */
struct onnx_dim {
	const char *name;
	size_t size;
};

/* They return the name of the input; doc may be NULL. */
const char *onnx_input(struct onnx *g, const char *name, enum onnx_type type,
    unsigned rank, const struct onnx_dim dim[], const char *doc);
void onnx_output(struct onnx *g, const char *name, enum onnx_type type,
    unsigned rank, const struct onnx_dim dim[], const char *doc);

/* An entry of metadata_props; what people read of the model. */
void onnx_meta(struct onnx *g, const char *name, const char *value);
void onnx_doc(struct onnx *g, const char *text);

/* Write it all to path, NULL or "-" for standard output. */
enum status onnx_write(struct onnx *g, const char *path, struct fault *why)
    FAULT_CHECK;

#endif
