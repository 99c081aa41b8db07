#include "answerrows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNKNOWN	"unknown"

struct answerrows {
	struct answerrows_config c;
	struct rowcolumn *column;	/* (n) */
	struct rowfield *field;		/* (n) */
	size_t n, given;
	size_t first;		/* column of ours after those of segments */
	bool start, end;	/* there are columns of ours for these */
	double *p;		/* (choice->n), of the last answer */
	int predicted;
	char **owned;		/* (owned_n) names that were changed */
	size_t owned_n;
	void (*note)(const char *text);
};

/* ---- columns ---- */

/* In JSON the classes are in an object of their own. */
static bool
is_apart(const struct answerrows *r, enum rowkind kind)
{
	return kind == ROW_CLASS && r->c.as == ROWFORMAT_JSON;
}

static bool
is_taken(const struct answerrows *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (!is_apart(r, r->column[i].kind) &&
		    strcmp(r->column[i].name, name) == 0)
			return true;
	return false;
}

/* The name, or PREFIX.NAME and a note if there is one; NULL: out of memory. */
static const char *
other_name(struct answerrows *r, const char *prefix, const char *name)
{
	char *other = NULL, *longer, text[256];

	if (!is_taken(r, name))
		return name;
	/* The list may be a result, or a result of that. */
	do {
		if (asprintf(&longer, "%s.%s", prefix, other != NULL ? other :
		    name) == -1)
			longer = NULL;
		free(other);
		other = longer;
	} while (other != NULL && is_taken(r, other));
	if (other == NULL)
		return NULL;
	r->owned[r->owned_n++] = other;
	(void)snprintf(text, sizeof text, "there is a column '%.60s' "
	    "already: that of the %s is '%.80s'", name,
	    strcmp(prefix, "segments") == 0 ? prefix : "result", other);
	r->note(text);
	return other;
}

/* Append a column of ours; NULL: out of memory. */
static struct rowcolumn *
ours(struct answerrows *r, const char *name, enum rowkind kind)
{
	struct rowcolumn *c = &r->column[r->n];

	*c = (struct rowcolumn){ .name = name, .kind = kind };
	if (!is_apart(r, kind))
		c->name = other_name(r, "tonfall", name);
	if (c->name == NULL)
		return NULL;
	r->n++;
	return c;
}

static void
add_given(struct answerrows *r, const char *name, bool list)
{
	bool path = strcmp(name, "path") == 0;

	r->column[r->n++] = (struct rowcolumn){ .name = name,
	    .kind = ROW_TEXT, .given = list, .last = path,
	    .hidden = !path && strcmp(name, "speaker") != 0,
	    .width = path ? 0 : 8 };
}

/* False: out of memory. */
static bool
add_all_given(struct answerrows *r)
{
	const struct answerrows_config *c = &r->c;
	const char *name;
	bool list = recordings_is_list(c->in);
	size_t i;

	for (i = 0; i < recordings_columns(c->in); i++)
		add_given(r, recordings_column(c->in, i), list);
	r->given = r->n;
	if (c->channel && ours(r, "channel", ROW_WHOLE) == NULL)
		return false;
	for (i = 0; i < c->extra->n; i++)
		if ((name = other_name(r, "segments", c->extra->text[i])) ==
		    NULL)
			return false;
		else
			add_given(r, name, true);
	r->first = r->n;
	return true;
}

static int
longest_name(const struct classchoice *c, bool unknown)
{
	size_t i, n, most = unknown ? strlen(UNKNOWN) : 0;

	for (i = 0; i < c->n; i++)
		if ((n = strlen(c->name[i])) > most)
			most = n;
	return most > 40 ? 40 : (int)most;
}

/* Those that a list of segments has remain its own. */
static bool
add_time(struct answerrows *r, const char *name)
{
	int i = recordings_find(r->c.in, name);

	if (i != -1 && recordings_is_time(r->c.in, (size_t)i)) {
		r->column[i].hidden = false;
		return false;
	}
	return ours(r, name, ROW_SECONDS) != NULL;
}

/* False: out of memory. */
static bool
add_classes(struct answerrows *r)
{
	const struct classchoice *choice = r->c.choice;
	const char *object = r->c.as == ROWFORMAT_JSON ?
	    other_name(r, "tonfall", "probabilities") : "";
	struct rowcolumn *c;
	size_t i;

	for (i = 0; i < choice->n && object != NULL; i++) {
		if ((c = ours(r, choice->name[i], ROW_CLASS)) == NULL)
			return false;
		c->object = object;
	}
	return object != NULL;
}

