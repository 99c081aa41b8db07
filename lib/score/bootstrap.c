/* The intervals of score.h. */
#include <stdlib.h>
#include <string.h>

#include "score/resample.h"
#include "score/score_work.h"

#define NVALUES	((size_t)2 * SCORE_METRICS)	/* in struct score_value */
#define CLASS_MEMORY	((size_t)1 << 28)	/* bytes */

/* One set, or the difference of two; then the values of the classes. */
struct bootstrap {
	struct score_work *a, *b;	/* b NULL: one set */
	size_t values;
};

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

/* The values of the units drawn into out; false if they have no item. */
static bool
drawn_values(struct score_work *w, const uint32_t *times, double *out,
    double *class)
{
	struct score_value v;

	score_work_count(w, times);
	if (!score_work_values(w, &v, class))
		return false;
	flatten(&v, out);
	return true;
}

/* A resample_values.  Units that have no item in one of the sets may make a
 * draw empty. */
static bool
replicate(void *ctx, const uint32_t *times, double *out)
{
	const struct bootstrap *b = ctx;
	double other[NVALUES];
	size_t v;

	if (!drawn_values(b->a, times, out,
	    b->values > NVALUES ? out + NVALUES : NULL))
		return false;
	if (b->b == NULL)
		return true;
	if (!drawn_values(b->b, times, other, NULL))
		return false;
	for (v = 0; v < NVALUES; v++)
		out[v] -= other[v];
	return true;
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
bootstrap(struct bootstrap *b, size_t R, double level, uint64_t seed,
    struct score_interval *out, const struct score_class_interval *class,
    struct fault *why)
{
	const struct resample ask = { .replicates = R,
	    .units = b->a->set->units, .values = b->values, .level = level,
	    .seed = seed, .of = replicate, .ctx = b };
	double *low = calloc(b->values, 2 * sizeof *low);
	double *high = low + b->values;
	size_t n = (b->values - NVALUES) * sizeof *low;
	enum status s;

	if (low == NULL)
		return fault_nomem(why);
	if ((s = resample(&ask, low, high, NULL, why)) == ST_OK) {
		unflatten(low, &out->low);
		unflatten(high, &out->high);
	}
	if (s == ST_OK && class != NULL) {
		(void)memcpy(class->low, low + NVALUES, n);
		(void)memcpy(class->high, high + NVALUES, n);
	}
	free(low);
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
	struct bootstrap b = { &w, NULL, NVALUES };
	enum status status;

	if ((status = score_work_init(&w, s, why)) != ST_OK)
		return status;
	if (class != NULL)
		b.values += s->classes * SCORE_CLASS_METRICS;
	if ((status = check_units(&w, why)) == ST_OK)
		status = bootstrap(&b, replicates, level, seed, out, class,
		    why);
	score_work_free(&w);
	return status;
}

enum status
score_paired(const struct score_set *a, const struct score_set *b,
    size_t replicates, double level, uint64_t seed,
    struct score_interval *out, struct fault *why)
{
	struct score_work wa, wb;
	struct bootstrap both = { &wa, &wb, NVALUES };
	enum status s;

	if (a->units != b->units)
		return fault_set(why, ST_BAD,
		    "the two sets have %zu and %zu units, not the same ones",
		    a->units, b->units);
	if ((s = score_work_init(&wa, a, why)) != ST_OK)
		return s;
	if ((s = score_work_init(&wb, b, why)) == ST_OK) {
		if ((s = check_units(&wa, why)) == ST_OK &&
		    (s = check_units(&wb, why)) == ST_OK)
			s = bootstrap(&both, replicates, level, seed, out,
			    NULL, why);
		score_work_free(&wb);
	}
	score_work_free(&wa);
	return s;
}
