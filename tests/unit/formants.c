/*
 * Unit tests of lib/math/quadratics and lib/feature/formants: polynomials and
 * spectra whose factors and resonances are known.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "feature/formants.h"
#include "math/quadratics.h"
#include "unit.h"

#define LANES	QUADRATICS_LANES
#define MOST	(2 * QUADRATICS_MOST)

static uint32_t seed = 1;

static double
uniform(double lo, double hi)
{
	seed = seed * 1664525 + 1013904223;
	return lo + (hi - lo) * (double)seed / 4294967296.0;
}

/* Two roots within the unit circle, complex ones three times of four. */
static void
random_factor(double *p, double *q)
{
	double a, b;

	if (uniform(0, 1) < 0.75) {
		a = uniform(0.3, 0.999);
		*p = -2 * a * cos(uniform(0.02, 3.1));
		*q = a * a;
		return;
	}
	a = uniform(-0.95, 0.95);
	b = uniform(-0.95, 0.95);
	*p = -(a + b);
	*q = a * b;
}

/* Multiply a (degree n) of this lane by z^2 + p z + q. */
static void
multiply(double *a, size_t n, size_t lane, double p, double q)
{
	size_t k;

	for (k = n + 3; k-- > 0;)
		a[k * LANES + lane] = (k <= n ? a[k * LANES + lane] : 0) +
		    (k >= 1 && k <= n + 1 ? p * a[(k - 1) * LANES + lane] : 0) +
		    (k >= 2 ? q * a[(k - 2) * LANES + lane] : 0);
}

/* The product of the factors of a lane is the polynomial. */
static void
check_product(const double *a, size_t n, size_t lane, const double *p,
    const double *q)
{
	double b[(MOST + 1) * LANES] = { 0 };
	size_t j, k;

	b[lane] = 1;
	for (j = 0; j < n / 2; j++)
		multiply(b, 2 * j, lane, p[j * LANES + lane],
		    q[j * LANES + lane]);
	for (k = 0; k <= n; k++)
		CHECK_NEAR(b[k * LANES + lane], a[k * LANES + lane],
		    1e-5 * (1 + fabs(a[k * LANES + lane])));
}

static void
factors_of_random_polynomials(void)
{
	double a[(MOST + 1) * LANES], p[MOST / 2 * LANES], q[MOST / 2 * LANES];
	double P, Q;
	size_t n, try, j, i, found, all;
	unsigned solved;

	for (n = 2; n <= MOST; n += 2) {
		found = all = 0;
		for (try = 0; try < 100; try++) {
			(void)memset(a, 0, sizeof a);
			for (i = 0; i < LANES; i++) {
				a[i] = 1;
				for (j = 0; j < n / 2; j++) {
					random_factor(&P, &Q);
					multiply(a, 2 * j, i, P, Q);
				}
			}
			solved = quadratics_find(a, n, p, q);
			for (i = 0; i < LANES; i++, all++)
				if ((solved >> i & 1) != 0) {
					found++;
					check_product(a, n, i, p, q);
				}
		}
		/* The hardest have several roots that are nearly the same. */
		CHECK(found > all * (n <= 10 ? 95 : 80) / 100);
	}
}

/* A lane's factors are the same bytes whatever is in the others. */
static void
lanes_are_independent(void)
{
	double a[11 * LANES] = { 0 }, b[11 * LANES] = { 0 };
	double p[5 * LANES], q[5 * LANES], p2[5 * LANES], q2[5 * LANES];
	double P, Q;
	size_t i, j, k;
	unsigned s1, s2;

	for (i = 0; i < LANES; i++) {
		a[i] = b[i] = 1;
		for (j = 0; j < 5; j++) {
			random_factor(&P, &Q);
			multiply(a, 2 * j, i, P, Q);
			random_factor(&P, &Q);
			multiply(b, 2 * j, i, P, Q);
		}
	}
	for (k = 0; k < 11; k++)
		b[k * LANES + 3] = a[k * LANES + 3];
	b[1 * LANES + 5] = NAN;
	s1 = quadratics_find(a, 10, p, q);
	s2 = quadratics_find(b, 10, p2, q2);
	CHECK((s1 >> 3 & 1) == (s2 >> 3 & 1) && (s1 >> 3 & 1) == 1);
	CHECK((s2 >> 5 & 1) == 0);
	for (j = 0; j < 5; j++)
		CHECK(p[j * LANES + 3] == p2[j * LANES + 3] &&
		    q[j * LANES + 3] == q2[j * LANES + 3]);
}

