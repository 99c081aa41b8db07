#include "score/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "math/rng.h"

#define NVALUES	((size_t)2 * SCORE_METRICS)	/* in struct score_value */

const char *
score_name(enum score_metric m)
{
	static const char *const name[SCORE_METRICS] = {
		"accuracy", "uar", "f1_macro", "f1_weighted"
	};

	return name[m];
}

bool
score_matrix(const double *conf, size_t C, double out[SCORE_METRICS])
{
	double all = 0, correct = 0, recalls = 0, f1s = 0, weighted = 0;
	size_t i, j, labelled = 0, occurring = 0;

	for (i = 0; i < C; i++) {
		double hit = conf[i * C + i], row = 0, col = 0, f1;

		for (j = 0; j < C; j++) {
			row += conf[i * C + j];
			col += conf[j * C + i];
		}
		if (row + col <= 0)
			continue;
		f1 = 2 * hit / (row + col);
		occurring++;
		f1s += f1;
		weighted += row * f1;
		all += row;
		correct += hit;
		if (row > 0) {
			labelled++;
			recalls += hit / row;
		}
	}
	if (all <= 0)
		return false;
	out[SCORE_ACCURACY] = correct / all;
	out[SCORE_UAR] = recalls / (double)labelled;
	out[SCORE_F1_MACRO] = f1s / (double)occurring;
	out[SCORE_F1_WEIGHTED] = weighted / all;
	return true;
}

void
score_confusion(const struct score_set *s, double *conf)
{
	size_t i;

	memset(conf, 0, s->classes * s->classes * sizeof *conf);
	for (i = 0; i < s->n; i++)
		conf[s->item[i].label * s->classes + s->item[i].predicted]++;
}

/* ---- values of a set in which each unit occurs a number of times ---- */

/* K folds, S seeds, C classes.  conf and drawn belong to the last count. */
struct work {
	const struct score_set *set;
	double *conf;	/* (S, K, C, C) */
	double *sum;	/* (C, C) all folds of one seed */
	double *size;	/* (S, K) items in the set */
	double *drawn;	/* (S, K) items counted */
};

static size_t
cell(const struct score_set *s, const struct score_item *it)
{
	return it->seed * s->folds + it->fold;
}

static enum status
check_size(const struct score_set *s, struct fault *why)
{
	size_t most = s->n > SCORE_COUNTS / SCORE_ROWCOUNTS ?
	    s->n * SCORE_ROWCOUNTS : SCORE_COUNTS;

	if (s->classes <= most / s->classes / s->folds / s->seeds)
		return ST_OK;
	return fault_set(why, ST_BAD, "%zu classes, %zu folds and %zu seeds "
	    "are too many for %zu predictions", s->classes, s->folds,
	    s->seeds, s->n);
}

static enum status
check(const struct score_set *s, struct fault *why)
{
	size_t i;

	if (!s->n)
		return fault_set(why, ST_BAD, "no prediction with a label");
	for (i = 0; i < s->n; i++) {
		const struct score_item *it = &s->item[i];

		if (it->label >= s->classes || it->predicted >= s->classes ||
		    it->fold >= s->folds || it->seed >= s->seeds ||
		    it->unit >= s->units)
			return fault_set(why, ST_BAD,
			    "prediction %zu: index out of range", i);
	}
	return check_size(s, why);
}

static void
work_free(struct work *w)
{
	free(w->conf);
	free(w->sum);
	free(w->size);
	free(w->drawn);
}

static enum status
work_init(struct work *w, const struct score_set *s, struct fault *why)
{
	size_t i, cells = s->seeds * s->folds, CC = s->classes * s->classes;
	enum status st;

	memset(w, 0, sizeof *w);
	if ((st = check(s, why)) != ST_OK)
		return st;
	w->set = s;
	w->conf = calloc(cells, CC * sizeof *w->conf);
	w->sum = calloc(CC, sizeof *w->sum);
	w->size = calloc(cells, sizeof *w->size);
	w->drawn = calloc(cells, sizeof *w->drawn);
	if (!w->conf || !w->sum || !w->size || !w->drawn) {
		work_free(w);
		return fault_nomem(why);
	}
	for (i = 0; i < s->n; i++)
		w->size[cell(s, &s->item[i])]++;
	return ST_OK;
}

