#include "feature/pitch_peaks.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"

#define REACH	8	/* samples at each side that interpolation reads */
#define PARTS	4	/* places per sample where it is tabulated */

/* Of two equal maxima an octave apart, the higher pitch wins by this. */
#define OCTAVE	0.01f

/* How far beyond low and high a maximum may be that counts as one at low or
 * high: it is not measured without error. */
#define SLACK	0.01f

struct pitch_peaks {
	double rate;
	float low, high;	/* Hz */
	float least;
	size_t first, last;	/* maxima at lags first to last */
	/* Weights of r(k-7) ... r(k+8) for the value at k + i / PARTS. */
	float sinc[PARTS][2 * REACH];
	float *r;		/* r(-REACH) ... r(last + REACH) */
	unsigned char *mark;	/* first to last: whether r has a maximum */
	size_t *top;		/* the lags of those */
};

/* Weights add up to 1: a wide maximum is so flat that ripples would move it. */
static void
sinc_table(struct pitch_peaks *p)
{
	double x, w[2 * REACH], sum;
	size_t i, j;

	for (i = 0; i < PARTS; i++) {
		sum = 0;
		for (j = 0; j < 2 * REACH; j++) {
			x = M_PI * ((double)j - (REACH - 1) -
			    (double)i / PARTS);
			w[j] = x == 0 ? 1 : sin(x) / x *
			    (0.5 + 0.5 * cos(x / REACH));
			sum += w[j];
		}
		for (j = 0; j < 2 * REACH; j++)
			p->sinc[i][j] = (float)(w[j] / sum);
	}
}

enum status
pitch_peaks_new(struct pitch_peaks **out, double rate, double low, double high,
    float least, struct fault *why)
{
	struct pitch_peaks *p = calloc(1, sizeof *p);

	*out = NULL;
	if (p == NULL)
		return fault_nomem(why);
	p->rate = rate;
	p->low = (float)low;
	p->high = (float)high;
	p->least = least;
	p->first = (size_t)(rate / high * (1 - SLACK));
	p->last = (size_t)(rate / low * (1 + SLACK)) + 1;
	/* One more: refine looks at the lag after the last one. */
	p->r = calloc(p->last + 2 + 2 * REACH, sizeof *p->r);
	p->mark = calloc(p->last + 1, sizeof *p->mark);
	p->top = calloc(p->last + 1, sizeof *p->top);
	if (p->r == NULL || p->mark == NULL || p->top == NULL) {
		pitch_peaks_free(p);
		return fault_nomem(why);
	}
	sinc_table(p);
	*out = p;
	return ST_OK;
}

void
pitch_peaks_free(struct pitch_peaks *p)
{
	if (p == NULL)
		return;
	free(p->r);
	free(p->mark);
	free(p->top);
	free(p);
}

size_t
pitch_peaks_lags(const struct pitch_peaks *p)
{
	return p->last;
}

/* ---- a frame ---- */

static void
load(struct pitch_peaks *p, const float *r)
{
	size_t k;

	for (k = 0; k < REACH; k++)
		p->r[k] = r[REACH - k];
	(void)memcpy(p->r + REACH, r, (p->last + 1 + REACH) * sizeof *p->r);
}

/* Mark the maxima of at least `least'. */
CLONES static void
mark(const float *restrict r, size_t n, float least,
    unsigned char *restrict top)
{
	size_t k;

	for (k = 0; k < n; k++)
		top[k] = (r[k + 1] >= least) & (r[k + 1] > r[k]) &
		    (r[k + 1] >= r[k + 2]);
}

/*
 * The lags of the maxima of at least `least', written to p->top; returns their
 * number.
 */
static size_t
maxima(struct pitch_peaks *p, float least)
{
	size_t i, n = 0, lags = p->last - p->first + 1;

	mark(p->r + REACH + p->first - 1, lags, least, p->mark);
	for (i = 0; i < lags; i++) {	/* no branch: nobody can predict it */
		p->top[n] = p->first + i;
		n += p->mark[i];
	}
	return n;
}

