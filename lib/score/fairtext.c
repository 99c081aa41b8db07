/* The tables of fairness.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/fairness.h"
#include "score/label.h"
#include "score/scorecells.h"

#define WIDE	4	/* groups with columns of their own */
#define VALUE	24	/* columns of a value with its interval */

static const char *const title[FAIRNESS_MEANS] = {
	"equal opportunity", "statistical parity", "UAR"
};
static const char *const name_of[FAIRNESS_MEANS] = {
	"equal_opportunity", "parity", "uar_range"
};

/* ---- for people ---- */

struct sheet {
	const struct fairness *f;
	char *const *label;
	size_t first;		/* width of the first column */
	struct atomfile *to;
};

static enum status
put_value(const struct sheet *t, size_t at, struct fault *why)
{
	const struct fairness *f = t->f;
	char buf[SCORECELLS_MAX];

	return atomfile_printf(t->to, why, "  %-*s", VALUE,
	    scorecells_value(TALLY_PERCENT, f->value[at], f->low[at],
	    f->high[at], buf));
}

static enum status
put_last(const struct sheet *t, size_t at, struct fault *why)
{
	const struct fairness *f = t->f;
	char buf[SCORECELLS_MAX];

	return atomfile_printf(t->to, why, "  %s\n",
	    scorecells_value(TALLY_PERCENT, f->value[at], f->low[at],
	    f->high[at], buf));
}

/* "recall    female    male    difference" */
static enum status
put_head(const struct sheet *t, const char *what, struct fault *why)
{
	const struct label_glyphs all = { NULL, NULL };
	const struct fairness *f = t->f;
	enum status s;
	char *shown;
	size_t g;

	s = scorecells_left(what, t->first, t->to, why);
	for (g = 0; g < f->groups && f->groups <= WIDE && s == ST_OK; g++) {
		shown = label_shown(f->subsets->subset[g].name, g + 1, &all);
		if (shown == NULL)
			return fault_nomem(why);
		if ((s = atomfile_printf(t->to, why, "  ")) == ST_OK)
			s = scorecells_left(shown, VALUE, t->to, why);
		free(shown);
	}
	return s != ST_OK ? s : atomfile_printf(t->to, why, "  difference\n");
}

/* A row for each class. */
static enum status
put_classes(const struct sheet *t, const char *what,
    size_t (*of_group)(const struct fairness *, size_t, size_t),
    size_t (*difference)(const struct fairness *, size_t), struct fault *why)
{
	const struct fairness *f = t->f;
	enum status s = put_head(t, what, why);
	size_t c, g;

	for (c = 0; c < f->classes && s == ST_OK; c++) {
		s = scorecells_left(t->label[c], t->first, t->to, why);
		for (g = 0; g < f->groups && f->groups <= WIDE && s == ST_OK;
		    g++)
			s = put_value(t, of_group(f, g, c), why);
		if (s == ST_OK)
			s = put_last(t, difference(f, c), why);
	}
	return s;
}

/* "equal opportunity difference, mean: 7.3 (0.0 to 12.1), p 0.12" */
static enum status
put_mean(const struct sheet *t, enum fairness_mean m, struct fault *why)
{
	const struct fairness *f = t->f;
	size_t at = fairness_mean(f, m);
	char buf[SCORECELLS_MAX];
	const char *value = scorecells_value(TALLY_PERCENT, f->value[at],
	    f->low[at], f->high[at], buf);
	enum status s;

	s = atomfile_printf(t->to, why, "%s difference%s: %s", title[m],
	    m == FAIRNESS_RANGE ? "" : ", mean of the classes",
	    value + strspn(value, " "));
	if (s == ST_OK && !isnan(f->p[m]))
		s = atomfile_printf(t->to, why, ", p %.4f", f->p[m]);
	return s != ST_OK ? s : atomfile_printf(t->to, why, "\n");
}

/* "female (6), male (5)": groups with few speakers; nothing if there are none,
 * or if it is not known. */
static enum status
put_few(const struct sheet *t, const char *group, struct fault *why)
{
	const struct label_glyphs all = { NULL, NULL };
	const struct subset *g = t->f->subsets->subset;
	enum status s = ST_OK;
	size_t i, few = 0;
	char *shown;

	for (i = 0; i < t->f->groups && s == ST_OK; i++) {
		if (g[i].groups == 0 || g[i].groups >= FAIRNESS_FEW)
			continue;
		if ((shown = label_shown(g[i].name, i + 1, &all)) == NULL)
			return fault_nomem(why);
		s = atomfile_printf(t->to, why, "%s%s (%zu)", few++ == 0 ?
		    "warning: few speakers prove little: " : ", ", shown,
		    g[i].groups);
		free(shown);
	}
	if (s != ST_OK || few == 0)
		return s;
	return atomfile_printf(t->to, why, " ha%s fewer than %d %ss, so a "
	    "single one can make or hide a difference\n", few == 1 ? "s" :
	    "ve", FAIRNESS_FEW, group);
}