/* Count item i times[item's unit] times; times NULL: once. */
static void
count(struct work *w, const uint32_t *times)
{
	const struct score_set *s = w->set;
	size_t i, C = s->classes, cells = s->seeds * s->folds;

	memset(w->conf, 0, cells * C * C * sizeof *w->conf);
	memset(w->drawn, 0, cells * sizeof *w->drawn);
	for (i = 0; i < s->n; i++) {
		const struct score_item *it = &s->item[i];
		double m = times ? times[it->unit] : 1;
		size_t c = cell(s, it);

		w->drawn[c] += m;
		w->conf[(c * C + it->label) * C + it->predicted] += m;
	}
}

/* The values of one seed from what was counted; false where that is nothing. */
static bool
seed_values(struct work *w, size_t seed, struct score_value *out)
{
	size_t i, k, m, C = w->set->classes, K = w->set->folds;
	double one[SCORE_METRICS], weights = 0;

	memset(out, 0, sizeof *out);
	memset(w->sum, 0, C * C * sizeof *w->sum);
	for (k = 0; k < K; k++) {
		size_t c = seed * K + k;
		const double *conf = w->conf + c * C * C;
		double weight = w->size[c] > 0 ? w->drawn[c] / w->size[c] : 0;

		if (!score_matrix(conf, C, one))
			continue;
		weights += weight;
		for (m = 0; m < SCORE_METRICS; m++)
			out->by_fold[m] += weight * one[m];
		for (i = 0; i < C * C; i++)
			w->sum[i] += conf[i];
	}
	for (m = 0; m < SCORE_METRICS && weights > 0; m++)
		out->by_fold[m] /= weights;
	return score_matrix(w->sum, C, out->pooled);
}

/* Averages over the seeds; false where nothing was counted. */
static bool
values(struct work *w, struct score_value *out)
{
	struct score_value one;
	size_t s, m, seeds = 0;

	memset(out, 0, sizeof *out);
	for (s = 0; s < w->set->seeds; s++) {
		if (!seed_values(w, s, &one))
			continue;
		seeds++;
		for (m = 0; m < SCORE_METRICS; m++) {
			out->by_fold[m] += one.by_fold[m];
			out->pooled[m] += one.pooled[m];
		}
	}
	for (m = 0; m < SCORE_METRICS && seeds; m++) {
		out->by_fold[m] /= (double)seeds;
		out->pooled[m] /= (double)seeds;
	}
	return seeds > 0;
}

enum status
score_compute(const struct score_set *s, struct score_value *out,
    struct fault *why)
{
	struct work w;
	enum status st;

	if ((st = work_init(&w, s, why)) != ST_OK)
		return st;
	count(&w, NULL);
	values(&w, out);
	work_free(&w);
	return ST_OK;
}

/* Add the squared distance of each seed's values from the mean. */
static void
spread(struct work *w, const struct score_value *mean, struct score_value *out)
{
	struct score_value one;
	size_t s, m, seeds = 0;

	memset(out, 0, sizeof *out);
	for (s = 0; s < w->set->seeds; s++) {
		if (!seed_values(w, s, &one))
			continue;
		seeds++;
		for (m = 0; m < SCORE_METRICS; m++) {
			double f = one.by_fold[m] - mean->by_fold[m];
			double p = one.pooled[m] - mean->pooled[m];

			out->by_fold[m] += f * f;
			out->pooled[m] += p * p;
		}
	}
	for (m = 0; m < SCORE_METRICS && seeds > 1; m++) {
		out->by_fold[m] = sqrt(out->by_fold[m] / (double)(seeds - 1));
		out->pooled[m] = sqrt(out->pooled[m] / (double)(seeds - 1));
	}
}

enum status
score_deviation(const struct score_set *s, struct score_value *out,
    struct fault *why)
{
	struct score_value mean;
	struct work w;
	enum status st;

	if ((st = work_init(&w, s, why)) != ST_OK)
		return st;
	count(&w, NULL);
	values(&w, &mean);
	spread(&w, &mean, out);
	work_free(&w);
	return ST_OK;
}

/* ---- bootstrap ---- */

static void
draw(struct rng *r, uint32_t *times, size_t units)
{
	size_t i;

	memset(times, 0, units * sizeof *times);
	for (i = 0; i < units; i++)
		times[rng_below(r, units)]++;
}

