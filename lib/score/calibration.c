#include "score/calibration.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "score/resample.h"

#define NVALUES	(sizeof(struct calibration_value) / sizeof(double))

const unsigned calibration_level[CALIBRATION_LEVELS] = { 100, 90, 80, 50 };

const char *
calibration_name(enum calibration_metric m)
{
	static const char *const name[] = { "ece", "brier", "log_loss" };

	return name[m];
}

struct calibration_row
calibration_row(const double *p, size_t n, size_t predicted, size_t label)
{
	double brier = label < n ? 0 : 1;
	double loss = label < n ? fmax(p[label], DBL_EPSILON) : DBL_EPSILON;
	size_t c;

	for (c = 0; c < n; c++)
		brier += (p[c] - (c == label)) * (p[c] - (c == label));
	return (struct calibration_row){
	    (float)(predicted < n ? p[predicted] : 0), (float)brier,
	    (float)-log(loss) };
}

/* ---- predictions in the order of their confidence ---- */

struct ranked {
	float confidence;
	float gap;		/* 1 if it is right, else 0, minus confidence */
	uint32_t seed, unit, label;
	uint8_t bin;
	bool right;
};

/* Sums over the predictions of a unit in a seed. */
struct unit_sum {
	double n, brier, loss;
};

/* Counts of what is kept. */
struct kept {
	double all;
	double *hit, *of;	/* (classes) right ones; all */
};

/* A set to take values of. */
struct work {
	const struct score_set *set;
	struct ranked *r;	/* (n) by seed, then from the surest down */
	size_t *first;		/* (seeds + 1) index of each seed's first */
	struct unit_sum *sum;	/* (seeds, units + 1); last: without a unit */
	struct kept kept;
};

static int
surest_first(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->seed != y->seed)
		return x->seed < y->seed ? -1 : 1;
	return (x->confidence < y->confidence) -
	    (x->confidence > y->confidence);
}

/* The bin of a confidence: ]0, 1/15] is the first.  As a float, 0.8 is a little
 * more than that. */
static size_t
bin_of(double confidence)
{
	double b = ceil(confidence * CALIBRATION_BINS - 1e-6) - 1;

	return b <= 0 ? 0 : b >= CALIBRATION_BINS ? CALIBRATION_BINS - 1 :
	    (size_t)b;
}

static void
work_free(struct work *w)
{
	free(w->r);
	free(w->first);
	free(w->sum);
	free(w->kept.hit);
}

static void
add_item(struct work *w, size_t i, const struct calibration_row *row)
{
	const struct score_set *s = w->set;
	const struct score_item *it = &s->item[i];
	bool right = it->label == it->predicted;
	size_t unit = it->unit == SCORE_NOUNIT ? s->units : it->unit;
	struct unit_sum *sum = &w->sum[it->seed * (s->units + 1) + unit];

	w->r[i] = (struct ranked){ row->confidence,
	    (float)right - row->confidence, it->seed, (uint32_t)unit,
	    it->label, (uint8_t)bin_of((double)row->confidence), right };
	w->first[it->seed + 1]++;
	sum->n++;
	sum->brier += (double)row->brier;
	sum->loss += (double)row->loss;
}

static enum status
work_init(struct work *w, const struct score_set *s,
    const struct calibration_row *row, struct fault *why)
{
	size_t i;

	*w = (struct work){ s, calloc(s->n + 1, sizeof *w->r),
	    calloc(s->seeds + 2, sizeof *w->first),
	    calloc(s->seeds * sizeof *w->sum, s->units + 1),
	    { 0, calloc(s->classes, 2 * sizeof(double)), NULL } };
	if (w->r == NULL || w->first == NULL || w->sum == NULL ||
	    w->kept.hit == NULL) {
		work_free(w);
		return fault_nomem(why);
	}
	w->kept.of = w->kept.hit + s->classes;
	for (i = 0; i < s->n; i++)
		add_item(w, i, &row[i]);
	for (i = 0; i < s->seeds; i++)
		w->first[i + 1] += w->first[i];
	qsort(w->r, s->n, sizeof *w->r, surest_first);
	return ST_OK;
}

/* How often a unit counts: once if times is NULL; else "no unit" never does. */
static double
weight(const struct work *w, size_t unit, const uint32_t *times)
{
	return times == NULL ? 1 : unit == w->set->units ? 0 : times[unit];
}

