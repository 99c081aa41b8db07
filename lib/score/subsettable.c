#include "score/subsettable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/label.h"
#include "score/scorecells.h"
#include "score/scorenotes.h"

#define VALUE	24	/* columns of a value with its interval */

/* ---- for people ---- */

/* What is printed, and where. */
struct sheet {
	const struct subsets *subsets;
	const char *group;
	char **name;		/* (subsets) as shown */
	size_t first;		/* width of the first column */
	bool groups;		/* a column with the number of groups */
};

/* Is the subset left out of the table? */
static bool
hidden(const struct sheet *t, size_t i)
{
	size_t n = t->subsets->n;

	return n > SUBSETTABLE_SHOWN && i >= SUBSETTABLE_SHOWN / 2 &&
	    i < n - SUBSETTABLE_SHOWN / 2;
}

static size_t
wider(size_t w, size_t n)
{
	return n > w ? n : w;
}

/* The first column has "female - male" or "female - the others". */
static void
lay_out(struct sheet *t)
{
	const struct subsets *s = t->subsets;
	size_t i, more = 0;

	t->first = wider(11, label_columns(s->column) + 3);
	for (i = 0; i < s->n; i++) {
		if (s->compared)
			more = 3 + (s->n > 2 ? strlen("the others") :
			    label_columns(t->name[1]));
		if (!hidden(t, i))
			t->first = wider(t->first,
			    label_columns(t->name[i]) + more);
		t->groups = t->groups || s->subset[i].groups > 0;
	}
	if (strcmp(s->column, t->group) == 0)
		t->groups = false;
}

static enum status
put_values(const struct sheet *t, const struct subset_values *v,
    struct atomfile *f, struct fault *why)
{
	const struct tally *y = t->subsets->tally;
	char buf[SCORECELLS_MAX];
	enum status s = ST_OK;
	const char *text;
	size_t i;

	for (i = 0; i < y->values && s == ST_OK; i++) {
		text = scorecells_value(y->metric[i].kind, v->value[i],
		    v->low[i], v->high[i], buf);
		s = i + 1 < y->values ?
		    atomfile_printf(f, why, "  %-*s", VALUE, text) :
		    atomfile_printf(f, why, "  %s\n", text);
	}
	return s;
}

static enum status
put_head(const struct sheet *t, struct atomfile *f, struct fault *why)
{
	const struct tally *y = t->subsets->tally;
	enum status s;
	size_t i;

	s = atomfile_printf(f, why, "\nby %s%*s  recordings",
	    t->subsets->column, (int)(t->first -
	    wider(label_columns(t->subsets->column) + 3, 0)), "");
	if (s == ST_OK && t->groups)
		s = atomfile_printf(f, why, "  %ss", t->group);
	for (i = 0; i < y->values && s == ST_OK; i++)
		s = i + 1 < y->values ?
		    atomfile_printf(f, why, "  %-*s", VALUE,
		    y->metric[i].title) :
		    atomfile_printf(f, why, "  %s\n", y->metric[i].title);
	return s;
}

static enum status
put_subset(const struct sheet *t, size_t i, struct atomfile *f,
    struct fault *why)
{
	const struct subset *a = &t->subsets->subset[i];
	enum status s;

	if ((s = scorecells_left(t->name[i], t->first, f, why)) != ST_OK ||
	    (s = atomfile_printf(f, why, "  %10zu", a->recordings)) != ST_OK)
		return s;
	if (t->groups)
		s = atomfile_printf(f, why, "  %*zu",
		    (int)label_columns(t->group) + 1, a->groups);
	return s != ST_OK ? s : put_values(t, &a->score, f, why);
}

static enum status
put_subsets(const struct sheet *t, struct atomfile *f, struct fault *why)
{
	size_t i, n = t->subsets->n;
	enum status s = ST_OK;

	for (i = 0; i < n && s == ST_OK; i++) {
		if (!hidden(t, i))
			s = put_subset(t, i, f, why);
		else if (i == SUBSETTABLE_SHOWN / 2)
			s = atomfile_printf(f, why, "... (%zu more)\n",
			    n - SUBSETTABLE_SHOWN);
	}
	return s;
}

static enum status
put_difference(const struct sheet *t, size_t i, struct atomfile *f,
    struct fault *why)
{
	const char *other = t->subsets->n > 2 ? "the others" : t->name[1];
	size_t n = label_columns(t->name[i]) + 3 + label_columns(other);
	size_t w = t->first + 12 +
	    (t->groups ? label_columns(t->group) + 3 : 0);
	enum status s;

	if ((s = atomfile_printf(f, why, "%s - %s", t->name[i], other))
	    != ST_OK ||
	    (s = scorecells_spaces(w > n ? w - n : 0, f, why)) != ST_OK)
		return s;
	return put_values(t, &t->subsets->subset[i].difference, f, why);
}

