/*
 * The part of fold.h that makes up for values with few records.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "data/fold.h"

/* Records in training by class and value, then by a hash. */
struct evening {
	const struct fold_plan *p;
	const struct names *class;
	const size_t *value;
	uint64_t *hash;		/* (N) of the key */
	size_t *order;		/* (n) */
	size_t n;
};

static int
compare(const void *x, const void *y, void *context)
{
	const struct evening *e = context;
	size_t i = *(const size_t *)x, j = *(const size_t *)y;
	const size_t *class = e->class->of;

	if (class[i] != class[j])
		return class[i] < class[j] ? -1 : 1;
	if (e->value[i] != e->value[j])
		return e->value[i] < e->value[j] ? -1 : 1;
	if (e->hash[i] != e->hash[j])
		return e->hash[i] < e->hash[j] ? -1 : 1;
	return strcmp(e->p->data->key[i], e->p->data->key[j]);
}

/* The end of the run of equal values, or of equal classes, from i on. */
static size_t
run_end(const struct evening *e, size_t i, bool value)
{
	size_t j, a = e->order[i], b;

	for (j = i + 1; j < e->n; j++) {
		b = e->order[j];
		if (e->class->of[a] != e->class->of[b] ||
		    (value && e->value[a] != e->value[b]))
			break;
	}
	return j;
}

/* One class, records from to end of the order. */
static void
even_class(const struct evening *e, size_t from, size_t end, size_t times[])
{
	size_t i, j, k, most = 0;

	for (i = from; i < end; i = j) {
		j = run_end(e, i, true);
		most = j - i > most ? j - i : most;
	}
	for (i = from; i < end; i = j) {
		j = run_end(e, i, true);
		for (k = i; k < j; k++)
			times[e->order[k]] = most / (j - i) +
			    (k - i < most % (j - i));
	}
}

static void
even(struct evening *e, size_t f, size_t times[])
{
	const struct fold_data *d = e->p->data;
	size_t i, j;

	for (i = 0; i < d->n; i++) {
		times[i] = 1;
		if (fold_of(e->p, i) == f || e->value[i] == NAMES_NONE)
			continue;
		e->hash[i] = hash_text(1, d->key[i]);
		e->order[e->n++] = i;
	}
	qsort_r(e->order, e->n, sizeof *e->order, compare, e);
	for (i = 0; i < e->n; i = j) {
		j = run_end(e, i, false);
		even_class(e, i, j, times);
	}
}

enum status
fold_even(const struct fold_plan *p, size_t f, const size_t value[],
    size_t **times, struct fault *why)
{
	const struct fold_data *d = p->data;
	struct names class = NAMES_INIT;
	struct evening e = { p, &class, value, calloc(d->n, sizeof *e.hash),
	    calloc(d->n, sizeof *e.order), 0 };
	enum status s;

	*times = calloc(d->n, sizeof **times);
	s = e.hash == NULL || e.order == NULL || *times == NULL ?
	    fault_nomem(why) : names_find(&class, d->class, d->n, why);
	if (s == ST_OK)
		even(&e, f, *times);
	else {
		free(*times);
		*times = NULL;
	}
	names_free(&class);
	free(e.hash);
	free(e.order);
	return s;
}
