#include "feature/periods.h"

#include <math.h>

#include "math/simd.h"

#define RANGE	0.1	/* of a period: how much it may differ */
#define LEAST	0.3	/* correlation of a period with the next */
#define BLOCK	16	/* places that are tried at once */

_Static_assert(BLOCK <= PERIODS_SPARE, "products reads beyond the frame");

struct walk {
	const float *x;
	size_t n;
	double period;
	size_t length;		/* of the samples around a mark */
	/* so far */
	size_t periods;
	double sum_period, sum_amplitude;
	size_t period_steps;
	double period_change, amplitude_change;
};

/* Sum of x[i]^2 over n samples. */
CLONES static double
energy(const float *x, size_t n)
{
	float lane[16] = { 0 };
	double sum = 0;
	size_t i, j;

	for (i = 0; i + 16 <= n; i += 16)
		for (j = 0; j < 16; j++)
			lane[j] += x[i + j] * x[i + j];
	for (; i < n; i++)
		sum += (double)(x[i] * x[i]);
	for (j = 0; j < 16; j++)
		sum += (double)lane[j];
	return sum;
}

/* sum[j] = sum over i of a[i] b[i + j], n terms each. */
CLONES static void
products(const float *a, const float *b, size_t n, float *sum)
{
	lanes16 total = ALL16(0);
	size_t i;

	for (i = 0; i < n; i++)
		total += ALL16(a[i]) * *(const lanes16 *)(b + i);
	*(lanes16 *)sum = total;
}

/* The highest correlation so far, and its neighbours. */
struct top {
	size_t at;
	double before, y, after;
};

/* Take the correlation of the place `at'; those of all places come in turn. */
static void
take(struct top *t, size_t at, double y, double *last)
{
	if (at == t->at + 1)
		t->after = y;
	if (y > t->y)
		*t = (struct top){ at, *last, y, 0 };
	*last = y;
}

/*
 * Correlate the samples at `from' with those at lo to hi, and find the best
 * place between these two; *part is where between samples it is.  False if
 * there is none.
 */
static bool
best_place(const struct walk *w, size_t from, size_t lo, size_t hi,
    size_t *at, double *part)
{
	double own = energy(w->x + from, w->length), last = 0, bend;
	double other = energy(w->x + lo, w->length);
	struct top t = { 0, 0, LEAST, 0 };
	const float *x = w->x;
	float ab[BLOCK];
	size_t i, j;

	for (i = lo; i <= hi; i += BLOCK) {
		products(x + from, x + i, w->length, ab);
		for (j = i; j <= hi && j < i + BLOCK; j++) {
			take(&t, j, own > 0 && other > 0 ?
			    (double)ab[j - i] / sqrt(own * other) : 0, &last);
			other += (double)(x[j + w->length] * x[j + w->length]) -
			    (double)(x[j] * x[j]);
		}
	}
	if (t.at <= lo || t.at >= hi)
		return false;
	bend = 2 * t.y - t.before - t.after;
	*at = t.at;
	*part = bend > 0 ? (t.after - t.before) / (2 * bend) : 0;
	return true;
}

/*
 * The distance from the samples at *from to those before (step -1) or after
 * (step 1) that are most like them, to which *from is moved; 0 if there are
 * none.
 */
static double
next_period(const struct walk *w, size_t *from, int step)
{
	size_t least = (size_t)(w->period * (1 - RANGE)) - 1, old = *from;
	size_t most = (size_t)ceil(w->period * (1 + RANGE)) + 1;
	double part;

	if (step > 0) {
		if (old + most + w->length + 1 > w->n ||
		    !best_place(w, old, old + least, old + most, from, &part))
			return 0;
		return (double)(*from - old) + part;
	}
	if (old < most || !best_place(w, old, old - most, old - least, from,
	    &part))
		return 0;
	return (double)(old - *from) - part;
}

static double
amplitude(const struct walk *w, size_t from)
{
	return sqrt(energy(w->x + from, w->length) / (double)w->length);
}

/* Go from the samples at `from' to the end of the frame; *length is that of the
 * first period in the other direction, or 0, and becomes that of the first in
 * this one. */
static void
walk_to_end(struct walk *w, size_t from, int step, double *length)
{
	double last = *length, a = amplitude(w, from), d, b;
	bool first = true;

	while ((d = next_period(w, &from, step)) > 0) {
		if (last > 0) {
			w->period_change += fabs(d - last);
			w->period_steps++;
		}
		b = amplitude(w, from);
		w->amplitude_change += fabs(b - a);
		w->sum_period += d;
		w->sum_amplitude += b;
		w->periods++;
		if (first)
			*length = d;
		first = false;
		last = d;
		a = b;
	}
}

/* Where the samples around the largest one near the middle begin. */
static size_t
middle(const struct walk *w)
{
	size_t from = (w->n - w->length) / 2, i, best = from;

	for (i = from; i < from + w->length; i++)
		if (fabsf(w->x[i]) > fabsf(w->x[best]))
			best = i;
	return best - w->length / 2;
}

bool
periods_measure(const float *x, size_t n, double period,
    struct period_value *v)
{
	struct walk w = { .x = x, .n = n, .period = period,
	    .length = (size_t)(period + 0.5) };
	double length = 0;
	size_t from;

	if ((double)n < 2 * period + 2)
		return false;
	from = middle(&w);
	w.sum_amplitude = amplitude(&w, from);
	walk_to_end(&w, from, 1, &length);
	walk_to_end(&w, from, -1, &length);
	if (w.periods < 2)
		return false;
	v->jitter = (float)(w.period_change / (double)w.period_steps /
	    (w.sum_period / (double)w.periods));
	v->shimmer = (float)(w.amplitude_change / (double)w.periods /
	    (w.sum_amplitude / (double)(w.periods + 1)));
	return true;
}
