/* The scores of scoretable.h as text for people. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "score/label.h"
#include "score/subsettable.h"
#include "score/scorecells.h"
#include "score/scoretable.h"

/* ---- the confusion matrix ---- */

/* Columns under the names of the classes need this width. */
static size_t
width(const struct scoretable *s)
{
	size_t i, n, w = 7;

	for (i = 0; i < s->set.classes; i++) {
		n = label_columns(s->label[i]);
		w = n > w ? n : w;
	}
	return w;
}

static enum status
count(const struct scoretable *s, double n, size_t w, struct atomfile *f,
    struct fault *why)
{
	return atomfile_printf(f, why, "  %*.10g", (int)w,
	    score_mean_count(n, s->set.seeds));
}

static enum status
matrix_row(const struct scoretable *s, size_t i, size_t w, struct atomfile *f,
    struct fault *why)
{
	size_t j, C = s->set.classes;
	const double *row = s->conf + i * C;
	double n = score_row(s->conf, C, i);
	enum status status = scorecells_left(s->label[i], w, f, why);

	for (j = 0; j < C && status == ST_OK; j++)
		status = count(s, row[j], w, f, why);
	if (status == ST_OK)
		status = count(s, n, w, f, why);
	if (status == ST_OK)
		status = atomfile_printf(f, why, "\n%*s", (int)w, "");
	for (j = 0; j < C && status == ST_OK && n > 0; j++)
		status = atomfile_printf(f, why, "  %*.1f%%", (int)w - 1,
		    100 * row[j] / n);
	return status != ST_OK ? status : atomfile_printf(f, why, "\n");
}

static enum status
put_matrix(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	size_t i, w = width(s);
	enum status status;

	status = scorecells_spaces(w + 2, f, why);
	if (status == ST_OK)
		status = atomfile_printf(f, why, s->set.seeds == 1 ?
		    "predicted\n" : "predicted: mean count over %zu seeds\n",
		    s->set.seeds);
	if (status == ST_OK)
		status = scorecells_left("label", w, f, why);
	for (i = 0; i < s->set.classes && status == ST_OK; i++)
		status = scorecells_right(s->label[i], w, f, why);
	if (status == ST_OK)
		status = scorecells_right("all", w, f, why);
	if (status == ST_OK)
		status = atomfile_printf(f, why, "\n");
	for (i = 0; i < s->set.classes && status == ST_OK; i++)
		status = matrix_row(s, i, w, f, why);
	return status != ST_OK ? status : atomfile_printf(f, why, "\n");
}

/* ---- scores ---- */

static const char *const title[SCORE_METRICS] = {
	"accuracy", "UAR", "macro F1", "weighted F1"
};

#define PERCENT	SCORECELLS_MAX

/* " 46.3  (41.2 to 50.9)"; A dash for NAN. */
static const char *
percent(double mean, double low, double high, char buf[PERCENT])
{
	return scorecells_value(TALLY_PERCENT, mean, low, high, buf);
}

static enum status
put_values(const struct scoretable *s, const struct score_value *v,
    const struct score_interval *t, struct atomfile *f, struct fault *why)
{
	char fold[PERCENT], pool[PERCENT];
	enum status status = ST_OK;
	int m;

	for (m = 0; m < SCORE_METRICS && status == ST_OK; m++) {
		status = atomfile_printf(f, why, s->set.folds > 1 ?
		    "%-11s  %-24s  %s\n" : "%-11s  %s\n", title[m],
		    percent(v->by_fold[m], t->low.by_fold[m],
		    t->high.by_fold[m], fold),
		    percent(v->pooled[m], t->low.pooled[m],
		    t->high.pooled[m], pool));
	}
	return status;
}

static enum status
put_scores(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	enum status status;

	status = s->set.folds > 1 ? atomfile_printf(f, why,
	    "%-11s  %-24s  %s\n", "percent", "mean of the folds",
	    "all folds together") : atomfile_printf(f, why, "percent\n");
	return status != ST_OK ? status :
	    put_values(s, &s->value, &s->interval, f, why);
}

/* ---- of each class ---- */

