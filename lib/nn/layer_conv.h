/* layer_conv.h - the settings of a conv, for faster ways to compute it. */
#ifndef TONFALL_LAYER_CONV_H
#define TONFALL_LAYER_CONV_H

#include "nn/layer.h"

struct conv {
	size_t channels, kernel, stride, pad, dilation;
};

static inline const struct conv *
conv_of(const struct layer *l)
{
	return l->set;
}

#endif
