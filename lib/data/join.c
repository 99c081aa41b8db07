#include "data/join.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"

struct row {
	char *key;	/* begins the row's one allocation */
	char *rest;	/* the other columns, NUL after each */
	bool met;
};

struct join {
	size_t ncol, keycol;
	char **name;		/* (ncol) of attributes */
	struct row *row;	/* (n) sorted by key */
	size_t n, cap, met;
};

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->key,
	    ((const struct row *)b)->key);
}

/* Keep the columns' names, if attributes can be called so. */
static enum status
take_names(struct join *j, struct tsv *t, struct fault *why)
{
	struct attrs try = ATTRS_INIT;
	enum status s = ST_OK;
	size_t i;

	j->ncol = tsv_cols(t);
	if ((j->name = calloc(j->ncol, sizeof *j->name)) == NULL)
		return fault_nomem(why);
	for (i = 0; s == ST_OK && i < j->ncol; i++) {
		if ((j->name[i] = strdup(tsv_col(t, i))) == NULL)
			s = fault_nomem(why);
		else if ((s = attrs_set(&try, j->name[i], "", why)) == ST_BAD)
			(void)fault_prefix(why, "%s: column %zu", tsv_where(t),
			    i + 1);
	}
	attrs_free(&try);
	return s;
}

static enum status
add_row(struct join *j, char *const field[], struct fault *why)
{
	size_t i, room = 0, cap = j->cap ? 2 * j->cap : 256;
	struct row *r;
	char *p;

	if (j->n == j->cap) {
		if ((r = realloc(j->row, cap * sizeof *r)) == NULL)
			return fault_nomem(why);
		j->row = r;
		j->cap = cap;
	}
	for (i = 0; i < j->ncol; i++)
		room += strlen(field[i]) + 1;
	if ((p = malloc(room)) == NULL)
		return fault_nomem(why);
	r = &j->row[j->n++];
	r->key = p;
	r->rest = p = stpcpy(p, field[j->keycol]) + 1;
	r->met = false;
	for (i = 0; i < j->ncol; i++)
		if (i != j->keycol)
			p = stpcpy(p, field[i]) + 1;
	return ST_OK;
}

static enum status
take_rows(struct join *j, struct tsv *t, struct fault *why)
{
	char *const *field;
	enum status s;

	while ((s = tsv_row(t, &field, why)) == ST_OK) {
		if (field[j->keycol][0] == '\0')
			return fault_set(why, ST_BAD, "%s: the key is empty",
			    tsv_where(t));
		if ((s = add_row(j, field, why)) != ST_OK)
			return s;
	}
	return s == ST_END ? ST_OK : s;
}

/* Sort, and refuse a key that stands twice. */
static enum status
sort_rows(struct join *j, const char *path, struct fault *why)
{
	size_t i;

	if (j->n > 0)
		qsort(j->row, j->n, sizeof *j->row, compare);
	for (i = 1; i < j->n; i++)
		if (compare(&j->row[i], &j->row[i - 1]) == 0)
			return fault_set(why, ST_BAD, "%s: two rows have the "
			    "key '%.200s'", path, j->row[i].key);
	return ST_OK;
}

enum status
join_open(struct join **out, const char *path, struct fault *why)
{
	struct join *j = calloc(1, sizeof *j);
	struct tsv *t = NULL;
	enum status s;

	*out = NULL;
	if (j == NULL)
		return fault_nomem(why);
	if ((s = tsv_open(&t, path, why)) == ST_OK &&
	    (s = tsv_need(t, "key", &j->keycol, why)) == ST_OK &&
	    (s = take_names(j, t, why)) == ST_OK &&
	    (s = take_rows(j, t, why)) == ST_OK)
		s = sort_rows(j, path, why);
	tsv_close(t);
	if (s != ST_OK) {
		join_close(j);
		return s;
	}
	*out = j;
	return ST_OK;
}

enum status
join_apply(struct join *j, const char *key, struct attrs *a,
    struct fault *why)
{
	const struct row want = { .key = (char *)(uintptr_t)key };
	struct row *r;
	const char *p;
	enum status s;
	size_t i;

	r = j->n > 0 ? bsearch(&want, j->row, j->n, sizeof *r, compare) : NULL;
	if (r == NULL)
		return ST_END;
	j->met += !r->met;
	r->met = true;
	for (i = 0, p = r->rest; i < j->ncol; i++) {
		if (i == j->keycol)
			continue;
		if ((s = attrs_set(a, j->name[i], p, why)) != ST_OK)
			return s;
		p += strlen(p) + 1;
	}
	return ST_OK;
}

size_t
join_rows(const struct join *j)
{
	return j->n;
}

size_t
join_met(const struct join *j)
{
	return j->met;
}

void
join_close(struct join *j)
{
	size_t i;

	if (j == NULL)
		return;
	for (i = 0; i < j->n; i++)
		free(j->row[i].key);
	for (i = 0; j->name != NULL && i < j->ncol; i++)
		free(j->name[i]);
	free(j->name);
	free(j->row);
	free(j);
}
