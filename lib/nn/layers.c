#include "nn/layers.h"

#define ADDRESS(name) &layer_##name,

const struct layer_kind *const layer_kinds[] = {
	LAYER_KINDS(ADDRESS)
	NULL
};
