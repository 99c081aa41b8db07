/* The part of predictions.h that pairs two systems. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/predictions.h"

/* The number in all of a name, given by its number in names. */
static uint32_t
number_in(const struct textset *all, const struct textset *names,
    uint32_t number)
{
	return number == PREDICTIONS_NONE ? number :
	    (uint32_t)textset_find(all, names->text[number]);
}

/* Copy the rows of p to a set of its own, with units numbered by all: number[i]
 * is that of row i in names.  all NULL: they are set later. */
static enum status
paired_set(struct score_set *set, const struct predictions *p,
    const struct textset *names, const uint32_t *number,
    const struct textset *all, struct fault *why)
{
	struct score_item *item = calloc(p->n + 1, sizeof *item);
	size_t i;

	*set = (struct score_set){ item, p->n, p->classes.n, p->folds.n,
	    p->seeds.n, all == NULL ? 0 : all->n };
	if (item == NULL)
		return fault_nomem(why);
	for (i = 0; i < p->n; i++) {
		item[i] = p->item[i];
		if (all != NULL)
			item[i].unit = number_in(all, names, number[i]);
	}
	return ST_OK;
}

/* Number the names of both systems by their bytes; NULL is not a name. */
static enum status
join_names(struct textset *all, const struct textset *a,
    const char *const *name, size_t n, struct fault *why)
{
	size_t i, number, *to;
	enum status s = ST_OK;

	for (i = 0; s == ST_OK && i < a->n; i++)
		s = textset_add(all, a->text[i], &number, why);
	for (i = 0; s == ST_OK && i < n; i++)
		if (name[i] != NULL)
			s = textset_add(all, name[i], &number, why);
	if (s == ST_OK && (s = textset_sort(all, 0, strcmp, &to, why)) == ST_OK)
		free(to);
	return s;
}

/* The group of each key of p, the first one if it has several; the caller
 * frees it.  NULL: out of memory. */
static uint32_t *
groups_of_keys(const struct predictions *p)
{
	uint32_t *of = calloc(p->keys.n + 1, sizeof *of);
	size_t i;

	if (of == NULL)
		return NULL;
	for (i = 0; i < p->keys.n; i++)
		of[i] = PREDICTIONS_NONE;
	for (i = 0; i < p->n; i++)
		if (p->key[i] != PREDICTIONS_NONE &&
		    p->group[i] < of[p->key[i]])
			of[p->key[i]] = p->group[i];
	return of;
}

/* The group that a has for each row of b by its key, else the row's own, else
 * NULL; the caller frees it. */
static enum status
resolve_groups(struct predictions_pair *pair, const struct predictions *a,
    const struct predictions *b, const char ***names, struct fault *why)
{
	const char **name = calloc(b->n + 1, sizeof *name), *own;
	uint32_t *of = groups_of_keys(a);
	size_t i, key;

	*names = name;
	if (name == NULL || of == NULL) {
		free(of);
		return fault_nomem(why);
	}
	for (i = 0; i < b->n; i++) {
		own = b->group[i] == PREDICTIONS_NONE ? NULL :
		    b->groups.text[b->group[i]];
		key = b->key[i] == PREDICTIONS_NONE ? TEXTSET_NONE :
		    textset_find(&a->keys, b->keys.text[b->key[i]]);
		name[i] = key == TEXTSET_NONE || of[key] == PREDICTIONS_NONE ?
		    own : a->groups.text[of[key]];
		pair->ungrouped_b += name[i] == NULL;
		pair->regrouped_b += own != NULL && strcmp(own, name[i]) != 0;
	}
	free(of);
	return ST_OK;
}

static enum status
check_groups(const struct predictions_pair *pair, const struct predictions *b,
    const char *group, struct fault *why)
{
	if (pair->ungrouped_b <= b->n / 2)
		return ST_OK;
	return fault_set(why, ST_BAD, "%zu of %zu rows have no %s, and no key "
	    "that has one in the first system's table: to resample by %s, add "
	    "that column, or the column 'key' to both", pair->ungrouped_b,
	    b->n, group, group);
}

static enum status
pair_groups(struct predictions_pair *pair, const struct predictions *a,
    const struct predictions *b, struct textset *all, const char *group,
    struct fault *why)
{
	struct score_item *item;
	const char **name;
	enum status s;
	size_t i;

