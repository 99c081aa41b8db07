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
	struct calibration_row row;
	uint32_t seed, unit, label;
	bool right;
};

/* Counts of what is kept. */
struct kept {
	double all, right;
	double *hit, *of;	/* (classes) right ones; all */
};

/* A set to take values of. */
struct work {
	const struct score_set *set;
	struct ranked *r;	/* (n) by seed, then from the surest down */
	size_t *first;		/* (seeds + 1) index of each seed's first */
	struct kept kept;
};

static int
surest_first(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->seed != y->seed)
		return x->seed < y->seed ? -1 : 1;
	return (x->row.confidence < y->row.confidence) -
	    (x->row.confidence > y->row.confidence);
}

static void
work_free(struct work *w)
{
	free(w->r);
	free(w->first);
	free(w->kept.hit);
}

static enum status
work_init(struct work *w, const struct score_set *s,
    const struct calibration_row *row, struct fault *why)
{
	const struct score_item *it;
	size_t i;

	*w = (struct work){ s, calloc(s->n + 1, sizeof *w->r),
	    calloc(s->seeds + 2, sizeof *w->first),
	    { 0, 0, calloc(s->classes, 2 * sizeof(double)), NULL } };
	if (w->r == NULL || w->first == NULL || w->kept.hit == NULL) {
		work_free(w);
		return fault_nomem(why);
	}
	w->kept.of = w->kept.hit + s->classes;
	for (i = 0; i < s->n; i++) {
		it = &s->item[i];
		w->r[i] = (struct ranked){ row[i], it->seed, it->unit,
		    it->label, it->label == it->predicted };
		w->first[it->seed + 1]++;
	}
	for (i = 0; i < s->seeds; i++)
		w->first[i + 1] += w->first[i];
	qsort(w->r, s->n, sizeof *w->r, surest_first);
	return ST_OK;
}

/* How often an item counts; times NULL: every item once. */
static double
weight(const struct ranked *r, const uint32_t *times)
{
	return times == NULL ? 1 :
	    r->unit == SCORE_NOUNIT ? 0 : times[r->unit];
}

static double
total(const struct work *w, size_t seed, const uint32_t *times)
{
	double sum = 0;
	size_t i;

	for (i = w->first[seed]; i < w->first[seed + 1]; i++)
		sum += weight(&w->r[i], times);
	return sum;
}

/* ---- calibration ---- */

/* The bin of a confidence: ]0, 1/15] is the first. */
static size_t
bin_of(double confidence)
{
	double b = ceil(confidence * CALIBRATION_BINS) - 1;

	return b <= 0 ? 0 : b >= CALIBRATION_BINS ? CALIBRATION_BINS - 1 :
	    (size_t)b;
}

/* Add the predictions of a seed: sums of confidence and right in the bins, and
 * of brier and loss. */
static void
add_bins(const struct work *w, size_t seed, const uint32_t *times,
    struct calibration_bin *bin, double *brier, double *loss)
{
	const struct ranked *r;
	struct calibration_bin *b;
	double m;
	size_t i;

	for (i = w->first[seed]; i < w->first[seed + 1]; i++) {
		r = &w->r[i];
		if ((m = weight(r, times)) <= 0)
			continue;
		b = &bin[bin_of((double)r->row.confidence)];
		b->n += m;
		b->confidence += m * (double)r->row.confidence;
		b->right += m * r->right;
		*brier += m * (double)r->row.brier;
		*loss += m * (double)r->row.loss;
	}
}

static void
measure(const struct work *w, size_t seed, const uint32_t *times, double n,
    double *out)
{
	struct calibration_bin bin[CALIBRATION_BINS] = { { 0, 0, 0 } };
	double brier = 0, loss = 0, ece = 0;
	size_t b;

	add_bins(w, seed, times, bin, &brier, &loss);
	for (b = 0; b < CALIBRATION_BINS; b++)
		ece += fabs(bin[b].right - bin[b].confidence);
	out[CALIBRATION_ECE] = ece / n;
	out[CALIBRATION_BRIER] = brier / n;
	out[CALIBRATION_LOSS] = loss / n;
}

