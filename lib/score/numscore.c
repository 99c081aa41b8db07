#include "score/numscore.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/numscore_work.h"

const struct tally_metric numscore_metric[NUMSCORE_METRICS] = {
	{ "ccc", "CCC", TALLY_SHARE },
	{ "pearson", "Pearson", TALLY_SHARE },
	{ "mae", "MAE", TALLY_UNITS },
	{ "rmse", "RMSE", TALLY_UNITS }
};

const struct tally_metric numscore_pooled[NUMSCORE_METRICS] = {
	{ "ccc_pooled", "CCC", TALLY_SHARE },
	{ "pearson_pooled", "Pearson", TALLY_SHARE },
	{ "mae_pooled", "MAE", TALLY_UNITS },
	{ "rmse_pooled", "RMSE", TALLY_UNITS }
};

/* ---- sums ---- */

/* x and y minus those of the reference: a constant then has no variance, and
 * sums of squares lose no digits to a large mean. */
static void
add_row(const struct numscore_set *s, const struct numscore_set *reference,
    size_t row, double times, double *sum)
{
	double x = s->truth[row] - reference->truth[0];
	double y = s->said[row] - reference->said[0];
	double d = s->truth[row] - s->said[row];

	sum[SUM_N] += times;
	sum[SUM_X] += times * x;
	sum[SUM_Y] += times * y;
	sum[SUM_XX] += times * x * x;
	sum[SUM_YY] += times * y * y;
	sum[SUM_XY] += times * x * y;
	sum[SUM_ABS] += times * fabs(d);
	sum[SUM_SQUARE] += times * d * d;
}

/* The variance of values with these sums; what rounding leaves of one counts
 * as 0. */
static double
variance(double n, double sum, double squares)
{
	double v = squares / n - sum / n * (sum / n);

	return v > 1e-12 * squares / n ? v : 0;
}

static void
finish(const double *sum, const struct numscore_set *reference, double *out)
{
	double n = sum[SUM_N], shift, all;
	double x = variance(n, sum[SUM_X], sum[SUM_XX]);
	double y = variance(n, sum[SUM_Y], sum[SUM_YY]);
	double xy = sum[SUM_XY] / n - sum[SUM_X] / n * (sum[SUM_Y] / n);

	if (x <= 0 || y <= 0)
		xy = 0;
	shift = sum[SUM_Y] / n - sum[SUM_X] / n + reference->said[0] -
	    reference->truth[0];
	all = x + y + shift * shift;
	out[NUMSCORE_CCC] = all > 0 ? 2 * xy / all : (double)NAN;
	out[NUMSCORE_PEARSON] = x > 0 && y > 0 ?
	    fmax(-1, fmin(1, xy / sqrt(x) / sqrt(y))) : (double)NAN;
	out[NUMSCORE_MAE] = sum[SUM_ABS] / n;
	out[NUMSCORE_RMSE] = sqrt(sum[SUM_SQUARE] / n);
}

/* ---- of subsets ---- */

static void
tally_add(const struct tally *t, size_t row, double times, double *sum)
{
	add_row(t->ctx, t->ctx, row, times, sum);
}

static void
tally_finish(const struct tally *t, const double *sum, double *out)
{
	finish(sum, t->ctx, out);
}

struct tally
numscore_tally(const struct numscore_set *s)
{
	return (struct tally){ SUMS, NUMSCORE_METRICS, numscore_pooled,
	    s->rows.item, s->rows.seeds, tally_add, tally_finish, s };
}

/* ---- all rows, by seed and fold ---- */

void
numscore_work_free(struct numscore_work *w)
{
	free(w->cell);
	free(w->grid);
	free(w->size);
}

static int
by_place(const void *a, const void *b)
{
	const struct numscore_cell *x = a, *y = b;

	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	if (x->seed != y->seed)
		return x->seed < y->seed ? -1 : 1;
	return (x->fold > y->fold) - (x->fold < y->fold);
}

/* Add up the rows of each place. */
static void
merge(struct numscore_work *w)
{
	size_t i, k, n = 0;

	qsort(w->cell, w->n, sizeof *w->cell, by_place);
	for (i = 0; i < w->n; i++) {
		if (n == 0 || by_place(&w->cell[n - 1], &w->cell[i]) != 0) {
			w->cell[n++] = w->cell[i];
			continue;
		}
		for (k = 0; k < SUMS; k++)
			w->cell[n - 1].sum[k] += w->cell[i].sum[k];
	}
	w->n = n;
}

enum status
numscore_work_init(struct numscore_work *w, const struct numscore_set *s,
    const struct numscore_set *reference, size_t folds, struct fault *why)
{
	const struct score_item *it = s->rows.item;
	size_t i, n = s->rows.n, cells = s->rows.seeds * folds;

	(void)memset(w, 0, sizeof *w);
	if (n == 0)
		return fault_set(why, ST_BAD, "no predictions");
	*w = (struct numscore_work){ s, reference, folds,
	    calloc(n, sizeof *w->cell), n,
	    calloc(cells, SUMS * sizeof *w->grid),
	    calloc(cells, sizeof *w->size), true };
	if (w->cell == NULL || w->grid == NULL || w->size == NULL) {
		numscore_work_free(w);
		return fault_nomem(why);
	}
	for (i = 0; i < n; i++) {
		w->cell[i] = (struct numscore_cell){ it[i].unit,
		    it[i].seed, it[i].fold, { 0 } };
		add_row(s, reference, i, 1, w->cell[i].sum);
		if (it[i].unit != SCORE_NOUNIT)
			w->size[it[i].seed * folds + it[i].fold]++;
	}
	merge(w);
	return ST_OK;
}

