/* The intervals and the test of numscore.h. */
#include <math.h>

#include "score/numscore_work.h"
#include "score/permute.h"
#include "score/resample.h"

struct pair {
	struct numscore_work *a, *b;	/* b NULL: there is one system */
};

/* A resample_values. */
static bool
replicate(void *ctx, const uint32_t *times, double *out)
{
	const struct pair *p = ctx;
	struct numscore_value v;
	double other[NUMSCORE_VALUES];
	size_t i;

	numscore_work_count(p->a, times);
	if (!numscore_work_values(p->a, &v))
		return false;
	numscore_flatten(&v, out);
	if (p->b == NULL)
		return true;
	numscore_work_count(p->b, times);
	if (!numscore_work_values(p->b, &v))
		return false;
	numscore_flatten(&v, other);
	for (i = 0; i < NUMSCORE_VALUES; i++)
		out[i] -= other[i];
	return true;
}

static bool
drawable(const struct numscore_work *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (w->cell[i].unit != SCORE_NOUNIT)
			return true;
	return false;
}

static enum status
intervals(const struct pair *p, size_t replicates, double level, uint64_t seed,
    struct numscore_interval *out, struct fault *why)
{
	struct pair both = *p;
	const struct resample ask = { .replicates = replicates,
	    .units = p->a->set->rows.units, .values = NUMSCORE_VALUES,
	    .level = level, .seed = seed, .of = replicate, .ctx = &both };
	double low[NUMSCORE_VALUES], high[NUMSCORE_VALUES];
	enum status s;

	if (!drawable(p->a) || (p->b != NULL && !drawable(p->b)))
		return fault_set(why, ST_BAD, "no prediction can be drawn");
	if ((s = resample(&ask, low, high, NULL, why)) != ST_OK)
		return s;
	numscore_unflatten(low, &out->low);
	numscore_unflatten(high, &out->high);
	return ST_OK;
}

enum status
numscore_bootstrap(const struct numscore_set *a, const struct numscore_set *b,
    size_t replicates, double level, uint64_t seed,
    struct numscore_interval *out, struct fault *why)
{
	struct numscore_work wa, wb = { 0 };
	const struct pair p = { &wa, b == NULL ? NULL : &wb };
	enum status s;

	if ((s = numscore_work_init(&wa, a, a, a->rows.folds, why)) != ST_OK)
		return s;
	if (b != NULL)
		s = numscore_work_init(&wb, b, b, b->rows.folds, why);
	if (s == ST_OK)
		s = intervals(&p, replicates, level, seed, out, why);
	numscore_work_free(&wa);
	numscore_work_free(&wb);
	return s;
}

/* A permute_values: a unit that is swapped counts in the other system. */
static void
exchange(void *ctx, const bool *swapped, double *out)
{
	const struct pair *p = ctx;
	struct numscore_work *w[2] = { p->a, p->b };
	struct numscore_value v[2];
	double other[NUMSCORE_VALUES];
	const struct numscore_cell *c;
	size_t k, i;

	numscore_work_clear(w[0]);
	numscore_work_clear(w[1]);
	for (k = 0; k < 2; k++)
		for (i = 0; i < w[k]->n; i++) {
			c = &w[k]->cell[i];
			if (c->unit == SCORE_NOUNIT)
				continue;
			numscore_work_add(w[k ^ swapped[c->unit]], c, 1);
		}
	(void)numscore_work_values(w[0], &v[0]);
	(void)numscore_work_values(w[1], &v[1]);
	numscore_flatten(&v[0], out);
	numscore_flatten(&v[1], other);
	for (i = 0; i < NUMSCORE_VALUES; i++)
		out[i] -= other[i];
}

/* What the differences are measured against: the values themselves. */
static void
scales(struct numscore_work *a, struct numscore_work *b, double *scale)
{
	struct numscore_value v[2];
	double other[NUMSCORE_VALUES];
	size_t i;

	numscore_work_count(a, NULL);
	numscore_work_count(b, NULL);
	(void)numscore_work_values(a, &v[0]);
	(void)numscore_work_values(b, &v[1]);
	numscore_flatten(&v[0], scale);
	numscore_flatten(&v[1], other);
	for (i = 0; i < NUMSCORE_VALUES; i++) {
		scale[i] = fabs(scale[i]) + fabs(other[i]);
		if (isnan(scale[i]))
			scale[i] = 0;
	}
}

static enum status
test(struct numscore_work *a, struct numscore_work *b, uint64_t seed,
    struct numscore_value *p, size_t *patterns, bool *exact, struct fault *why)
{
	double scale[NUMSCORE_VALUES], flat[NUMSCORE_VALUES];
	struct pair both = { a, b };
	const struct permute ask = { a->set->rows.units, NUMSCORE_VALUES,
	    seed, scale, exchange, &both };
	struct permute_result r = { flat, 0, false };
	enum status s;

	scales(a, b, scale);
	if ((s = permute(&ask, &r, why)) != ST_OK)
		return s;
	numscore_unflatten(flat, p);
	*patterns = r.patterns;
	*exact = r.exact;
	return ST_OK;
}

enum status
numscore_test(const struct numscore_set *a, const struct numscore_set *b,
    uint64_t seed, struct numscore_value *p, size_t *patterns, bool *exact,
    struct fault *why)
{
	size_t folds = a->rows.folds > b->rows.folds ? a->rows.folds :
	    b->rows.folds;
	struct numscore_work wa, wb = { 0 };
	enum status s;

	if (a->rows.seeds != b->rows.seeds)
		return fault_set(why, ST_BAD, "%zu seeds against %zu: they "
		    "cannot be exchanged", a->rows.seeds, b->rows.seeds);
	if ((s = numscore_work_init(&wa, a, a, folds, why)) != ST_OK)
		return s;
	if ((s = numscore_work_init(&wb, b, a, folds, why)) == ST_OK)
		s = test(&wa, &wb, seed, p, patterns, exact, why);
	numscore_work_free(&wa);
	numscore_work_free(&wb);
	return s;
}
