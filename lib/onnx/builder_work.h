/*
 * builder_work.h - what the files builder*.c share: the graph as protobuf's
 * messages.
 */
#ifndef TONFALL_ONNX_BUILDER_WORK_H
#define TONFALL_ONNX_BUILDER_WORK_H

#include <stdbool.h>
#include <stddef.h>

#include <onnx.pb-c.h>

#include "onnx/builder.h"

/* Memory that is freed with the builder. */
struct block {
	struct block *next;
	max_align_t data[];
};

struct onnx {
	struct block *blocks;
	bool nomem;
	char scope[512];	/* printable */
	size_t count;		/* nodes so far, in names */
	Onnx__GraphProto graph;
	Onnx__ModelProto model;
	Onnx__OperatorSetIdProto opset, *opsets;
};

/* n values of this size, zeroed; NULL, from then on, if there is no memory. */
void *onnx_get(struct onnx *g, size_t n, size_t size);

/* As printf(3), or NULL. */
char *onnx_text(struct onnx *g, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Append one to the n pointers that list points to; nothing if it is NULL. */
void onnx_append(struct onnx *g, void *list, size_t *n, void *one);

/* A message of this type, as protobuf-c wants it initialised. */
#define MESSAGE(g, type, init, p)					\
	do {								\
		static const type empty = init;				\
									\
		if (((p) = onnx_get((g), 1, sizeof *(p))) != NULL)	\
			*(p) = empty;					\
	} while (0)

#endif
