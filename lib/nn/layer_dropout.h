/* layer_dropout.h - a dropout's settings and its mask, for the fused layers. */
#ifndef TONFALL_LAYER_DROPOUT_H
#define TONFALL_LAYER_DROPOUT_H

#include "nn/layer.h"

struct dropout {
	double p;		/* probability of becoming 0 */
};

static inline const struct dropout *
dropout_of(const struct layer *l)
{
	return l->set;
}

/* In training: set kept (T, C) to 1 where a value of sample i of the
 * micro-batch is kept, else to 0. */
void dropout_mask(const struct layer *l, const struct piece *p, size_t i,
    unsigned char *kept);

#endif
