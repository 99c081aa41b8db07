#include "sound/babble.h"

#include <math.h>

#include "math/philox.h"

#define PI	3.14159265358979323846
#define SLOPE	300.0	/* Hz */
#define BREATH	0.3	/* amplitude of noise while there is no voice */
#define HOARSE	0.03	/* while there is */
#define ABOVE	0.4	/* in place of the higher resonances */
#define NUMBERS	12	/* per syllable */

/* The numbers, 0 to 1, of one syllable of one talker; 0 is the talker's own. */
static void
draw(const struct babble *b, size_t talker, uint32_t syllable,
    double u[NUMBERS])
{
	const uint32_t ctr[4] = { 0, (uint32_t)talker, syllable, 1 };
	uint32_t bits[NUMBERS];
	size_t i;

	philox_fill(ctr, b->key, NUMBERS / 4, bits);
	for (i = 0; i < NUMBERS; i++)
		u[i] = (double)bits[i] / 4294967296.0;
}

static void
tune(struct babble *b, struct babble_talker *t, size_t k, double f,
    double width)
{
	double turn = 2 * PI / b->rate, r;

	f = fmin(f, 0.45 * b->rate);
	r = exp(-width * turn / 2);
	t->formant[k].b = 2 * r * cos(f * turn);
	t->formant[k].c = -r * r;
	t->formant[k].a = 1 - t->formant[k].b - t->formant[k].c;
}

static void
next_syllable(struct babble *b, size_t i)
{
	struct babble_talker *t = &b->talker[i];
	double own[NUMBERS], u[NUMBERS], tract, said;

	draw(b, i, 0, own);
	draw(b, i, ++t->syllable, u);
	tract = 0.85 + 0.35 * own[0];
	said = (0.12 + 0.2 * u[0]) * b->rate;
	t->at = 0;
	t->pause = u[1] < 0.125 ? (size_t)((0.2 + 0.4 * u[2]) * b->rate) : 0;
	t->breath = t->pause + (size_t)(said / 4);
	t->length = t->pause + (size_t)said + 1;
	t->pitch = (90 + 150 * own[1]) * (0.8 + 0.4 * u[3]) / b->rate;
	t->glide = t->pitch * (0.4 * u[4] - 0.2) / said;
	tune(b, t, 0, tract * (250 + 600 * u[5]), 80);
	tune(b, t, 1, tract * (900 + 1400 * u[6]), 110);
	tune(b, t, 2, tract * (2400 + 600 * u[7]), 160);
}

/* What goes into the tract: the voice, of mean 0 and about unit power. */
static double
excite(struct babble_talker *t, double white)
{
	double x;

	if (t->at < t->breath)
		return BREATH * white;
	x = HOARSE * white - sqrt(t->pitch);
	t->phase += t->pitch;
	t->pitch += t->glide;
	if (t->phase >= 1) {
		t->phase -= 1;
		x += 1 / sqrt(t->pitch);
	}
	return x;
}

static double
say(const struct babble *b, struct babble_talker *t, double white)
{
	double x, y, fade;
	size_t k;

	if (t->at < t->pause)
		return 0;
	fade = sin(PI * (double)(t->at - t->pause) /
	    (double)(t->length - t->pause));
	x = fade * fade * excite(t, white);
	t->slope += fmin(1, 2 * PI * SLOPE / b->rate) * (x - t->slope);
	x = t->slope;
	for (k = 0; k < BABBLE_FORMANTS; k++, x = y) {
		y = t->formant[k].a * x + t->formant[k].b * t->formant[k].y1 +
		    t->formant[k].c * t->formant[k].y2;
		t->formant[k].y2 = t->formant[k].y1;
		t->formant[k].y1 = y;
	}
	return x + ABOVE * t->slope;
}

void
babble_begin(struct babble *b, double rate, uint64_t seed)
{
	double own[NUMBERS];
	size_t i;

	*b = (struct babble){ .rate = rate,
	    .key = { (uint32_t)seed, (uint32_t)(seed >> 32) } };
	for (i = 0; i < BABBLE_TALKERS; i++) {
		next_syllable(b, i);
		draw(b, i, 0, own);		/* none begin together */
		b->talker[i].at = (size_t)(own[2] *
		    (double)b->talker[i].length);
	}
}

void
babble_next(struct babble *b, double *v, size_t n)
{
	struct babble_talker *t;
	size_t i, k;
	double sum;

	for (i = 0; i < n; i++) {
		for (sum = 0, k = 0; k < BABBLE_TALKERS; k++) {
			t = &b->talker[k];
			sum += say(b, t, v[i]);
			if (++t->at >= t->length)
				next_syllable(b, k);
		}
		v[i] = sum;
	}
}
