/*
 * The part of linear.h that divides the records into inner folds, and says what
 * these can judge.
 */
#include <stdlib.h>
#include <string.h>

#include "base/appendf.h"
#include "base/textset.h"
#include "data/fold.h"
#include "data/ranges.h"
#include "model/linear_work.h"

/* ---- the division ---- */

static enum status
blame(const struct work *w, size_t i, struct fault *why)
{
	const struct train_data *d = &w->train.data;

	return fault_prefix(why, "%s: record '%s'", tensor_name(d->set.reader),
	    tensor_key(d->sample[i]));
}

/* The originals, by number, and their groups. */
struct originals {
	struct fold_data data;
	struct textset key, group;
	struct ranges ranges;	/* of their numbers */
};

/* The class by which sample i is divided. */
static const char *
class_of(const struct work *w, const struct ranges *ranges, size_t i)
{
	return w->value != NULL ? ranges_name(ranges, (double)w->value[i]) :
	    w->train.model.label[w->train.data.y[i]];
}

static enum status
sort_numbers(const struct work *w, struct ranges *ranges, struct fault *why)
{
	const struct train_data *d = &w->train.data;
	enum status s = ST_OK;
	size_t i;

	for (i = 0; w->value != NULL && s == ST_OK && i < d->n; i++)
		if (!d->copy[i])
			s = ranges_add(ranges, (double)w->value[i], why);
	ranges_sort(ranges);
	return s;
}

static enum status
add_original(const struct linear *l, const struct work *w, size_t i,
    struct originals *o, struct fault *why)
{
	const struct tensor *t = w->train.data.sample[i];
	const char *key = tensor_key(t);
	const char *group = attrs_known(&t->attr, l->config.by);
	size_t number;
	enum status s;

	if (group == NULL) {
		(void)fault_set(why, ST_BAD, "no attribute '%s', by which the "
		    "inner folds are made; -b names another, -k 0 makes none",
		    l->config.by);
		return blame(w, i, why);
	}
	if (textset_find(&o->key, key) != TEXTSET_NONE) {
		(void)fault_set(why, ST_BAD, "an earlier record has the same "
		    "key");
		return blame(w, i, why);
	}
	if ((s = textset_add(&o->key, key, &number, why)) != ST_OK ||
	    (s = textset_add(&o->group, group, &number, why)) != ST_OK)
		return s;
	return fold_add(&o->data, key, group, class_of(w, &o->ranges, i), NULL,
	    NULL, why);
}

/* Sample i has the class of record `at' of the plan, its original or itself. */
static enum status
same_class(const struct work *w, const struct fold_plan *plan,
    const struct ranges *ranges, size_t i, size_t at, struct fault *why)
{
	const char *class = class_of(w, ranges, i);
	const struct fold_data *d = plan->data;

	if (strcmp(class, d->class[at]) == 0)
		return ST_OK;
	(void)fault_set(why, ST_BAD, "is '%.200s', but a copy of '%.200s', "
	    "which is '%.200s'", class, d->key[at], d->class[at]);
	return blame(w, i, why);
}

/* fold (N) of all samples: a copy is with its original. */
static enum status
spread(const struct work *w, const struct fold_plan *plan,
    const struct originals *o, size_t *fold, struct fault *why)
{
	const struct train_data *d = &w->train.data;
	const char *original;
	enum status s = ST_OK;
	size_t i, at;

	for (i = 0; s == ST_OK && i < d->n; i++) {
		original = tensor_attr(d->sample[i], "original");
		at = textset_find(&o->key, original != NULL ? original :
		    tensor_key(d->sample[i]));
		if (at == TEXTSET_NONE) {
			(void)fault_set(why, ST_BAD, "is a copy of '%s', which "
			    "is not among the records", original);
			return blame(w, i, why);
		}
		fold[i] = fold_of(plan, at);
		s = same_class(w, plan, &o->ranges, i, at, why);
	}
	return s;
}

enum status
work_folds(struct linear *l, const struct work *w, size_t *fold,
    struct fault *why)
{
	const struct train_data *d = &w->train.data;
	struct originals o = { FOLD_DATA_INIT, TEXTSET_INIT, TEXTSET_INIT,
	    RANGES_INIT };
	struct fold_plan plan;
	enum status s = sort_numbers(w, &o.ranges, why);
	size_t i;

	for (i = 0; s == ST_OK && i < d->n; i++)
		if (!d->copy[i])
			s = add_original(l, w, i, &o, why);
	if (s == ST_OK && o.group.n < 2)
		s = fault_set(why, ST_BAD, "%s: the %s of all records is '%s': "
		    "no inner folds can be made; -b names another attribute, "
		    "-k 0 makes none", tensor_name(d->set.reader),
		    l->config.by, o.group.text[0]);
	if (s == ST_OK) {
		l->folds = o.group.n < l->config.folds ? o.group.n :
		    l->config.folds;
		s = fold_plan(&plan, &o.data, l->folds, 1, why);
	}
	if (s == ST_OK) {
		s = spread(w, &plan, &o, fold, why);
		fold_plan_free(&plan);
	}
	fold_data_free(&o.data);
	textset_free(&o.key);
	textset_free(&o.group);
	ranges_free(&o.ranges);
	return s;
}

/* ---- what they can judge ---- */

#define SPREAD	((size_t)-1)	/* is in several folds */
#define NOWHERE	((size_t)-2)	/* has no record */

/* home (K) = the fold that all records of a class are in. */
static void
find_homes(const struct train_data *d, const size_t *fold, size_t K,
    size_t *home)
{
	size_t i, k, *at;

	for (k = 0; k < K; k++)
		home[k] = NOWHERE;
	for (i = 0; i < d->n; i++) {
		at = &home[d->y[i]];
		*at = *at == NOWHERE || *at == fold[i] ? fold[i] : SPREAD;
	}
}

/* Append class k and the first of the groups that its records are of. */
static void
name_class(struct linear *l, const struct work *w, size_t k)
{
	const struct train_data *d = &w->train.data;
	const char *first = NULL, *group;
	bool others = false;
	size_t i;

	for (i = 0; i < d->n; i++) {
		if (d->y[i] != k || d->copy[i])
			continue;
		group = attrs_known(&d->sample[i]->attr, l->config.by);
		first = first == NULL ? group : first;
		others = others || strcmp(group, first) != 0;
	}
	appendf(l->unjudged, sizeof l->unjudged, "%s'%.60s' (%s '%.60s'%s)",
	    l->unjudged[0] == '\0' ? "" : ", ", w->train.model.label[k],
	    l->config.by, first, others ? " and others" : " alone");
}

enum status
work_judged(struct linear *l, const struct work *w, const size_t *fold,
    bool *judged, struct fault *why)
{
	size_t k, n = 0, K = w->train.model.classes, *home;

	if (w->value != NULL) {
		judged[0] = true;
		return ST_OK;
	}
	if ((home = calloc(K, sizeof *home)) == NULL)
		return fault_nomem(why);
	find_homes(&w->train.data, fold, K, home);
	for (k = 0; k < K; k++) {
		judged[k] = home[k] == SPREAD;
		n += judged[k];
		if (home[k] != SPREAD && home[k] != NOWHERE)
			name_class(l, w, k);
	}
	free(home);
	if (n < 2)
		l->folds = 0;
	return ST_OK;
}
