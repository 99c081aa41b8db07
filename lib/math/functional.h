/*
 * functional.h - functionals: numbers that describe a sequence of values, of
 * sixteen sequences at the same time.
 *
 * Of values x[0..n-1] with mean m and d[i] = x[i] - m; t[i] runs evenly from
 * -1 to 1.  Percentiles are interpolated linearly (numpy.percentile's default);
 * r is the range p99 - p1.
 *
 *	mean, sd	m and the standard deviation of the population
 *	p1 ... p99	percentiles
 *	iqr, iqr-low, iqr-high	p75 - p25, p50 - p25, p75 - p50
 *	range		r
 *	slope, curve	b and c of the least-squares parabola a + b t + c t^2
 *	skewness, kurtosis	sum d^3 / n / sd^3, sum d^4 / n / sd^4 - 3
 *	above25, above75	share of values above p1 + 0.25 r, p1 + 0.75 r
 *	autocorr	sum d[i] d[i+5] / sum d[i]^2
 *	crossings	share of neighbours d[i], d[i+1] on different sides of 0
 *	maxpos, minpos	place of the first maximum and minimum, from 0 to 1
 *
 * and those that are not in the default choice:
 *
 *	rising		share of neighbours with x[i+1] > x[i]
 *	convex		share of inner values with x[i-1] - 2 x[i] + x[i+1] > 0
 *	peaks		share of inner values above both neighbours and m
 *	change		mean of |x[i+1] - x[i]|
 *	autocorr1, -2, -10, -20	as autocorr, at other distances
 *
 * Where a sequence is too short for a definition, or constant (its range is
 * within 1e-6 of its values), slope and all that follow are 0.
 */
#ifndef TONFALL_FUNCTIONAL_H
#define TONFALL_FUNCTIONAL_H

#include <stddef.h>

#include "math/lanesort.h"

enum {
	FUNCTIONAL_MEAN, FUNCTIONAL_SD, FUNCTIONAL_P1, FUNCTIONAL_P5,
	FUNCTIONAL_P10, FUNCTIONAL_P25, FUNCTIONAL_P50, FUNCTIONAL_P75,
	FUNCTIONAL_P90, FUNCTIONAL_P95, FUNCTIONAL_P99, FUNCTIONAL_IQR,
	FUNCTIONAL_IQRLOW, FUNCTIONAL_IQRHIGH, FUNCTIONAL_RANGE,
	FUNCTIONAL_SLOPE, FUNCTIONAL_CURVE, FUNCTIONAL_SKEWNESS,
	FUNCTIONAL_KURTOSIS, FUNCTIONAL_ABOVE25, FUNCTIONAL_ABOVE75,
	FUNCTIONAL_AUTOCORR, FUNCTIONAL_CROSSINGS, FUNCTIONAL_MAXPOS,
	FUNCTIONAL_MINPOS,
	FUNCTIONAL_DEFAULT,	/* how many are in the default choice */
	FUNCTIONAL_RISING = FUNCTIONAL_DEFAULT, FUNCTIONAL_CONVEX,
	FUNCTIONAL_PEAKS, FUNCTIONAL_CHANGE, FUNCTIONAL_AUTOCORR1,
	FUNCTIONAL_AUTOCORR2, FUNCTIONAL_AUTOCORR10, FUNCTIONAL_AUTOCORR20,
	FUNCTIONAL_ALL
};

/* "mean", "sd", ..., NULL. */
extern const char *const functional_names[FUNCTIONAL_ALL + 1];

/*
 * All functionals of each column of x (n, LANES), finite, n >= 1, into
 * out (FUNCTIONAL_ALL, LANES); those after the default ones only if more.
 * x is sorted.
 */
void functional_lanes(float *x, size_t n, int more, double *out);

#endif
