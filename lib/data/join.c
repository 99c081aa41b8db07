#include "data/join.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/textset.h"
#include "base/tsv.h"
#include "data/columns.h"

struct row {
	char *rest;	/* the values of attributes, NUL after each */
	bool met;
};

struct join {
	size_t ncol, keycol;
	char **name;		/* (ncol) of attributes; NULL: is not one */
	struct columns *columns;
	struct textset keys;	/* of the rows, which have its numbers */
	struct row *row;	/* (keys.n) */
	size_t cap, met;
	size_t twice;		/* a repeated key, the first by its bytes; or
				 * TEXTSET_NONE */
};

/* Keep the names of the columns that become attributes. */
static enum status
take_names(struct join *j, struct tsv *t, struct fault *why)
{
	enum status s = columns_new(&j->columns, t, NULL, 0, why);
	size_t i;

	if (s != ST_OK)
		return s;
	j->ncol = tsv_cols(t);
	if ((j->name = calloc(j->ncol, sizeof *j->name)) == NULL)
		return fault_nomem(why);
	for (i = 0; i < j->ncol; i++)
		if (i != j->keycol && columns_used(j->columns, i) &&
		    (j->name[i] = strdup(tsv_col(t, i))) == NULL)
			return fault_nomem(why);
	return ST_OK;
}

static enum status
grow(struct join *j, struct fault *why)
{
	size_t cap = j->cap == 0 ? 256 : 2 * j->cap;
	struct row *r;

	if (j->keys.n < j->cap)
		return ST_OK;
	if ((r = reallocarray(j->row, cap, sizeof *r)) == NULL)
		return fault_nomem(why);
	j->row = r;
	j->cap = cap;
	return ST_OK;
}

/* The values of attributes in one allocation; NULL: out of memory. */
static char *
copy_rest(const struct join *j, char *const field[])
{
	size_t i, room = 1;
	char *rest, *p;

	for (i = 0; i < j->ncol; i++)
		room += j->name[i] != NULL ? strlen(field[i]) + 1 : 0;
	if ((rest = p = malloc(room)) == NULL)
		return NULL;
	for (i = 0; i < j->ncol; i++)
		if (j->name[i] != NULL)
			p = stpcpy(p, field[i]) + 1;
	return rest;
}

static enum status
add_row(struct join *j, char *const field[], struct fault *why)
{
	const char *key = field[j->keycol];
	enum status s;
	char *rest;
	size_t i;

	if ((i = textset_find(&j->keys, key)) != TEXTSET_NONE) {
		if (j->twice == TEXTSET_NONE ||
		    strcmp(key, j->keys.text[j->twice]) < 0)
			j->twice = i;
		return ST_OK;
	}
	if ((s = grow(j, why)) != ST_OK)
		return s;
	if ((rest = copy_rest(j, field)) == NULL)
		return fault_nomem(why);
	if ((s = textset_add(&j->keys, key, &i, why)) != ST_OK) {
		free(rest);
		return s;
	}
	j->row[i] = (struct row){ rest, false };
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
		if ((s = add_row(j, field, why)) != ST_OK ||
		    (s = columns_look(j->columns, field, why)) != ST_OK)
			return s;
	}
	return s == ST_END ? ST_OK : s;
}

static enum status
check_keys(const struct join *j, const char *path, struct fault *why)
{
	if (j->twice == TEXTSET_NONE)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s: two rows have the key '%.200s'",
	    path, j->keys.text[j->twice]);
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
	j->twice = TEXTSET_NONE;
	if ((s = tsv_open(&t, path, why)) == ST_OK &&
	    (s = tsv_need(t, "key", &j->keycol, why)) == ST_OK &&
	    (s = take_names(j, t, why)) == ST_OK &&
	    (s = take_rows(j, t, why)) == ST_OK)
		s = check_keys(j, path, why);
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
	size_t i = textset_find(&j->keys, key);
	struct row *r;
	const char *p;
	enum status s;

	if (i == TEXTSET_NONE)
		return ST_END;
	r = &j->row[i];
	j->met += !r->met;
	r->met = true;
	for (i = 0, p = r->rest; i < j->ncol; i++) {
		if (j->name[i] == NULL)
			continue;
		if ((s = attrs_set(a, j->name[i], p, why)) != ST_OK)
			return s;
		p += strlen(p) + 1;
	}
	return ST_OK;
}

const char *
join_note(struct join *j)
{
	return columns_note(j->columns);
}

size_t
join_rows(const struct join *j)
{
	return j->keys.n;
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
	for (i = 0; i < j->keys.n; i++)
		free(j->row[i].rest);
	textset_free(&j->keys);
	columns_free(j->columns);
	for (i = 0; j->name != NULL && i < j->ncol; i++)
		free(j->name[i]);
	free(j->name);
	free(j->row);
	free(j);
}
