/*
 * The family source: what the spectrum says of the vocal folds, in dB: the
 * first harmonic against the second, h1-h2, and against the strongest within a
 * fifth of the third formant, h1-a3.
 */
#include "feature/prosody.h"

#include <math.h>
#include <stdlib.h>

enum { H1_H2, H1_A3, COLUMNS };

static const struct prosody_column columns[COLUMNS] = {
	{ .name = "h1-h2", .voiced = true },
	{ .name = "h1-a3", .voiced = true }
};

#define AROUND 0.2		/* of a formant's frequency */

/* The equivalent noise bandwidth of a Hann window, in bins of a transform
 * without padding: the power of a sine against that at its peak. */
#define HANN_WIDTH 1.5

struct source {
	double peak;		/* a sine's power against its peak's */
};

static enum status
source_new(void **f, const struct front *p, struct prosody_spectra *s,
    struct prosody_columns *c, struct fault *why)
{
	struct source *o = *f = malloc(sizeof *o);
	size_t i;

	if (o == NULL)
		return fault_nomem(why);
	o->peak = HANN_WIDTH * 2 * (double)s->half / (double)s->length;
	for (i = 0; i < COLUMNS; i++)
		prosody_add(c, &columns[i]);
	return prosody_need_formants(s, p, why);
}

/* The highest power around this frequency. */
static float
highest(const struct prosody_spectra *s, size_t i, double hz)
{
	struct prosody_range r = prosody_range(s, hz * (1 - AROUND),
	    hz * (1 + AROUND));
	float most = 0, x;
	size_t k;

	for (k = r.first; k < r.end; k++) {
		x = s->power[k * FRAMER_BATCH + i];
		most = x > most ? x : most;
	}
	return most;
}

static void
source_run(void *f, const struct prosody_spectra *s, size_t place, size_t n,
    float *out)
{
	const struct source *o = f;
	const struct formant *x;
	size_t i;

	for (i = place; i < place + n; i++) {
		x = formants_of(s->formants, i) + 2;
		out[H1_H2 * FRAMER_BATCH + i] = 0;
		out[H1_A3 * FRAMER_BATCH + i] = isnan(x->hz) ? NAN :
		    (float)o->peak * highest(s, i, (double)x->hz);
	}
}

static void
source_voiced(const void *f, const struct prosody_voice *v, float *out)
{
	(void)f;
	out[H1_H2] = (float)(10 * log10(v->h1 / v->h2));
	out[H1_A3] = (float)(10 * log10(v->h1 / (double)out[H1_A3]));
}

const struct prosody_family prosody_source = {
	.name = "source", .new = source_new, .run = source_run,
	.voiced = source_voiced
};
