/*
 * bands.h - where the bands are in a record that wav2fbank or wav2spec wrote,
 * according to its attribute `front', also after trim and deltas.
 */
#ifndef TONFALL_BANDS_H
#define TONFALL_BANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "tensor/tensor.h"

#define BANDS_NONE	((size_t)-1)

struct bands {
	size_t first, n;	/* columns */
	size_t energy;		/* column of the log energy, or BANDS_NONE */
	size_t orders;		/* times that deltas follow them */
	bool spec;		/* powers of wav2spec, not mel bands */
	bool log;		/* natural logarithms */
	bool magnitude;		/* of magnitudes, roots of powers */
};

/* Find those of t, a matrix; false if its columns are something else. */
bool bands_find(struct bands *b, const struct tensor *t);

/* The natural logarithm of the power in all bands of frame x. */
double bands_energy(const struct bands *b, const float *x);

#endif
