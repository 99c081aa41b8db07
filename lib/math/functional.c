#include "math/functional.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "math/simd.h"

const char *const functional_names[FUNCTIONAL_ALL + 1] = {
	"mean", "sd", "p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95",
	"p99", "iqr", "iqr-low", "iqr-high", "range", "slope", "curve",
	"skewness", "kurtosis", "above25", "above75", "autocorr", "crossings",
	"maxpos", "minpos", "rising", "convex", "peaks", "change", "autocorr1",
	"autocorr2", "autocorr10", "autocorr20", NULL
};

#define HALF 8		/* lanes at a time */

typedef double wide8 __attribute__((vector_size(64), aligned(8), may_alias));
typedef int64_t count8 __attribute__((vector_size(64)));

/* Vectors as arguments would depend on the processor: macros and pointers. */
#define ALL(v)	((wide8){ (v), (v), (v), (v), (v), (v), (v), (v) })

/* x[i] of half the lanes. */
#define ROW(x, i) __builtin_convertvector(				\
    *(const lanes8 *)(const void *)((x) + (i) * LANES), wide8)

/* a where mask is true, else b. */
#define CHOOSE(mask, a, b)						\
    ((wide8)(((count8)(a) & (mask)) | ((count8)(b) & ~(mask))))

/* Functional `which' of half the lanes. */
#define AT(out, which)	(*(wide8 *)(void *)((out) + (which) * LANES))

/* The share of n that each lane's count is. */
#define SHARE(v, n)							\
    (__builtin_convertvector((v), wide8) / (double)((n) > 0 ? (n) : 1))

/* The sums of half the lanes over all values. */
struct sums {
	wide8 mean, square, cube, fourth, slope, curve;
	wide8 lag, minpos, maxpos;
	count8 crossings;
};

static inline void
sum_moments(const float *x, size_t n, double tt, struct sums *s)
{
	double t, step = n > 1 ? 2 / (double)(n - 1) : 0;
	wide8 mean = ALL(0.0), square = mean, cube = mean, fourth = mean;
	wide8 slope = mean, curve = mean, d, e;
	size_t i;

	for (i = 0; i < n; i++)
		mean += ROW(x, i);
	mean /= (double)n;
	for (i = 0; i < n; i++) {
		t = (double)i * step - 1;
		d = ROW(x, i) - mean;
		e = d * d;
		square += e;
		cube += e * d;
		fourth += e * e;
		slope += t * d;
		curve += (t * t - tt) * d;
	}
	s->mean = mean;
	s->square = square;
	s->cube = cube;
	s->fourth = fourth;
	s->slope = slope;
	s->curve = curve;
}

static inline void
sum_lag(const float *x, size_t n, size_t lag, const wide8 *mean, wide8 *sum)
{
	wide8 m = *mean, s = ALL(0.0);
	size_t i;

	for (i = lag; i < n; i++)
		s += (ROW(x, i) - m) * (ROW(x, i - lag) - m);
	*sum = s;
}

static inline void
sum_order(const float *x, size_t n, struct sums *s)
{
	wide8 mean = s->mean, zero = ALL(0.0), d = ROW(x, 0) - mean, at = zero;
	wide8 min = d, max = d, minpos = zero, maxpos = zero;
	count8 side = d > zero, crossings = side ^ side, other, more;
	size_t i;

	for (i = 1; i < n; i++) {
		d = ROW(x, i) - mean;
		at += 1.0;
		other = d > zero;
		crossings -= side ^ other;
		side = other;
		more = d > max;
		max = CHOOSE(more, d, max);
		maxpos = CHOOSE(more, at, maxpos);
		more = d < min;
		min = CHOOSE(more, d, min);
		minpos = CHOOSE(more, at, minpos);
	}
	s->minpos = minpos;
	s->maxpos = maxpos;
	s->crossings = crossings;
}

/* What the further functionals need. */
struct further {
	wide8 lag[4], change;
	count8 rising, convex, peaks;
};

static const size_t further_lag[4] = { 1, 2, 10, 20 };

static inline void
sum_further(const float *x, size_t n, const wide8 *mean, struct further *f)
{
	wide8 m = *mean, zero = ALL(0.0), a = zero, b = ROW(x, 0) - m, c, up;
	wide8 change = zero;
	count8 rising = zero > zero, convex = rising, peaks = rising;
	size_t i;

	for (i = 0; i < 4; i++)
		sum_lag(x, n, further_lag[i], mean, &f->lag[i]);
	for (i = 1; i < n; i++, a = b, b = c) {
		c = ROW(x, i) - m;
		up = c - b;
		rising -= up > zero;
		change += CHOOSE(up > zero, up, -up);
		if (i == 1)
			continue;
		convex -= a - b + up > zero;
		peaks -= (b > a) & (b > c) & (b > zero);
	}
	f->change = change;
	f->rising = rising;
	f->convex = convex;
	f->peaks = peaks;
}

/* The share of values above this part of the range. */
static inline void
put_above(const float *x, size_t n, double part, double *out, int which)
{
	wide8 threshold = AT(out, FUNCTIONAL_P1) +
	    part * AT(out, FUNCTIONAL_RANGE);
	count8 count = threshold > threshold;
	size_t i;

	for (i = 0; i < n; i++)
		count -= ROW(x, i) > threshold;
	AT(out, which) = SHARE(count, n);
}

/* The percentile of each lane of the sorted x. */
static inline void
put_percentile(const float *x, size_t n, double p, double *out, int which)
{
	double h = (double)(n - 1) * p / 100;
	size_t low = (size_t)h, high = low + 1 < n ? low + 1 : low;
	wide8 a = ROW(x, low);

	AT(out, which) = a + (h - (double)low) * (ROW(x, high) - a);
}