	if ((s = resolve_groups(pair, a, b, &name, why)) == ST_OK &&
	    (s = check_groups(pair, b, group, why)) == ST_OK &&
	    (s = join_names(all, &a->groups, name, b->n, why)) == ST_OK &&
	    (s = paired_set(&pair->a, a, &a->groups, a->group, all, why))
	    == ST_OK)
		s = paired_set(&pair->b, b, &b->groups, b->group, NULL, why);
	item = (void *)(uintptr_t)pair->b.item;
	for (i = 0; s == ST_OK && i < b->n; i++)
		item[i].unit = name[i] == NULL ? PREDICTIONS_NONE :
		    (uint32_t)textset_find(all, name[i]);
	pair->b.units = all->n;
	free(name);
	return s;
}

/* Is it the same, with seven digits? */
static bool
same_number(double a, double b)
{
	return fabs(a - b) <= 1e-6 * fmax(fabs(a), fabs(b));
}

static size_t
count_missing(const struct textset *a, const struct textset *b)
{
	size_t i, n = 0;

	for (i = 0; i < a->n; i++)
		n += textset_find(b, a->text[i]) == TEXTSET_NONE;
	return n;
}

/* The label of each key of p, or PREDICTIONS_NONE if its rows disagree; the
 * caller frees it.  NULL: out of memory. */
static uint32_t *
labels_of_keys(const struct predictions *p)
{
	const uint32_t unseen = PREDICTIONS_NONE - 1;
	uint32_t *of = calloc(p->keys.n + 1, sizeof *of), label;
	size_t i;

	if (of == NULL)
		return NULL;
	for (i = 0; i < p->keys.n; i++)
		of[i] = unseen;
	for (i = 0; i < p->n; i++) {
		if (p->key[i] == PREDICTIONS_NONE)
			continue;
		label = p->item[i].label;
		if (of[p->key[i]] != unseen && of[p->key[i]] != label)
			label = PREDICTIONS_NONE;
		of[p->key[i]] = label;
	}
	return of;
}

/* The number that was to be predicted for each key of p, NAN if its rows
 * disagree or there is none; the caller frees it.  NULL: out of memory. */
static double *
truths_of_keys(const struct predictions *p)
{
	double *of = calloc(p->keys.n + 1, sizeof *of);
	bool *seen = calloc(p->keys.n + 1, sizeof *seen);
	size_t i, key;

	for (i = 0; of != NULL && seen != NULL && i < p->n; i++) {
		if (p->key[i] == PREDICTIONS_NONE)
			continue;
		key = p->key[i];
		if (!seen[key])
			of[key] = p->truth[i];
		else if (!same_number(of[key], p->truth[i]))
			of[key] = (double)NAN;
		seen[key] = true;
	}
	if (seen == NULL) {
		free(of);
		of = NULL;
	}
	free(seen);
	return of;
}

/* As same_labels, of numbers. */
static enum status
same_numbers(const struct predictions *a, const struct predictions *b,
    struct fault *why)
{
	double *ta = truths_of_keys(a), *tb = truths_of_keys(b);
	size_t i, at, both = 0, differ = 0, first = 0, there = 0;
	enum status s = ST_OK;

	if (ta == NULL || tb == NULL)
		s = fault_nomem(why);
	for (i = 0; s == ST_OK && i < a->keys.n; i++) {
		at = textset_find(&b->keys, a->keys.text[i]);
		if (at == TEXTSET_NONE || isnan(ta[i]) || isnan(tb[at]))
			continue;
		both++;
		if (same_number(ta[i], tb[at]) || differ++ > 0)
			continue;
		first = i;
		there = at;
	}
	if (differ > 0)
		s = fault_set(why, ST_BAD, "%zu of %zu recordings that are in "
		    "both tables have another %.80s in the first system's: "
		    "'%.200s' is %g here, %g there", differ, both, a->target,
		    a->keys.text[first], tb[there], ta[first]);
	free(ta);
	free(tb);
	return s;
}

/* ST_BAD if a key has a label in a and another one in b: the tables have
 * different targets, or different recordings under the same keys. */