/* The value at part i of PARTS after lag k. */
static float
between(const struct pitch_peaks *p, size_t k, size_t i)
{
	const float *r = p->r + REACH + k - (REACH - 1), *w = p->sinc[i];
	float lane[8];
	size_t j;

	for (j = 0; j < 8; j++)
		lane[j] = r[j] * w[j] + r[j + 8] * w[j + 8];
	for (j = 0; j < 4; j++)
		lane[j] += lane[j + 4];
	return (lane[0] + lane[2]) + (lane[1] + lane[3]);
}

/* The same at place j in parts of a lag. */
static float
at(const struct pitch_peaks *p, size_t j)
{
	return between(p, j / PARTS, j % PARTS);
}

/* From the vertex of a parabola through y at -1, 0 and 1, y0 the highest. */
static float
vertex(float before, float y0, float after, float *height)
{
	float slope = (after - before) / 2, bend = 2 * y0 - before - after;
	float x = bend > 0 ? slope / bend : 0;

	*height = y0 + slope * x / 2;
	return x;
}

/*
 * The maximum near the sample k, which is higher than its neighbours, and its
 * height: from the parabola through the three, climb the interpolated curve.
 */
static float
refine(const struct pitch_peaks *p, size_t k, float *hz)
{
	const float *r = p->r + REACH;
	float x, y, y0, before, after;
	size_t j, lo = (k - 1) * PARTS + 1, hi = (k + 1) * PARTS - 1;

	x = vertex(r[k - 1], r[k], r[k + 1], &y);
	j = k * PARTS + (size_t)(int)lrintf(x * PARTS);
	before = at(p, j - 1);
	y0 = at(p, j);
	after = at(p, j + 1);
	while (after > y0 && j < hi) {
		before = y0;
		y0 = after;
		after = at(p, ++j + 1);
	}
	while (before > y0 && j > lo) {
		after = y0;
		y0 = before;
		before = at(p, --j - 1);
	}
	x = vertex(before, y0, after, &y);
	*hz = (float)(p->rate * PARTS / ((double)j + (double)x));
	return y > 1 ? 1 / y : y;
}

/* Keep the best of n candidates and this one; returns their number. */
static size_t
keep(struct pitch_peak *out, size_t n, struct pitch_peak new)
{
	size_t i, worst = 0;

	if (n < PITCH_PEAKS) {
		out[n] = new;
		return n + 1;
	}
	for (i = 1; i < n; i++)
		if (out[i].strength < out[worst].strength)
			worst = i;
	if (new.strength > out[worst].strength)
		out[worst] = new;
	return n;
}

static size_t
add(const struct pitch_peaks *p, size_t k, struct pitch_peak *out, size_t n)
{
	struct pitch_peak new;
	float hz;

	new.r = refine(p, k, &hz);
	if (hz < p->low * (1 - SLACK) || hz > p->high * (1 + SLACK))
		return n;
	new.hz = fminf(fmaxf(hz, p->low), p->high);
	new.octave = log2f(new.hz / p->low);
	new.strength = new.r + OCTAVE * new.octave;
	return keep(out, n, new);
}

/* The highest of n > 0 maxima. */
static size_t
highest(const struct pitch_peaks *p, size_t n)
{
	const float *r = p->r + REACH;
	size_t i, best = p->top[0];

	for (i = 1; i < n; i++)
		if (r[p->top[i]] > r[best])
			best = p->top[i];
	return best;
}

CLONES static float
largest(const float *x, size_t n)
{
	float lane[16] = { 0 };
	size_t i, j;

	for (i = 0; i + 16 <= n; i += 16)
		for (j = 0; j < 16; j++)
			lane[j] = x[i + j] > lane[j] ? x[i + j] : lane[j];
	for (; i < n; i++)
		lane[0] = x[i] > lane[0] ? x[i] : lane[0];
	for (j = 1; j < 16; j++)
		lane[0] = lane[j] > lane[0] ? lane[j] : lane[0];
	return lane[0];
}

size_t
pitch_peaks_find(struct pitch_peaks *p, const float *r, struct pitch_peak *out,
    float *lasting)
{
	size_t i, found, n = 0;

	*lasting = 0;
	load(p, r);
	found = maxima(p, p->least);
	for (i = 0; i < found; i++)
		n = add(p, p->top[i], out, n);
	if (n == 0 && (found = maxima(p, FLT_MIN)) > 0)
		n = add(p, highest(p, found), out, n);
	if (n > 0)
		*lasting = largest(r + p->last / 2 + 1, p->last - p->last / 2);
	return n;
}
