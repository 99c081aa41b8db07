/*
 * The family formants: frequency, bandwidth and strength of the first three
 * (formants.h).
 *
 * The strength is that of a harmonic of the voice at the formant relative to
 * the first harmonic, dB: the smooth spectrum there has the power of one
 * harmonic in each f0 Hz.
 */
#include "feature/prosody.h"

#include <math.h>
#include <stdlib.h>

enum { HZ, BANDWIDTH = FORMANTS, STRENGTH = 2 * FORMANTS,
	COLUMNS = 3 * FORMANTS };

/* The start is a tube of 17.5 cm that is closed at one end. */
static const struct prosody_column columns[COLUMNS] = {
	{ .name = "f1", .voiced = true, .start = 500 },
	{ .name = "f2", .voiced = true, .start = 1500 },
	{ .name = "f3", .voiced = true, .start = 2500 },
	{ .name = "b1", .voiced = true, .start = 100 },
	{ .name = "b2", .voiced = true, .start = 150 },
	{ .name = "b3", .voiced = true, .start = 200 },
	{ .name = "a1", .voiced = true },
	{ .name = "a2", .voiced = true },
	{ .name = "a3", .voiced = true }
};

struct strength {
	double width;		/* Hz, from one power to the next */
};

static enum status
formants_family_new(void **f, const struct front *p,
    struct prosody_spectra *s, struct prosody_columns *c, struct fault *why)
{
	struct strength *o = *f = malloc(sizeof *o);
	size_t i;

	if (o == NULL)
		return fault_nomem(why);
	o->width = s->width;
	for (i = 0; i < COLUMNS; i++)
		prosody_add(c, &columns[i]);
	return prosody_need_formants(s, p, why);
}

static void
formants_family_run(void *f, const struct prosody_spectra *s, size_t place,
    size_t n, float *out)
{
	const struct formant *x;
	size_t i, j;

	(void)f;
	for (i = place; i < place + n; i++) {
		x = formants_of(s->formants, i);
		for (j = 0; j < FORMANTS; j++) {
			out[(HZ + j) * FRAMER_BATCH + i] = x[j].hz;
			out[(BANDWIDTH + j) * FRAMER_BATCH + i] =
			    x[j].bandwidth;
			out[(STRENGTH + j) * FRAMER_BATCH + i] = x[j].density;
		}
	}
}

static void
formants_family_voiced(const void *f, const struct prosody_voice *v,
    float *out)
{
	const struct strength *o = f;
	double one = v->f0 / o->width / v->h1;
	size_t j;

	for (j = 0; j < FORMANTS; j++)
		out[STRENGTH + j] = (float)(10 *
		    log10((double)out[STRENGTH + j] * one));
}

const struct prosody_family prosody_formants = {
	.name = "formants", .new = formants_family_new,
	.run = formants_family_run, .voiced = formants_family_voiced
};
