#include "score/scoretable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

/* ---- scoring ---- */

static enum status
compare(struct scoretable *s, const struct score_set *b, struct fault *why)
{
	const struct scoretable_request *ask = &s->ask;
	enum status st;
	size_t m;

	if (s->unit == PREDICTIONS_ROW)
		return fault_set(why, ST_BAD, "to compare two systems, every "
		    "row needs a key or a %s", ask->group);
	if ((st = score_compute(b, &s->other, why)) != ST_OK ||
	    (st = score_paired(&s->set, b, ask->replicates, SCOREFILE_LEVEL,
	    ask->seed, &s->paired, why)) != ST_OK)
		return st;
	for (m = 0; m < SCORE_METRICS; m++) {
		s->difference.by_fold[m] =
		    s->value.by_fold[m] - s->other.by_fold[m];
		s->difference.pooled[m] =
		    s->value.pooled[m] - s->other.pooled[m];
	}
	return ST_OK;
}

static double
row_sum(const struct scoretable *s, size_t i)
{
	double sum = 0;
	size_t j;

	for (j = 0; j < s->set.classes; j++)
		sum += s->conf[i * s->set.classes + j];
	return sum;
}

/* The values of always saying the most frequent class. */
static enum status
baseline(struct scoretable *s, struct fault *why)
{
	struct score_item *item = calloc(s->set.n + 1, sizeof *item);
	struct score_set always = s->set;
	enum status st;
	size_t i;

	if (!item)
		return fault_nomem(why);
	for (i = 1; i < s->set.classes; i++)
		if (row_sum(s, i) > row_sum(s, s->frequent))
			s->frequent = i;
	for (i = 0; i < s->set.n; i++) {
		item[i] = s->set.item[i];
		item[i].predicted = (uint32_t)s->frequent;
	}
	always.item = item;
	st = score_compute(&always, &s->baseline, why);
	free(item);
	return st;
}

static enum status
score(struct scoretable *s, struct fault *why)
{
	const struct scoretable_request *ask = &s->ask;
	enum status st;

	/* It first finds out whether there are too many classes. */
	if ((st = score_compute(&s->set, &s->value, why)) != ST_OK)
		return st;
	s->conf = calloc(s->set.classes * s->set.classes, sizeof *s->conf);
	if (!s->conf)
		return fault_nomem(why);
	score_confusion(&s->set, s->conf);
	if ((st = score_deviation(&s->set, &s->deviation, why)) != ST_OK ||
	    (st = baseline(s, why)) != ST_OK)
		return st;
	return score_bootstrap(&s->set, ask->replicates, SCOREFILE_LEVEL,
	    ask->seed, &s->interval, NULL, why);
}

static enum status
show_labels(struct scoretable *s, struct fault *why)
{
	size_t i;

	if (!(s->label = calloc(s->set.classes + 1, sizeof *s->label)))
		return fault_nomem(why);
	for (i = 0; i < s->set.classes; i++)
		if (!(s->label[i] = printable_copy(s->table->classes.text[i])))
			return fault_nomem(why);
	return ST_OK;
}

enum status
scoretable_make(struct scoretable *s, struct predictions *p, size_t n,
    const struct scoretable_request *ask, struct fault *why)
{
	struct score_set other;
	enum status st;

	*s = (struct scoretable){ .ask = *ask, .table = p };
	if ((st = predictions_units(p, strcmp(ask->group, "key") != 0, &s->set,
	    &s->unit, why)) != ST_OK)
		return st;
	other = s->set;
	other.item += n;
	other.n -= n;
	s->set.n = n;
	if ((st = score(s, why)) != ST_OK ||
	    (st = show_labels(s, why)) != ST_OK || !ask->compare)
		return st;
	return compare(s, &other, why);
}

void
scoretable_free(struct scoretable *s)
{
	size_t i;

	for (i = 0; s->label && s->label[i]; i++)
		free(s->label[i]);
	free(s->label);
	free(s->conf);
	*s = (struct scoretable)SCOREFILE_INIT;
}

/* ---- tables for programs ---- */

const char *
scoretable_unit(const struct scoretable *s)
{
	return s->unit == PREDICTIONS_GROUP ? s->ask.group :
	    s->unit == PREDICTIONS_KEY ? "key" : "row";
}

/* The four scores in lines "PREFIX NAME SUFFIX"; low NULL: no interval. */
static enum status
put_scores(struct atomfile *f, const char *suffix,
    const double mean[SCORE_METRICS], const double *low, const double *high,
    struct fault *why)
{
	enum status st = ST_OK;
	int m;

	for (m = 0; m < SCORE_METRICS && st == ST_OK; m++) {
		const char *name = score_name((enum score_metric)m);

		st = low ? atomfile_printf(f, why, "%s%s\t%.6f\t%.6f\t%.6f\n",
		    name, suffix, mean[m], low[m], high[m]) :
		    atomfile_printf(f, why, "%s%s\t%.6f\t-\t-\n", name, suffix,
		    mean[m]);
	}
	return st;
}

