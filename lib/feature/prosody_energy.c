/*
 * The family energy: how loud a frame is, in all and in two bands.
 *
 * Loudness is the logarithm of the sum over the mel bands of the power to 0.33
 * (Stevens), weighted by the curve of equal loudness at 40 dB of H. Hermansky,
 * "Perceptual linear predictive (PLP) analysis of speech", JASA 87 (1990).
 * Sharpness is the centre of the same sum on the scale of critical bands z,
 * with higher weights above z = 16 (E. Zwicker and H. Fastl, "Psychoacoustics",
 * 9.1): 0.11 sum L z g(z) / sum L, g(z) = 1, or 0.066 exp(0.171 z).
 */
#include "feature/prosody.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"
#include "math/vecexp.h"
#include "math/veclog.h"

#define STEVENS	0.33

enum { ENERGY, LOUDNESS, SHARPNESS, CROSSINGS, LOW, HIGH, COLUMNS };

static const struct prosody_column columns[COLUMNS] = {
	[ENERGY] = { .name = "energy", .level = 1 },
	[LOUDNESS] = { .name = "loudness", .level = STEVENS },
	[SHARPNESS] = { .name = "sharpness" },
	[CROSSINGS] = { .name = "zcr" },
	[LOW] = { .name = "energy250-650", .level = 1 },
	[HIGH] = { .name = "energy1000-4000", .level = 1 }
};

struct energy {
	size_t bins;
	struct prosody_range low, high;
	float *work;		/* (bins, FRAMER_BATCH) */
	float *sharp;		/* (bins) weights of sharpness */
	float weight[];		/* (bins) logarithms, times STEVENS */
};

static double
equal_loudness(double hz)
{
	double w = pow(2 * M_PI * hz, 2);

	return (w + 56.8e6) * w * w / (pow(w + 6.3e6, 2) * (w + 0.38e9));
}

/* The critical band rate of H. Traunmueller, JASA 88 (1990). */
static double
bark(double hz)
{
	return 26.81 * hz / (1960 + hz) - 0.53;
}

static void
fill_weights(struct energy *e, const struct prosody_spectra *s)
{
	const struct mel_band *band;
	double hz, z;
	size_t b;

	for (b = 0; b < e->bins; b++) {
		band = &s->mel.band[b];
		hz = ((double)band->first + ((double)band->count - 1) / 2) *
		    s->width;
		z = bark(fmax(hz, 20));
		e->weight[b] = (float)(STEVENS *
		    log(equal_loudness(fmax(hz, 20))));
		e->sharp[b] = (float)(0.11 * z *
		    (z <= 16 ? 1 : 0.066 * exp(0.171 * z)));
	}
}

static enum status
energy_new(void **f, const struct front *p, struct prosody_spectra *s,
    struct prosody_columns *c, struct fault *why)
{
	size_t bins = s->mel.bins, i;
	struct energy *e = *f = calloc(1, sizeof *e +
	    bins * (2 + FRAMER_BATCH) * sizeof(float));

	(void)p;
	if (e == NULL)
		return fault_nomem(why);
	e->bins = bins;
	e->sharp = e->weight + bins;
	e->work = e->sharp + bins;
	e->low = prosody_range(s, 250, 650);
	e->high = prosody_range(s, 1000, 4000);
	fill_weights(e, s);
	for (i = 0; i < COLUMNS; i++)
		prosody_add(c, &columns[i]);
	return ST_OK;
}

CLONES static void
bands(const struct energy *e, const struct prosody_spectra *s, lanes8 *out)
{
	const lanes8 *loud = (const lanes8 *)e->work;
	lanes8 all = { 0 }, sharp = { 0 };
	size_t b;

	for (b = 0; b < e->bins; b++) {
		all += loud[b];
		sharp += ALL8(e->sharp[b]) * loud[b];
	}
	out[LOUDNESS] = all;
	out[SHARPNESS] = sharp / all;
	prosody_sum(s->power, e->low, &out[LOW]);
	prosody_sum(s->power, e->high, &out[HIGH]);
}

CLONES static void
stevens(const struct energy *e, const struct prosody_spectra *s)
{
	const lanes8 *band = (const lanes8 *)s->band;
	lanes8 *work = (lanes8 *)e->work;
	size_t b;

	for (b = 0; b < e->bins; b++)
		work[b] = ALL8((float)STEVENS) * band[b] + ALL8(e->weight[b]);
}

static void
energy_run(void *f, const struct prosody_spectra *s, size_t place, size_t n,
    float *out)
{
	static const int logs[] = { ENERGY, LOUDNESS, LOW, HIGH };
	struct energy *e = f;
	size_t i;

	(void)place, (void)n;
	stevens(e, s);
	vecexp(e->work, e->bins * FRAMER_BATCH);
	bands(e, s, (lanes8 *)out);
	(void)memcpy(out + ENERGY * FRAMER_BATCH, s->total, sizeof s->total);
	(void)memcpy(out + CROSSINGS * FRAMER_BATCH, s->crossings,
	    sizeof s->crossings);
	for (i = 0; i < sizeof logs / sizeof logs[0]; i++)
		veclog_floored(out + logs[i] * FRAMER_BATCH, FRAMER_BATCH,
		    1e-30f);
}

const struct prosody_family prosody_energy = {
	.name = "energy", .new = energy_new, .run = energy_run
};
