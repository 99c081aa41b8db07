/*
 * The part of fold.h that collects the records.
 */
#include <stdlib.h>
#include <string.h>

#include "data/fold.h"

/* Grow the n-th of the columns to cap. */
static enum status
grow(const char ***column, size_t cap, struct fault *why)
{
	const char **p = realloc(*column, cap * sizeof *p);

	if (p == NULL)
		return fault_nomem(why);
	*column = p;
	return ST_OK;
}

static enum status
reserve(struct fold_data *d, struct fault *why)
{
	size_t cap = d->cap ? 2 * d->cap : 256;

	if (d->n < d->cap)
		return ST_OK;
	if (grow(&d->key, cap, why) != ST_OK ||
	    grow(&d->group, cap, why) != ST_OK ||
	    grow(&d->class, cap, why) != ST_OK ||
	    grow(&d->speaker, cap, why) != ST_OK ||
	    grow(&d->gender, cap, why) != ST_OK)
		return ST_NOMEM;
	d->cap = cap;
	return ST_OK;
}

/* Copy text to *p and advance *p past it; NULL stays NULL. */
static const char *
copy(char **p, const char *text)
{
	char *start = *p;

	if (text == NULL)
		return NULL;
	*p = stpcpy(*p, text) + 1;
	return start;
}

static size_t
room(const char *text)
{
	return text != NULL ? strlen(text) + 1 : 0;
}

enum status
fold_add(struct fold_data *d, const char *key, const char *group,
    const char *class, const char *speaker, const char *gender,
    struct fault *why)
{
	char *p;

	if (reserve(d, why) != ST_OK)
		return ST_NOMEM;
	/* One allocation, starting with the key. */
	p = malloc(room(key) + room(group) + room(class) + room(speaker) +
	    room(gender));
	if (p == NULL)
		return fault_nomem(why);
	d->key[d->n] = copy(&p, key);
	d->group[d->n] = copy(&p, group);
	d->class[d->n] = copy(&p, class);
	d->speaker[d->n] = copy(&p, speaker);
	d->gender[d->n] = copy(&p, gender);
	d->n++;
	return ST_OK;
}

enum status
fold_add_copy(struct fold_data *d, const char *key, const char *original,
    const char *class, struct fault *why)
{
	size_t cap = d->copycap == 0 ? 256 : 2 * d->copycap;
	struct fold_copy *c;
	char *p;

	if (d->copies == d->copycap) {
		if ((c = reallocarray(d->copy, cap, sizeof *c)) == NULL)
			return fault_nomem(why);
		d->copy = c;
		d->copycap = cap;
	}
	p = malloc(room(key) + room(original) + room(class));
	if (p == NULL)
		return fault_nomem(why);
	c = &d->copy[d->copies++];
	c->key = p;
	c->original = stpcpy(c->key, key) + 1;
	c->class = stpcpy(c->original, original) + 1;
	(void)strcpy(c->class, class);
	return ST_OK;
}

void
fold_data_free(struct fold_data *d)
{
	size_t i;

	for (i = 0; i < d->copies; i++)
		free(d->copy[i].key);
	free(d->copy);

	for (i = 0; i < d->n; i++)
		free((void *)(uintptr_t)d->key[i]);
	free(d->key);
	free(d->group);
	free(d->class);
	free(d->speaker);
	free(d->gender);
	*d = (struct fold_data)FOLD_DATA_INIT;
}