static enum status
put_notes(const struct sheet *t, const char *group, size_t replicates,
    struct fault *why)
{
	const struct fairness *f = t->f;
	const char *unit = f->grouped ? group : "recording";
	enum status s = ST_OK;

	if (!f->drawn)
		s = atomfile_printf(t->to, why, "no intervals: a group has a "
		    "single %s\n", unit);
	if (s == ST_OK && f->test != FAIRNESS_UNTESTED)
		s = atomfile_printf(t->to, why, f->test == FAIRNESS_DEALT ?
		    "p: how often differences are as large if each %s is put "
		    "into a group at random (%zu times)\n" :
		    "p: how often differences are as large if the groups are "
		    "exchanged within each %s at random (%zu times)\n",
		    unit, replicates);
	return s != ST_OK ? s : put_few(t, group, why);
}

enum status
fairness_text(const struct fairness *f, char *const *label, const char *group,
    size_t replicates, struct atomfile *to, struct fault *why)
{
	struct sheet t = { f, label, 11, to };
	enum status s;
	size_t i, n;

	for (i = 0; i < f->classes; i++) {
		n = label_columns(label[i]);
		t.first = n > t.first ? n : t.first;
	}
	s = atomfile_printf(to, why, "\nfairness by %s, percent\n", f->column);
	if (s == ST_OK)
		s = put_classes(&t, "recall", fairness_recall,
		    fairness_opportunity, why);
	if (s == ST_OK)
		s = put_classes(&t, "predicted", fairness_rate,
		    fairness_parity, why);
	for (i = 0; i < FAIRNESS_MEANS && s == ST_OK; i++)
		s = put_mean(&t, (enum fairness_mean)i, why);
	return s != ST_OK ? s : put_notes(&t, group, replicates, why);
}

/* ---- for programs ---- */

/* The value at the place, after the row's name up to that of a class. */
static enum status
put_row(const struct fairness *f, size_t at, const char *class,
    struct atomfile *to, struct fault *why)
{
	enum status s = atomfile_printf(to, why, "%s%s", class == NULL ? "" :
	    ":", class == NULL ? "" : class);

	return s != ST_OK ? s : scorecells_row(TALLY_PERCENT, f->value[at],
	    f->low[at], f->high[at], to, why);
}

static enum status
put_group(const struct fairness *f, size_t g, char *const *name,
    struct atomfile *to, struct fault *why)
{
	const char *group = f->subsets->subset[g].name;
	enum status s = ST_OK;
	size_t c;

	for (c = 0; c < f->classes && s == ST_OK; c++) {
		s = atomfile_printf(to, why, "recall@%s=%s", f->column, group);
		if (s == ST_OK)
			s = put_row(f, fairness_recall(f, g, c), name[c], to,
			    why);
	}
	for (c = 0; c < f->classes && s == ST_OK; c++) {
		s = atomfile_printf(to, why, "rate@%s=%s", f->column, group);
		if (s == ST_OK)
			s = put_row(f, fairness_rate(f, g, c), name[c], to,
			    why);
	}
	return s;
}

static enum status
put_between(const struct fairness *f, const char *what, size_t first,
    char *const *name, struct atomfile *to, struct fault *why)
{
	enum status s = ST_OK;
	size_t c;

	for (c = 0; c < f->classes && s == ST_OK; c++) {
		s = atomfile_printf(to, why, "%s@%s", what, f->column);
		if (s == ST_OK)
			s = put_row(f, first + c, name[c], to, why);
	}
	return s;
}

static enum status
put_means(const struct fairness *f, struct atomfile *to, struct fault *why)
{
	enum status s = ST_OK;
	int m;

	for (m = 0; m < FAIRNESS_MEANS && s == ST_OK; m++) {
		s = atomfile_printf(to, why, "%s@%s", name_of[m], f->column);
		if (s == ST_OK)
			s = put_row(f, fairness_mean(f,
			    (enum fairness_mean)m), NULL, to, why);
		if (s == ST_OK && !isnan(f->p[m]))
			s = atomfile_printf(to, why, "%s_p@%s\t%.6f\t-\t-\n",
			    name_of[m], f->column, f->p[m]);
	}
	return s;
}

enum status
fairness_summary(const struct fairness *f, char *const *name,
    struct atomfile *to, struct fault *why)
{
	enum status s = ST_OK;
	size_t g;

	for (g = 0; g < f->groups && s == ST_OK; g++)
		s = put_group(f, g, name, to, why);
	if (s == ST_OK)
		s = put_between(f, name_of[FAIRNESS_OPPORTUNITY],
		    fairness_opportunity(f, 0), name, to, why);
	if (s == ST_OK)
		s = put_between(f, name_of[FAIRNESS_PARITY],
		    fairness_parity(f, 0), name, to, why);
	return s != ST_OK ? s : put_means(f, to, why);
}
