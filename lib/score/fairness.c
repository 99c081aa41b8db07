#include "score/fairness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "score/resample.h"
#include "score/tally.h"

#define MEMORY	((size_t)1 << 28)	/* bytes of replicates */

/* ---- places ---- */

size_t
fairness_recall(const struct fairness *f, size_t group, size_t class)
{
	return group * f->classes + class;
}

size_t
fairness_rate(const struct fairness *f, size_t group, size_t class)
{
	return (f->groups + group) * f->classes + class;
}

size_t
fairness_opportunity(const struct fairness *f, size_t class)
{
	return 2 * f->groups * f->classes + class;
}

size_t
fairness_parity(const struct fairness *f, size_t class)
{
	return (2 * f->groups + 1) * f->classes + class;
}

size_t
fairness_mean(const struct fairness *f, enum fairness_mean m)
{
	return (2 * f->groups + 2) * f->classes + m;
}

/* ---- values ---- */

/* All rows of the groups. */
struct work {
	const struct fairness *f;
	const struct score_item *item;
	size_t seeds;
	uint32_t *row, *side, *unit;	/* (n) the row, its group, its unit */
	size_t n;
	size_t *stratum, strata, units;
	size_t in[FAIRNESS_GROUPS];	/* units of each group */
	uint32_t *deal;		/* (units, groups) another group of the rows
				 * of a unit in a group, or NULL */
	double *sum;		/* (groups, seeds, C, TALLY_COUNTS) */
	double uar[FAIRNESS_GROUPS];
};

static void
work_free(struct work *w)
{
	free(w->row);
	free(w->side);
	free(w->unit);
	free(w->stratum);
	free(w->deal);
	free(w->sum);
}

/* The rows of the subsets, and their units. */
static enum status
work_init(struct work *w, const struct fairness *f, const struct predictions *p,
    const struct score_set *set, size_t units, struct fault *why)
{
	const struct subset *s = f->subsets->subset;
	size_t g, i, k;
	enum status status;

	*w = (struct work){ .f = f, .item = p->item, .seeds = set->seeds,
	    .row = calloc(p->n + 1, sizeof *w->row),
	    .side = calloc(p->n + 1, sizeof *w->side),
	    .unit = calloc(p->n + 1, sizeof *w->unit),
	    .sum = calloc(f->groups * set->seeds,
	    f->classes * TALLY_COUNTS * sizeof *w->sum) };
	if (w->row == NULL || w->side == NULL || w->unit == NULL ||
	    w->sum == NULL)
		return fault_nomem(why);
	for (g = 0; g < f->groups; g++)
		for (i = 0; i < s[g].rows.n; i++) {
			w->side[w->n] = (uint32_t)g;
			w->row[w->n] = s[g].rows.row[i];
			w->unit[w->n] = p->item[w->row[w->n]].unit;
			w->n++;
		}
	if ((status = subsets_strata(w->side, w->unit, w->n, units, f->groups,
	    w->unit, &w->stratum, &w->strata, w->in, why)) != ST_OK)
		return status;
	for (k = 0; k < w->strata; k++)
		w->units += w->stratum[k];
	return ST_OK;
}

static void
add_rows(struct work *w, const uint32_t *times)
{
	size_t i, C = w->f->classes, cell = C * TALLY_COUNTS;
	const struct score_item *it;
	double m, *sum;
	uint32_t side;

	(void)memset(w->sum, 0, w->f->groups * w->seeds * cell *
	    sizeof *w->sum);
	for (i = 0; i < w->n; i++) {
		m = times == NULL ? 1 : w->unit[i] == SCORE_NOUNIT ? 0 :
		    times[w->unit[i]];
		if (m <= 0)
			continue;
		side = w->side[i];
		if (w->deal != NULL && w->unit[i] != SCORE_NOUNIT)
			side = w->deal[w->unit[i] * w->f->groups + side];
		it = &w->item[w->row[i]];
		sum = w->sum + (side * w->seeds + it->seed) * cell;
		sum[it->label * TALLY_COUNTS + TALLY_LABEL] += m;
		sum[it->predicted * TALLY_COUNTS + TALLY_SAID] += m;
		if (it->label == it->predicted)
			sum[it->label * TALLY_COUNTS + TALLY_HIT] += m;
	}
}

/* A mean of what is defined. */
struct mean {
	double sum, n;
};

static void
take(struct mean *m, double x)
{
	if (!isnan(x)) {
		m->sum += x;
		m->n++;
	}
}

static double
mean(const struct mean *m)
{
	return m->n > 0 ? m->sum / m->n : (double)NAN;
}

