#include "feature/prosody.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"
#include "math/veclog.h"
#include "feature/spectrum.h"

_Static_assert(POWER_FRAMES == 8 && FRAMER_BATCH == 8,
    "lanes8 is a value of all frames");

/* ---- columns ---- */

static void
append(char text[PROSODY_MAXNAMES], const char *name)
{
	size_t n = strlen(text);

	(void)snprintf(text + n, PROSODY_MAXNAMES - n, "%s%s",
	    n > 0 ? " " : "", name);
}

void
prosody_add(struct prosody_columns *c, const struct prosody_column *one)
{
	char slope[64];

	if (c->n++ >= PROSODY_MOSTCOLUMNS)
		return;
	append(c->names, one->name);
	if (one->voiced)
		append(c->voiced, one->name);
	(void)snprintf(slope, sizeof slope, "%s*%.9g", one->name, one->level);
	if (one->level != 0)
		append(c->level, one->level == 1 ? one->name : slope);
	c->is_voiced[c->n - 1] = one->voiced;
	c->start[c->n - 1] = one->start;
}

/* ---- preparing ---- */

/*
 * Powers are |X|^2 of one half of the spectrum; with the window scaled by
 * this their sum is the mean square.
 */
static void
fill_window(struct prosody_spectra *s)
{
	double sum = 0, w, scale;
	size_t i;

	for (i = 0; i < s->length; i++) {
		w = 0.5 - 0.5 * cos(2 * M_PI * ((double)i + 0.5) /
		    (double)s->length);
		s->window[i] = (float)w;
		sum += w * w;
	}
	scale = sqrt(1 / (sum * (double)s->half));
	for (i = 0; i < s->length; i++)
		s->window[i] *= (float)scale;
}

/* Every band needs a power of its own. */
static enum status
make_mel(struct prosody_spectra *s, const struct front *p, struct fault *why)
{
	const double *v = p->own;
	const struct mel_range range = { p->rate, v[PROSODY_BINS],
	    v[PROSODY_LOW], v[PROSODY_HIGH], 1, 0, 0 };
	enum status st = mel_make(&s->mel, &range, 2 * s->half, why);
	size_t b;

	if (st != ST_OK)
		return st;
	for (b = 0; b < s->mel.bins; b++)
		if (s->mel.band[b].count == 0)
			return fault_set(why, ST_BAD, "%zu mel bins are too "
			    "many for a spectrum of %g ms at %g Hz: bin %zu is "
			    "empty", s->mel.bins, v[PROSODY_SPECTRUM], p->rate,
			    b + 1);
	return ST_OK;
}

static enum status
sizes(struct prosody_spectra *s, const struct front *p, const struct framer *f,
    struct fault *why)
{
	size_t window = framer_window(f), n;

	s->rate = p->rate;
	s->shift = framer_shift(f);
	s->length = (size_t)(p->rate * p->own[PROSODY_SPECTRUM] * 0.001);
	if (p->rate < PROSODY_LEASTRATE)
		return fault_set(why, ST_BAD, "sound at %g Hz lacks the bands "
		    "of prosody, which needs at least %d Hz", p->rate,
		    PROSODY_LEASTRATE);
	if (s->length > window)
		return fault_set(why, ST_BAD, "the spectrum's %g ms must lie "
		    "within a frame of %g ms", p->own[PROSODY_SPECTRUM],
		    p->frame_length);
	s->offset = (window - s->length) / 2;
	for (n = 64; n < s->length; n *= 2)
		continue;
	s->half = n / 2;
	s->width = p->rate / (double)n;
	s->floor = pow(10, -p->own[PROSODY_FLOOR] / 10);
	s->silence = PROSODY_SILENCE * p->scale * p->scale;
	return ST_OK;
}

enum status
prosody_spectra_make(struct prosody_spectra *s, const struct front *p,
    const struct framer *f, struct fault *why)
{
	enum status st;
	size_t powers;

	if ((st = sizes(s, p, f, why)) != ST_OK ||
	    (st = make_mel(s, p, why)) != ST_OK)
		return st;
	powers = (s->half + 1 + MEL_STEP) * FRAMER_BATCH;
	s->window = malloc(s->length * sizeof *s->window);
	s->windowed = calloc(FRAMER_BATCH * s->length, sizeof *s->windowed);
	s->power = calloc(powers, sizeof *s->power);
	s->log_power = calloc(powers, sizeof *s->log_power);
	s->band = calloc(s->mel.bins * FRAMER_BATCH, sizeof *s->band);
	if (s->window == NULL || s->windowed == NULL || s->power == NULL ||
	    s->log_power == NULL || s->band == NULL)
		return fault_nomem(why);
	fill_window(s);
	return spectrum_new(&s->fft, 2 * s->half, why);
}

