#include "score/scoretable.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/label.h"
#include "score/subsettable.h"
#include "score/scorecells.h"

/* ---- scoring ---- */

/* The values of always predicting the most frequent class. */
static enum status
baseline(struct scoretable *s, struct fault *why)
{
	struct score_item *item = calloc(s->set.n + 1, sizeof *item);
	struct score_set always = s->set;
	enum status status;
	size_t i, C = s->set.classes;

	if (item == NULL)
		return fault_nomem(why);
	for (i = 1; i < C; i++)
		if (score_row(s->conf, C, i) >
		    score_row(s->conf, C, s->frequent))
			s->frequent = i;
	for (i = 0; i < s->set.n; i++) {
		item[i] = s->set.item[i];
		item[i].predicted = (uint32_t)s->frequent;
	}
	always.item = item;
	status = score_compute(&always, &s->baseline, why);
	free(item);
	return status;
}

/* Allocate the values of the classes. */
static enum status
allocate(struct scoretable *s, struct fault *why)
{
	size_t C = s->set.classes, n = C * SCORE_CLASS_METRICS;
	struct score_class_interval *t = &s->class_interval;

	s->conf = calloc(C, C * sizeof *s->conf);
	s->class = calloc(n, sizeof *s->class);
	if (s->conf == NULL || s->class == NULL)
		return fault_nomem(why);
	if (!score_fits(C, s->ask.replicates))
		return ST_OK;
	t->low = calloc(n, sizeof *t->low);
	t->high = calloc(n, sizeof *t->high);
	return t->low != NULL && t->high != NULL ? ST_OK : fault_nomem(why);
}

static enum status
score(struct scoretable *s, struct fault *why)
{
	const struct scoretable_request *ask = &s->ask;
	enum status status;

	/* First, since it checks whether there are too many classes. */
	if ((status = score_compute(&s->set, &s->value, why)) != ST_OK ||
	    (status = allocate(s, why)) != ST_OK)
		return status;
	score_confusion(&s->set, s->conf);
	if ((status = score_deviation(&s->set, &s->deviation, why)) != ST_OK ||
	    (status = score_classes(&s->set, s->class, why)) != ST_OK ||
	    (status = baseline(s, why)) != ST_OK)
		return status;
	status = score_bootstrap(&s->set, ask->replicates, SCORETABLE_LEVEL,
	    ask->seed, &s->interval, s->class_interval.low == NULL ? NULL :
	    &s->class_interval, why);
	s->calibrated = s->table->unsure == 0;
	if (status != ST_OK || !s->calibrated)
		return status;
	return calibration_make(&s->calibration, &s->set, s->table->sure,
	    ask->replicates, SCORETABLE_LEVEL, ask->seed, why);
}

static enum status
show_labels(struct scoretable *s, struct fault *why)
{
	const struct label_glyphs all = { NULL, NULL };
	size_t i;

	s->label = calloc(s->set.classes + 1, sizeof *s->label);
	if (s->label == NULL)
		return fault_nomem(why);
	for (i = 0; i < s->set.classes; i++) {
		s->label[i] = label_shown(s->table->classes.text[i], i + 1,
		    &all);
		if (s->label[i] == NULL)
			return fault_nomem(why);
	}
	return ST_OK;
}

static bool
grouped(const struct scoretable *s)
{
	return strcmp(s->ask.group, "key") != 0;
}

enum status
scoretable_make(struct scoretable *s, struct predictions *p,
    const struct scoretable_request *ask, struct fault *why)
{
	enum status status;

	*s = (struct scoretable){ .ask = *ask, .table = p };
	status = predictions_units(p, grouped(s), &s->set, &s->unit, why);
	if (status == ST_OK)
		status = score(s, why);
	if (status == ST_OK)
		status = show_labels(s, why);
	return status;
}

static void
subtract(const double *a, const double *b, double *out)
{
	int m;

	for (m = 0; m < SCORE_METRICS; m++)
		out[m] = a[m] - b[m];
}

static enum status
compare(const struct scoretable *s, struct scoretable_other *o,
    struct fault *why)
{
	struct predictions_pair *pair = &o->pair;
	enum status status;

	if ((status = predictions_pair(pair, s->table, o->table,
	    grouped(s) ? s->ask.group : NULL, why)) != ST_OK)
		return status;
	status = score_paired(&pair->a, &pair->b, s->ask.replicates,
	    SCORETABLE_LEVEL, s->ask.seed, &o->paired, why);
	if (status == ST_OK) {
		predictions_pair_common(pair, s->table, o->table);
		status = signflip(&pair->a, &pair->b, s->ask.seed, &o->flip,
		    why);
	}
	predictions_pair_free(pair);
	return status;
}

