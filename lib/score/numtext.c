/* The scores of numtable.h as text, for people and for programs. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "score/numtable.h"
#include "score/scorecells.h"
#include "score/subsettable.h"

/* ---- for people ---- */

static enum status
put_values(const struct numtable *s, const struct numscore_value *v,
    const struct numscore_interval *t, struct atomfile *f, struct fault *why)
{
	char fold[SCORECELLS_MAX], pool[SCORECELLS_MAX];
	enum status status = ST_OK;
	enum tally_kind kind;
	int m;

	for (m = 0; m < NUMSCORE_METRICS && status == ST_OK; m++) {
		kind = numscore_metric[m].kind;
		status = atomfile_printf(f, why, s->set.rows.folds > 1 ?
		    "%-11s  %-24s  %s\n" : "%-11s  %s\n",
		    numscore_metric[m].title,
		    scorecells_value(kind, v->by_fold[m], t->low.by_fold[m],
		    t->high.by_fold[m], fold),
		    scorecells_value(kind, v->pooled[m], t->low.pooled[m],
		    t->high.pooled[m], pool));
	}
	return status;
}

/* "CCC 0.512, Pearson 0.6, ..." of the mean of the folds. */
static enum status
put_line(const double *v, int from, struct atomfile *f, struct fault *why)
{
	char buf[SCORECELLS_MAX];
	enum status s = ST_OK;
	const char *text;
	int m;

	for (m = from; m < NUMSCORE_METRICS && s == ST_OK; m++) {
		text = scorecells_value(numscore_metric[m].kind, v[m],
		    (double)NAN, (double)NAN, buf);
		s = atomfile_printf(f, why, "%s%s %s", m == from ? "" : ", ",
		    numscore_metric[m].title, text + strspn(text, " "));
	}
	return s != ST_OK ? s : atomfile_printf(f, why, "\n");
}

static enum status
put_notes(const struct numtable *s, struct atomfile *f, struct fault *why)
{
	enum status status;

	if ((status = atomfile_printf(f, why, "\nmean and standard deviation: "
	    "%.4g and %.4g; of the predictions %.4g and %.4g\n"
	    "always %.4g: ", s->truth.mean, s->truth.deviation, s->said.mean,
	    s->said.deviation, s->truth.mean)) != ST_OK ||
	    (status = put_line(s->baseline.by_fold, NUMSCORE_MAE, f, why))
	    != ST_OK || s->set.rows.seeds < 2)
		return status;
	if ((status = atomfile_printf(f, why, "standard deviation over %zu "
	    "seeds: ", s->set.rows.seeds)) != ST_OK)
		return status;
	return put_line(s->deviation.by_fold, NUMSCORE_CCC, f, why);
}

/* A p value, or - if there is none. */
static enum status
put_p_value(int m, double p, struct atomfile *f, struct fault *why)
{
	const char *comma = m == 0 ? "" : ",";
	const char *title = numscore_metric[m].title;

	return isnan(p) ? atomfile_printf(f, why, "%s %s -", comma, title) :
	    atomfile_printf(f, why, "%s %s %.4f", comma, title, p);
}

/* "p of no difference (...): CCC 0.0312, ..." */
static enum status
put_p(const struct numtable *s, struct atomfile *f, struct fault *why)
{
	const struct numtable_other *o = &s->other;
	const double *p[2] = { o->p.by_fold, o->p.pooled };
	enum status status;
	int k, m;

	if (o->patterns == 0)
		return ST_OK;
	status = atomfile_printf(f, why, "p of no difference (predictions "
	    "exchanged by %s, %s%zu patterns):", scorenotes_unit(s->unit,
	    s->ask.group), o->exact ? "all " : "", o->patterns);
	for (k = 0; k < 2; k++) {
		if (k == 1 && s->set.rows.folds < 2)
			break;
		if (k == 1 && status == ST_OK)
			status = atomfile_printf(f, why,
			    "; all folds together:");
		for (m = 0; m < NUMSCORE_METRICS && status == ST_OK; m++)
			status = put_p_value(m, p[k][m], f, why);
	}
	if (status == ST_OK && o->pair.only_a + o->pair.only_b > 0)
		status = atomfile_printf(f, why,
		    "; of the recordings that both have predicted");
	return status != ST_OK ? status : atomfile_printf(f, why, "\n");
}

