#include "score/predictions.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/tsv.h"

/* ---- names ---- */

struct node {
	uint32_t id;
	char text[];
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(((const struct node *)a)->text,
	    ((const struct node *)b)->text);
}

static enum status
names_append(struct predictions_names *s, struct node *n, struct fault *why)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 16;
		char **name = realloc(s->name, cap * sizeof *name);

		if (!name)
			return fault_nomem(why);
		s->name = name;
		s->cap = cap;
	}
	n->id = (uint32_t)s->n;
	s->name[s->n++] = n->text;
	return ST_OK;
}

/* The number of text in s, which is added where it is new. */
static enum status
names_add(struct predictions_names *s, const char *text, uint32_t *id,
    struct fault *why)
{
	size_t size = sizeof(struct node) + strlen(text) + 1;
	struct node *n = malloc(size), **at;
	enum status st;

	if (!n)
		return fault_nomem(why);
	strcpy(n->text, text);
	at = tsearch(n, &s->tree, by_text);
	if (!at) {
		free(n);
		return fault_nomem(why);
	}
	if (*at != n) {
		free(n);
		*id = (*at)->id;
		return ST_OK;
	}
	if ((st = names_append(s, n, why)) != ST_OK) {
		tdelete(n, &s->tree, by_text);
		free(n);
		return st;
	}
	*id = n->id;
	return ST_OK;
}

