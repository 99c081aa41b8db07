/* layer_rbf.h - the settings of an rbf, for lib/onnx. */
#ifndef TONFALL_LAYER_RBF_H
#define TONFALL_LAYER_RBF_H

#include "nn/layer.h"

struct rbf {
	size_t centres;
	double gamma;
};

static inline const struct rbf *
rbf_of(const struct layer *l)
{
	return l->set;
}

#endif