void
prosody_spectra_free(struct prosody_spectra *s)
{
	spectrum_free(s->fft);
	formants_free(s->formants);
	mel_free(&s->mel);
	free(s->window);
	free(s->windowed);
	free(s->power);
	free(s->log_power);
	free(s->band);
}

enum status
prosody_need_formants(struct prosody_spectra *s, const struct front *p,
    struct fault *why)
{
	if (s->formants != NULL)
		return ST_OK;
	return formants_new(&s->formants, s->half + 1, s->width,
	    p->own[PROSODY_CEILING], why);
}

struct prosody_range
prosody_range(const struct prosody_spectra *s, double lo, double hi)
{
	struct prosody_range r;

	r.first = (size_t)ceil(lo / s->width);
	r.end = (size_t)ceil(hi / s->width);
	if (r.first < 1)
		r.first = 1;
	if (r.end > s->half + 1)
		r.end = s->half + 1;
	if (r.end <= r.first)
		r.end = r.first + 1;
	return r;
}

/* ---- frames ---- */

#define PARTS	16	/* sums side by side, in a fixed order */

static inline float
mean(const float *x, size_t n)
{
	float part[PARTS] = { 0 }, sum = 0;
	size_t i, j;

	for (i = 0; i + PARTS <= n; i += PARTS)
		for (j = 0; j < PARTS; j++)
			part[j] += x[i + j];
	for (; i < n; i++)
		sum += x[i];
	for (j = 0; j < PARTS; j++)
		sum += part[j];
	return sum / (float)n;
}

/* x (L) without its mean and windowed; returns the changes of sign. */
CLONES static int
prepare(const float *restrict x, const float *restrict w, size_t n,
    float *restrict y)
{
	float m = mean(x, n);
	int changes = 0;
	size_t i;

	y[0] = (x[0] - m) * w[0];
	for (i = 1; i < n; i++) {
		y[i] = (x[i] - m) * w[i];
		changes += (x[i] - m < 0) != (x[i - 1] - m < 0);
	}
	return changes;
}

/*
 * The floor: white noise of the power `floor' relative to the frame, or of
 * that of silence.  Without it empty parts of the spectrum, as above 4 kHz in
 * sound that came through a telephone, would have any value.
 */
CLONES static void
add_floor(struct prosody_spectra *s)
{
	lanes8 sum = { 0 }, least, *p = (lanes8 *)s->power;
	float f, each = 1 / (float)s->half;
	size_t k, i;

	for (k = 1; k <= s->half; k++)
		sum += p[k];
	for (i = 0; i < 8; i++) {
		f = (float)s->floor * sum[i];
		least[i] = each * (f > s->silence ? f : (float)s->silence);
	}
	p[0] = least;
	for (k = 1; k <= s->half; k++)
		p[k] += least;
	*(lanes8 *)s->total = sum + least * ALL8((float)s->half);
}

void
prosody_spectra_run(struct prosody_spectra *s, const float *x, size_t place,
    size_t n)
{
	size_t i;
	int changes;

	for (i = 0; i < n; i++) {
		changes = prepare(x + i * s->shift + s->offset, s->window,
		    s->length, s->windowed + (place + i) * s->length);
		s->crossings[place + i] = (float)changes /
		    (float)(s->length - 1);
	}
	spectrum_take(s->fft, s->windowed, s->length);
	spectrum_run(s->fft, s->power);
	add_floor(s);
	mel_apply(&s->mel, s->power, s->band);
	veclog_floored(s->band, s->mel.bins * FRAMER_BATCH, 1e-30f);
	(void)memcpy(s->log_power, s->power,
	    (s->half + 1) * FRAMER_BATCH * sizeof *s->power);
	veclog_floored(s->log_power, (s->half + 1) * FRAMER_BATCH, 1e-30f);
	if (s->formants != NULL)
		formants_run(s->formants, s->power);
}
