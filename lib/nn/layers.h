/*
 * layers.h - the list of all kinds of layer.  Files that name a kind include
 * this; net.c knows only the table.
 */
#ifndef TONFALL_LAYERS_H
#define TONFALL_LAYERS_H

#include "nn/layer.h"

/* KIND(conv) is layer_conv of layer_conv.c. */
#define LAYER_KINDS(KIND) \
	KIND(conv) \
	KIND(relu) \
	KIND(maxpool) \
	KIND(dropout) \
	KIND(batchnorm) \
	KIND(statpool) \
	KIND(attpool) \
	KIND(specaug) \
	KIND(se) \
	KIND(add) \
	KIND(standardize) \
	KIND(clip) \
	KIND(rbf) \
	KIND(dense)

#define LAYER_DECLARE(name) extern const struct layer_kind layer_##name;
LAYER_KINDS(LAYER_DECLARE)
#undef LAYER_DECLARE

#endif
