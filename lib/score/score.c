#include "score/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/score_work.h"

const char *
score_name(enum score_metric m)
{
	static const char *const name[SCORE_METRICS] = {
		"accuracy", "uar", "f1_macro", "f1_weighted"
	};

	return name[m];
}

const char *
score_class_name(enum score_class_metric m)
{
	static const char *const name[SCORE_CLASS_METRICS] = {
		"recall", "precision", "f1"
	};

	return name[m];
}

/* ---- one matrix ---- */

/* How often class i is a label, and how often it is predicted. */
static void
margins(const double *conf, size_t C, size_t i, double *row, double *col)
{
	size_t j;

	*row = *col = 0;
	for (j = 0; j < C; j++) {
		*row += conf[i * C + j];
		*col += conf[j * C + i];
	}
}

bool
score_matrix(const double *conf, size_t C, double out[SCORE_METRICS])
{
	double all = 0, correct = 0, recalls = 0, f1s = 0, weighted = 0;
	double hit, row, col, f1;
	size_t i, labelled = 0, occurring = 0;

	for (i = 0; i < C; i++) {
		hit = conf[i * C + i];
		margins(conf, C, i, &row, &col);
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
score_matrix_classes(const double *conf, size_t C, double *out)
{
	double hit, row, col;
	size_t i;

	for (i = 0; i < C; i++, out += SCORE_CLASS_METRICS) {
		hit = conf[i * C + i];
		margins(conf, C, i, &row, &col);
		out[SCORE_RECALL] = row > 0 ? hit / row : (double)NAN;
		out[SCORE_PRECISION] = col > 0 ? hit / col :
		    row > 0 ? 0 : (double)NAN;
		out[SCORE_F1] = row + col > 0 ? 2 * hit / (row + col) :
		    (double)NAN;
	}
}

void
score_confusion(const struct score_set *s, double *conf)
{
	size_t i;

	(void)memset(conf, 0, s->classes * s->classes * sizeof *conf);
	for (i = 0; i < s->n; i++)
		conf[s->item[i].label * s->classes + s->item[i].predicted]++;
}

double
score_row(const double *conf, size_t C, size_t label)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < C; i++)
		sum += conf[label * C + i];
	return sum;
}

double
score_mean_count(double count, size_t seeds)
{
	return round(10 * count / (double)seeds) / 10;
}

/* ---- values of a set in which each unit occurs a number of times ---- */

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

static bool
in_range(const struct score_set *s, const struct score_item *it)
{
	return it->label < s->classes && it->predicted < s->classes &&
	    it->fold < s->folds && it->seed < s->seeds &&
	    (it->unit < s->units || it->unit == SCORE_NOUNIT);
}

static enum status
check(const struct score_set *s, struct fault *why)
{
	size_t i;

	if (s->n == 0)
		return fault_set(why, ST_BAD, "no prediction with a label");
	for (i = 0; i < s->n; i++)
		if (!in_range(s, &s->item[i]))
			return fault_set(why, ST_BAD,
			    "prediction %zu: index out of range", i);
	return check_size(s, why);
}

void
score_work_free(struct score_work *w)
{
	free(w->conf);
	free(w->drawn);
	free(w->size);
	free(w->sum);
	free(w->class);
}

enum status
score_work_init(struct score_work *w, const struct score_set *s,
    struct fault *why)
{
	size_t i, cells = s->seeds * s->folds, C = s->classes;
	enum status status;

	(void)memset(w, 0, sizeof *w);
	if ((status = check(s, why)) != ST_OK)
		return status;
	w->set = s;
	w->conf = calloc(cells, C * C * sizeof *w->conf);
	w->drawn = calloc(cells, sizeof *w->drawn);
	w->size = calloc(cells, sizeof *w->size);
	w->sum = calloc(C * C, sizeof *w->sum);
	w->class = calloc(C, 2 * SCORE_CLASS_METRICS * sizeof *w->class);
	if (w->conf == NULL || w->drawn == NULL || w->size == NULL ||
	    w->sum == NULL || w->class == NULL) {
		score_work_free(w);
		return fault_nomem(why);
	}
	w->in = w->class + C * SCORE_CLASS_METRICS;
	for (i = 0; i < s->n; i++)
		if (s->item[i].unit != SCORE_NOUNIT)
			w->size[cell(s, &s->item[i])]++;
	return ST_OK;
}