enum status
scoretable_compare(struct scoretable *s, struct predictions *other,
    struct fault *why)
{
	struct scoretable_other *o = &s->other;
	enum predictions_unit unit;
	enum status status;

	o->table = other;
	if ((status = predictions_units(other, grouped(s), &o->set, &unit,
	    why)) != ST_OK ||
	    (status = score_compute(&o->set, &o->value, why)) != ST_OK ||
	    (status = compare(s, o, why)) != ST_OK)
		return status;
	subtract(s->value.by_fold, o->value.by_fold, o->difference.by_fold);
	subtract(s->value.pooled, o->value.pooled, o->difference.pooled);
	return ST_OK;
}

static struct subsets_request
request(const struct scoretable *s)
{
	return (struct subsets_request){ s->ask.group, s->unit, s->set.units,
	    s->ask.replicates, SCORETABLE_LEVEL, s->ask.seed };
}

enum status
scoretable_by(struct scoretable *s, size_t by, struct fault *why)
{
	const struct subsets_request ask = request(s);

	s->tally = tally_classes(&s->set);
	return subsets_add(&s->subsets, &s->n_subsets, s->table, by,
	    &s->tally, &ask, why);
}

enum status
scoretable_fair(struct scoretable *s, size_t at, struct fault *why)
{
	const struct subsets_request ask = request(s);
	struct fairness *more = reallocarray(s->fair, s->n_fair + 1,
	    sizeof *more);

	if (more == NULL)
		return fault_nomem(why);
	s->fair = more;
	return fairness_make(&more[s->n_fair++], s->table, &s->set,
	    &s->subsets[at], &ask, why);
}

void
scoretable_free(struct scoretable *s)
{
	size_t i;

	for (i = 0; i < s->n_fair; i++)
		fairness_free(&s->fair[i]);
	free(s->fair);

	subsets_free_all(s->subsets, s->n_subsets);

	for (i = 0; s->label != NULL && s->label[i] != NULL; i++)
		free(s->label[i]);
	free(s->label);
	free(s->conf);
	free(s->class);
	free(s->class_interval.low);
	free(s->class_interval.high);
	*s = (struct scoretable)SCORETABLE_INIT;
}

struct scorenotes
scoretable_notes(const struct scoretable *s)
{
	const struct scoretable_other *o = &s->other;

	return (struct scorenotes){ s->table, &s->set, s->unit, s->ask.group,
	    s->ask.replicates, o->table, &o->set, o->flip.patterns };
}

/* ---- tables for programs ---- */

/* A row "NAME SUFFIX"; low NULL: no interval.  A dash for NAN. */
static enum status
put_row(struct atomfile *f, const char *name, const char *suffix, double mean,
    const double *low, const double *high, struct fault *why)
{
	enum status s = atomfile_printf(f, why, "%s%s", name, suffix);

	if (s != ST_OK)
		return s;
	return scorecells_row(TALLY_PERCENT, mean, low == NULL ? (double)NAN :
	    *low, high == NULL ? (double)NAN : *high, f, why);
}

static enum status
put_scores(struct atomfile *f, const char *suffix, const double *mean,
    const double *low, const double *high, struct fault *why)
{
	enum status s = ST_OK;
	int m;

	for (m = 0; m < SCORE_METRICS && s == ST_OK; m++)
		s = put_row(f, score_name((enum score_metric)m), suffix,
		    mean[m], low == NULL ? NULL : &low[m],
		    high == NULL ? NULL : &high[m], why);
	return s;
}

static enum status
put_values(struct atomfile *f, const char *by_fold, const char *pooled,
    const struct score_value *v, const struct score_interval *i,
    struct fault *why)
{
	enum status s = put_scores(f, by_fold, v->by_fold,
	    i == NULL ? NULL : i->low.by_fold,
	    i == NULL ? NULL : i->high.by_fold, why);

	if (s != ST_OK)
		return s;
	return put_scores(f, pooled, v->pooled,
	    i == NULL ? NULL : i->low.pooled,
	    i == NULL ? NULL : i->high.pooled, why);
}

/* The p values that there are. */
static enum status
put_p(struct atomfile *f, const char *suffix, const double *p,
    struct fault *why)
{
	enum status s = ST_OK;
	int m;

	for (m = 0; m < SCORE_METRICS && s == ST_OK; m++)
		if (!isnan(p[m]))
			s = put_row(f, score_name((enum score_metric)m),
			    suffix, p[m], NULL, NULL, why);
	return s;
}

static enum status
put_difference(const struct scoretable_other *o, struct atomfile *f,
    struct fault *why)
{
	enum status s;

