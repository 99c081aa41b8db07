/* The part of predictions.h that follows the reading. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/predictions.h"

/* ---- order ---- */

static uint32_t
renumbered(const size_t *to, uint32_t number)
{
	return number == PREDICTIONS_NONE ? number : (uint32_t)to[number];
}

static void
renumber(struct predictions *p, const size_t *classes, const size_t *folds,
    const size_t *seeds, const size_t *groups, const size_t *keys)
{
	struct score_item *it;
	size_t i;

	for (i = 0; i < p->n; i++) {
		it = &p->item[i];
		it->label = renumbered(classes, it->label);
		it->predicted = renumbered(classes, it->predicted);
		it->fold = renumbered(folds, it->fold);
		it->seed = renumbered(seeds, it->seed);
		p->group[i] = renumbered(groups, p->group[i]);
		p->key[i] = renumbered(keys, p->key[i]);
	}
}

static enum status
sort_column(struct predictions_column *c, size_t n, struct fault *why)
{
	enum status s;
	size_t i, *to;

	if ((s = textset_sort(&c->values, 0, strcmp, &to, why)) != ST_OK)
		return s;
	for (i = 0; i < n; i++)
		c->of[i] = renumbered(to, c->of[i]);
	free(to);
	return ST_OK;
}

/* Sort classes after the model's, and everything else, by their bytes. */
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
	for (i = 0; s == ST_OK && i < p->bys; i++)
		s = sort_column(&p->by[i], p->n, why);
	return s;
}

/* A row with a number, and where it was. */
struct numbered {
	uint32_t key, fold, seed;
	double truth, said;
	size_t at;
};

static int
compare_numbers(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->fold != y->fold)
		return x->fold < y->fold ? -1 : 1;
	if (x->seed != y->seed)
		return x->seed < y->seed ? -1 : 1;
	if (x->truth < y->truth || x->truth > y->truth)
		return x->truth < y->truth ? -1 : 1;
	if (x->said < y->said || x->said > y->said)
		return x->said < y->said ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* Put an array of values of this size into the order of row (n), by way of
 * room. */
static void
reorder(void *array, size_t size, const struct numbered *row, size_t n,
    char *room)
{
	size_t i;

	for (i = 0; i < n; i++)
		(void)memcpy(room + i * size, (const char *)array +
		    row[i].at * size, size);
	(void)memcpy(array, room, n * size);
}

static void
reorder_all(struct predictions *p, const struct numbered *row, char *room)
{
	size_t i;

	reorder(p->item, sizeof *p->item, row, p->n, room);
	reorder(p->group, sizeof *p->group, row, p->n, room);
	reorder(p->key, sizeof *p->key, row, p->n, room);
	reorder(p->truth, sizeof *p->truth, row, p->n, room);
	reorder(p->said, sizeof *p->said, row, p->n, room);
	for (i = 0; i < p->bys; i++)
		reorder(p->by[i].of, sizeof *p->by[i].of, row, p->n, room);
}

/* Sort rows with numbers, whose sums depend on the order by what rounding
 * does. */
static enum status
sort_numbers(struct predictions *p, struct fault *why)
{
	struct numbered *row;
	char *room;
	size_t i;

	if (!p->numbers)
		return ST_OK;
	row = calloc(p->n, sizeof *row);
	room = calloc(p->n, sizeof *p->item);
	for (i = 0; row != NULL && i < p->n; i++)
		row[i] = (struct numbered){ p->key[i], p->item[i].fold,
		    p->item[i].seed, p->truth[i], p->said[i], i };
	if (row == NULL || room == NULL) {
		free(row);
		free(room);
		return fault_nomem(why);
	}
	qsort(row, p->n, sizeof *row, compare_numbers);
	reorder_all(p, row, room);
	free(row);
	free(room);
	return ST_OK;
}

/* ---- units ---- */

bool
predictions_grouped(const struct predictions *p)
{
	return p->has_group && p->groups.n > 1 && p->ungrouped <= p->n / 2;
}

static uint32_t
unit_of(const struct predictions *p, enum predictions_unit unit, size_t i)
{
	if (unit == PREDICTIONS_ROW)
		return (uint32_t)i;
	if (unit == PREDICTIONS_KEY)
		return p->key[i];
	return p->group[i];
}

static size_t
units(const struct predictions *p, enum predictions_unit unit)
{
	return unit == PREDICTIONS_GROUP ? p->groups.n :
	    unit == PREDICTIONS_KEY ? p->keys.n : p->n;
}

/* ST_BAD: why there is no row to score. */
static enum status
none_left(const struct predictions *p, struct fault *why)
{
	const char *label = p->numbers ? p->target : "label";
	char more[64] = "";

	if (p->unpredicted == 0 && p->unpaired == 0 && p->unlabelled > 0)
		return fault_set(why, ST_BAD,
		    "no prediction has a %s, of %zu: nothing to score", label,
		    p->unlabelled);
	if (p->unpredicted == 0 && p->unpaired == 0)
		return fault_set(why, ST_BAD, "no predictions, nothing to "
		    "score");
	if (p->unlabelled == 0 && p->unpaired == 0)
		return fault_set(why, ST_BAD, "nothing was predicted in any "
		    "of %zu rows: nothing to score", p->unpredicted);
	if (p->unpaired > 0)
		(void)snprintf(more, sizeof more, ", %zu for which one of the "
		    "systems has none", p->unpaired);
	return fault_set(why, ST_BAD, "nothing to score: %zu rows without a "
	    "%s, %zu without a prediction%s", p->unlabelled, label,
	    p->unpredicted, more);
}

enum status
predictions_units(struct predictions *p, bool grouped, struct score_set *set,
    enum predictions_unit *unit, struct fault *why)
{
	enum status s;
	size_t i;

	if (p->n == 0)
		return none_left(p, why);
	if ((s = sort_names(p, why)) != ST_OK ||
	    (s = sort_numbers(p, why)) != ST_OK)
		return s;
	*unit = grouped && predictions_grouped(p) ? PREDICTIONS_GROUP :
	    p->unkeyed > 0 ? PREDICTIONS_ROW : PREDICTIONS_KEY;
	for (i = 0; i < p->n; i++)
		p->item[i].unit = unit_of(p, *unit, i);
	*set = (struct score_set){ p->item, p->n, p->classes.n, p->folds.n,
	    p->seeds.n, units(p, *unit) };
	return ST_OK;
}

/* ---- rows that are there twice ---- */

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
	if (p->unkeyed > 0 || p->n == 0)
		return ST_OK;
	if ((at = calloc(p->n, sizeof *at)) == NULL)
		return fault_nomem(why);
	for (i = 0; i < p->n; i++)
		at[i] = (struct place){ p->key[i], p->item[i].fold,
		    p->item[i].seed };
	qsort(at, p->n, sizeof *at, by_place);
	for (i = 1; i < p->n; i++)
		*rows += by_place(&at[i], &at[i - 1]) == 0;
	free(at);
	return ST_OK;
}
