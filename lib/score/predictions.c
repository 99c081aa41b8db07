#include "score/predictions.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/textset.h"
#include "base/tsv.h"

/* The number of text in s, which is added where it is new. */
static enum status
names_add(struct textset *s, const char *text, uint32_t *id,
    struct fault *why)
{
	size_t number;
	enum status st = textset_add(s, text, &number, why);

	*id = (uint32_t)number;
	return st;
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
optional(struct textset *s, int col, char *const *field,
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
renumber(struct predictions *p, const size_t *classes, const size_t *folds,
    const size_t *seeds, const size_t *groups, const size_t *keys)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		struct score_item *it = &p->item[i];

		it->label = (uint32_t)classes[it->label];
		it->predicted = (uint32_t)classes[it->predicted];
		it->fold = (uint32_t)folds[it->fold];
		it->seed = (uint32_t)seeds[it->seed];
		p->group[i] = (uint32_t)groups[p->group[i]];
		p->key[i] = (uint32_t)keys[p->key[i]];
	}
}

/* Classes after the model's, and all else, in the order of their bytes. */
static enum status
sort_names(struct predictions *p, struct fault *why)
{
	struct textset *set[] = { &p->classes, &p->folds, &p->seeds,
	    &p->groups, &p->keys };
	size_t i, *to[5] = { NULL };
	enum status s = ST_OK;

	for (i = 0; s == ST_OK && i < 5; i++)
		s = textset_sort(set[i], i == 0 ? p->model_classes : 0, strcmp,
		    &to[i], why);
	if (s == ST_OK)
		renumber(p, to[0], to[1], to[2], to[3], to[4]);
	for (i = 0; i < 5; i++)
		free(to[i]);
	return s;
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
	textset_free(&p->classes);
	textset_free(&p->folds);
	textset_free(&p->seeds);
	textset_free(&p->groups);
	textset_free(&p->keys);
	*p = (struct predictions)PREDICTIONS_INIT;
}
