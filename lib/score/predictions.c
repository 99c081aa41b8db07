#include "score/predictions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/tsv.h"

/* ---- columns ---- */

struct columns {
	size_t label, predicted;
	size_t from, to;		/* the classes; from == to: none */
	int fold, seed, key, group;	/* -1: not there */
};

/* Does this name mean something other than a class? */
static bool
known(const char *name)
{
	static const char *const names[] = {
		"key", "label", "predicted", "speaker", "gender", "session",
		"activation", "valence", "fold", "seed"
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool
is_share(const char *text, double *value)
{
	return number_real(text, 0, 1, value, NULL) == ST_OK;
}

/* The last column called name after column `after`, or cols. */
static size_t
last_called(const struct tsv *t, const char *name, size_t after)
{
	size_t i, n = tsv_cols(t);

	for (i = n; i-- > after + 1; )
		if (strcmp(tsv_col(t, i), name) == 0)
			return i;
	return n;
}

/* Are the columns from..to probabilities, which add up to 1? */
static bool
add_up(char *const *field, size_t from, size_t to)
{
	double value, sum = 0;
	size_t i;

	for (i = from; i < to; i++) {
		if (!is_share(field[i], &value))
			return false;
		sum += value;
	}
	return fabs(sum - 1) < 1e-3;
}

/* Is the column to group by only among from..to? */
static bool
takes_group(const struct tsv *t, const char *group, size_t from, size_t to)
{
	size_t i;
	bool in = false;

	for (i = 0; group != NULL && i < tsv_cols(t); i++)
		if (strcmp(tsv_col(t, i), group) == 0) {
			if (i < from || i >= to)
				return false;
			in = true;
		}
	return in;
}

/* Set c->from and c->to from the fields of the first row. */
static void
find_classes(const struct tsv *t, char *const *field, const char *group,
    struct columns *c)
{
	size_t n = tsv_cols(t), i = c->predicted + 1;
	size_t end = last_called(t, "speaker", c->predicted);
	double value;

	c->from = i;
	if (c->label < c->predicted && end < n && add_up(field, i, end) &&
	    !takes_group(t, group, i, end)) {
		c->to = end;
		return;
	}
	while (i < n && !known(tsv_col(t, i)) && is_share(field[i], &value) &&
	    (group == NULL || strcmp(tsv_col(t, i), group) != 0))
		i++;
	c->to = i;
}

/* The same from the header alone, of a table without rows. */
static void
guess_classes(const struct tsv *t, struct columns *c)
{
	size_t n = tsv_cols(t);

	c->from = c->predicted + 1;
	c->to = last_called(t, "speaker", c->predicted);
	if (c->to < n)
		return;
	c->to = c->from;
	while (c->to < n && !known(tsv_col(t, c->to)))
		c->to++;
}

/* The column called name that is not a class, or -1. */
static int
find_other(const struct tsv *t, const struct columns *c, const char *name)
{
	size_t i;

	for (i = 0; i < tsv_cols(t); i++)
		if ((i < c->from || i >= c->to) &&
		    strcmp(tsv_col(t, i), name) == 0)
			return (int)i;
	return -1;
}

/* No two classes have the same name, and no two of the other columns. */
static enum status
check_names(const struct tsv *t, const struct columns *c, struct fault *why)
{
	struct textset set[2] = { TEXTSET_INIT, TEXTSET_INIT };
	enum status s = ST_OK;
	size_t i, number, n;
	bool class;

	for (i = 0; s == ST_OK && i < tsv_cols(t); i++) {
		class = i >= c->from && i < c->to;
		n = set[class].n;
		s = textset_add(&set[class], tsv_col(t, i), &number, why);
		if (s == ST_OK && number < n)
			s = fault_set(why, ST_BAD, "%s: two columns named "
			    "'%.80s'", tsv_name(t), tsv_col(t, i));
	}
	textset_free(&set[0]);
	textset_free(&set[1]);
	return s;
}

static enum status
find_columns(struct predictions *p, struct tsv *t, char *const *field,
    const char *group, struct columns *c, struct fault *why)
{
	enum status s;
	size_t i, number;

	find_classes(t, field, group, c);
	if ((s = check_names(t, c, why)) != ST_OK)
		return s;
	c->fold = find_other(t, c, "fold");
	c->seed = find_other(t, c, "seed");
	c->key = find_other(t, c, "key");
	c->group = group == NULL ? -1 : find_other(t, c, group);
	p->has_group = p->has_group && c->group >= 0;
	p->has_key = p->has_key && c->key >= 0;
	if (p->classes.n > 0)
		return ST_OK;
	for (i = c->from; s == ST_OK && i < c->to; i++)
		s = textset_add(&p->classes, tsv_col(t, i), &number, why);
	p->model_classes = p->classes.n;
	return s;
}

/* ---- rows ---- */

static bool
absent(const char *text)
{
	return *text == '\0' || strcmp(text, "-") == 0;
}

static enum status
grow(struct predictions *p, struct fault *why)
{
	size_t cap = p->cap == 0 ? 1024 : 2 * p->cap;
	struct score_item *item;
	uint32_t *group, *key;

	if (p->n < p->cap)
		return ST_OK;
	if (p->n >= UINT32_MAX / 2)
		return fault_set(why, ST_BAD, "more than %zu rows", p->n);
	if ((item = reallocarray(p->item, cap, sizeof *item)) != NULL)
		p->item = item;
	if ((group = reallocarray(p->group, cap, sizeof *group)) != NULL)
		p->group = group;
	if ((key = reallocarray(p->key, cap, sizeof *key)) != NULL)
		p->key = key;
	if (item == NULL || group == NULL || key == NULL)
		return fault_nomem(why);
	p->cap = cap;
	return ST_OK;
}

/* One value of a row, and where its index is stored. */
struct cell {
	struct textset *set;
	int col;			/* -1: there is no such column */
	uint32_t *number;
	size_t *missing;		/* counts absent ones; NULL: "-" */
};

static enum status
take(const struct cell *c, char *const *field, struct fault *why)
{
	bool there = c->col >= 0 && !absent(field[c->col]);
	size_t number = PREDICTIONS_NONE;
	enum status s = ST_OK;

	if (there || c->missing == NULL)
		s = textset_add(c->set, there ? field[c->col] : "-", &number,
		    why);
	else
		++*c->missing;
	*c->number = (uint32_t)number;
	return s;
}

/* Store the values of a row after the last item. */
static enum status
take_all(struct predictions *p, char *const *field, const struct columns *c,
    struct fault *why)
{
	struct score_item *it = &p->item[p->n];
	const struct cell cell[] = {
		{ &p->classes, (int)c->label, &it->label, NULL },
		{ &p->classes, (int)c->predicted, &it->predicted, NULL },
		{ &p->folds, c->fold, &it->fold, NULL },
		{ &p->seeds, c->seed, &it->seed, NULL },
		{ &p->groups, c->group, &p->group[p->n], &p->ungrouped },
		{ &p->keys, c->key, &p->key[p->n], &p->unkeyed }
	};
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < sizeof cell / sizeof cell[0]; i++)
		s = take(&cell[i], field, why);
	return s;
}

static enum status
add_row(struct predictions *p, struct tsv *t, char *const *field,
    const struct columns *c, struct fault *why)
{
	enum status s;

	if (absent(field[c->label])) {
		p->unlabelled++;
		return ST_OK;
	}
	if (absent(field[c->predicted]))
		return fault_set(why, ST_BAD,
		    "%s: nothing in column 'predicted', want a class",
		    tsv_where(t));
	if ((s = grow(p, why)) != ST_OK ||
	    (s = take_all(p, field, c, why)) != ST_OK)
		return s;
	p->n++;
	return ST_OK;
}

static enum status
read_rows(struct predictions *p, struct tsv *t, const char *group,
    struct columns *c, struct fault *why)
{
	char *const *field;
	bool first = true;
	enum status s;

	while ((s = tsv_row(t, &field, why)) == ST_OK) {
		if (first)
			s = find_columns(p, t, field, group, c, why);
		first = false;
		if (s != ST_OK || (s = add_row(p, t, field, c, why)) != ST_OK)
			return s;
	}
	if (s != ST_END)
		return s;
	if (first) {
		guess_classes(t, c);
		if ((s = check_names(t, c, why)) != ST_OK)
			return s;
	}
	p->uncounted += tsv_marked(t) && !tsv_counted(t);
	return ST_OK;
}

enum status
predictions_read(struct predictions *p, const char *path, const char *group,
    struct fault *why)
{
	struct columns c;
	struct tsv *t;
	enum status s;

	if ((s = tsv_open_any(&t, path, why)) != ST_OK)
		return s;
	if ((s = tsv_need(t, "label", &c.label, why)) == ST_OK &&
	    (s = tsv_need(t, "predicted", &c.predicted, why)) == ST_OK)
		s = read_rows(p, t, group, &c, why);
	tsv_close(t);
	return s;
}

void
predictions_free(struct predictions *p)
{
	free(p->item);
	free(p->group);
	free(p->key);
	textset_free(&p->classes);
	textset_free(&p->folds);
	textset_free(&p->seeds);
	textset_free(&p->groups);
	textset_free(&p->keys);
	*p = (struct predictions)PREDICTIONS_INIT;
}