void
score_work_count(struct score_work *w, const uint32_t *times)
{
	const struct score_set *s = w->set;
	size_t i, c, C = s->classes, cells = s->seeds * s->folds;
	const struct score_item *it;
	double m;

	w->whole = times == NULL;
	(void)memset(w->conf, 0, cells * C * C * sizeof *w->conf);
	(void)memset(w->drawn, 0, cells * sizeof *w->drawn);
	for (i = 0; i < s->n; i++) {
		it = &s->item[i];
		m = times == NULL ? 1 :
		    it->unit == SCORE_NOUNIT ? 0 : times[it->unit];
		c = cell(s, it);
		w->drawn[c] += m;
		w->conf[(c * C + it->label) * C + it->predicted] += m;
	}
}

/* The weight of a fold in the average, see score_bootstrap. */
static double
fold_weight(const struct score_work *w, size_t c)
{
	if (w->whole)
		return 1;
	return w->size[c] > 0 ? w->drawn[c] / w->size[c] : 0;
}

bool
score_work_seed(struct score_work *w, size_t seed, struct score_value *out)
{
	size_t i, k, m, c, C = w->set->classes, K = w->set->folds;
	double one[SCORE_METRICS], weight, weights = 0;
	const double *conf;

	(void)memset(out, 0, sizeof *out);
	(void)memset(w->sum, 0, C * C * sizeof *w->sum);
	for (k = 0; k < K; k++) {
		c = seed * K + k;
		conf = w->conf + c * C * C;
		if (!score_matrix(conf, C, one))
			continue;
		weight = fold_weight(w, c);
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

/* Add the classes of the seed that score_work_seed was about to total. */
static void
add_classes(struct score_work *w, double *total)
{
	size_t i, n = w->set->classes * SCORE_CLASS_METRICS;

	score_matrix_classes(w->sum, w->set->classes, w->class);
	for (i = 0; i < n; i++)
		if (!isnan(w->class[i])) {
			total[i] += w->class[i];
			w->in[i]++;
		}
}

static void
start_classes(struct score_work *w, double *total)
{
	size_t i, n = w->set->classes * SCORE_CLASS_METRICS;

	for (i = 0; i < n; i++)
		total[i] = w->in[i] = 0;
}

static void
average_classes(const struct score_work *w, double *total)
{
	size_t i, n = w->set->classes * SCORE_CLASS_METRICS;

	for (i = 0; i < n; i++)
		total[i] = w->in[i] > 0 ? total[i] / w->in[i] : (double)NAN;
}

bool
score_work_values(struct score_work *w, struct score_value *out, double *class)
{
	struct score_value one;
	size_t s, m, seeds = 0;

	(void)memset(out, 0, sizeof *out);
	if (class != NULL)
		start_classes(w, class);
	for (s = 0; s < w->set->seeds; s++) {
		if (!score_work_seed(w, s, &one))
			continue;
		seeds++;
		for (m = 0; m < SCORE_METRICS; m++) {
			out->by_fold[m] += one.by_fold[m];
			out->pooled[m] += one.pooled[m];
		}
		if (class != NULL)
			add_classes(w, class);
	}
	for (m = 0; m < SCORE_METRICS && seeds > 0; m++) {
		out->by_fold[m] /= (double)seeds;
		out->pooled[m] /= (double)seeds;
	}
	if (class != NULL)
		average_classes(w, class);
	return seeds > 0;
}

/* ---- of a whole set ---- */

static enum status
compute(const struct score_set *s, struct score_value *out, double *class,
    struct fault *why)
{
	struct score_work w;
	enum status status;

	if ((status = score_work_init(&w, s, why)) != ST_OK)
		return status;
	score_work_count(&w, NULL);
	(void)score_work_values(&w, out, class);
	score_work_free(&w);
	return ST_OK;
}

enum status
score_compute(const struct score_set *s, struct score_value *out,
    struct fault *why)
{
	return compute(s, out, NULL, why);
}

enum status
score_classes(const struct score_set *s, double *out, struct fault *why)
{
	struct score_value value;

	return compute(s, &value, out, why);
}

/* The standard deviation of the seeds' values. */
static void
spread(struct score_work *w, const struct score_value *mean,
    struct score_value *out)
{
	struct score_value one;
	size_t s, m, seeds = 0;
	double f, p;

	(void)memset(out, 0, sizeof *out);
	for (s = 0; s < w->set->seeds; s++) {
		if (!score_work_seed(w, s, &one))
			continue;
		seeds++;
		for (m = 0; m < SCORE_METRICS; m++) {
			f = one.by_fold[m] - mean->by_fold[m];
			p = one.pooled[m] - mean->pooled[m];
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
	struct score_work w;
	enum status status;

	if ((status = score_work_init(&w, s, why)) != ST_OK)
		return status;
	score_work_count(&w, NULL);
	(void)score_work_values(&w, &mean, NULL);
	spread(&w, &mean, out);
	score_work_free(&w);
	return ST_OK;
}