static enum status
put_other(const struct numtable *s, struct atomfile *f, struct fault *why)
{
	const struct numtable_other *o = &s->other;
	const struct scorenotes n = numtable_notes(s);
	enum status status;

	if (o->table == NULL)
		return ST_OK;
	if ((status = atomfile_printf(f, why, "\ndifference to the other\n"))
	    != ST_OK ||
	    (status = put_values(s, &o->difference, &o->paired, f, why))
	    != ST_OK || (status = put_p(s, f, why)) != ST_OK ||
	    (status = atomfile_printf(f, why, "the other: ")) != ST_OK ||
	    (status = scorenotes_counts(&n, true, f, why)) != ST_OK)
		return status;
	if (scorenotes_protocol(o->table) != scorenotes_protocol(s->table) &&
	    (status = scorenotes_known(o->table, f, why)) != ST_OK)
		return status;
	if (o->set.rows.seeds == s->set.rows.seeds)
		return ST_OK;
	return atomfile_printf(f, why, "seeds are not paired: each system is "
	    "averaged over its own, and there are no p values\n");
}

enum status
numtable_text(const struct numtable *s, struct atomfile *f, struct fault *why)
{
	const struct scorenotes n = numtable_notes(s);
	enum status status;
	size_t i;

	status = s->set.rows.folds > 1 ? atomfile_printf(f, why,
	    "%-11s  %-24s  %s\n", s->table->target, "mean of the folds",
	    "all folds together") : atomfile_printf(f, why, "%s\n",
	    s->table->target);
	if (status != ST_OK ||
	    (status = put_values(s, &s->value, &s->interval, f, why))
	    != ST_OK || (status = put_notes(s, f, why)) != ST_OK ||
	    (status = put_other(s, f, why)) != ST_OK)
		return status;
	for (i = 0; i < s->n_subsets && status == ST_OK; i++)
		status = subsettable_text(&s->subsets[i], s->ask.group, f,
		    why);
	if (status != ST_OK ||
	    (status = atomfile_printf(f, why, "\n")) != ST_OK ||
	    (status = scorenotes_counts(&n, false, f, why)) != ST_OK ||
	    (status = scorenotes_known(s->table, f, why)) != ST_OK)
		return status;
	return scorenotes_method(&n, f, why);
}

const char *
numtable_line(const struct numtable *s, char buf[NUMTABLE_LINE])
{
	const double *v = s->value.by_fold;
	const double *low = s->interval.low.by_fold;
	const double *high = s->interval.high.by_fold;
	char r[32] = "-";

	if (!isnan(v[NUMSCORE_PEARSON]))
		(void)snprintf(r, sizeof r, "%.3f", v[NUMSCORE_PEARSON]);
	if (isnan(v[NUMSCORE_CCC]) || isnan(low[NUMSCORE_CCC]))
		(void)snprintf(buf, NUMTABLE_LINE, "MAE %.3g (95 %% interval "
		    "%.3g to %.3g)", v[NUMSCORE_MAE], low[NUMSCORE_MAE],
		    high[NUMSCORE_MAE]);
	else
		(void)snprintf(buf, NUMTABLE_LINE, "CCC %.3f (95 %% interval "
		    "%.3f to %.3f), Pearson %s, MAE %.3g", v[NUMSCORE_CCC],
		    low[NUMSCORE_CCC], high[NUMSCORE_CCC], r,
		    v[NUMSCORE_MAE]);
	return buf;
}

/* ---- for programs ---- */

