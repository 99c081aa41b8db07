#include "recordings.h"

#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "base/tsv.h"
#include "tensor/attrs.h"
#include "filelist.h"
#include "walk.h"

struct recordings {
	struct recordings_spec spec;
	struct walk *walk;	/* or */
	struct tsv *table;
	size_t path;		/* columns of the table; -1: there is none */
	int key;
	bool segmented;		/* its rows are segments */
	struct segment_columns times;
	char *next;		/* path of the row that was read ahead, */
	struct recording_row ahead;	/* or NULL */
	bool over;
	uint64_t bare;		/* recordings without segments */
};

/* ---- life ---- */

static enum status
open_table(struct recordings *in, struct fault *why)
{
	enum status s;

	if ((s = tsv_open(&in->table, in->spec.list, why)) != ST_OK ||
	    (s = tsv_need(in->table, "path", &in->path, why)) != ST_OK)
		return s;
	in->key = tsv_find(in->table, "key");
	if (tsv_find(in->table, "start") == -1)
		return ST_OK;
	if ((s = segment_columns_find(&in->times, in->table, true, why)) !=
	    ST_OK)
		return s;
	in->segmented = in->times.start != -1;
	if (in->segmented && in->spec.segments != NULL)
		return fault_set(why, ST_BAD, "%s: its rows are segments, "
		    "which cannot be combined with --segments",
		    infile_name(in->spec.list));
	return ST_OK;
}

bool
recordings_are_read_once(const struct recordings_spec *spec)
{
	const struct filelist_spec in = { .list = spec->list };

	return filelist_is_stream(&in);
}

enum status
recordings_open(struct recordings **out, const struct recordings_spec *spec,
    struct fault *why)
{
	struct recordings *in = calloc(1, sizeof *in);
	enum status s;

	*out = NULL;
	if (in == NULL)
		return fault_nomem(why);
	in->spec = *spec;
	in->key = -1;
	s = spec->list != NULL ? open_table(in, why) :
	    walk_open(&in->walk, spec->operands, spec->archives, why);
	if (s != ST_OK) {
		recordings_close(in);
		return s;
	}
	*out = in;
	return ST_OK;
}

static void
free_row(struct recording_row *row)
{
	free(row->field);
	row->field = NULL;
}

void
recordings_close(struct recordings *in)
{
	if (in == NULL)
		return;
	walk_close(in->walk);
	tsv_close(in->table);
	free(in->next);
	free_row(&in->ahead);
	free(in);
}

static void
clear(struct recording *r)
{
	free(r->path);
	r->path = NULL;
	while (r->rows > 0)
		free_row(&r->row[--r->rows]);
}

void
recording_free(struct recording *r)
{
	clear(r);
	free(r->row);
	*r = (struct recording){ .path = NULL };
}

/* ---- columns ---- */

bool
recordings_is_list(const struct recordings *in)
{
	return in->table != NULL;
}

size_t
recordings_columns(const struct recordings *in)
{
	return in->table != NULL ? tsv_cols(in->table) : 1;
}

const char *
recordings_column(const struct recordings *in, size_t i)
{
	return in->table != NULL ? tsv_col(in->table, i) : "path";
}

int
recordings_find(const struct recordings *in, const char *name)
{
	if (in->table != NULL)
		return tsv_find(in->table, name);
	return strcmp(name, "path") == 0 ? 0 : -1;
}

bool
recordings_are_segments(const struct recordings *in)
{
	return in->segmented || in->spec.segments != NULL;
}

bool
recordings_is_time(const struct recordings *in, size_t i)
{
	return in->segmented && ((int)i == in->times.start ||
	    (int)i == in->times.end);
}

uint64_t
recordings_others(const struct recordings *in)
{
	return in->walk != NULL ? walk_others(in->walk) : 0;
}

uint64_t
recordings_bare(const struct recordings *in)
{
	return in->bare;
}

void
recordings_blame(const struct recordings *in, const struct recording_row *row,
    struct fault *why)
{
	if (in->table != NULL)
		(void)fault_prefix(why, "%s: line %llu",
		    infile_name(in->spec.list), (unsigned long long)row->line);
}

/* ---- rows ---- */

/* Copy n fields into one block. */
static enum status
copy_fields(struct recording_row *row, char *const *field, size_t n,
    struct fault *why)
{
	size_t i, all = n * sizeof *row->field;
	char *text;

	for (i = 0; i < n; i++)
		all += strlen(field[i]) + 1;
	if ((row->field = malloc(all)) == NULL)
		return fault_nomem(why);
	text = (char *)(row->field + n);
	for (i = 0; i < n; i++) {
		row->field[i] = text;
		text = stpcpy(text, field[i]) + 1;
	}
	return ST_OK;
}

