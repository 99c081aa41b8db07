#include "score/predictions.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/tsv.h"
#include "score/predcolumns.h"

#define LARGEST	1e30	/* a number: its square is finite in double */
#define REJECTED "unknown"	/* by a threshold, as tonfall -t writes it */

/* Room for the probabilities of a row. */
static enum status
make_room(struct predictions *p, const struct predcolumns *c,
    struct fault *why)
{
	free(p->value);
	p->value = calloc(c->to - c->from + 1, sizeof *p->value);
	return p->value == NULL ? fault_nomem(why) : ST_OK;
}

/* Names of columns that are no classes, up to a NULL: the one that groups, or
 * that of a number, and what is wanted.  The caller frees it.  NULL: no
 * memory. */
static const char **
taken_names(const struct predictions *p, const char *group)
{
	const char **name = calloc(p->bys + 2, sizeof *name);
	size_t i, n = 0;

	if (name == NULL)
		return NULL;
	if (group != NULL)
		name[n++] = group;
	for (i = 0; i < p->bys; i++)
		name[n++] = p->by[i].name;
	return name;
}

static enum status
place_columns(struct predictions *p, const struct tsv *t, char *const *field,
    const char *group, struct predcolumns *c, struct fault *why)
{
	const char **name = taken_names(p, group);
	enum status s;
	size_t i;

	if (name == NULL)
		return fault_nomem(why);
	s = predcolumns_find(c, t, field, name, why);
	free(name);
	if (s != ST_OK)
		return s;
	if (group == NULL)
		c->group = -1;
	for (i = 0; i < p->bys; i++) {
		p->by[i].at = predcolumns_other(c, t, p->by[i].name);
		p->by[i].there = p->by[i].there || p->by[i].at >= 0;
	}
	return ST_OK;
}

