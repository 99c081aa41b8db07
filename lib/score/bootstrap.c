/* The intervals of score.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "math/rng.h"
#include "score/score_work.h"

#define NVALUES	((size_t)2 * SCORE_METRICS)	/* in struct score_value */
#define CLASS_MEMORY	((size_t)1 << 28)	/* bytes */

/* The values of replicates: those of struct score_value, and then those of
 * the classes if there are any. */
struct sample {
	size_t R, V;
	double *rep;		/* (V, R) */
	double *value;		/* (V) of the current replicate */
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
sample_init(struct sample *p, size_t R, size_t V, size_t units, uint64_t seed,
    struct fault *why)
{
	*p = (struct sample){ R, V, calloc(V * sizeof *p->rep, R),
	    calloc(V, sizeof *p->value), calloc(units, sizeof *p->times),
	    NULL };
	if (p->rep == NULL || p->value == NULL || p->times == NULL)
		return fault_nomem(why);
	return rng_new(&p->rng, seed, "bootstrap", why);
}

/* ---- replicates ---- */

static void
draw(struct sample *p, size_t units)
{
	size_t i;

	(void)memset(p->times, 0, units * sizeof *p->times);
	for (i = 0; i < units; i++)
		p->times[rng_below(p->rng, units)]++;
}

static void
flatten(const struct score_value *v, double *out)
{
	(void)memcpy(out, v->by_fold, sizeof v->by_fold);
	(void)memcpy(out + SCORE_METRICS, v->pooled, sizeof v->pooled);
}

static void
unflatten(const double *in, struct score_value *v)
{
	(void)memcpy(v->by_fold, in, sizeof v->by_fold);
	(void)memcpy(v->pooled, in + SCORE_METRICS, sizeof v->pooled);
}

/* The values of the units drawn into out (V); false if they have no item. */
static bool
drawn_values(const struct sample *p, struct score_work *w, double *out)
{
	struct score_value v;

	score_work_count(w, p->times);
	if (!score_work_values(w, &v, p->V > NVALUES ? out + NVALUES : NULL))
		return false;
	flatten(&v, out);
	return true;
}

/*
 * One replicate into column `at` of rep.  Units that have no item in one of the
 * sets may make a draw empty: that is drawn again.
 */
static void
replicate(struct sample *p, struct score_work *a, struct score_work *b,
    size_t at)
{
	double other[NVALUES] = { 0 };
	size_t v;

	do
		draw(p, a->set->units);
	while (!drawn_values(p, a, p->value) ||
	    (b != NULL && !drawn_values(p, b, other)));
	for (v = 0; v < p->V; v++)
		p->rep[v * p->R + at] = p->value[v] -
		    (v < NVALUES ? other[v] : 0);
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

/* Ends of the interval of value v, over the replicates that have it. */
static void
ends(const struct sample *p, size_t v, double below, double *low, double *high)
{
	double *x = p->rep + v * p->R;
	size_t i, n = 0;

	for (i = 0; i < p->R; i++)
		if (!isnan(x[i]))
			x[n++] = x[i];
	*low = *high = (double)NAN;
	if (n == 0)
		return;
	qsort(x, n, sizeof *x, ascending);
	*low = quantile(x, n, below);
	*high = quantile(x, n, 1 - below);
}

static void
intervals(const struct sample *p, double below, struct score_interval *out,
    const struct score_class_interval *class)
{
	double low[NVALUES], high[NVALUES];
	size_t v;

	for (v = 0; v < NVALUES; v++)
		ends(p, v, below, &low[v], &high[v]);
	unflatten(low, &out->low);
	unflatten(high, &out->high);
	for (; class != NULL && v < p->V; v++)
		ends(p, v, below, &class->low[v - NVALUES],
		    &class->high[v - NVALUES]);
}

/* ---- both together ---- */

static enum status
check_request(size_t replicates, double level, struct fault *why)
{
	if (replicates == 0)
		return fault_set(why, ST_BAD, "no replicates, at least 1");
	if (!(level > 0 && level < 1))
		return fault_set(why, ST_BAD,
		    "level %g is not between 0 and 1", level);
	return ST_OK;
}

/* Without a unit, drawing until something is drawn would never end. */
static enum status
check_units(const struct score_work *w, struct fault *why)
{
	size_t i, cells = w->set->seeds * w->set->folds;

	for (i = 0; i < cells; i++)
		if (w->size[i] > 0)
			return ST_OK;
	return fault_set(why, ST_BAD, "no prediction can be drawn");
}

static enum status
bootstrap(struct score_work *a, struct score_work *b, size_t R, double level,
    uint64_t seed, struct score_interval *out,
    const struct score_class_interval *class, struct fault *why)
{
	size_t i, V = NVALUES;
	struct sample p;
	enum status s;

	if ((s = check_units(a, why)) != ST_OK ||
	    (b != NULL && (s = check_units(b, why)) != ST_OK))
		return s;
	if (class != NULL)
		V += a->set->classes * SCORE_CLASS_METRICS;
	s = sample_init(&p, R, V, a->set->units, seed, why);
	for (i = 0; i < R && s == ST_OK; i++)
		replicate(&p, a, b, i);
	if (s == ST_OK)
		intervals(&p, tail(level, a->set->units), out, class);
	sample_free(&p);
	return s;
}

bool
score_fits(size_t classes, size_t replicates)
{
	return replicates <= CLASS_MEMORY / sizeof(double) /
	    SCORE_CLASS_METRICS / classes;
}

enum status
score_bootstrap(const struct score_set *s, size_t replicates, double level,
    uint64_t seed, struct score_interval *out,
    const struct score_class_interval *class, struct fault *why)
{
	struct score_work w;
	enum status status;

	if ((status = check_request(replicates, level, why)) != ST_OK ||
	    (status = score_work_init(&w, s, why)) != ST_OK)
		return status;
	status = bootstrap(&w, NULL, replicates, level, seed, out, class, why);
	score_work_free(&w);
	return status;
}

enum status
score_paired(const struct score_set *a, const struct score_set *b,
    size_t replicates, double level, uint64_t seed,
    struct score_interval *out, struct fault *why)
{
	struct score_work wa, wb;
	enum status s;

	if (a->units != b->units)
		return fault_set(why, ST_BAD,
		    "the two sets have %zu and %zu units, not the same ones",
		    a->units, b->units);
	if ((s = check_request(replicates, level, why)) != ST_OK ||
	    (s = score_work_init(&wa, a, why)) != ST_OK)
		return s;
	if ((s = score_work_init(&wb, b, why)) == ST_OK) {
		s = bootstrap(&wa, &wb, replicates, level, seed, out, NULL,
		    why);
		score_work_free(&wb);
	}
	score_work_free(&wa);
	return s;
}
