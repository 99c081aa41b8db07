#include "data/speech.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "base/number.h"

#define APART		0.05	/* seconds */
#define VOICED_DB	1.0
#define ALL_DB		1.25
#define SEMITONES	0.15
#define STEADY		0.05	/* semitones */
#define MOST_STEADY	0.5	/* of all pairs */

/* Sums over pairs of frames that are APART. */
struct changes {
	double energy, pitch;
	size_t n, steady;
};

static bool
counts(const struct tensor *t, const struct contours *c,
    const struct activity *a, size_t i)
{
	size_t B = (size_t)t->dim[1];

	return a->on[i] && (c->voicing == CONTOURS_NONE ||
	    t->data[i * B + c->voicing] >= CONTOURS_VOICED);
}

static struct changes
find_changes(const struct tensor *t, const struct contours *c,
    const struct activity *a, size_t apart)
{
	size_t B = (size_t)t->dim[1], f0 = textset_find(&c->name, "f0"), i;
	struct changes s = { 0, 0, 0, 0 };
	double d;

	for (i = apart; i < a->T; i++) {
		if (!counts(t, c, a, i) || !counts(t, c, a, i - apart))
			continue;
		s.n++;
		s.energy += fabs(a->energy[i] - a->energy[i - apart]);
		if (f0 == CONTOURS_NONE)
			continue;
		d = fabs((double)t->data[i * B + f0] -
		    (double)t->data[(i - apart) * B + f0]);
		s.pitch += d;
		s.steady += d < STEADY;
	}
	s.pitch = f0 == CONTOURS_NONE ? HUGE_VAL : s.pitch;
	return s;
}

double
speech_seconds(const struct tensor *t, const struct contours *c,
    const struct activity *a, double rate)
{
	size_t apart = (size_t)(APART * rate + 0.5), i, n = 0;
	struct changes s = find_changes(t, c, a, apart > 0 ? apart : 1);
	bool voicing = c->voicing != CONTOURS_NONE;
	double pairs = (double)s.n;

	if (s.n == 0 || s.energy / ACTIVITY_DB < pairs *
	    (voicing ? VOICED_DB : ALL_DB) ||
	    (voicing && (s.pitch < pairs * SEMITONES ||
	    (double)s.steady > pairs * MOST_STEADY)))
		return 0;
	for (i = 0; i < a->T; i++)
		n += counts(t, c, a, i);
	return (double)n / rate;
}

enum status
speech_set(struct attrs *to, const struct tensor *t, const struct contours *c,
    const struct activity *a, double rate, struct fault *why)
{
	return attrs_setf(to, why, "speech", "%.3f",
	    speech_seconds(t, c, a, rate));
}

enum status
speech_said(const struct tensor *t, double *seconds, struct fault *why)
{
	const char *text = tensor_attr(t, "speech");
	enum status s;

	*seconds = INFINITY;
	if (text == NULL)
		return ST_OK;
	s = number_real(text, 0, DBL_MAX, seconds, why);
	return s == ST_OK ? s : fault_prefix(why, "speech");
}