/* ---- calibration ---- */

/* The number of a seed's predictions, and its metrics but ece. */
static double
measure(const struct work *w, size_t seed, const uint32_t *times, double *out)
{
	const struct unit_sum *sum = w->sum + seed * (w->set->units + 1);
	double m, n = 0, brier = 0, loss = 0;
	size_t u;

	for (u = 0; u <= w->set->units; u++) {
		m = weight(w, u, times);
		n += m * sum[u].n;
		brier += m * sum[u].brier;
		loss += m * sum[u].loss;
	}
	out[CALIBRATION_BRIER] = brier / n;
	out[CALIBRATION_LOSS] = loss / n;
	return n;
}

/* ---- coverage ---- */

static void
keep(struct kept *k, const struct ranked *r, double m)
{
	k->all += m;
	k->of[r->label] += m;
	k->hit[r->label] += m * r->right;
}

static void
kept_values(const struct kept *k, size_t classes, double *u, double *a)
{
	double sum = 0, right = 0;
	size_t c, n = 0;

	/* What was taken back may leave a rounding error. */
	for (c = 0; c < classes; c++)
		if (k->of[c] > 1e-9) {
			sum += k->hit[c] / k->of[c];
			right += k->hit[c];
			n++;
		}
	*u = sum / (double)n;
	*a = right / k->all;
}

static void
keep_all(struct work *w, size_t from, size_t to, double share,
    const uint32_t *times)
{
	for (; from < to; from++)
		keep(&w->kept, &w->r[from],
		    share * weight(w, w->r[from].unit, times));
}

/*
 * The values if predictions of the weight `want` are kept, which the i-th of a
 * seed reaches; those before it are.  Of all that are as sure as it, the same
 * share is kept.
 */
static void
part(struct work *w, size_t seed, size_t i, const uint32_t *times, double want,
    double *u, double *a)
{
	size_t from = i, to = i + 1, j;
	double share, all = 0;

	while (from > w->first[seed] &&
	    w->r[from - 1].confidence == w->r[i].confidence)
		from--;
	while (to < w->first[seed + 1] &&
	    w->r[to].confidence == w->r[i].confidence)
		to++;
	for (j = from; j < to; j++)
		all += weight(w, w->r[j].unit, times);
	keep_all(w, from, i, -1, times);
	share = fmin(1, (want - w->kept.all) / all);
	keep_all(w, from, to, share, times);
	kept_values(&w->kept, w->set->classes, u, a);
	keep_all(w, from, to, -share, times);
	keep_all(w, from, i, 1, times);
}

/*
 * UAR and accuracy of the surest share[l] (levels, ascending) of a seed's
 * predictions, of which there are n > 0; returns ece.
 */
static double
cover(struct work *w, size_t seed, const uint32_t *times, double n,
    const double *share, size_t levels, double *u, double *a)
{
	double m, gap[CALIBRATION_BINS] = { 0 }, ece = 0;
	const struct ranked *r;
	size_t i, b, l = 0;

	w->kept.all = 0;
	(void)memset(w->kept.hit, 0, 2 * w->set->classes * sizeof(double));
	for (i = w->first[seed]; i < w->first[seed + 1]; i++) {
		/* No branch for m = 0, which nobody could predict. */
		r = &w->r[i];
		m = weight(w, r->unit, times);
		for (; l < levels &&
		    w->kept.all + m >= (share[l] - 1e-12) * n; l++)
			part(w, seed, i, times, share[l] * n, &u[l], &a[l]);
		keep(&w->kept, r, m);
		gap[r->bin] += m * (double)r->gap;
	}
	for (b = 0; b < CALIBRATION_BINS; b++)
		ece += fabs(gap[b]);
	return ece / n;
}

/* ---- all seeds ---- */

/* The values of a seed; false if nothing of it was drawn. */
static bool
seed_values(struct work *w, size_t seed, const uint32_t *times,
    struct calibration_value *out)
{
	double share[CALIBRATION_LEVELS], u[CALIBRATION_LEVELS];
	double a[CALIBRATION_LEVELS], n = measure(w, seed, times, out->metric);
	size_t l, last = CALIBRATION_LEVELS - 1;

