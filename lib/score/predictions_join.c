/* The part of predictions.h that adds columns from another table. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"
#include "score/predictions.h"

/* A column that is filled in. */
struct filled {
	int at;			/* in the table, -1: not there */
	struct textset values;
	uint32_t *of;		/* (keys of the table) */
};

struct join {
	struct tsv *t;
	int key, path;		/* columns; -1: not there */
	struct textset keys;	/* of the table */
	size_t cap;
	struct filled *column;	/* (columns) those wanted, then the group */
	size_t columns;
};

static void
join_free(struct join *j)
{
	size_t i;

	for (i = 0; j->column != NULL && i < j->columns; i++) {
		free(j->column[i].of);
		textset_free(&j->column[i].values);
	}
	free(j->column);
	textset_free(&j->keys);
	tsv_close(j->t);
}

/* Where the columns are.  One that no table has is an error. */
static enum status
find_columns(struct join *j, struct predictions *p, const char *group,
    struct fault *why)
{
	enum status s = ST_OK;
	size_t i, at;

	j->key = tsv_find(j->t, "key");
	j->path = tsv_find(j->t, "path");
	if (j->key < 0 && j->path < 0)
		s = tsv_need(j->t, "key", &at, why);
	if ((j->column = calloc(p->bys + 1, sizeof *j->column)) == NULL)
		return fault_nomem(why);
	j->columns = p->bys + 1;
	for (i = 0; s == ST_OK && i < p->bys; i++) {
		if (!p->by[i].there)
			s = tsv_need(j->t, p->by[i].name, &at, why);
		j->column[i].at = tsv_find(j->t, p->by[i].name);
	}
	j->column[p->bys].at = group == NULL ? -1 : tsv_find(j->t, group);
	return s;
}

/* The key of a row: that of its column, or its file's name, which is cut. */
static const char *
key_of(const struct join *j, char *const *field)
{
	char *name, *dot;

	if (j->key >= 0)
		return field[j->key];
	name = strrchr(field[j->path], '/');
	name = name == NULL ? field[j->path] : name + 1;
	if ((dot = strrchr(name, '.')) != NULL && dot != name)
		*dot = '\0';
	return name;
}

static enum status
grow(struct join *j, struct fault *why)
{
	size_t cap = j->cap == 0 ? 1024 : 2 * j->cap, i;
	uint32_t *of;

	if (j->keys.n < j->cap)
		return ST_OK;
	for (i = 0; i < j->columns; i++) {
		of = reallocarray(j->column[i].of, cap, sizeof *of);
		if (of == NULL)
			return fault_nomem(why);
		j->column[i].of = of;
	}
	j->cap = cap;
	return ST_OK;
}

/* Take over the values of a row, unless an earlier one has its key. */
static enum status
add_row(struct join *j, char *const *field, struct fault *why)
{
	size_t n = j->keys.n, i, key, value;
	struct filled *c;
	const char *text;
	enum status s;

	if ((s = grow(j, why)) != ST_OK ||
	    (s = textset_add(&j->keys, key_of(j, field), &key, why)) != ST_OK ||
	    key < n)
		return s;
	for (i = 0; s == ST_OK && i < j->columns; i++) {
		c = &j->column[i];
		c->of[key] = PREDICTIONS_NONE;
		if (c->at < 0)
			continue;
		text = field[c->at];
		if (*text == '\0' || strcmp(text, "-") == 0)
			continue;
		s = textset_add(&c->values, text, &value, why);
		c->of[key] = (uint32_t)value;
	}
	return s;
}

/* The number of a row's key in the table, or TEXTSET_NONE. */
static enum status
find_key(const struct join *j, const char *key, size_t *at, struct fault *why)
{
	char *whole, *end;

	if ((*at = textset_find(&j->keys, key)) != TEXTSET_NONE)
		return ST_OK;
	if ((whole = strdup(key)) == NULL)
		return fault_nomem(why);
	end = whole + strlen(whole);
	while (end > whole && *end != '#' && *end != ':')
		end--;
	*end = '\0';
	*at = textset_find(&j->keys, whole);
	free(whole);
	return ST_OK;
}

/* Fill in the value of a row that has none, if the table has one. */
static enum status
fill_one(const struct filled *c, size_t at, struct textset *values,
    uint32_t *to, struct fault *why)
{
	enum status s;
	size_t value;

	if (*to != PREDICTIONS_NONE || c->of[at] == PREDICTIONS_NONE)
		return ST_OK;
	s = textset_add(values, c->values.text[c->of[at]], &value, why);
	if (s == ST_OK)
		*to = (uint32_t)value;
	return s;
}

/* Fill in row i from that of the table. */
static enum status
fill(struct predictions *p, const struct join *j, size_t i, size_t at,
    struct fault *why)
{
	bool had = p->group[i] != PREDICTIONS_NONE;
	enum status s = ST_OK;
	size_t c;

	for (c = 0; s == ST_OK && c < p->bys; c++)
		s = fill_one(&j->column[c], at, &p->by[c].values,
		    &p->by[c].of[i], why);
	if (s == ST_OK)
		s = fill_one(&j->column[c], at, &p->groups, &p->group[i], why);
	p->ungrouped -= !had && p->group[i] != PREDICTIONS_NONE;
	return s;
}

static enum status
fill_all(struct predictions *p, const struct join *j, size_t *unmet,
    struct fault *why)
{
	enum status s = ST_OK;
	size_t i, at;

	*unmet = 0;
	for (i = 0; s == ST_OK && i < p->n; i++) {
		at = TEXTSET_NONE;
		if (p->key[i] != PREDICTIONS_NONE)
			s = find_key(j, p->keys.text[p->key[i]], &at, why);
		if (s == ST_OK && at != TEXTSET_NONE)
			s = fill(p, j, i, at, why);
		*unmet += at == TEXTSET_NONE;
	}
	if (j->column[p->bys].at >= 0)
		p->has_group = true;
	return s;
}

static enum status
join_rows(struct predictions *p, struct join *j, const char *group,
    size_t *unmet, struct fault *why)
{
	char *const *field;
	enum status s;

	if ((s = find_columns(j, p, group, why)) != ST_OK)
		return s;
	while ((s = tsv_row(j->t, &field, why)) == ST_OK)
		if ((s = add_row(j, field, why)) != ST_OK)
			return s;
	return s != ST_END ? s : fill_all(p, j, unmet, why);
}

enum status
predictions_join(struct predictions *p, const char *path, const char *group,
    size_t *unmet, struct fault *why)
{
	struct join j = { .keys = TEXTSET_INIT };
	enum status s;

	if ((s = tsv_open(&j.t, path, why)) != ST_OK)
		return s;
	s = join_rows(p, &j, group, unmet, why);
	join_free(&j);
	return s;
}
