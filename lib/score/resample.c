#include "score/resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "math/rng.h"

/* The values of replicates. */
struct sample {
	const struct resample *ask;
	double *rep;		/* (values, replicates) */
	double *value;		/* (values) of the current replicate */
	uint32_t *times;	/* (units) how often each was drawn */
	struct rng *rng;
};

static void
sample_free(struct sample *p)
{
	rng_free(p->rng);
	free(p->rep);
	free(p->value);
	free(p->times);
}

static enum status
sample_init(struct sample *p, const struct resample *ask, struct fault *why)
{
	*p = (struct sample){ ask,
	    calloc(ask->values * sizeof *p->rep, ask->replicates),
	    calloc(ask->values, sizeof *p->value),
	    calloc(ask->units, sizeof *p->times), NULL };
	if (p->rep == NULL || p->value == NULL || p->times == NULL)
		return fault_nomem(why);
	return rng_new(&p->rng, ask->seed, "bootstrap", why);
}

/* ---- replicates ---- */

static void
draw(struct sample *p)
{
	const struct resample *ask = p->ask;
	const size_t *n = ask->stratum == NULL ? &ask->units : ask->stratum;
	size_t k, i, strata = ask->stratum == NULL ? 1 : ask->strata;
	uint32_t *times = p->times;

	(void)memset(times, 0, ask->units * sizeof *times);
	for (k = 0; k < strata; times += n[k++])
		for (i = 0; i < n[k]; i++)
			times[rng_below(p->rng, n[k])]++;
}

/* One replicate into column `at` of rep. */
static void
replicate(struct sample *p, size_t at)
{
	const struct resample *ask = p->ask;
	size_t v;

	do
		draw(p);
	while (!ask->of(ask->ctx, p->times, p->value));
	for (v = 0; v < ask->values; v++)
		p->rep[v * ask->replicates + at] = p->value[v];
}

/* ---- quantiles ---- */

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Quantile q of x (n), sorted: linear between order statistics (type 7 of
 * Hyndman & Fan 1996, as in numpy and R). */
static double
quantile(const double *x, size_t n, double q)
{
	double at = q * (double)(n - 1);
	size_t i = (size_t)at;

	if (i + 1 >= n)
		return x[n - 1];
	return x[i] + (at - (double)i) * (x[i + 1] - x[i]);
}

/*
 * The probability below the lower end.  With n units, the spread of the
 * replicates is too small by a factor sqrt((n - 1)/n), and is itself an
 * estimate; see the header.
 */
static double
tail(double level, size_t units)
{
	double n = (double)units, plain = (1 - level) / 2;

	if (units < 2)
		return plain;
	return gsl_cdf_ugaussian_P(sqrt(n / (n - 1)) *
	    gsl_cdf_tdist_Pinv(plain, n - 1));
}

/* Ends of the interval of value v, over the replicates that have it; returns
 * the mean of these. */
static double
ends(const struct sample *p, size_t v, double below, double *low, double *high)
{
	double *x = p->rep + v * p->ask->replicates, sum = 0;
	size_t i, n = 0;

	for (i = 0; i < p->ask->replicates; i++)
		if (!isnan(x[i])) {
			sum += x[i];
			x[n++] = x[i];
		}
	*low = *high = (double)NAN;
	if (n == 0)
		return (double)NAN;
	qsort(x, n, sizeof *x, ascending);
	*low = quantile(x, n, below);
	*high = quantile(x, n, 1 - below);
	return sum / (double)n;
}

static enum status
check_request(const struct resample *ask, struct fault *why)
{
	if (ask->replicates == 0)
		return fault_set(why, ST_BAD, "no replicates, at least 1");
	if (!(ask->level > 0 && ask->level < 1))
		return fault_set(why, ST_BAD,
		    "level %g is not between 0 and 1", ask->level);
	return ST_OK;
}

enum status
resample(const struct resample *ask, double *low, double *high, double *mean,
    struct fault *why)
{
	enum status s = check_request(ask, why);
	double below, m;
	struct sample p;
	size_t i;

	if (s != ST_OK)
		return s;
	s = sample_init(&p, ask, why);
	for (i = 0; s == ST_OK && i < ask->replicates; i++)
		replicate(&p, i);
	below = tail(ask->level, ask->least > 0 ? ask->least : ask->units);
	for (i = 0; s == ST_OK && i < ask->values; i++) {
		m = ends(&p, i, below, &low[i], &high[i]);
		if (mean != NULL)
			mean[i] = m;
	}
	sample_free(&p);
	return s;
}