static enum status
add_ours(struct answerrows *r, struct fault *why)
{
	struct rowcolumn *predicted;
	bool all;

	r->start = add_time(r, "start");
	r->end = add_time(r, "end");
	/* What follows `predicted' are classes, for confmat(1). */
	all = ours(r, "speech", ROW_SHARE) != NULL &&
	    ours(r, "probability", ROW_PROBABILITY) != NULL;
	predicted = ours(r, "predicted", ROW_TEXT);
	all = all && predicted != NULL && add_classes(r);
	if (all && r->c.pack->group[PACK_ADAPTED].n > 0)
		all = ours(r, "statistics", ROW_TEXT) != NULL;
	if (!all)
		return fault_nomem(why);
	predicted->width = longest_name(r->c.choice, r->c.threshold > 0);
	return ST_OK;
}

enum status
answerrows_new(struct answerrows **out, const struct answerrows_config *c,
    void (*note)(const char *text), struct fault *why)
{
	struct answerrows *r = calloc(1, sizeof *r);
	size_t most = recordings_columns(c->in) + c->extra->n +
	    c->choice->n + 9;
	enum status s = ST_OK;

	*out = NULL;
	if (r == NULL)
		return fault_nomem(why);
	r->c = *c;
	r->note = note;
	r->column = calloc(most, sizeof *r->column);
	r->field = calloc(most, sizeof *r->field);
	r->owned = calloc(most, sizeof *r->owned);
	r->p = calloc(c->choice->n + 1, sizeof *r->p);
	if (r->column == NULL || r->field == NULL || r->owned == NULL ||
	    r->p == NULL)
		s = fault_nomem(why);
	if (s == ST_OK && !add_all_given(r))
		s = fault_nomem(why);
	if (s == ST_OK)
		s = add_ours(r, why);
	if (s != ST_OK) {
		answerrows_free(r);
		return s;
	}
	*out = r;
	return ST_OK;
}

void
answerrows_free(struct answerrows *r)
{
	if (r == NULL)
		return;
	while (r->owned_n > 0)
		free(r->owned[--r->owned_n]);
	free(r->owned);
	free(r->column);
	free(r->field);
	free(r->p);
	free(r);
}

size_t
answerrows_given(const struct answerrows *r)
{
	return r->given;
}

const double *
answerrows_probabilities(const struct answerrows *r, int *predicted)
{
	*predicted = r->predicted;
	return r->p;
}

void
answerrows_header(const struct answerrows *r, FILE *f)
{
	rowformat_header(f, r->c.as, r->column, r->n);
}

/* ---- rows ---- */

void
answerrows_decide(struct answerrows *r, const struct answer *a)
{
	const struct classchoice *choice = r->c.choice;
	size_t i, best = 0;

	if (a->nothing) {
		for (i = 0; i < choice->n; i++)
			r->p[i] = NAN;
		r->predicted = -1;
		return;
	}
	classchoice_apply(choice, a->p, r->p);
	for (i = 1; i < choice->n; i++)
		if (r->p[i] > r->p[best])
			best = i;
	r->predicted = r->p[best] < r->c.threshold ? (int)choice->n :
	    (int)best;
}

const char *
answerrows_predicted(const struct answerrows *r)
{
	if (r->predicted < 0)
		return "-";
	return (size_t)r->predicted == r->c.choice->n ? UNKNOWN :
	    r->c.choice->name[r->predicted];
}

static double
highest(const struct answerrows *r)
{
	double most = r->p[0];
	size_t i;

	for (i = 1; i < r->c.choice->n; i++)
		most = fmax(most, r->p[i]);
	return most;
}

static void
set_given(struct answerrows *r, const struct recording_row *row)
{
	bool empty;
	size_t i;

	for (i = 0; i < r->given; i++) {
		empty = row->field[i][0] == '\0';
		r->field[i].text = empty ? NULL : row->field[i];
	}
}

/* The fields after those of the segments. */
static void
set_ours(struct answerrows *r, const struct answer *a)
{
	struct rowfield *v = &r->field[r->first];
	size_t i;

	answerrows_decide(r, a);
	if (r->start)
		(v++)->x = a->start;
	if (r->end)
		(v++)->x = a->end;
	(v++)->x = a->end > a->start ? a->speech / (a->end - a->start) : NAN;
	(v++)->x = highest(r);
	(v++)->text = answerrows_predicted(r);
	for (i = 0; i < r->c.choice->n; i++)
		(v++)->x = r->p[i];
	if (r->c.pack->group[PACK_ADAPTED].n > 0)
		v->text = a->own ? "own" : "training";
}

void
answerrows_write(struct answerrows *r, FILE *f,
    const struct recording_row *row, const struct answer *a)
{
	size_t i, at = r->given;

	set_given(r, row);
	if (r->c.channel)
		r->field[at++].x = a->channel;
	for (i = 0; i < r->c.extra->n; i++)
		r->field[at++].text = attrs_get(&row->from->attr,
		    r->c.extra->text[i]);
	set_ours(r, a);
	rowformat_row(f, r->c.as, r->column, r->field, r->n);
}

void
answerrows_prefix(struct answerrows *r, FILE *f,
    const struct recording_row *row)
{
	set_given(r, row);
	rowformat_row(f, r->c.as, r->column, r->field, r->given);
}