/* ---- coverage ---- */

static void
keep(struct kept *k, const struct ranked *r, double m)
{
	k->all += m;
	k->right += m * r->right;
	k->of[r->label] += m;
	k->hit[r->label] += m * r->right;
}

static double
uar(const struct kept *k, size_t classes)
{
	double sum = 0;
	size_t c, n = 0;

	/* What was taken back may leave a rounding error. */
	for (c = 0; c < classes; c++)
		if (k->of[c] > 1e-9) {
			sum += k->hit[c] / k->of[c];
			n++;
		}
	return n > 0 ? sum / (double)n : (double)NAN;
}

/* Of items i..to, of equal confidence, a share is kept: the values then. */
static void
keep_part(struct work *w, size_t i, size_t to, double share,
    const uint32_t *times, double *u, double *a)
{
	size_t j;

	for (j = i; j < to; j++)
		keep(&w->kept, &w->r[j], share * weight(&w->r[j], times));
	*u = uar(&w->kept, w->set->classes);
	*a = w->kept.right / w->kept.all;
	for (j = i; j < to; j++)
		keep(&w->kept, &w->r[j], -share * weight(&w->r[j], times));
}

/* The end of the items as confident as the i-th, and their weight. */
static size_t
tied(const struct work *w, size_t i, size_t end, const uint32_t *times,
    double *m)
{
	size_t j = i;

	*m = 0;
	do
		*m += weight(&w->r[j++], times);
	while (j < end && w->r[j].row.confidence == w->r[i].row.confidence);
	return j;
}

/*
 * UAR and accuracy of the surest share[l] (levels, ascending) of a seed's
 * predictions, whose weight is n > 0.
 */
static void
cover(struct work *w, size_t seed, const uint32_t *times, double n,
    const double *share, size_t levels, double *u, double *a)
{
	size_t i, to, l = 0, end = w->first[seed + 1];
	double m, want;

	w->kept.all = w->kept.right = 0;
	(void)memset(w->kept.hit, 0, 2 * w->set->classes * sizeof(double));
	for (i = w->first[seed]; i < end && l < levels; i = to) {
		to = tied(w, i, end, times, &m);
		for (; l < levels && m > 0; l++) {
			want = share[l] * n;
			if (want > w->kept.all + m + 1e-9 * n)
				break;
			keep_part(w, i, to, fmin(1,
			    (want - w->kept.all) / m), times, &u[l], &a[l]);
		}
		for (; i < to; i++)
			keep(&w->kept, &w->r[i], weight(&w->r[i], times));
	}
}

/* ---- all seeds ---- */

/* The values of a seed; false if nothing of it was drawn. */
static bool
seed_values(struct work *w, size_t seed, const uint32_t *times,
    struct calibration_value *out)
{
	double share[CALIBRATION_LEVELS], u[CALIBRATION_LEVELS];
	double a[CALIBRATION_LEVELS], n = total(w, seed, times);
	size_t l, last = CALIBRATION_LEVELS - 1;

	if (n <= 0)
		return false;
	measure(w, seed, times, n, out->metric);
	for (l = 0; l <= last; l++)
		share[l] = calibration_level[last - l] / 100.0;
	cover(w, seed, times, n, share, CALIBRATION_LEVELS, u, a);
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

static void
bins(const struct work *w, struct calibration_bin *bin)
{
	double brier = 0, loss = 0;
	size_t s, b;

	for (s = 0; s < w->set->seeds; s++)
		add_bins(w, s, NULL, bin, &brier, &loss);
	for (b = 0; b < CALIBRATION_BINS; b++)
		if (bin[b].n > 0) {
			bin[b].confidence /= bin[b].n;
			bin[b].right /= bin[b].n;
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
		if ((n = total(w, s, NULL)) <= 0)
			continue;
		seeds++;
		cover(w, s, NULL, n, share, CALIBRATION_CURVE, u, a);
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
	const struct resample ask = { replicates, w->set->units, NVALUES,
	    level, seed, values, w };
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
