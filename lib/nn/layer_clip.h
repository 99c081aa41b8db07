/* layer_clip.h - the settings of a clip, for lib/onnx. */
#ifndef TONFALL_LAYER_CLIP_H
#define TONFALL_LAYER_CLIP_H

#include "nn/layer.h"

struct clip {
	double limit;
};

static inline const struct clip *
clip_of(const struct layer *l)
{
	return l->set;
}

#endif