static enum status
put_values(struct atomfile *f, const char *by_fold, const char *pooled,
    const struct score_value *v, const struct score_interval *i,
    struct fault *why)
{
	enum status st = put_scores(f, by_fold, v->by_fold,
	    i ? i->low.by_fold : NULL, i ? i->high.by_fold : NULL, why);

	return st != ST_OK ? st : put_scores(f, pooled, v->pooled,
	    i ? i->low.pooled : NULL, i ? i->high.pooled : NULL, why);
}

static enum status
put_counts(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	const struct predictions *p = s->table;
	enum status st = ST_OK;

	if (p->has_group && !p->ungrouped)
		st = atomfile_printf(f, why, "%ss\t%zu\t-\t-\n", s->ask.group,
		    p->groups.n);
	if (st != ST_OK)
		return st;
	return atomfile_printf(f, why,
	    "n\t%zu\t-\t-\nunlabelled\t%zu\t-\t-\nclasses\t%zu\t-\t-\n"
	    "folds\t%zu\t-\t-\nseeds\t%zu\t-\t-\n"
	    "resampled_by_%s\t%zu\t-\t-\nreplicates\t%zu\t-\t-\n",
	    s->set.n, p->unlabelled, s->set.classes, s->set.folds,
	    s->set.seeds, scoretable_unit(s), s->set.units,
	    s->ask.replicates);
}

enum status
scoretable_summary(const struct scoretable *s, struct atomfile *f,
    struct fault *why)
{
	enum status st;

	if ((st = atomfile_printf(f, why, "metric\tmean\tlow\thigh\n")) !=
		ST_OK ||
	    (st = put_values(f, "", "_pooled", &s->value, &s->interval, why)) !=
		ST_OK ||
	    (st = put_values(f, "_baseline", "_pooled_baseline", &s->baseline,
		 NULL, why)) != ST_OK)
		return st;
	if (s->set.seeds > 1 && (st = put_values(f, "_sd", "_pooled_sd",
	    &s->deviation, NULL, why)) != ST_OK)
		return st;
	if (s->ask.compare && (st = put_values(f, "_diff", "_pooled_diff",
	    &s->difference, &s->paired, why)) != ST_OK)
		return st;
	return put_counts(s, f, why);
}

enum status
scoretable_confusion(const struct scoretable *s, struct atomfile *f,
    struct fault *why)
{
	size_t i, j, C = s->set.classes;
	char *const *name = s->table->classes.text;
	enum status st = atomfile_printf(f, why, "label");

	for (j = 0; j < C && st == ST_OK; j++)
		st = atomfile_printf(f, why, "\t%s", name[j]);
	for (i = 0; i < C && st == ST_OK; i++) {
		st = atomfile_printf(f, why, "\n%s", name[i]);
		for (j = 0; j < C && st == ST_OK; j++)
			st = atomfile_printf(
			    f, why, "\t%.0f", s->conf[i * C + j]);
	}
	return st != ST_OK ? st : atomfile_printf(f, why, "\n");
}

/* ---- for people ---- */

/* Bytes of UTF-8 text that take no column of their own. */
static int
extra(const char *s)
{
	int n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) == 0x80;
	return n;
}

/* Columns under the names of the classes need this width. */
static int
width(const struct scoretable *s)
{
	int w = 7, len;
	size_t i;

	for (i = 0; i < s->set.classes; i++) {
		const char *name = s->label[i];

		len = (int)strnlen(name, 1000) - extra(name);
		w = len > w ? len : w;
	}
	return w < 40 ? w : 40;
}

static enum status
text_row(const struct scoretable *s, size_t i, int w, struct atomfile *f,
    struct fault *why)
{
	size_t j, C = s->set.classes;
	const char *name = s->label[i];
	double n = row_sum(s, i);
	enum status st = atomfile_printf(f, why, "%-*s", w + extra(name), name);

	for (j = 0; j < C && st == ST_OK; j++)
		st = atomfile_printf(f, why, "  %*.0f", w, s->conf[i * C + j]);
	if (st == ST_OK)
		st = atomfile_printf(f, why, "  %*.0f\n%*s", w, n, w, "");
	for (j = 0; j < C && st == ST_OK && n > 0; j++)
		st = atomfile_printf(f, why, "  %*.1f%%", w - 1,
		    100 * s->conf[i * C + j] / n);
	return st != ST_OK ? st : atomfile_printf(f, why, "\n");
}

static enum status
text_confusion(const struct scoretable *s, struct atomfile *f,
    struct fault *why)
{
	enum status st;
	int w = width(s);
	size_t i;

	st =
	    atomfile_printf(f, why, "%-*s  predicted\n%-*s", w, "", w, "label");
	for (i = 0; i < s->set.classes && st == ST_OK; i++) {
		const char *name = s->label[i];

		st = atomfile_printf(f, why, "  %*s", w + extra(name), name);
	}
	if (st == ST_OK)
		st = atomfile_printf(f, why, "  %*s\n", w, "all");
	for (i = 0; i < s->set.classes && st == ST_OK; i++)
		st = text_row(s, i, w, f, why);
	return st != ST_OK ? st : atomfile_printf(f, why, "\n");
}