	if (!(n > 0))
		return false;
	for (l = 0; l <= last; l++)
		share[l] = calibration_level[last - l] / 100.0;
	out->metric[CALIBRATION_ECE] = cover(w, seed, times, n, share,
	    CALIBRATION_LEVELS, u, a);
	for (l = 0; l <= last; l++) {
		out->uar[l] = u[last - l];
		out->accuracy[l] = a[last - l];
	}
	return true;
}

/* A resample_values. */
static bool
values(void *ctx, const uint32_t *times, double *out)
{
	struct work *w = ctx;
	struct calibration_value one;
	double flat[NVALUES];
	size_t s, v, seeds = 0;

	(void)memset(out, 0, sizeof one);
	for (s = 0; s < w->set->seeds; s++) {
		if (!seed_values(w, s, times, &one))
			continue;
		seeds++;
		(void)memcpy(flat, &one, sizeof flat);
		for (v = 0; v < NVALUES; v++)
			out[v] += flat[v];
	}
	for (v = 0; v < NVALUES && seeds > 0; v++)
		out[v] /= (double)seeds;
	return seeds > 0;
}

/* All seeds together. */
static void
bins(const struct work *w, struct calibration_bin *bin)
{
	struct calibration_bin *b;
	size_t i;

	for (i = 0; i < w->set->n; i++) {
		b = &bin[w->r[i].bin];
		b->n++;
		b->confidence += (double)w->r[i].confidence;
		b->right += w->r[i].right;
	}
	for (b = bin; b < bin + CALIBRATION_BINS; b++)
		if (b->n > 0) {
			b->confidence /= b->n;
			b->right /= b->n;
		}
}

static void
curve(struct work *w, double *out)
{
	double share[CALIBRATION_CURVE], u[CALIBRATION_CURVE];
	double a[CALIBRATION_CURVE], n;
	size_t s, l, seeds = 0;

	for (l = 0; l < CALIBRATION_CURVE; l++)
		share[l] = (double)(l + 1) / CALIBRATION_CURVE;
	for (s = 0; s < w->set->seeds; s++) {
		if ((n = (double)(w->first[s + 1] - w->first[s])) <= 0)
			continue;
		seeds++;
		(void)cover(w, s, NULL, n, share, CALIBRATION_CURVE, u, a);
		for (l = 0; l < CALIBRATION_CURVE; l++)
			out[l] += u[CALIBRATION_CURVE - 1 - l];
	}
	for (l = 0; l < CALIBRATION_CURVE; l++)
		out[l] /= (double)seeds;
}

/* Without what resampling adds to the error. */
static void
centre_ece(struct calibration *c, double mean)
{
	double by = c->value.metric[CALIBRATION_ECE] - mean;
	double *low = &c->low.metric[CALIBRATION_ECE];

	*low = fmax(0, *low + by);
	c->high.metric[CALIBRATION_ECE] += by;
}

static bool
can_draw(const struct score_set *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->item[i].unit != SCORE_NOUNIT)
			return true;
	return false;
}

static enum status
intervals(struct calibration *c, struct work *w, size_t replicates,
    double level, uint64_t seed, struct fault *why)
{
	const struct resample ask = { .replicates = replicates,
	    .units = w->set->units, .values = NVALUES, .level = level,
	    .seed = seed, .of = values, .ctx = w };
	double low[NVALUES], high[NVALUES], mean[NVALUES];
	enum status s;

	if ((s = resample(&ask, low, high, mean, why)) != ST_OK)
		return s;
	(void)memcpy(&c->low, low, sizeof c->low);
	(void)memcpy(&c->high, high, sizeof c->high);
	centre_ece(c, mean[CALIBRATION_ECE]);
	return ST_OK;
}

enum status
calibration_make(struct calibration *c, const struct score_set *s,
    const struct calibration_row *row, size_t replicates, double level,
    uint64_t seed, struct fault *why)
{
	double flat[NVALUES];
	enum status status;
	struct work w;

	(void)memset(c, 0, sizeof *c);
	if (!can_draw(s))
		return fault_set(why, ST_BAD, "no prediction can be drawn");
	if ((status = work_init(&w, s, row, why)) != ST_OK)
		return status;
	(void)values(&w, NULL, flat);
	(void)memcpy(&c->value, flat, sizeof c->value);
	bins(&w, c->bin);
	curve(&w, c->uar);
	status = intervals(c, &w, replicates, level, seed, why);
	work_free(&w);
	return status;
}