/* Read one row ahead: its path in in->next, or in->over. */
static enum status
look_ahead(struct recordings *in, struct fault *why)
{
	char *const *field;
	enum status s = tsv_row(in->table, &field, why);

	if (s == ST_END)
		in->over = true;
	if (s != ST_OK)
		return s;
	in->ahead.line = tsv_line(in->table);
	s = copy_fields(&in->ahead, field, tsv_cols(in->table), why);
	if (s == ST_OK)
		s = filelist_resolve(&in->next, in->spec.list,
		    in->ahead.field[in->path], why);
	if (s == ST_OK && in->segmented)
		s = segment_columns_read(&in->times, in->ahead.field,
		    &in->ahead.start, &in->ahead.end, why);
	if (s != ST_OK && s != ST_NOMEM)
		(void)fault_prefix(why, "%s", tsv_where(in->table));
	return s;
}

static enum status
append(struct recording *r, struct recording_row *row, struct fault *why)
{
	size_t cap = r->cap == 0 ? 1 : 2 * r->cap;
	struct recording_row *more;

	if (r->rows == r->cap) {
		more = realloc(r->row, cap * sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		r->row = more;
		r->cap = cap;
	}
	r->row[r->rows++] = *row;
	row->field = NULL;
	return ST_OK;
}

static enum status
from_table(struct recordings *in, struct recording *r, struct fault *why)
{
	enum status s = ST_OK;

	if (in->next == NULL && !in->over)
		s = look_ahead(in, why);
	if (s != ST_OK || in->over)
		return in->over ? ST_END : s;
	r->path = in->next;
	in->next = NULL;
	do {
		if ((s = append(r, &in->ahead, why)) != ST_OK)
			return s;
		if (!in->segmented)
			break;
		free(in->next);
		in->next = NULL;
		s = look_ahead(in, why);
	} while (s == ST_OK && strcmp(in->next, r->path) == 0);
	return s == ST_END ? ST_OK : s;
}

static enum status
from_walk(struct recordings *in, struct recording *r, struct fault *why)
{
	struct recording_row row = { .line = 0 };
	struct walk_file f;
	enum status s = walk_next(in->walk, &f, why);
	char *path;

	if (s != ST_OK)
		return s;
	path = r->path = strdup(f.path);
	if (path == NULL)
		return fault_nomem(why);
	if ((s = copy_fields(&row, &path, 1, why)) == ST_OK)
		s = append(r, &row, why);
	free_row(&row);
	return s;
}

/* ---- segments of a file of their own ---- */

static enum status
key_of(const struct recordings *in, const struct recording *r,
    struct attrs *a, struct fault *why)
{
	const char *path = r->path, *key = "";

	if (in->key != -1)
		key = r->row[0].field[in->key];
	if (in->table != NULL)
		path = r->row[0].field[in->path];
	if (*key != '\0')
		return attrs_set(a, "key", key, why);
	return attrs_set_key(a, path, false, why);
}

/* A row for each segment instead of the one of the recording; none if there are
 * no segments. */
static enum status
expand(struct recordings *in, struct recording *r, struct fault *why)
{
	struct recording_row first = r->row[0], row;
	struct attrs a = ATTRS_INIT;
	const struct segment_list *l = NULL;
	enum status s = key_of(in, r, &a, why);
	size_t i;

	if (s == ST_OK)
		s = segments_find(in->spec.segments, attrs_get(&a, "key"),
		    r->path, &l, why);
	s = s == ST_BAD ? ST_USAGE : s;
	attrs_free(&a);
	r->rows = 0;
	for (i = 0; s == ST_OK && l != NULL && i < l->n; i++) {
		if (!segment_is_of(l, &l->at[i]))
			continue;
		row = (struct recording_row){ .line = first.line,
		    .start = l->at[i].start, .end = l->at[i].end,
		    .from = &l->at[i] };
		s = copy_fields(&row, first.field, recordings_columns(in),
		    why);
		if (s == ST_OK)
			s = append(r, &row, why);
		free_row(&row);
	}
	free_row(&first);
	return s;
}

static enum status
next_one(struct recordings *in, struct recording *r, struct fault *why)
{
	enum status s;

	clear(r);
	if (in->table == NULL)
		return from_walk(in, r, why);
	s = from_table(in, r, why);
	return s == ST_BAD ? ST_USAGE : s;
}

enum status
recordings_next(struct recordings *in, struct recording *r, struct fault *why)
{
	enum status s;

	do {
		s = next_one(in, r, why);
		if (s == ST_OK && in->spec.segments != NULL)
			s = expand(in, r, why);
		in->bare += s == ST_OK && r->rows == 0;
	} while (s == ST_OK && r->rows == 0);
	return s;
}
