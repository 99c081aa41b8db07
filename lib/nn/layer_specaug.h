/* layer_specaug.h - the settings of a specaug and its stripes, for tests. */
#ifndef TONFALL_LAYER_SPECAUG_H
#define TONFALL_LAYER_SPECAUG_H

#include "nn/layer.h"

#define SPECAUG_MOST	16	/* stripes of either kind */

struct specaug {
	size_t times, frames;	/* stripes over time, and their maximum */
	size_t bands, bins;	/* the same over channels */
};

struct stripe {
	size_t at, len;
};

/* In training: the stripes of sample i of the micro-batch, first those over
 * time. */
void specaug_draw(const struct layer *l, const struct piece *p, size_t i,
    struct stripe out[2 * SPECAUG_MOST]);

#endif
