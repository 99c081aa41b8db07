#include "nn/regress.h"

#include <math.h>
#include <string.h>

bool
regress_named(const char *name, enum regress_loss *loss)
{
	*loss = strcmp(name, "mse") == 0 ? REGRESS_MSE : REGRESS_CCC;
	return *loss == REGRESS_MSE || strcmp(name, "ccc") == 0;
}

void
regress_add(struct regress_sums *s, double x, double y)
{
	s->n++;
	s->x += x;
	s->y += y;
	s->xx += x * x;
	s->yy += y * y;
	s->xy += x * y;
}

void
regress_join(struct regress_sums *s, const struct regress_sums *more)
{
	s->n += more->n;
	s->x += more->x;
	s->y += more->y;
	s->xx += more->xx;
	s->yy += more->yy;
	s->xy += more->xy;
}

/* From sums of v and its square over n: rounding must not make it negative. */
static double
variance(double n, double v, double square)
{
	return fmax(square / n - v / n * (v / n), 0);
}

static double
covariance(const struct regress_sums *s)
{
	return s->xy / s->n - s->x / s->n * (s->y / s->n);
}

/* D of regress.h */
static double
denominator(const struct regress_sums *s)
{
	double between = s->x / s->n - s->y / s->n;

	return variance(s->n, s->x, s->xx) + variance(s->n, s->y, s->yy) +
	    between * between;
}

double
regress_ccc(const struct regress_sums *s)
{
	double d;

	if (!(s->n > 0))
		return NAN;
	d = denominator(s);
	return d > 0 ? 2 * covariance(s) / d : NAN;
}

double
regress_pearson(const struct regress_sums *s)
{
	double v = s->n > 0 ? variance(s->n, s->x, s->xx) *
	    variance(s->n, s->y, s->yy) : 0;

	return v > 0 ? covariance(s) / sqrt(v) : NAN;
}

double
regress_value(enum regress_loss loss, const struct regress_sums *s)
{
	double ccc, sum = s->xx - 2 * s->xy + s->yy;

	if (!(s->n > 0))
		return 0;
	/* Outputs that overflowed must not pass for a bad correlation. */
	if (loss == REGRESS_MSE || !isfinite(sum))
		return sum < 0 ? 0 : sum / s->n;
	ccc = regress_ccc(s);
	return isnan(ccc) ? 1 : 1 - ccc;
}

double
regress_slope(enum regress_loss loss, const struct regress_sums *s, double x,
    double y)
{
	double ccc, my;

	if (loss == REGRESS_MSE)
		return 2 * (x - y) / s->n;
	ccc = regress_ccc(s);
	if (isnan(ccc))
		return 0;
	my = s->y / s->n;
	return 2 / (s->n * denominator(s)) * (ccc * (x - my) - (y - my));
}