/* |1/A|^2 without preemphasis of five resonances, at the k-th of top bins. */
static double
resonances(const double hz[5], const double band[5], double at, double rate)
{
	double product = 1, w = 2 * M_PI * at / rate, r, c, re, im;
	size_t j;

	for (j = 0; j < 5; j++) {
		r = exp(-M_PI * band[j] / rate);
		c = cos(2 * M_PI * hz[j] / rate);
		re = 1 - 2 * r * c * cos(w) + r * r * cos(2 * w);
		im = 2 * r * c * sin(w) - r * r * sin(2 * w);
		product *= re * re + im * im;
	}
	return 1 / product;
}

/* A spectrum that is exactly an all-pole one has its poles as formants. */
static void
resonances_are_found(void)
{
	static const double hz[5] = { 620, 1180, 2550, 3600, 4700 };
	static const double band[5] = { 70, 90, 140, 200, 300 };
	const double rate = 11000, width = 31.25, e = exp(-M_PI * 50 / 5500);
	float power[257 * FRAMER_BATCH];
	const struct formant *x;
	struct formants *f;
	struct fault why;
	size_t k, i;
	double at, tilt;

	CHECK(formants_new(&f, 257, width, 5500, &why) == ST_OK);
	for (k = 0; k < 257; k++) {
		at = k * width;
		tilt = 1 + e * e - 2 * e * cos(2 * M_PI * at / rate);
		for (i = 0; i < FRAMER_BATCH; i++)
			power[k * FRAMER_BATCH + i] = (float)((i + 1) *
			    resonances(hz, band, fmin(at, 5500), rate) / tilt);
	}
	formants_run(f, power);
	for (i = 0; i < FRAMER_BATCH; i++) {
		x = formants_of(f, i);
		for (k = 0; k < FORMANTS; k++) {
			CHECK_NEAR(x[k].hz, hz[k], 2);
			CHECK_NEAR(x[k].bandwidth, band[k], 3);
			tilt = 1 + e * e - 2 * e * cos(2 * M_PI * hz[k] / rate);
			CHECK_NEAR(x[k].density / ((double)(i + 1) *
			    resonances(hz, band, hz[k], rate) / tilt), 1, 0.03);
		}
	}
	formants_free(f);
}

/* Without a peak there may be none; what is there is in order. */
static void
flat_spectra(void)
{
	float power[257 * FRAMER_BATCH];
	const struct formant *x;
	struct formants *f;
	struct fault why;
	size_t k, i;

	CHECK(formants_new(&f, 257, 31.25, 5500, &why) == ST_OK);
	for (k = 0; k < 257 * FRAMER_BATCH; k++)
		power[k] = k % 8 < 4 ? 1e-15f : 1e10f;
	formants_run(f, power);
	for (i = 0; i < FRAMER_BATCH; i++) {
		x = formants_of(f, i);
		for (k = 0; k < FORMANTS; k++) {
			CHECK(isnan(x[k].hz) || (x[k].hz > 50 &&
			    x[k].hz < 5450 && isfinite(x[k].bandwidth) &&
			    isfinite(x[k].density)));
			CHECK(k == 0 || isnan(x[k].hz) ||
			    x[k].hz > x[k - 1].hz);
		}
	}
	formants_free(f);
}

int
main(void)
{
	UNIT_CASE(factors_of_random_polynomials);
	UNIT_CASE(lanes_are_independent);
	UNIT_CASE(resonances_are_found);
	UNIT_CASE(flat_spectra);
	UNIT_END();
}
