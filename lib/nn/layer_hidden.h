/*
 * layer_hidden.h - layers that contain a network of two layers, whose number of
 * hidden units is their only word: attpool, se.
 */
#ifndef TONFALL_LAYER_HIDDEN_H
#define TONFALL_LAYER_HIDDEN_H

#include "nn/layer.h"

struct hidden {
	size_t units;		/* at most 65536 */
};

/* A layer_kind.parse. */
enum status hidden_parse(struct layer *l, size_t n, char *const word[],
    struct fault *why) FAULT_CHECK;

static inline size_t
hidden_units(const struct layer *l)
{
	return ((const struct hidden *)l->set)->units;
}

/* Append a matrix (rows, columns) of parameters, initialised as in dense. */
void hidden_matrix(struct layer *l, const char *part, size_t rows,
    size_t columns);

/* Append what is added to the product with such a matrix (columns). */
void hidden_bias(struct layer *l, const char *part, size_t rows,
    size_t columns);

#endif
