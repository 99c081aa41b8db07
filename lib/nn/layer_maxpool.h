/* layer_maxpool.h - the settings of a maxpool, for the fused layers. */
#ifndef TONFALL_LAYER_MAXPOOL_H
#define TONFALL_LAYER_MAXPOOL_H

#include "nn/layer.h"

struct maxpool {
	size_t size;		/* frames */
};

static inline const struct maxpool *
maxpool_of(const struct layer *l)
{
	return l->set;
}

#endif