/* The recall and the rate of a class in a group, averaged over the seeds. */
static void
class_values(const struct work *w, size_t g, size_t c, double *recall,
    double *rate)
{
	size_t s, i, C = w->f->classes;
	struct mean of_recall = { 0, 0 }, of_rate = { 0, 0 };
	const double *sum;
	double all;

	for (s = 0; s < w->seeds; s++) {
		sum = w->sum + (g * w->seeds + s) * C * TALLY_COUNTS;
		all = 0;
		for (i = 0; i < C; i++)
			all += sum[i * TALLY_COUNTS + TALLY_LABEL];
		if (all <= 0)
			continue;
		sum += c * TALLY_COUNTS;
		take(&of_rate, sum[TALLY_SAID] / all);
		if (sum[TALLY_LABEL] > 0)
			take(&of_recall, sum[TALLY_HIT] / sum[TALLY_LABEL]);
	}
	*recall = mean(&of_recall);
	*rate = mean(&of_rate);
}

/* The maximum minus the minimum of x (n), `step` apart; NAN unless two are
 * defined. */
static double
range(const double *x, size_t n, size_t step)
{
	double low = HUGE_VAL, high = -HUGE_VAL;
	size_t i, defined = 0;

	for (i = 0; i < n; i++, x += step)
		if (!isnan(*x)) {
			low = fmin(low, *x);
			high = fmax(high, *x);
			defined++;
		}
	return defined > 1 ? high - low : (double)NAN;
}

/* A resample_values: of the groups, and from these between them. */
static bool
values(void *ctx, const uint32_t *times, double *out)
{
	struct work *w = ctx;
	const struct fairness *f = w->f;
	struct mean of_uar, opportunity = { 0, 0 }, parity = { 0, 0 };
	size_t g, c, C = f->classes;
	double *recall, *rate;

	add_rows(w, times);
	for (g = 0; g < f->groups; g++) {
		of_uar = (struct mean){ 0, 0 };
		for (c = 0; c < C; c++) {
			recall = &out[fairness_recall(f, g, c)];
			rate = &out[fairness_rate(f, g, c)];
			class_values(w, g, c, recall, rate);
			take(&of_uar, *recall);
		}
		w->uar[g] = mean(&of_uar);
	}
	for (c = 0; c < C; c++) {
		recall = &out[fairness_opportunity(f, c)];
		rate = &out[fairness_parity(f, c)];
		*recall = range(out + fairness_recall(f, 0, c), f->groups, C);
		*rate = range(out + fairness_rate(f, 0, c), f->groups, C);
		take(&opportunity, *recall);
		take(&parity, *rate);
	}
	out[fairness_mean(f, FAIRNESS_OPPORTUNITY)] = mean(&opportunity);
	out[fairness_mean(f, FAIRNESS_PARITY)] = mean(&parity);
	out[fairness_mean(f, FAIRNESS_RANGE)] = range(w->uar, f->groups, 1);
	return true;
}

/* ---- intervals and p values ---- */

/* Shift the intervals of what is never negative by what resampling adds. */
static void
centre(struct fairness *f, const double *average)
{
	size_t v = fairness_opportunity(f, 0);
	double by;

	for (; v < f->values; v++) {
		by = f->value[v] - average[v];
		f->low[v] = fmax(0, f->low[v] + by);
		f->high[v] = fmax(0, f->high[v] + by);
	}
}

static enum status
intervals(struct fairness *f, struct work *w,
    const struct subsets_request *ask, struct fault *why)
{
	struct resample draw = { .replicates = ask->replicates,
	    .units = w->units, .values = f->values, .level = ask->level,
	    .seed = ask->seed, .of = values, .ctx = w, .stratum = w->stratum,
	    .strata = w->strata, .least = w->units };
	double *average;
	enum status s;
	size_t g;

	for (g = 0; g < f->groups; g++)
		if (w->in[g] < draw.least)
			draw.least = w->in[g];
	f->drawn = draw.least > 1;
	if (!f->drawn)
		return ST_OK;
	if ((average = calloc(f->values, sizeof *average)) == NULL)
		return fault_nomem(why);
	s = resample(&draw, f->low, f->high, average, why);
	if (s == ST_OK)
		centre(f, average);
	free(average);
	return s;
}

/* How units are in groups: each in one, or each in all; otherwise there is no
 * test. */
static enum fairness_test
kind_of_test(const struct work *w)
{
	size_t g, all = 0;
	bool every = w->units > 1;

	for (g = 0; g < w->f->groups; g++) {
		all += w->in[g];
		every = every && w->in[g] == w->units;
	}
	return every ? FAIRNESS_EXCHANGED : all == w->units && all > 1 ?
	    FAIRNESS_DEALT : FAIRNESS_UNTESTED;
}

/* Deal the units out, into groups of the sizes that they have. */
static void
deal_units(struct work *w, struct rng *rng, size_t *order)
{
	size_t g = 0, i, s, left = w->in[0], k = w->f->groups;

	for (i = 0; i < w->units; i++)
		order[i] = i;
	rng_shuffle(rng, order, w->units);
	for (i = 0; i < w->units; i++, left--) {
		while (left == 0)
			left = w->in[++g];
		for (s = 0; s < k; s++)
			w->deal[order[i] * k + s] = (uint32_t)g;
	}
}