static enum status
put_rows(const double *v, const double *low, const double *high,
    const char *suffix, struct atomfile *f, struct fault *why)
{
	enum status s = ST_OK;
	int m;

	for (m = 0; m < NUMSCORE_METRICS && s == ST_OK; m++) {
		s = atomfile_printf(f, why, "%s%s", numscore_metric[m].name,
		    suffix);
		if (s == ST_OK)
			s = scorecells_row(numscore_metric[m].kind, v[m],
			    low == NULL ? (double)NAN : low[m],
			    high == NULL ? (double)NAN : high[m], f, why);
	}
	return s;
}

static enum status
put_value(const struct numscore_value *v, const struct numscore_interval *t,
    const char *suffix, struct atomfile *f, struct fault *why)
{
	char pooled[32];
	enum status s;

	(void)snprintf(pooled, sizeof pooled, "_pooled%s", suffix);
	s = put_rows(v->by_fold, t == NULL ? NULL : t->low.by_fold,
	    t == NULL ? NULL : t->high.by_fold, suffix, f, why);
	return s != ST_OK ? s : put_rows(v->pooled, t == NULL ? NULL :
	    t->low.pooled, t == NULL ? NULL : t->high.pooled, pooled, f, why);
}

/* As shares: p values have no units. */
static enum status
put_p_rows(const struct numtable_other *o, struct atomfile *f,
    struct fault *why)
{
	enum status s = ST_OK;
	int m;

	for (m = 0; m < 2 * NUMSCORE_METRICS && s == ST_OK; m++) {
		s = atomfile_printf(f, why, "%s%s",
		    numscore_metric[m % NUMSCORE_METRICS].name,
		    m < NUMSCORE_METRICS ? "_diff_p" : "_pooled_diff_p");
		if (s == ST_OK)
			s = scorecells_row(TALLY_SHARE, m < NUMSCORE_METRICS ?
			    o->p.by_fold[m] :
			    o->p.pooled[m - NUMSCORE_METRICS], (double)NAN,
			    (double)NAN, f, why);
	}
	return s;
}

static enum status
put_number(const char *name, double x, struct atomfile *f, struct fault *why)
{
	enum status s = atomfile_printf(f, why, "%s", name);

	return s != ST_OK ? s : scorecells_row(TALLY_UNITS, x, (double)NAN,
	    (double)NAN, f, why);
}

static enum status
put_spread(const struct numtable *s, struct atomfile *f, struct fault *why)
{
	const struct {
		const char *name;
		double x;
	} row[] = {
		{ "mae_baseline", s->baseline.by_fold[NUMSCORE_MAE] },
		{ "rmse_baseline", s->baseline.by_fold[NUMSCORE_RMSE] },
		{ "truth_mean", s->truth.mean },
		{ "truth_sd", s->truth.deviation },
		{ "predicted_mean", s->said.mean },
		{ "predicted_sd", s->said.deviation }
	};
	enum status status = ST_OK;
	size_t i;

	for (i = 0; i < sizeof row / sizeof row[0] && status == ST_OK; i++)
		status = put_number(row[i].name, row[i].x, f, why);
	return status;
}

enum status
numtable_summary(const struct numtable *s, struct atomfile *f,
    struct fault *why)
{
	const struct numtable_other *o = &s->other;
	const struct scorenotes n = numtable_notes(s);
	enum status status;
	size_t i;

	if ((status = atomfile_printf(f, why, "metric\tmean\tlow\thigh\n"))
	    != ST_OK || (status = put_value(&s->value, &s->interval, "", f,
	    why)) != ST_OK)
		return status;
	if (s->set.rows.seeds > 1 && (status = put_value(&s->deviation, NULL,
	    "_sd", f, why)) != ST_OK)
		return status;
	if (o->table != NULL && (status = put_value(&o->difference, &o->paired,
	    "_diff", f, why)) != ST_OK)
		return status;
	if (o->patterns > 0 && (status = put_p_rows(o, f, why)) != ST_OK)
		return status;
	if ((status = put_spread(s, f, why)) != ST_OK)
		return status;
	status = scorenotes_rows(&n, f, why);
	for (i = 0; i < s->n_subsets && status == ST_OK; i++)
		status = subsettable_summary(&s->subsets[i], s->ask.group, f,
		    why);
	return status;
}