static const char *const title[SCORE_METRICS] = {
	"accuracy", "UAR", "macro F1", "weighted F1"
};

/* "46.3  (41.2 to 50.9)" */
static const char *
percent(double mean, double low, double high, char buf[64])
{
	(void)snprintf(buf, 64, "%5.1f  (%.1f to %.1f)", 100 * mean, 100 * low,
	    100 * high);
	return buf;
}

static enum status
text_values(const struct scoretable *s, const struct score_value *v,
    const struct score_interval *t, struct atomfile *f, struct fault *why)
{
	enum status st = ST_OK;
	char fold[64], pool[64];
	int m;

	for (m = 0; m < SCORE_METRICS && st == ST_OK; m++) {
		percent(
		    v->by_fold[m], t->low.by_fold[m], t->high.by_fold[m], fold);
		percent(
		    v->pooled[m], t->low.pooled[m], t->high.pooled[m], pool);
		st = atomfile_printf(f, why, s->set.folds > 1 ?
		    "%-11s  %-24s  %s\n" : "%-11s  %s\n",
		    title[m], fold, pool);
	}
	return st;
}

/* "accuracy 12.3, UAR ..." of values by fold. */
static enum status
text_line(const struct score_value *v, struct atomfile *f, struct fault *why)
{
	enum status st = ST_OK;
	int m;

	for (m = 0; m < SCORE_METRICS && st == ST_OK; m++)
		st = atomfile_printf(f, why, "%s%s %.1f", m ? ", " : "",
		    title[m], 100 * v->by_fold[m]);
	return st != ST_OK ? st : atomfile_printf(f, why, "\n");
}

static enum status
text_notes(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	enum status st;

	if ((st = atomfile_printf(f, why, "\nalways %s: ",
	    s->label[s->frequent])) != ST_OK ||
	    (st = text_line(&s->baseline, f, why)) != ST_OK ||
	    s->set.seeds < 2)
		return st;
	if ((st = atomfile_printf(f, why, "deviation over %zu seeds: ",
	    s->set.seeds)) != ST_OK)
		return st;
	return text_line(&s->deviation, f, why);
}

static enum status
text_scores(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	enum status st;

	st = s->set.folds > 1 ? atomfile_printf(f, why, "%-11s  %-24s  %s\n",
	    "percent", "mean of the folds", "all folds together") :
	    atomfile_printf(f, why, "percent\n");
	if (st != ST_OK ||
	    (st = text_values(s, &s->value, &s->interval, f, why)) != ST_OK ||
	    (st = text_notes(s, f, why)) != ST_OK || !s->ask.compare)
		return st;
	if ((st = atomfile_printf(f, why, "\nbetter than the other by\n")) !=
	    ST_OK)
		return st;
	return text_values(s, &s->difference, &s->paired, f, why);
}

static enum status
text_counts(const struct scoretable *s, struct atomfile *f, struct fault *why)
{
	const struct predictions *p = s->table;
	enum status st;

	if ((st = atomfile_printf(f, why,
	    "\n%zu predictions, %zu classes, %zu fold%s, %zu seed%s",
	    s->set.n, s->set.classes, s->set.folds,
	    s->set.folds == 1 ? "" : "s", s->set.seeds,
	    s->set.seeds == 1 ? "" : "s")) != ST_OK)
		return st;
	if (p->has_group && !p->ungrouped && (st = atomfile_printf(f, why,
	    ", %zu %s%s", p->groups.n, s->ask.group,
	    p->groups.n == 1 ? "" : "s")) != ST_OK)
		return st;
	if (p->unlabelled && (st = atomfile_printf(f, why,
	    "; %zu more without a label", p->unlabelled)) != ST_OK)
		return st;
	return atomfile_printf(f, why, "\n95 %% intervals from %zu bootstrap "
	    "replicates, resampled by %s\n", s->ask.replicates,
	    scoretable_unit(s));
}

enum status
scoretable_text(const struct scoretable *s, struct atomfile *f,
    struct fault *why)
{
	enum status st;

	if ((st = text_confusion(s, f, why)) != ST_OK ||
	    (st = text_scores(s, f, why)) != ST_OK)
		return st;
	return text_counts(s, f, why);
}

const char *
scoretable_line(const struct scoretable *s, char buf[SCOREFILE_LINE])
{
	const struct score_value *v = &s->value;
	const struct score_value *l = &s->interval.low, *h = &s->interval.high;

	(void)snprintf(buf, SCOREFILE_LINE, "UAR %.1f %% (95 %% interval "
	    "%.1f to %.1f), accuracy %.1f %% (%.1f to %.1f)",
	    100 * v->by_fold[SCORE_UAR], 100 * l->by_fold[SCORE_UAR],
	    100 * h->by_fold[SCORE_UAR], 100 * v->by_fold[SCORE_ACCURACY],
	    100 * l->by_fold[SCORE_ACCURACY],
	    100 * h->by_fold[SCORE_ACCURACY]);
	return buf;
}