static enum status
find_columns(struct predictions *p, struct tsv *t, char *const *field,
    const char *group, struct predcolumns *c, struct fault *why)
{
	enum status s;
	size_t i, number;

	if ((s = place_columns(p, t, field, group, c, why)) != ST_OK)
		return s;
	p->has_group = p->has_group && c->group >= 0;
	p->has_key = p->has_key && c->key >= 0;
	if ((s = make_room(p, c, why)) != ST_OK)
		return s;
	if (p->classes.n > 0 || p->numbers)
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

/* Room for cap values of this size; *array stays if there is none. */
static bool
extend(void *array, size_t cap, size_t size)
{
	void *old, *grown;

	(void)memcpy(&old, array, sizeof old);
	if ((grown = reallocarray(old, cap, size)) == NULL)
		return false;
	(void)memcpy(array, &grown, sizeof grown);
	return true;
}

static enum status
grow(struct predictions *p, struct fault *why)
{
	size_t cap = p->cap == 0 ? 1024 : 2 * p->cap, i;
	bool ok;

	if (p->n < p->cap)
		return ST_OK;
	if (p->n >= UINT32_MAX / 2)
		return fault_set(why, ST_BAD, "more than %zu rows", p->n);
	ok = extend(&p->item, cap, sizeof *p->item) &&
	    extend(&p->group, cap, sizeof *p->group) &&
	    extend(&p->key, cap, sizeof *p->key) &&
	    extend(&p->sure, cap, sizeof *p->sure);
	if (p->numbers)
		ok = ok && extend(&p->truth, cap, sizeof *p->truth) &&
		    extend(&p->said, cap, sizeof *p->said);
	for (i = 0; ok && i < p->bys; i++)
		ok = extend(&p->by[i].of, cap, sizeof *p->by[i].of);
	if (!ok)
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
take_all(struct predictions *p, char *const *field, const struct predcolumns *c,
    struct fault *why)
{
	struct score_item *it = &p->item[p->n];
	int label = c->numbers ? -1 : (int)c->label;
	int predicted = c->numbers ? -1 : (int)c->predicted;
	size_t missing = 0;
	const struct cell cell[] = {
		{ &p->classes, label, &it->label, NULL },
		{ &p->classes, predicted, &it->predicted, NULL },
		{ &p->folds, c->fold, &it->fold, NULL },
		{ &p->seeds, c->seed, &it->seed, NULL },
		{ &p->groups, c->group, &p->group[p->n], &p->ungrouped },
		{ &p->keys, c->key, &p->key[p->n], &p->unkeyed }
	};
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < sizeof cell / sizeof cell[0]; i++)
		s = take(&cell[i], field, why);
	for (i = 0; s == ST_OK && i < p->bys; i++)
		s = take(&(struct cell){ &p->by[i].values, p->by[i].at,
		    &p->by[i].of[p->n], &missing }, field, why);
	return s;
}

/* Store the numbers of a row, true and predicted, after the last ones. */
static enum status
take_numbers(struct predictions *p, const struct tsv *t, char *const *field,
    const struct predcolumns *c, struct fault *why)
{
	const size_t col[2] = { c->label, c->predicted };
	double *to[2] = { &p->truth[p->n], &p->said[p->n] };
	size_t i;

	for (i = 0; i < 2; i++)
		if (number_real(field[col[i]], -LARGEST, LARGEST, to[i], why)
		    != ST_OK) {
			(void)fault_prefix(why, "column '%.80s'",
			    tsv_col(t, col[i]));
			return ST_BAD;
		}
	return ST_OK;
}

/* The column of a class of this table, from 0, or their number. */
static size_t
column_of(const struct predcolumns *c, const struct tsv *t, const char *name)
{
	size_t i = c->from;

	while (i < c->to && strcmp(tsv_col(t, i), name) != 0)
		i++;
	return i - c->from;
}

/* Store the probabilities of a row, read to p->value, after the last one; with
 * a confidence of -1 if they cannot be used. */
static void
take_sure(struct predictions *p, const struct tsv *t, char *const *field,
    const struct predcolumns *c)
{
	size_t n = c->to - c->from;
	size_t said = column_of(c, t, field[c->predicted]);

	p->sure[p->n] = (struct calibration_row){ -1, 0, 0 };
	if (said < n && predcolumns_values(c, field, p->value, NULL) == ST_OK)
		p->sure[p->n] = calibration_row(p->value, n, said,
		    column_of(c, t, field[c->label]));
	else
		p->unsure++;
}

static enum status
add_row(struct predictions *p, struct tsv *t, char *const *field,
    const struct predcolumns *c, struct fault *why)
{
	enum status s;

	if ((s = grow(p, why)) != ST_OK ||
	    (s = take_all(p, field, c, why)) != ST_OK)
		return s;
	if (!p->numbers)
		take_sure(p, t, field, c);
	else if (take_numbers(p, t, field, c, why) != ST_OK)
		return fault_prefix(why, "%s", tsv_where(t));
	p->n++;
	return ST_OK;
}

/* Is it "unknown", which is not one of the model's classes? */
static bool
rejected(const struct predcolumns *c, const struct tsv *t, char *const *field)
{
	size_t n = c->to - c->from;

	return !c->numbers && n > 0 &&
	    strcmp(field[c->predicted], REJECTED) == 0 &&
	    column_of(c, t, REJECTED) == n;
}

/* Leave out a row in which nothing was predicted. */
static enum status
leave_out(struct predictions *p, char *const *field,
    const struct predcolumns *c, struct fault *why)
{
	size_t number;

	p->unpredicted++;
	if (c->key < 0 || absent(field[c->key]))
		return ST_OK;
	return textset_add(&p->nothing, field[c->key], &number, why);
}

static enum status
join_protocol(struct predictions *p, const struct tsv *t, struct fault *why)
{
	char own = tsv_protocol(t);

	if (own == 0) {
		p->unsaid++;
		return ST_OK;
	}
	if (p->protocol != 0 && p->protocol != own)
		return fault_set(why, ST_BAD, "%s: protocol %c, but a table "
		    "before it has %c: in S other recordings of the test "
		    "speakers are used, in T they are not, and scores of the "
		    "two are not pooled", tsv_name(t), own, p->protocol);
	p->protocol = own;
	return ST_OK;
}

/*
 * The classes are those of the first row that is scored, since one in which
 * nothing was predicted may have no probabilities; until then c->key is the
 * column of that name.
 */
static enum status
read_rows(struct predictions *p, struct tsv *t, const char *group,
    struct predcolumns *c, struct fault *why)
{
	char *const *field;
	bool first = true, nothing;
	enum status s;

	while ((s = tsv_row(t, &field, why)) == ST_OK) {
		if (absent(field[c->label])) {
			p->unlabelled++;
			continue;
		}
		nothing = absent(field[c->predicted]);
		if (first && !nothing) {
			s = find_columns(p, t, field, group, c, why);
			first = false;
		}
		nothing = nothing || (s == ST_OK && rejected(c, t, field));
		if (s == ST_OK)
			s = nothing ? leave_out(p, field, c, why) :
			    add_row(p, t, field, c, why);
		if (s != ST_OK)
			return s;
	}
	if (s != ST_END)
		return s;
	if (first && (s = place_columns(p, t, NULL, group, c, why)) != ST_OK)
		return s;
	p->uncounted += tsv_marked(t) && !tsv_counted(t);
	return join_protocol(p, t, why);
}

/* The number that is predicted, unless it was named. */
static enum status
find_number(struct predictions *p, const struct tsv *t, struct fault *why)
{
	const char *name, *next;
	size_t at = 0;

	if (!p->numbers || p->target != NULL)
		return ST_OK;
	if ((name = predcolumns_number(t, &at)) == NULL)
		return fault_set(why, ST_BAD, "%s: no number was predicted: "
		    "no column 'predicted_NAME' besides one called NAME",
		    tsv_name(t));
	if ((next = predcolumns_number(t, &at)) != NULL)
		return fault_set(why, ST_BAD, "%s: several numbers were "
		    "predicted, such as '%.80s' and '%.80s': choose one "
		    "with -t",
		    tsv_name(t), name, next);
	return (p->target = strdup(name)) == NULL ? fault_nomem(why) : ST_OK;
}

enum status
predictions_read(struct predictions *p, const char *path, const char *group,
    struct fault *why)
{
	struct predcolumns c;
	struct tsv *t;
	enum status s;

	if ((s = tsv_open_any(&t, path, why)) != ST_OK)
		return s;
	if ((s = find_number(p, t, why)) == ST_OK &&
	    (s = predcolumns_need(&c, t, p->target, why)) == ST_OK) {
		c.key = tsv_find(t, "key");
		s = read_rows(p, t, group, &c, why);
	}
	tsv_close(t);
	return s;
}

enum status
predictions_numbers(struct predictions *p, const char *target,
    struct fault *why)
{
	p->numbers = true;
	if (target != NULL && (p->target = strdup(target)) == NULL)
		return fault_nomem(why);
	return ST_OK;
}

enum status
predictions_want(struct predictions *p, const char *name, size_t *at,
    struct fault *why)
{
	struct predictions_column *by;

	for (*at = 0; *at < p->bys; ++*at)
		if (strcmp(p->by[*at].name, name) == 0)
			return ST_OK;
	by = reallocarray(p->by, p->bys + 1, sizeof *by);
	if (by == NULL)
		return fault_nomem(why);
	p->by = by;
	by[*at] = (struct predictions_column){ strdup(name), TEXTSET_INIT,
	    NULL, -1, false };
	if (by[*at].name == NULL)
		return fault_nomem(why);
	p->bys++;
	return ST_OK;
}

void
predictions_free(struct predictions *p)
{
	size_t i;

	for (i = 0; i < p->bys; i++) {
		free(p->by[i].name);
		free(p->by[i].of);
		textset_free(&p->by[i].values);
	}
	free(p->by);
	free(p->target);
	free(p->truth);
	free(p->said);
	free(p->item);
	free(p->group);
	free(p->key);
	free(p->sure);
	free(p->value);
	textset_free(&p->classes);
	textset_free(&p->folds);
	textset_free(&p->seeds);
	textset_free(&p->groups);
	textset_free(&p->keys);
	textset_free(&p->nothing);
	*p = (struct predictions)PREDICTIONS_INIT;
}
