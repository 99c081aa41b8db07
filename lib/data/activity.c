#include "data/activity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/bands.h"

#define HYSTERESIS	6	/* dB */
#define EXTREME		10	/* the frame whose energy is the level */
#define NOISE		6	/* dB above the noise; silence ends there */
#define MOST		15	/* dB below the level; it ends there at most */
#define SHORTEST	0.05	/* seconds of speech */

void
activity_free(struct activity *a)
{
	free(a->on);
	free(a->energy);
	*a = (struct activity){ NULL, NULL, 0, 0, 0, 0 };
}

static enum status
reserve(struct activity *a, size_t T, struct fault *why)
{
	a->T = T;
	if (T <= a->cap)
		return ST_OK;
	free(a->on);
	free(a->energy);
	a->on = calloc(T, sizeof *a->on);
	a->energy = calloc(T, sizeof *a->energy);
	a->cap = a->on == NULL || a->energy == NULL ? 0 : T;
	return a->cap == 0 ? fault_nomem(why) : ST_OK;
}

enum status
activity_all(struct activity *a, size_t T, struct fault *why)
{
	enum status s = reserve(a, T, why);

	if (s != ST_OK)
		return s;
	(void)memset(a->on, 1, T * sizeof *a->on);
	a->count = T;
	a->level = 0;
	return ST_OK;
}

/* ---- the energy ---- */

enum status
activity_energy(struct activity *a, const struct tensor *t, size_t T,
    const struct contours *c, struct fault *why)
{
	size_t B = (size_t)t->dim[1], i;
	size_t column = textset_find(&c->name, "energy");
	enum status s = reserve(a, T, why);
	struct bands b;

	if (s != ST_OK)
		return s;
	if (column == CONTOURS_NONE && !bands_find(&b, t))
		return fault_set(why, ST_BAD, "there is no column 'energy', "
		    "by which speech is told from silence");
	for (i = 0; i < T; i++) {
		a->energy[i] = column == CONTOURS_NONE ?
		    bands_energy(&b, t->data + i * B) : t->data[i * B + column];
		if (!isfinite(a->energy[i]))
			return fault_set(why, ST_BAD, "the energy of frame %zu "
			    "is infinite or NaN", i);
	}
	return ST_OK;
}

/* ---- what counts ---- */

/* The EXTREME-th largest of sign times the energy, or the smallest of fewer. */
static double
find_extreme(const struct activity *a, double sign)
{
	double top[EXTREME], v, w;
	size_t i, j, n = 0;

	for (i = 0; i < a->T; i++) {
		v = sign * a->energy[i];
		for (j = 0; j < n; j++)
			if (v > top[j]) {
				w = top[j];
				top[j] = v;
				v = w;
			}
		if (n < EXTREME)
			top[n++] = v;
	}
	return sign * top[n - 1];
}

/* The energy above which a frame is audible. */
static double
find_audible(const struct activity *a, double below)
{
	double level = find_extreme(a, 1), audible, noise;

	if (below == 0)
		return -HUGE_VAL;
	audible = level - below * ACTIVITY_DB;
	noise = find_extreme(a, -1) + NOISE * ACTIVITY_DB;
	if (noise > level - MOST * ACTIVITY_DB)
		noise = level - MOST * ACTIVITY_DB;
	return noise > audible ? noise : audible;
}

/* Mark runs of audible frames with a loud one. */
static void
mark_speech(struct activity *a, double audible, double loud, size_t shortest)
{
	size_t i, from, n;
	bool enough;

	for (i = 0; i < a->T; i++)
		a->on[i] = false;
	for (i = 0; i < a->T; i = from + n + 1) {
		enough = false;
		for (from = i, n = 0; from + n < a->T &&
		    a->energy[from + n] >= audible; n++)
			enough |= a->energy[from + n] >= loud;
		if (enough && n >= shortest)
			(void)memset(a->on + from, 1, n * sizeof *a->on);
	}
}

/* The ends of each gap between speech; the first and last `half' frames. */
static void
mark_pauses(struct activity *a, size_t half)
{
	size_t i, from, end, n, last = a->T;

	for (i = 0; i < a->T; i++)
		if (a->on[i])
			last = i;
	for (i = 0; i < a->T && !a->on[i]; i++)
		continue;
	for (; i < last && last < a->T; i = end) {
		for (from = i; from < last && a->on[from]; from++)
			continue;
		for (end = from; !a->on[end]; end++)
			continue;
		n = end - from < half ? end - from : half;
		(void)memset(a->on + from, 1, n * sizeof *a->on);
		(void)memset(a->on + end - n, 1, n * sizeof *a->on);
	}
}

/* Count the frames, and find the level of those that count. */
static void
sum_up(struct activity *a)
{
	double top = -HUGE_VAL, power = 0;
	size_t i;

	a->count = 0;
	for (i = 0; i < a->T; i++) {
		if (!a->on[i])
			continue;
		a->count++;
		top = a->energy[i] > top ? a->energy[i] : top;
	}
	for (i = 0; i < a->T; i++)
		if (a->on[i])
			power += exp(a->energy[i] - top);
	a->level = top + log(power / (double)a->count);
}

void
activity_find(struct activity *a, const struct activity_rule *rule,
    double rate)
{
	double audible = find_audible(a, rule->below);
	size_t i;

	mark_speech(a, audible, audible + HYSTERESIS * ACTIVITY_DB,
	    (size_t)(SHORTEST * rate + 0.5));
	mark_pauses(a, (size_t)(rule->gap * rate / 2 + 0.5));
	for (i = 0; i < a->T && !a->on[i]; i++)
		continue;
	if (i == a->T)		/* no speech that long: everything counts */
		(void)memset(a->on, 1, a->T * sizeof *a->on);
	sum_up(a);
}
