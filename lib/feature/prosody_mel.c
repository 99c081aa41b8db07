/*
 * The families mel and mfcc: logarithms of mel bands, and their cosine
 * transform (dct.h).
 */
#include "feature/prosody.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/dct.h"
#include "math/simd.h"

struct mfcc {
	size_t cepstra, bins;
	float dct[];		/* (cepstra, bins) */
};

static void
add(struct prosody_columns *c, const char *format, size_t i, double level)
{
	char name[32];
	struct prosody_column one = { .name = name, .level = level };

	(void)snprintf(name, sizeof name, "%s%zu", format, i);
	prosody_add(c, &one);
}

static enum status
mel_new(void **f, const struct front *p, struct prosody_spectra *s,
    struct prosody_columns *c, struct fault *why)
{
	size_t b;

	(void)p, (void)why;
	*f = NULL;
	for (b = 0; b < s->mel.bins; b++)
		add(c, "mel", b + 1, 1);
	return ST_OK;
}

static void
mel_run(void *f, const struct prosody_spectra *s, size_t place, size_t n,
    float *out)
{
	(void)f, (void)place, (void)n;
	(void)memcpy(out, s->band,
	    s->mel.bins * FRAMER_BATCH * sizeof *out);
}

const struct prosody_family prosody_mel = {
	.name = "mel", .new = mel_new, .run = mel_run
};

static enum status
mfcc_new(void **f, const struct front *p, struct prosody_spectra *s,
    struct prosody_columns *c, struct fault *why)
{
	size_t bins = s->mel.bins, n = (size_t)p->own[PROSODY_CEPSTRA], k;
	struct mfcc *m;

	if (n > bins)
		return fault_set(why, ST_BAD, "%zu cepstra cannot be made of "
		    "%zu mel bins", n, bins);
	m = *f = malloc(sizeof *m + n * bins * sizeof m->dct[0]);
	if (m == NULL)
		return fault_nomem(why);
	m->cepstra = n;
	m->bins = bins;
	dct_matrix(m->dct, n, bins);
	for (k = 0; k < n; k++)
		add(c, "mfcc", k, k == 0 ? sqrt((double)bins) : 0);
	return ST_OK;
}

CLONES static void
transform(const struct mfcc *m, const float *band, float *out)
{
	const lanes8 *x = (const lanes8 *)band;
	const float *row = m->dct;
	size_t k, b;

	for (k = 0; k < m->cepstra; k++, row += m->bins) {
		lanes8 s = { 0 };

		for (b = 0; b < m->bins; b++)
			s += ALL8(row[b]) * x[b];
		((lanes8 *)out)[k] = s;
	}
}

static void
mfcc_run(void *f, const struct prosody_spectra *s, size_t place, size_t n,
    float *out)
{
	(void)place, (void)n;
	transform(f, s->band, out);
}

const struct prosody_family prosody_mfcc = {
	.name = "mfcc", .new = mfcc_new, .run = mfcc_run
};