static void
flatten(const struct score_value *v, double *out)
{
	memcpy(out, v->by_fold, sizeof v->by_fold);
	memcpy(out + SCORE_METRICS, v->pooled, sizeof v->pooled);
}

static void
unflatten(const double *in, struct score_value *v)
{
	memcpy(v->by_fold, in, sizeof v->by_fold);
	memcpy(v->pooled, in + SCORE_METRICS, sizeof v->pooled);
}

/*
 * One replicate into column `at` of rep (NVALUES, R).  Units that have no item
 * in one of the sets may make a draw empty: that is drawn again.
 */
static void
replicate(struct work *a, struct work *b, struct rng *r, uint32_t *times,
    double *rep, size_t R, size_t at)
{
	struct score_value va, vb;
	double fa[NVALUES], fb[NVALUES] = { 0 };
	size_t v;

	for (;;) {
		draw(r, times, a->set->units);
		count(a, times);
		if (!values(a, &va))
			continue;
		if (!b)
			break;
		count(b, times);
		if (values(b, &vb)) {
			flatten(&vb, fb);
			break;
		}
	}
	flatten(&va, fa);
	for (v = 0; v < NVALUES; v++)
		rep[v * R + at] = fa[v] - fb[v];
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Quantile q of x (n), sorted: linear between order statistics (type 7 of
 * Hyndman & Fan 1996, as numpy and R have it). */
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
 * The probability below the lower end.  Of n units, the replicates spread by a
 * factor sqrt((n - 1)/n) too little, and that spread is an estimate itself;
 * see the header.
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

static void
intervals(double *rep, size_t R, double below, struct score_interval *out)
{
	double low[NVALUES], high[NVALUES];
	size_t v;

	for (v = 0; v < NVALUES; v++) {
		double *x = rep + v * R;

		qsort(x, R, sizeof *x, ascending);
		low[v] = quantile(x, R, below);
		high[v] = quantile(x, R, 1 - below);
	}
	unflatten(low, &out->low);
	unflatten(high, &out->high);
}

static enum status
bootstrap(struct work *a, struct work *b, size_t R, double level,
    uint64_t seed, struct score_interval *out, struct fault *why)
{
	uint32_t *times = calloc(a->set->units, sizeof *times);
	double *rep = calloc(NVALUES * sizeof *rep, R);
	struct rng *r = NULL;
	enum status st;
	size_t i;

	st = times && rep ? rng_new(&r, seed, "bootstrap", why) :
	    fault_nomem(why);
	for (i = 0; i < R && st == ST_OK; i++)
		replicate(a, b, r, times, rep, R, i);
	if (st == ST_OK)
		intervals(rep, R, tail(level, a->set->units), out);
	rng_free(r);
	free(rep);
	free(times);
	return st;
}

static enum status
bad_request(size_t replicates, double level, struct fault *why)
{
	if (!replicates)
		return fault_set(why, ST_BAD, "no replicates, at least 1");
	if (!(level > 0 && level < 1))
		return fault_set(why, ST_BAD,
		    "level %g is not between 0 and 1", level);
	return ST_OK;
}

enum status
score_bootstrap(const struct score_set *s, size_t replicates, double level,
    uint64_t seed, struct score_interval *out, struct fault *why)
{
	struct work w;
	enum status st;

	if ((st = bad_request(replicates, level, why)) != ST_OK ||
	    (st = work_init(&w, s, why)) != ST_OK)
		return st;
	st = bootstrap(&w, NULL, replicates, level, seed, out, why);
	work_free(&w);
	return st;
}

enum status
score_paired(const struct score_set *a, const struct score_set *b,
    size_t replicates, double level, uint64_t seed,
    struct score_interval *out, struct fault *why)
{
	struct work wa, wb;
	enum status st;

	if (a->units != b->units)
		return fault_set(why, ST_BAD,
		    "the two sets have %zu and %zu units, not the same ones",
		    a->units, b->units);
	if ((st = bad_request(replicates, level, why)) != ST_OK ||
	    (st = work_init(&wa, a, why)) != ST_OK)
		return st;
	if ((st = work_init(&wb, b, why)) == ST_OK) {
		st = bootstrap(&wa, &wb, replicates, level, seed, out, why);
		work_free(&wb);
	}
	work_free(&wa);
	return st;
}