/* Exchange the groups within each unit. */
static void
exchange_groups(struct work *w, struct rng *rng)
{
	size_t order[FAIRNESS_GROUPS], i, s, k = w->f->groups;

	for (i = 0; i < w->units; i++) {
		for (s = 0; s < k; s++)
			order[s] = s;
		rng_shuffle(rng, order, k);
		for (s = 0; s < k; s++)
			w->deal[i * k + s] = (uint32_t)order[s];
	}
}

/* Count differences that are as large as those observed; beyond is (values). */
static void
count_beyond(const struct fairness *f, const double *v, double *beyond)
{
	size_t i;

	for (i = fairness_opportunity(f, 0); i < f->values; i++)
		beyond[i] += isnan(v[i]) || v[i] >= f->value[i] - 1e-9;
}

/* The p values from n patterns; and a difference that may be chance has an
 * interval that begins at 0. */
static void
conclude(struct fairness *f, double level, size_t n, double *beyond)
{
	size_t i = fairness_opportunity(f, 0);

	for (; i < f->values; i++) {
		beyond[i] = isnan(f->value[i]) ? (double)NAN :
		    (1 + beyond[i]) / (double)(1 + n);
		if (!isnan(f->low[i]) && beyond[i] >= 1 - level)
			f->low[i] = 0;
	}
	for (i = 0; i < FAIRNESS_MEANS; i++)
		f->p[i] = beyond[fairness_mean(f, (enum fairness_mean)i)];
}

static enum status
test(struct fairness *f, struct work *w, const struct subsets_request *ask,
    struct fault *why)
{
	size_t *order = calloc(w->units + 1, sizeof *order), i;
	double *v = calloc(f->values, sizeof *v);
	double *beyond = calloc(f->values, sizeof *beyond);
	struct rng *rng = NULL;
	enum status s = ST_OK;

	w->deal = calloc(w->units * f->groups + 1, sizeof *w->deal);
	if (order == NULL || v == NULL || beyond == NULL || w->deal == NULL)
		s = fault_nomem(why);
	if (s == ST_OK)
		s = rng_new(&rng, ask->seed, "permutation", why);
	for (i = 0; s == ST_OK && i < ask->replicates; i++) {
		if (f->test == FAIRNESS_DEALT)
			deal_units(w, rng, order);
		else
			exchange_groups(w, rng);
		(void)values(w, NULL, v);
		count_beyond(f, v, beyond);
	}
	if (s == ST_OK)
		conclude(f, ask->level, ask->replicates, beyond);
	if (rng != NULL)
		rng_free(rng);
	free(order);
	free(v);
	free(beyond);
	return s;
}

static enum status
check(const struct fairness *f, size_t replicates, struct fault *why)
{
	if (f->groups < 2)
		return fault_set(why, ST_BAD, "column '%.80s' has one value; "
		    "fairness compares groups", f->column);
	if (f->groups > FAIRNESS_GROUPS)
		return fault_set(why, ST_BAD, "column '%.80s' has %zu values; "
		    "fairness compares at most %d groups", f->column,
		    f->groups, FAIRNESS_GROUPS);
	if (f->values > MEMORY / sizeof(double) / replicates)
		return fault_set(why, ST_BAD, "%zu groups, %zu classes and "
		    "%zu replicates are too many", f->groups, f->classes,
		    replicates);
	return ST_OK;
}

static enum status
allocate(struct fairness *f, struct fault *why)
{
	size_t i;

	f->value = calloc(f->values, 3 * sizeof *f->value);
	if (f->value == NULL)
		return fault_nomem(why);
	f->low = f->value + f->values;
	f->high = f->low + f->values;
	for (i = 0; i < 3 * f->values; i++)
		f->value[i] = (double)NAN;
	for (i = 0; i < FAIRNESS_MEANS; i++)
		f->p[i] = (double)NAN;
	return ST_OK;
}

enum status
fairness_make(struct fairness *out, const struct predictions *p,
    const struct score_set *set, const struct subsets *subsets,
    const struct subsets_request *ask, struct fault *why)
{
	size_t C = set->classes, k = subsets->n;
	enum status s;
	struct work w;

	*out = (struct fairness){ .column = subsets->column,
	    .subsets = subsets, .groups = k, .classes = C,
	    .values = 2 * C * (k + 1) + FAIRNESS_MEANS,
	    .grouped = ask->unit == PREDICTIONS_GROUP };
	if ((s = check(out, ask->replicates, why)) != ST_OK ||
	    (s = allocate(out, why)) != ST_OK)
		return s;
	s = work_init(&w, out, p, set, ask->units, why);
	if (s == ST_OK) {
		(void)values(&w, NULL, out->value);
		s = intervals(out, &w, ask, why);
	}
	if (s == ST_OK)
		out->test = kind_of_test(&w);
	if (out->test != FAIRNESS_UNTESTED)
		s = test(out, &w, ask, why);
	work_free(&w);
	return s;
}

void
fairness_free(struct fairness *f)
{
	free(f->value);
	(void)memset(f, 0, sizeof *f);
}