	if ((s = put_values(f, "_diff", "_pooled_diff", &o->difference,
	    &o->paired, why)) != ST_OK ||
	    (s = put_p(f, "_diff_p", o->flip.p.by_fold, why)) != ST_OK)
		return s;
	return put_p(f, "_pooled_diff_p", o->flip.p.pooled, why);
}

static enum status
put_coverage(struct atomfile *f, const char *name, const double *mean,
    const double *low, const double *high, struct fault *why)
{
	enum status s = ST_OK;
	char suffix[32];
	size_t l;

	for (l = 0; l < CALIBRATION_LEVELS && s == ST_OK; l++) {
		(void)snprintf(suffix, sizeof suffix, "_coverage_%u",
		    calibration_level[l]);
		s = put_row(f, name, suffix, mean[l], &low[l], &high[l], why);
	}
	return s;
}

static enum status
put_calibration(const struct calibration *c, struct atomfile *f,
    struct fault *why)
{
	const struct calibration_value *v = &c->value, *l = &c->low;
	const struct calibration_value *h = &c->high;
	enum status s = ST_OK;
	int m;

	for (m = 0; m < CALIBRATION_METRICS && s == ST_OK; m++)
		s = put_row(f, calibration_name((enum calibration_metric)m),
		    "", v->metric[m], &l->metric[m], &h->metric[m], why);
	if (s == ST_OK)
		s = put_coverage(f, "uar", v->uar, l->uar, h->uar, why);
	if (s == ST_OK)
		s = put_coverage(f, "accuracy", v->accuracy, l->accuracy,
		    h->accuracy, why);
	return s;
}

static enum status
put_classes(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	const struct score_class_interval *t = &s->class_interval;
	enum status status = ST_OK;
	char name[16];
	size_t i, at;
	int m;

	for (m = 0; m < SCORE_CLASS_METRICS; m++) {
		(void)stpcpy(stpcpy(name,
		    score_class_name((enum score_class_metric)m)), ":");
		for (i = 0; i < s->set.classes && status == ST_OK; i++) {
			at = i * SCORE_CLASS_METRICS + (size_t)m;
			status = put_row(f, name, s->table->classes.text[i],
			    s->class[at], t->low == NULL ? NULL : &t->low[at],
			    t->high == NULL ? NULL : &t->high[at], why);
		}
	}
	return status;
}

enum status
scoretable_summary(const struct scoretable *s, struct atomfile *f,
    struct fault *why)
{
	const struct scoretable_other *o = &s->other;
	const struct scorenotes n = scoretable_notes(s);
	enum status status;
	size_t i;

	if ((status = atomfile_printf(f, why, "metric\tmean\tlow\thigh\n"))
	    != ST_OK ||
	    (status = put_values(f, "", "_pooled", &s->value, &s->interval,
	    why)) != ST_OK ||
	    (status = put_values(f, "_baseline", "_pooled_baseline",
	    &s->baseline, NULL, why)) != ST_OK)
		return status;
	if (s->set.seeds > 1 && (status = put_values(f, "_sd", "_pooled_sd",
	    &s->deviation, NULL, why)) != ST_OK)
		return status;
	if (o->table != NULL &&
	    (status = put_difference(o, f, why)) != ST_OK)
		return status;
	if (s->calibrated &&
	    (status = put_calibration(&s->calibration, f, why)) != ST_OK)
		return status;
	if ((status = scorenotes_rows(&n, f, why)) != ST_OK)
		return status;
	status = put_classes(s, f, why);
	for (i = 0; i < s->n_subsets && status == ST_OK; i++)
		status = subsettable_summary(&s->subsets[i], s->ask.group, f,
		    why);
	for (i = 0; i < s->n_fair && status == ST_OK; i++)
		status = fairness_summary(&s->fair[i], s->table->classes.text,
		    f, why);
	return status;
}

enum status
scoretable_confusion(const struct scoretable *s, struct atomfile *f,
    struct fault *why)
{
	char *const *name = s->table->classes.text;
	enum status status = atomfile_printf(f, why, "label");
	size_t i, j, C = s->set.classes;

	for (j = 0; j < C && status == ST_OK; j++)
		status = atomfile_printf(f, why, "\t%s", name[j]);
	for (i = 0; i < C && status == ST_OK; i++) {
		status = atomfile_printf(f, why, "\n%s", name[i]);
		for (j = 0; j < C && status == ST_OK; j++)
			status = atomfile_printf(f, why, "\t%.10g",
			    score_mean_count(s->conf[i * C + j],
			    s->set.seeds));
	}
	return status != ST_OK ? status : atomfile_printf(f, why, "\n");
}