static void
names_free(struct predictions_names *s)
{
	tdestroy(s->tree, free);
	free(s->name);
	*s = (struct predictions_names){ 0 };
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sort the names behind the first `keep`; to[old number] = new number. */
static enum status
names_sort(struct predictions_names *s, size_t keep, uint32_t **to,
    struct fault *why)
{
	size_t i;

	if (!(*to = calloc(s->n + 1, sizeof **to)))
		return fault_nomem(why);
	if (s->n > keep)
		qsort(s->name + keep, s->n - keep, sizeof *s->name, by_name);
	for (i = 0; i < s->n; i++) {
		char *text = s->name[i] - offsetof(struct node, text);
		struct node *n = (struct node *)(void *)text;

		(*to)[n->id] = (uint32_t)i;
		n->id = (uint32_t)i;
	}
	return ST_OK;
}

/* ---- columns ---- */

struct columns {
	size_t label, predicted;
	int fold, seed, key, group;	/* -1: not there */
};

static enum status
find_columns(struct predictions *p, const struct tsv *t, const char *group,
    struct columns *c, struct fault *why)
{
	enum status st;

	if ((st = tsv_need(t, "label", &c->label, why)) != ST_OK ||
	    (st = tsv_need(t, "predicted", &c->predicted, why)) != ST_OK)
		return st;
	c->fold = tsv_find(t, "fold");
	c->seed = tsv_find(t, "seed");
	c->key = tsv_find(t, "key");
	c->group = group ? tsv_find(t, group) : -1;
	p->has_group = p->has_group && c->group >= 0;
	return ST_OK;
}

/* Is this the name of a column that is no class? */
static bool
known(const char *name)
{
	static const char *const names[] = {
		"key", "label", "predicted", "speaker", "gender", "session",
		"activation", "valence", "fold", "seed"
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Take the classes from the probability columns; field: the first row. */
static enum status
model_classes(struct predictions *p, const struct tsv *t,
    char *const *field, const struct columns *c, struct fault *why)
{
	size_t i, n = tsv_cols(t);
	enum status st;
	double value;
	uint32_t id;

	for (i = c->predicted + 1; i < n && !known(tsv_col(t, i)) &&
	    (int)i != c->group &&
	    number_real(field[i], 0, 1, &value, NULL) == ST_OK; i++)
		if ((st = names_add(&p->classes, tsv_col(t, i), &id, why)) !=
		    ST_OK)
			return st;
	p->model_classes = p->classes.n;
	return ST_OK;
}

/* ---- rows ---- */

static bool
absent(const char *s)
{
	return !*s || !strcmp(s, "-");
}

static enum status
grow(struct predictions *p, struct fault *why)
{
	size_t cap = p->cap ? 2 * p->cap : 1024;
	struct score_item *item;
	uint32_t *group, *key;

	if (p->n < p->cap)
		return ST_OK;
	if (p->n >= UINT32_MAX / 2)
		return fault_set(why, ST_BAD, "more than %zu rows", p->n);
	if ((item = realloc(p->item, cap * sizeof *item)))
		p->item = item;
	if ((group = realloc(p->group, cap * sizeof *group)))
		p->group = group;
	if ((key = realloc(p->key, cap * sizeof *key)))
		p->key = key;
	if (!item || !group || !key)
		return fault_nomem(why);
	p->cap = cap;
	return ST_OK;
}

/* The number of a value that may be absent; *missing counts those. */
static enum status
optional(struct predictions_names *s, int col, char *const *field,
    uint32_t *id, size_t *missing, struct fault *why)
{
	if (col >= 0 && !absent(field[col]))
		return names_add(s, field[col], id, why);
	*id = 0;
	if (missing)
		++*missing;
	return missing ? ST_OK : names_add(s, "-", id, why);
}

static enum status
add_row(struct predictions *p, struct tsv *t, char *const *field,
    const struct columns *c, struct fault *why)
{
	struct score_item *it;
	enum status st;

	if (absent(field[c->label])) {
		p->unlabelled++;
		return ST_OK;
	}
	if (absent(field[c->predicted]))
		return fault_set(why, ST_BAD,
		    "%s: nothing in column 'predicted', want a class",
		    tsv_where(t));
	if ((st = grow(p, why)) != ST_OK)
		return st;
	it = &p->item[p->n];
	if ((st = names_add(&p->classes, field[c->label], &it->label, why)) !=
		ST_OK ||
	    (st = names_add(&p->classes, field[c->predicted], &it->predicted,
		 why)) != ST_OK ||
	    (st = optional(&p->folds, c->fold, field, &it->fold, NULL, why)) !=
		ST_OK ||
	    (st = optional(&p->seeds, c->seed, field, &it->seed, NULL, why)) !=
		ST_OK ||
	    (st = optional(&p->groups, c->group, field, &p->group[p->n],
		 &p->ungrouped, why)) != ST_OK ||
	    (st = optional(&p->keys, c->key, field, &p->key[p->n], &p->unkeyed,
		 why)) != ST_OK)
		return st;
	p->n++;
	return ST_OK;
}

static enum status
read_rows(struct predictions *p, struct tsv *t, const struct columns *c,
    struct fault *why)
{
	bool first = p->classes.n == 0;
	char *const *field;
	enum status st;

	while ((st = tsv_row(t, &field, why)) == ST_OK) {
		if (first && (st = model_classes(p, t, field, c, why)) != ST_OK)
			return st;
		first = false;
		if ((st = add_row(p, t, field, c, why)) != ST_OK)
			return st;
	}
	return st == ST_END ? ST_OK : st;
}

enum status
predictions_read(struct predictions *p, const char *path, const char *group,
    struct fault *why)
{
	struct columns c;
	struct tsv *t;
	enum status st;

	if ((st = tsv_open(&t, path, why)) != ST_OK)
		return st;
	if ((st = find_columns(p, t, group, &c, why)) == ST_OK)
		st = read_rows(p, t, &c, why);
	tsv_close(t);
	p->tables++;
	return st;
}

/* ---- units ---- */

static void
renumber(struct predictions *p, const uint32_t *classes,
    const uint32_t *folds, const uint32_t *seeds, const uint32_t *groups,
    const uint32_t *keys)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		struct score_item *it = &p->item[i];

		it->label = classes[it->label];
		it->predicted = classes[it->predicted];
		it->fold = folds[it->fold];
		it->seed = seeds[it->seed];
		p->group[i] = groups[p->group[i]];
		p->key[i] = keys[p->key[i]];
	}
}

static enum status
sort_names(struct predictions *p, struct fault *why)
{
	uint32_t *to[5] = { NULL };
	enum status st;
	size_t i;

	if ((st = names_sort(&p->classes, p->model_classes, &to[0], why)) ==
		ST_OK &&
	    (st = names_sort(&p->folds, 0, &to[1], why)) == ST_OK &&
	    (st = names_sort(&p->seeds, 0, &to[2], why)) == ST_OK &&
	    (st = names_sort(&p->groups, 0, &to[3], why)) == ST_OK &&
	    (st = names_sort(&p->keys, 0, &to[4], why)) == ST_OK)
		renumber(p, to[0], to[1], to[2], to[3], to[4]);
	for (i = 0; i < 5; i++)
		free(to[i]);
	return st;
}

enum status
predictions_units(struct predictions *p, bool grouped, struct score_set *set,
    enum predictions_unit *unit, struct fault *why)
{
	enum status st;
	size_t i;

	if (!p->n && p->unlabelled)
		return fault_set(why, ST_BAD,
		    "none of the %zu predictions has a label, nothing to score",
		    p->unlabelled);
	if (!p->n)
		return fault_set(
		    why, ST_BAD, "no predictions, nothing to score");
	if ((st = sort_names(p, why)) != ST_OK)
		return st;
	if (grouped && p->has_group && !p->ungrouped && p->groups.n > 1)
		*unit = PREDICTIONS_GROUP;
	else
		*unit = p->unkeyed ? PREDICTIONS_ROW : PREDICTIONS_KEY;
	for (i = 0; i < p->n; i++)
		p->item[i].unit = *unit == PREDICTIONS_GROUP ? p->group[i] :
		    *unit == PREDICTIONS_KEY ? p->key[i] : (uint32_t)i;
	*set = (struct score_set){ p->item, p->n, p->classes.n, p->folds.n,
	    p->seeds.n, *unit == PREDICTIONS_GROUP ? p->groups.n :
	    *unit == PREDICTIONS_KEY ? p->keys.n : p->n };
	return ST_OK;
}

struct place {
	uint32_t key, fold, seed;
};

static int
by_place(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct place));
}

enum status
predictions_repeated(const struct predictions *p, size_t *rows,
    struct fault *why)
{
	struct place *at;
	size_t i;

	*rows = 0;
	if (p->unkeyed || !p->n)
		return ST_OK;
	if (!(at = calloc(p->n, sizeof *at)))
		return fault_nomem(why);
	for (i = 0; i < p->n; i++)
		at[i] = (struct place){ p->key[i], p->item[i].fold,
		    p->item[i].seed };
	qsort(at, p->n, sizeof *at, by_place);
	for (i = 1; i < p->n; i++)
		*rows += !by_place(&at[i - 1], &at[i]);
	free(at);
	return ST_OK;
}

void
predictions_free(struct predictions *p)
{
	free(p->item);
	free(p->group);
	free(p->key);
	names_free(&p->classes);
	names_free(&p->folds);
	names_free(&p->seeds);
	names_free(&p->groups);
	names_free(&p->keys);
	*p = (struct predictions)PREDICTIONS_INIT;
}