void
numscore_work_clear(struct numscore_work *w)
{
	(void)memset(w->grid, 0, w->set->rows.seeds * w->folds * SUMS *
	    sizeof *w->grid);
}

void
numscore_work_add(struct numscore_work *w, const struct numscore_cell *c,
    double times)
{
	double *to = w->grid + (c->seed * w->folds + c->fold) * SUMS;
	size_t k;

	for (k = 0; k < SUMS; k++)
		to[k] += times * c->sum[k];
}

void
numscore_work_count(struct numscore_work *w, const uint32_t *times)
{
	const struct numscore_cell *c;
	size_t i;

	numscore_work_clear(w);
	w->whole = times == NULL;
	for (i = 0; i < w->n; i++) {
		c = &w->cell[i];
		if (w->whole)
			numscore_work_add(w, c, 1);
		else if (c->unit != SCORE_NOUNIT && times[c->unit] > 0)
			numscore_work_add(w, c, times[c->unit]);
	}
}

/* Add v (n) where it is defined, with a weight. */
static void
accumulate(const double *v, double weight, double *sum, double *weights)
{
	size_t m;

	for (m = 0; m < NUMSCORE_METRICS; m++)
		if (!isnan(v[m])) {
			sum[m] += weight * v[m];
			weights[m] += weight;
		}
}

static void
average(double *sum, const double *weights)
{
	size_t m;

	for (m = 0; m < NUMSCORE_METRICS; m++)
		sum[m] = weights[m] > 0 ? sum[m] / weights[m] : (double)NAN;
}

/* The values of one seed of the last count; false if it has no rows. */
static bool
seed_values(const struct numscore_work *w, size_t seed,
    struct numscore_value *out)
{
	double all[SUMS] = { 0 }, one[NUMSCORE_METRICS], weight;
	double weights[NUMSCORE_METRICS] = { 0 };
	const double *sum;
	size_t k, i, at;

	(void)memset(out, 0, sizeof *out);
	for (k = 0; k < w->folds; k++) {
		at = seed * w->folds + k;
		sum = w->grid + at * SUMS;
		if (sum[SUM_N] <= 0)
			continue;
		finish(sum, w->reference, one);
		weight = w->whole || w->size[at] <= 0 ? 1 :
		    sum[SUM_N] / w->size[at];
		accumulate(one, weight, out->by_fold, weights);
		for (i = 0; i < SUMS; i++)
			all[i] += sum[i];
	}
	if (all[SUM_N] <= 0)
		return false;
	average(out->by_fold, weights);
	finish(all, w->reference, out->pooled);
	return true;
}

bool
numscore_work_values(const struct numscore_work *w, struct numscore_value *out)
{
	double fold[NUMSCORE_METRICS] = { 0 }, pool[NUMSCORE_METRICS] = { 0 };
	struct numscore_value one;
	bool any = false;
	size_t s;

	(void)memset(out, 0, sizeof *out);
	for (s = 0; s < w->set->rows.seeds; s++) {
		if (!seed_values(w, s, &one))
			continue;
		any = true;
		accumulate(one.by_fold, 1, out->by_fold, fold);
		accumulate(one.pooled, 1, out->pooled, pool);
	}
	average(out->by_fold, fold);
	average(out->pooled, pool);
	return any;
}

/* ---- of a whole set ---- */

void
numscore_flatten(const struct numscore_value *v, double *out)
{
	(void)memcpy(out, v->by_fold, sizeof v->by_fold);
	(void)memcpy(out + NUMSCORE_METRICS, v->pooled, sizeof v->pooled);
}

void
numscore_unflatten(const double *in, struct numscore_value *v)
{
	(void)memcpy(v->by_fold, in, sizeof v->by_fold);
	(void)memcpy(v->pooled, in + NUMSCORE_METRICS, sizeof v->pooled);
}

/* The standard deviation of the seeds' values. */
static void
spread(const struct numscore_work *w, const struct numscore_value *mean,
    struct numscore_value *out)
{
	double m[NUMSCORE_VALUES], x[NUMSCORE_VALUES];
	double sum[NUMSCORE_VALUES] = { 0 }, n[NUMSCORE_VALUES] = { 0 };
	struct numscore_value one;
	size_t s, v;

	numscore_flatten(mean, m);
	for (s = 0; s < w->set->rows.seeds; s++) {
		if (!seed_values(w, s, &one))
			continue;
		numscore_flatten(&one, x);
		for (v = 0; v < NUMSCORE_VALUES; v++)
			if (!isnan(x[v])) {
				sum[v] += (x[v] - m[v]) * (x[v] - m[v]);
				n[v]++;
			}
	}
	for (v = 0; v < NUMSCORE_VALUES; v++)
		sum[v] = n[v] > 1 ? sqrt(sum[v] / (n[v] - 1)) : 0;
	numscore_unflatten(sum, out);
}

enum status
numscore_compute(const struct numscore_set *s, struct numscore_value *mean,
    struct numscore_value *deviation, struct fault *why)
{
	struct numscore_work w;
	enum status status;

	if ((status = numscore_work_init(&w, s, s, s->rows.folds, why))
	    != ST_OK)
		return status;
	numscore_work_count(&w, NULL);
	(void)numscore_work_values(&w, mean);
	spread(&w, mean, deviation);
	numscore_work_free(&w);
	return ST_OK;
}
