/* layer_dropout.h - a dropout's settings and its mask, for the fused layers. */
#ifndef TONFALL_LAYER_DROPOUT_H
#define TONFALL_LAYER_DROPOUT_H

#include "nn/layer.h"

struct dropout {
	double p;		/* share that becomes 0 */
};

static inline const struct dropout *
dropout_of(const struct layer *l)
{
	return l->set;
}

/* In training: kept (T, C), 1 where a value of sample i of the piece stays,
 * else 0. */
void dropout_mask(const struct layer *l, const struct piece *p, size_t i,
    unsigned char *kept);

#endif