/* " 46.3  (41.2 to 50.9)" of a class and metric. */
static const char *
class_percent(const struct scoretable *s, size_t i, enum score_class_metric m,
    char buf[PERCENT])
{
	const struct score_class_interval *t = &s->class_interval;
	size_t at = i * SCORE_CLASS_METRICS + m;

	return percent(s->class[at], t->low == NULL ? (double)NAN :
	    t->low[at], t->high == NULL ? (double)NAN : t->high[at], buf);
}

static enum status
put_classes(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	char recall[PERCENT], precision[PERCENT], f1[PERCENT];
	size_t i, w = width(s);
	enum status status;

	if (w < 11)
		w = 11;
	status = atomfile_printf(f, why, "\n%-*s  %-24s  %-24s  %s\n",
	    (int)w, "percent", "recall", "precision", "F1");
	for (i = 0; i < s->set.classes && status == ST_OK; i++) {
		status = scorecells_left(s->label[i], w, f, why);
		if (status == ST_OK)
			status = atomfile_printf(f, why,
			    "  %-24s  %-24s  %s\n",
			    class_percent(s, i, SCORE_RECALL, recall),
			    class_percent(s, i, SCORE_PRECISION, precision),
			    class_percent(s, i, SCORE_F1, f1));
	}
	return status;
}

/* ---- how sure it is ---- */

static enum status
put_coverage(const struct calibration *c, struct atomfile *f,
    struct fault *why)
{
	const struct calibration_value *v = &c->value, *l = &c->low;
	const struct calibration_value *h = &c->high;
	char uar[PERCENT], accuracy[PERCENT];
	enum status s;
	size_t i;

	s = atomfile_printf(f, why, "\n%-11s  %-24s  %s\n", "surest",
	    title[SCORE_UAR], title[SCORE_ACCURACY]);
	for (i = 0; i < CALIBRATION_LEVELS && s == ST_OK; i++)
		s = atomfile_printf(f, why, "%3u %%        %-24s  %s\n",
		    calibration_level[i],
		    percent(v->uar[i], l->uar[i], h->uar[i], uar),
		    percent(v->accuracy[i], l->accuracy[i], h->accuracy[i],
		    accuracy));
	return s;
}

static enum status
put_calibration(const struct scoretable *s, struct atomfile *f,
    struct fault *why)
{
	const double *v = s->calibration.value.metric;
	const double *l = s->calibration.low.metric;
	const double *h = s->calibration.high.metric;
	enum status status;

	if (!s->calibrated)
		return ST_OK;
	if ((status = put_coverage(&s->calibration, f, why)) != ST_OK)
		return status;
	return atomfile_printf(f, why, "\nexpected calibration error %.1f "
	    "(%.1f to %.1f), Brier score %.3f (%.3f to %.3f), log loss %.3f "
	    "(%.3f to %.3f)\n", 100 * v[CALIBRATION_ECE],
	    100 * l[CALIBRATION_ECE], 100 * h[CALIBRATION_ECE],
	    v[CALIBRATION_BRIER], l[CALIBRATION_BRIER], h[CALIBRATION_BRIER],
	    v[CALIBRATION_LOSS], l[CALIBRATION_LOSS], h[CALIBRATION_LOSS]);
}

/* ---- notes ---- */

/* "accuracy 12.3, UAR ..." of values by fold. */
static enum status
put_line(const struct score_value *v, struct atomfile *f, struct fault *why)
{
	enum status s = ST_OK;
	int m;

	for (m = 0; m < SCORE_METRICS && s == ST_OK; m++)
		s = atomfile_printf(f, why, "%s%s %.1f", m == 0 ? "" : ", ",
		    title[m], 100 * v->by_fold[m]);
	return s != ST_OK ? s : atomfile_printf(f, why, "\n");
}

static enum status
put_notes(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	enum status status;

	if ((status = atomfile_printf(f, why, "\nalways %s: ",
	    s->label[s->frequent])) != ST_OK ||
	    (status = put_line(&s->baseline, f, why)) != ST_OK ||
	    s->set.seeds < 2)
		return status;
	if ((status = atomfile_printf(f, why, "standard deviation over %zu "
	    "seeds: ", s->set.seeds)) != ST_OK)
		return status;
	return put_line(&s->deviation, f, why);
}