/* Numbers of t over all values. */
struct times {
	double mean;		/* of t^2 */
	double square, fourth;	/* sums of t^2 and of (t^2 - mean)^2 */
};

static struct times
find_times(size_t n)
{
	struct times m = { 0, 0, 0 };
	double t, step = n > 1 ? 2 / (double)(n - 1) : 0;
	size_t i;

	for (i = 0; i < n; i++) {
		t = (double)i * step - 1;
		m.square += t * t;
	}
	m.mean = m.square / (double)n;
	for (i = 0; i < n; i++) {
		t = (double)i * step - 1;
		m.fourth += (t * t - m.mean) * (t * t - m.mean);
	}
	return m;
}

/* Those of the values in their order. */
static CLONES void
put_ordered(const float *x, size_t n, const struct times *t, double *out)
{
	struct sums s;
	double last = n > 1 ? (double)(n - 1) : 1;

	sum_moments(x, n, t->mean, &s);
	sum_order(x, n, &s);
	sum_lag(x, n, 5, &s.mean, &s.lag);
	AT(out, FUNCTIONAL_MEAN) = s.mean;
	AT(out, FUNCTIONAL_SD) = s.square / (double)n;
	AT(out, FUNCTIONAL_SLOPE) = s.slope / (n > 1 ? t->square : 1);
	AT(out, FUNCTIONAL_CURVE) = s.curve / (n > 2 ? t->fourth : 1);
	AT(out, FUNCTIONAL_SKEWNESS) = s.cube / (double)n;
	AT(out, FUNCTIONAL_KURTOSIS) = s.fourth / (double)n;
	AT(out, FUNCTIONAL_AUTOCORR) = s.lag / s.square;
	AT(out, FUNCTIONAL_CROSSINGS) = SHARE(s.crossings, n - 1);
	AT(out, FUNCTIONAL_MAXPOS) = s.maxpos / last;
	AT(out, FUNCTIONAL_MINPOS) = s.minpos / last;
}

static CLONES void
put_further(const float *x, size_t n, double *out)
{
	wide8 mean = AT(out, FUNCTIONAL_MEAN);
	wide8 square = AT(out, FUNCTIONAL_SD) * (double)n;
	struct further f;
	int i;

	sum_further(x, n, &mean, &f);
	AT(out, FUNCTIONAL_RISING) = SHARE(f.rising, n - 1);
	AT(out, FUNCTIONAL_CONVEX) = SHARE(f.convex, n > 2 ? n - 2 : 0);
	AT(out, FUNCTIONAL_PEAKS) = SHARE(f.peaks, n > 2 ? n - 2 : 0);
	AT(out, FUNCTIONAL_CHANGE) = f.change / (n > 1 ? (double)(n - 1) : 1);
	for (i = 0; i < 4; i++)
		AT(out, FUNCTIONAL_AUTOCORR1 + i) = f.lag[i] / square;
}

/* Those of the sorted values. */
static CLONES void
put_sorted(const float *x, size_t n, double *out)
{
	static const double p[] = { 1, 5, 10, 25, 50, 75, 90, 95, 99 };
	wide8 low, high, median;
	size_t i;

	for (i = 0; i < sizeof p / sizeof p[0]; i++)
		put_percentile(x, n, p[i], out, FUNCTIONAL_P1 + (int)i);
	low = AT(out, FUNCTIONAL_P25);
	median = AT(out, FUNCTIONAL_P50);
	high = AT(out, FUNCTIONAL_P75);
	AT(out, FUNCTIONAL_IQR) = high - low;
	AT(out, FUNCTIONAL_IQRLOW) = median - low;
	AT(out, FUNCTIONAL_IQRHIGH) = high - median;
	AT(out, FUNCTIONAL_RANGE) = AT(out, FUNCTIONAL_P99) -
	    AT(out, FUNCTIONAL_P1);
	put_above(x, n, 0.25, out, FUNCTIONAL_ABOVE25);
	put_above(x, n, 0.75, out, FUNCTIONAL_ABOVE75);
}

/* Are the sorted values of this lane all the same, or all but? */
static bool
is_constant(const float *x, size_t n)
{
	double low = x[0], high = x[(n - 1) * LANES];

	return high - low <= 1e-6 * (fabs(low) > fabs(high) ? fabs(low) :
	    fabs(high));
}

/* Powers of the standard deviation, and what is not defined. */
static void
finish(const float *x, size_t n, int count, double *out)
{
	double sd;
	int i;

	if (is_constant(x, n)) {
		for (i = FUNCTIONAL_SLOPE; i < count; i++)
			out[i * LANES] = 0;
		out[FUNCTIONAL_SD * LANES] = sqrt(out[FUNCTIONAL_SD * LANES]);
		return;
	}
	sd = sqrt(out[FUNCTIONAL_SD * LANES]);
	out[FUNCTIONAL_SD * LANES] = sd;
	out[FUNCTIONAL_SKEWNESS * LANES] /= sd * sd * sd;
	out[FUNCTIONAL_KURTOSIS * LANES] /= sd * sd * sd * sd;
	out[FUNCTIONAL_KURTOSIS * LANES] -= 3;
}

void
functional_lanes(float *x, size_t n, int more, double *out)
{
	struct times t = find_times(n);
	size_t i;

	for (i = 0; i < LANES; i += HALF) {
		put_ordered(x + i, n, &t, out + i);
		if (more)
			put_further(x + i, n, out + i);
	}
	lanesort(x, n);
	for (i = 0; i < LANES; i += HALF)
		put_sorted(x + i, n, out + i);
	for (i = 0; i < LANES; i++)
		finish(x + i, n, more ? FUNCTIONAL_ALL : FUNCTIONAL_DEFAULT,
		    out + i);
}