static enum status
same_labels(const struct predictions *a, const struct predictions *b,
    struct fault *why)
{
	uint32_t *la = labels_of_keys(a), *lb = labels_of_keys(b);
	const char *in_a = NULL, *in_b = NULL, *key = NULL;
	size_t i, at, both = 0, differ = 0;
	enum status s = ST_OK;

	if (la == NULL || lb == NULL)
		s = fault_nomem(why);
	for (i = 0; s == ST_OK && i < a->keys.n; i++) {
		at = textset_find(&b->keys, a->keys.text[i]);
		if (at == TEXTSET_NONE || la[i] == PREDICTIONS_NONE ||
		    lb[at] == PREDICTIONS_NONE)
			continue;
		both++;
		if (strcmp(a->classes.text[la[i]], b->classes.text[lb[at]])
		    == 0 || differ++ > 0)
			continue;
		key = a->keys.text[i];
		in_a = a->classes.text[la[i]];
		in_b = b->classes.text[lb[at]];
	}
	if (differ > 0)
		s = fault_set(why, ST_BAD, "%zu of %zu recordings that are in "
		    "both tables have another label in the first system's: "
		    "'%.200s' is '%.200s' here, '%.200s' there", differ, both,
		    key, in_b, in_a);
	free(la);
	free(lb);
	return s;
}

static enum status
pair_keys(struct predictions_pair *pair, const struct predictions *a,
    const struct predictions *b, struct textset *all, struct fault *why)
{
	enum status s = join_names(all, &a->keys,
	    (const char *const *)b->keys.text, b->keys.n, why);

	if (s == ST_OK)
		s = paired_set(&pair->a, a, &a->keys, a->key, all, why);
	if (s == ST_OK)
		s = paired_set(&pair->b, b, &b->keys, b->key, all, why);
	return s;
}

enum status
predictions_pair(struct predictions_pair *pair, const struct predictions *a,
    const struct predictions *b, const char *group, struct fault *why)
{
	bool keyed = a->unkeyed == 0 && b->unkeyed == 0;
	bool grouped = group != NULL && predictions_grouped(a);
	struct textset all = TEXTSET_INIT;
	enum status s;

	(void)memset(pair, 0, sizeof *pair);
	if (!grouped && !keyed)
		return fault_set(why, ST_BAD, "to compare two systems, every "
		    "row needs a key, or what to resample by");
	if ((s = a->numbers ? same_numbers(a, b, why) :
	    same_labels(a, b, why)) != ST_OK)
		return s;
	s = grouped ? pair_groups(pair, a, b, &all, group, why) :
	    pair_keys(pair, a, b, &all, why);
	if (s == ST_OK && keyed) {
		pair->only_a = count_missing(&a->keys, &b->keys);
		pair->only_b = count_missing(&b->keys, &a->keys);
		if (pair->only_a == a->keys.n)
			s = fault_set(why, ST_BAD, "no recording is in both "
			    "tables: their keys, such as '%.200s' here and "
			    "'%.200s' in the first system's, have nothing in "
			    "common", b->keys.n == 0 ? "" : b->keys.text[0],
			    a->keys.n == 0 ? "" : a->keys.text[0]);
	}
	textset_free(&all);
	if (s != ST_OK)
		predictions_pair_free(pair);
	return s;
}

void
predictions_pair_free(struct predictions_pair *pair)
{
	free((void *)(uintptr_t)pair->a.item);
	free((void *)(uintptr_t)pair->b.item);
	pair->a.item = pair->b.item = NULL;
}

/* Leave the rows of p, in set, whose key other has. */
static void
keep_common(struct score_set *set, const struct predictions *p,
    const struct predictions *other)
{
	struct score_item *item = (void *)(uintptr_t)set->item;
	size_t i, n = 0;

	for (i = 0; i < p->n; i++)
		if (textset_find(&other->keys, p->keys.text[p->key[i]]) !=
		    TEXTSET_NONE)
			item[n++] = item[i];
	set->n = n;
}

void
predictions_pair_common(struct predictions_pair *pair,
    const struct predictions *a, const struct predictions *b)
{
	if (a->unkeyed > 0 || b->unkeyed > 0)
		return;
	keep_common(&pair->a, a, b);
	keep_common(&pair->b, b, a);
}
