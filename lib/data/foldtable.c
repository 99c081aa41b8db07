/*
 * The part of fold.h that evaluates a plan: leaks, and the table of folds.
 */
#include <stdlib.h>
#include <string.h>

#include "data/fold.h"

enum status
fold_leak(const struct fold_plan *p, size_t f, struct fault *why)
{
	const struct names *speaker = &p->speaker;
	size_t i, s, *in, *out;	/* a record of each speaker, from 1 */
	enum status status = ST_OK;

	in = calloc(2 * speaker->set.n + 1, sizeof *in);
	if (in == NULL)
		return fault_nomem(why);
	out = in + speaker->set.n;
	for (i = 0; i < p->data->n; i++)
		if ((s = speaker->of[i]) != NAMES_NONE)
			*(fold_of(p, i) == f ? &in[s] : &out[s]) = i + 1;
	for (s = 0; status == ST_OK && s < speaker->set.n; s++)
		if (in[s] > 0 && out[s] > 0)
			status = fault_set(why, ST_BAD, "fold %zu: speaker "
			    "'%.100s' is held out in '%.100s' and in training "
			    "in '%.100s'", f + 1, speaker->set.text[s],
			    p->data->group[in[s] - 1],
			    p->data->group[out[s] - 1]);
	free(in);
	return status;
}

/* Count records by fold and name, count (K, names). */
static void
count_names(const struct fold_plan *p, const struct names *s, size_t count[])
{
	size_t i;

	for (i = 0; i < p->data->n; i++)
		if (s->of[i] != NAMES_NONE && fold_of(p, i) < p->k)
			count[fold_of(p, i) * s->set.n + s->of[i]]++;
}

struct pair {
	size_t name, fold;
};

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	return x->fold < y->fold ? -1 : x->fold > y->fold;
}

/* Count different speakers in each fold, by sorting: a matrix might be huge. */
static enum status
count_speakers(const struct fold_plan *p, size_t count[], struct fault *why)
{
	struct pair *pair = calloc(p->data->n, sizeof *pair);
	size_t i, used = 0;

	if (pair == NULL)
		return fault_nomem(why);
	for (i = 0; i < p->data->n; i++)
		if (p->speaker.of[i] != NAMES_NONE && fold_of(p, i) < p->k)
			pair[used++] = (struct pair){ p->speaker.of[i],
			    fold_of(p, i) };
	qsort(pair, used, sizeof *pair, compare_pairs);
	for (i = 0; i < used; i++)
		if (i == 0 || compare_pairs(&pair[i], &pair[i - 1]) != 0)
			count[pair[i].fold]++;
	free(pair);
	return ST_OK;
}

static enum status
allocate(struct fold_table *t, size_t k, struct fault *why)
{
	t->records = calloc(k, sizeof *t->records);
	t->dev = calloc(k, sizeof *t->dev);
	t->test = calloc(k, sizeof *t->test);
	t->speakers = calloc(k, sizeof *t->speakers);
	t->copies = calloc(k, sizeof *t->copies);
	t->in_class = calloc(k, t->class.set.n * sizeof *t->in_class);
	t->of_gender = calloc(k, (t->gender.set.n + 1) *
	    sizeof *t->of_gender);
	if (t->records == NULL || t->dev == NULL || t->test == NULL ||
	    t->speakers == NULL || t->copies == NULL || t->in_class == NULL ||
	    t->of_gender == NULL)
		return fault_nomem(why);
	return ST_OK;
}

enum status
fold_table(struct fold_table *t, const struct fold_plan *p, struct fault *why)
{
	const struct fold_data *d = p->data;
	enum status s;
	size_t i;

	(void)memset(t, 0, sizeof *t);
	if ((s = names_find(&t->class, d->class, d->n, why)) != ST_OK ||
	    (s = names_find(&t->gender, d->gender, d->n, why)) != ST_OK) {
		fold_table_free(t);
		return s;
	}
	if (!fold_fits(p->k, t->class.set.n, d->n) ||
	    !fold_fits(p->k, t->gender.set.n, d->n)) {
		fold_table_free(t);
		return fault_set(why, ST_BAD, "%zu folds, %zu classes and %zu "
		    "genders are too many for a table of %zu records", p->k,
		    t->class.set.n, t->gender.set.n, d->n);
	}
	s = allocate(t, p->k, why);
	for (i = 0; s == ST_OK && i < d->n; i++) {
		if (fold_of(p, i) >= p->k)
			continue;
		t->records[fold_of(p, i)]++;
		(p->test[i] ? t->test : t->dev)[fold_of(p, i)]++;
	}
	for (i = 0; s == ST_OK && i < d->copies; i++)
		if (fold_of(p, p->origin[i]) < p->k)
			t->copies[fold_of(p, p->origin[i])]++;
	if (s == ST_OK) {
		count_names(p, &t->class, t->in_class);
		count_names(p, &t->gender, t->of_gender);
		s = count_speakers(p, t->speakers, why);
	}
	if (s != ST_OK)
		fold_table_free(t);
	return s;
}

void
fold_table_free(struct fold_table *t)
{
	names_free(&t->class);
	names_free(&t->gender);
	free(t->records);
	free(t->dev);
	free(t->test);
	free(t->speakers);
	free(t->copies);
	free(t->in_class);
	free(t->of_gender);
	(void)memset(t, 0, sizeof *t);
}
