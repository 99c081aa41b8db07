#include "score/predictions.h"

#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"
#include "score/predcolumns.h"

/* Room for the probabilities of a row. */
static enum status
make_room(struct predictions *p, const struct predcolumns *c,
    struct fault *why)
{
	free(p->value);
	p->value = calloc(c->to - c->from + 1, sizeof *p->value);
	return p->value == NULL ? fault_nomem(why) : ST_OK;
}

static enum status
find_columns(struct predictions *p, struct tsv *t, char *const *field,
    const char *group, struct predcolumns *c, struct fault *why)
{
	enum status s;
	size_t i, number;

	if ((s = predcolumns_find(c, t, field, group, why)) != ST_OK)
		return s;
	p->has_group = p->has_group && c->group >= 0;
	p->has_key = p->has_key && c->key >= 0;
	if ((s = make_room(p, c, why)) != ST_OK)
		return s;
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
	struct calibration_row *sure;
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
	if ((sure = reallocarray(p->sure, cap, sizeof *sure)) != NULL)
		p->sure = sure;
	if (item == NULL || group == NULL || key == NULL || sure == NULL)
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

/* The column of a class of this table, from 0, or their number. */
static size_t
column_of(const struct predcolumns *c, const struct tsv *t, const char *name)
{
	size_t i = c->from;

	while (i < c->to && strcmp(tsv_col(t, i), name) != 0)
		i++;
	return i - c->from;
}

/* Store the probabilities of a row, read to p->value, after the last one. */
static void
take_sure(struct predictions *p, const struct tsv *t, char *const *field,
    const struct predcolumns *c)
{
	size_t n = c->to - c->from;
	size_t said = column_of(c, t, field[c->predicted]);

	p->sure[p->n] = (struct calibration_row){ 0, 0, 0 };
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
	take_sure(p, t, field, c);
	p->n++;
	return ST_OK;
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

static enum status
read_rows(struct predictions *p, struct tsv *t, const char *group,
    struct predcolumns *c, struct fault *why)
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
	if (first && (s = predcolumns_find(c, t, NULL, group, why)) != ST_OK)
		return s;
	p->uncounted += tsv_marked(t) && !tsv_counted(t);
	return join_protocol(p, t, why);
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
	if ((s = predcolumns_need(&c, t, why)) == ST_OK)
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
	free(p->sure);
	free(p->value);
	textset_free(&p->classes);
	textset_free(&p->folds);
	textset_free(&p->seeds);
	textset_free(&p->groups);
	textset_free(&p->keys);
	*p = (struct predictions)PREDICTIONS_INIT;
}