/* "p of no difference (signs flipped by speaker, all 512 patterns): ..." */
static enum status
put_p(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	const struct signflip *t = &s->other.flip;
	const double *fold = t->p.by_fold, *pool = t->p.pooled;
	enum status status;

	status = atomfile_printf(f, why, "p of no difference (signs flipped "
	    "by %s, %s%zu patterns): UAR %.4f, accuracy %.4f",
	    scorenotes_unit(s->unit, s->ask.group), t->exact ? "all " : "",
	    t->patterns, fold[SCORE_UAR], fold[SCORE_ACCURACY]);
	if (status == ST_OK && s->set.folds > 1)
		status = atomfile_printf(f, why, "; all folds together: UAR "
		    "%.4f, accuracy %.4f", pool[SCORE_UAR],
		    pool[SCORE_ACCURACY]);
	if (status == ST_OK && s->other.pair.only_a + s->other.pair.only_b > 0)
		status = atomfile_printf(f, why,
		    "; of the recordings that both have predicted");
	return status != ST_OK ? status : atomfile_printf(f, why, "\n");
}

static enum status
put_other(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	const struct scoretable_other *o = &s->other;
	const struct scorenotes n = scoretable_notes(s);
	enum status status;

	if ((status = atomfile_printf(f, why, "\ndifference to the other\n"))
	    != ST_OK ||
	    (status = put_values(s, &o->difference, &o->paired, f, why))
	    != ST_OK ||
	    (status = put_p(s, f, why)) != ST_OK ||
	    (status = atomfile_printf(f, why, "the other: ")) != ST_OK ||
	    (status = scorenotes_counts(&n, true, f, why)) != ST_OK)
		return status;
	if (scorenotes_protocol(o->table) != scorenotes_protocol(s->table) &&
	    (status = scorenotes_known(o->table, f, why)) != ST_OK)
		return status;
	if (o->set.seeds == s->set.seeds)
		return ST_OK;
	return atomfile_printf(f, why, "seeds are not paired: each system is "
	    "averaged over its own\n");
}

enum status
scoretable_text(const struct scoretable *s, struct atomfile *f,
    struct fault *why)
{
	const struct scorenotes n = scoretable_notes(s);
	enum status status;
	size_t i;

	if ((status = put_matrix(s, f, why)) != ST_OK ||
	    (status = put_scores(s, f, why)) != ST_OK ||
	    (status = put_classes(s, f, why)) != ST_OK ||
	    (status = put_calibration(s, f, why)) != ST_OK ||
	    (status = put_notes(s, f, why)) != ST_OK ||
	    (s->other.table != NULL &&
	    (status = put_other(s, f, why)) != ST_OK))
		return status;
	for (i = 0; i < s->n_subsets && status == ST_OK; i++)
		status = subsettable_text(&s->subsets[i], s->ask.group, f, why);
	for (i = 0; i < s->n_fair && status == ST_OK; i++)
		status = fairness_text(&s->fair[i], s->label, s->ask.group,
		    s->ask.replicates, f, why);
	if (status != ST_OK ||
	    (status = atomfile_printf(f, why, "\n")) != ST_OK ||
	    (status = scorenotes_counts(&n, false, f, why)) != ST_OK ||
	    (status = scorenotes_known(s->table, f, why)) != ST_OK)
		return status;
	return scorenotes_method(&n, f, why);
}

const char *
scoretable_line(const struct scoretable *s, char buf[SCORETABLE_LINE])
{
	const struct score_value *v = &s->value;
	const struct score_value *l = &s->interval.low, *h = &s->interval.high;

	(void)snprintf(buf, SCORETABLE_LINE, "UAR %.1f %% (95 %% interval "
	    "%.1f to %.1f), accuracy %.1f %% (%.1f to %.1f)",
	    100 * v->by_fold[SCORE_UAR], 100 * l->by_fold[SCORE_UAR],
	    100 * h->by_fold[SCORE_UAR], 100 * v->by_fold[SCORE_ACCURACY],
	    100 * l->by_fold[SCORE_ACCURACY],
	    100 * h->by_fold[SCORE_ACCURACY]);
	return buf;
}