static enum status
put_differences(const struct sheet *t, struct atomfile *f, struct fault *why)
{
	const struct subsets *s = t->subsets;
	size_t i, n = !s->compared ? 0 : s->n > 2 ? s->n : 1;
	enum status status = ST_OK;

	for (i = 0; i < n && status == ST_OK; i++)
		if (!hidden(t, i))
			status = put_difference(t, i, f, why);
	if (status != ST_OK || !s->compared)
		return status;
	return atomfile_printf(f, why, s->paired ? "a %s that is in both "
	    "sides of a difference is drawn for both (paired)\n" :
	    "no %s is in both sides of a difference (not paired)\n",
	    s->subset[0].unit == PREDICTIONS_GROUP ? t->group : "recording");
}

/* What the numbers above do not say. */
static enum status
put_notes(const struct sheet *t, struct atomfile *f, struct fault *why)
{
	const struct subsets *s = t->subsets;
	size_t i, alone = 0, fewer = 0;
	enum status status = ST_OK;

	for (i = 0; i < s->n; i++) {
		alone += s->subset[i].unit != PREDICTIONS_GROUP &&
		    s->subset[i].groups == 1;
		fewer += s->subset[i].classes > 0 &&
		    s->subset[i].classes < s->classes;
	}
	if (alone > 0)
		status = atomfile_printf(f, why, "an interval of one %s is "
		    "about other recordings of this %s, not about others\n",
		    t->group, t->group);
	if (status == ST_OK && fewer > 0)
		status = atomfile_printf(f, why, "%zu of %zu have no "
		    "recordings of some class: their UAR is that of the "
		    "classes they have\n", fewer, s->n);
	if (status == ST_OK && s->absent > 0)
		status = atomfile_printf(f, why, "%zu prediction%s without a "
		    "%s %s left out\n", s->absent, s->absent == 1 ? "" : "s",
		    s->column, s->absent == 1 ? "is" : "are");
	return status;
}

static enum status
show_names(struct sheet *t, struct fault *why)
{
	const struct label_glyphs all = { NULL, NULL };
	size_t i;

	if ((t->name = calloc(t->subsets->n + 1, sizeof *t->name)) == NULL)
		return fault_nomem(why);
	for (i = 0; i < t->subsets->n; i++)
		if ((t->name[i] = label_shown(t->subsets->subset[i].name, i + 1,
		    &all)) == NULL)
			return fault_nomem(why);
	return ST_OK;
}

enum status
subsettable_text(const struct subsets *s, const char *group, struct atomfile *f,
    struct fault *why)
{
	struct sheet t = { .subsets = s, .group = group };
	enum status status;
	size_t i;

	if ((status = show_names(&t, why)) == ST_OK) {
		lay_out(&t);
		if ((status = put_head(&t, f, why)) == ST_OK &&
		    (status = put_subsets(&t, f, why)) == ST_OK &&
		    (status = put_differences(&t, f, why)) == ST_OK)
			status = put_notes(&t, f, why);
	}
	for (i = 0; t.name != NULL && i < s->n; i++)
		free(t.name[i]);
	free(t.name);
	return status;
}

/* ---- for programs ---- */

static enum status
put_rows(const struct subsets *s, const struct subset_values *v,
    const char *value, const char *suffix, struct atomfile *f,
    struct fault *why)
{
	const struct tally_metric *m = s->tally->metric;
	enum status status = ST_OK;
	size_t i;

	for (i = 0; i < s->tally->values && status == ST_OK; i++) {
		status = atomfile_printf(f, why, "%s@%s%s%s%s", m[i].name,
		    s->column, value == NULL ? "" : "=",
		    value == NULL ? "" : value, suffix);
		if (status == ST_OK)
			status = scorecells_row(m[i].kind, v->value[i],
			    v->low[i], v->high[i], f, why);
	}
	return status;
}

static enum status
put_count(const struct subsets *s, const struct subset *a, const char *name,
    const char *suffix, size_t n, struct atomfile *f, struct fault *why)
{
	enum status status = atomfile_printf(f, why, "%s%s@%s=%s", name,
	    suffix, s->column, a->name);

	return status != ST_OK ? status : scorecells_count(n, f, why);
}

static enum status
put_counts(const struct subsets *s, const struct subset *a, const char *group,
    struct atomfile *f, struct fault *why)
{
	const char *unit = scorenotes_unit(a->unit, group);
	enum status status;

	status = put_count(s, a, "n", "", a->recordings, f, why);
	if (status == ST_OK && a->groups > 0)
		status = put_count(s, a, group, "s", a->groups, f, why);
	if (status == ST_OK && a->classes > 0)
		status = put_count(s, a, "classes", "", a->classes, f, why);
	return status != ST_OK ? status :
	    put_count(s, a, "drawn_by_", unit, a->rows.units, f, why);
}

enum status
subsettable_summary(const struct subsets *s, const char *group,
    struct atomfile *f, struct fault *why)
{
	enum status status = ST_OK;
	const struct subset *a;
	size_t i;

	for (i = 0; i < s->n && status == ST_OK; i++) {
		a = &s->subset[i];
		status = put_rows(s, &a->score, a->name, "", f, why);
		if (status == ST_OK)
			status = put_counts(s, a, group, f, why);
	}
	for (i = 0; s->compared && i < s->n && status == ST_OK; i++) {
		if (s->n == 2 && i == 1)
			break;
		a = &s->subset[i];
		status = put_rows(s, &a->difference, s->n == 2 ? NULL :
		    a->name, ":diff", f, why);
	}
	return status;
}
