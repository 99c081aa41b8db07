#include "filelist.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/infile.h"
#include "base/memberpath.h"
#include "base/tsv.h"
#include "data/columns.h"
#include "filelist_claims.h"
#include "filelist_segments.h"
#include "inside.h"

struct filelist {
	struct filelist_spec spec;
	size_t next;		/* operand; */
	struct inside *inside;	/* the archive that the last one is; or */
	struct tsv *table;
	struct columns *columns;
	bool tell;		/* pass on notes of them, and */
	bool spare;		/* refuse files that are the output: it is read
				 * only once, or in filelist_check */
	size_t pathcol;
	int keycol;		/* -1: there is none */
	struct segment_columns times;
	char *path;		/* of the current file, owned */
	struct segment_list segments;	/* of it */
	struct filelist_row ahead;	/* the first row of the next one */
	struct filelist_counts counts;
	struct filelist_claims claims;
};

/* ---- where files come from ---- */

/* Pass on notes on the table, when it is read only once or
 * in filelist_check. */
static void
tell(const struct filelist *in)
{
	const char *note;

	while ((note = columns_note(in->columns)) != NULL)
		if (in->spec.note != NULL)
			in->spec.note(note);
}

static enum status
open_table(struct filelist *in, struct fault *why)
{
	enum status s;
	int own[4];

	if ((s = tsv_open(&in->table, in->spec.list, why)) != ST_OK ||
	    (s = tsv_need(in->table, "path", &in->pathcol, why)) != ST_OK)
		return s;
	in->keycol = tsv_find(in->table, "key");
	if ((s = segment_columns_find(&in->times, in->table, true, why)) !=
	    ST_OK)
		return s;
	own[0] = (int)in->pathcol;
	own[1] = in->times.start;
	own[2] = in->times.end;
	own[3] = in->times.duration;
	return columns_new(&in->columns, in->table, own, 4, why);
}

enum status
filelist_open(struct filelist **out, const struct filelist_spec *spec,
    struct fault *why)
{
	struct filelist *in = calloc(1, sizeof *in);
	enum status s;

	*out = NULL;
	if (in == NULL)
		return fault_nomem(why);
	in->spec = *spec;
	in->tell = in->spare = filelist_is_stream(spec);
	if (spec->list != NULL && (s = open_table(in, why)) != ST_OK) {
		filelist_close(in);
		return s;
	}
	*out = in;
	return ST_OK;
}

void
filelist_close(struct filelist *in)
{
	if (in == NULL)
		return;
	inside_close(in->inside);
	tsv_close(in->table);
	columns_free(in->columns);
	filelist_claims_free(&in->claims);
	free(in->path);
	segment_list_free(&in->segments);
	filelist_row_free(&in->ahead);
	filelist_counts_free(&in->counts);
	free(in);
}

bool
filelist_has_segments(const struct filelist *in)
{
	return in->table != NULL && in->times.start != -1;
}

struct segment_list
filelist_take_segments(struct filelist *in)
{
	struct segment_list l = in->segments;

	in->segments = (struct segment_list){ .n = 0 };
	return l;
}

/* ---- the next one ---- */

/* ST_USAGE if the output would replace the file at path. */
static enum status
spare(const struct filelist_spec *spec, const char *path, struct fault *why)
{
	struct stat out, in;

	if (spec->output == NULL || stat(spec->output, &out) != 0 ||
	    !S_ISREG(out.st_mode) || path == NULL ||
	    (strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &in) :
	    memberpath_stat(path, &in)) != 0 ||
	    in.st_dev != out.st_dev || in.st_ino != out.st_ino)
		return ST_OK;
	return fault_set(why, ST_USAGE, "-o %.200s: is an input as well, which "
	    "would be replaced", infile_name(path));
}

static enum status
blame(struct fault *why, const char *path)
{
	return fault_prefix(why, "%.200s", infile_name(path));
}

/* The next operand, or recording in the one that is an archive. */
static enum status
next_path(struct filelist *in, const char **path, struct fault *why)
{
	enum status s = ST_END;

	while (s == ST_END) {
		if (in->inside != NULL &&
		    (s = inside_next(in->inside, path, why)) != ST_END)
			return s;
		inside_close(in->inside);
		in->inside = NULL;
		*path = in->spec.operands[in->next];
		if (*path == NULL)
			return ST_END;
		in->next++;
		if (in->spec.archives == NULL || !inside_is(*path))
			return ST_OK;
		s = inside_open(&in->inside, in->spec.archives, *path, why);
		if (s != ST_OK)
			return s;
		s = ST_END;
	}
	return s;
}

static enum status
from_operand(struct filelist *in, struct filelist_file *f, struct attrs *a,
    struct fault *why)
{
	const char *path;
	enum status s = next_path(in, &path, why);

	/* Also of one that cannot be opened. */
	f->place = in->next > 0 ? in->next - 1 : 0;
	f->named = false;
	if (s != ST_OK)
		return s;
	if ((in->path = strdup(path)) == NULL)
		return fault_nomem(why);
	if (attrs_set_key(a, in->path, in->spec.path_keys, why) != ST_OK)
		return blame(why, in->path);
	return ST_OK;
}

enum status
filelist_resolve(char **out, const char *list, const char *path,
    struct fault *why)
{
	const char *end = strrchr(list, '/');
	int n = path[0] == '/' || end == NULL ? 0 : (int)(end - list) + 1;

	*out = NULL;
	if (path[0] == '\0')
		return fault_set(why, ST_BAD, "the path is empty: "
		    "name the file, or remove the line");
	if (asprintf(out, "%.*s%s", n, list, path) == -1) {
		*out = NULL;
		return fault_nomem(why);
	}
	return ST_OK;
}

/* The attributes of a row. */
static enum status
take_fields(struct filelist *in, char *const *field, struct filelist_row *row,
    struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	row->named = in->keycol != -1 && *field[in->keycol] != '\0';
	if (!row->named)
		s = attrs_set_key(&row->attr, field[in->pathcol],
		    in->spec.path_keys, why);
	if (s == ST_OK && in->tell)
		s = columns_look(in->columns, field, why);
	for (i = 0; s == ST_OK && i < tsv_cols(in->table); i++)
		if (columns_used(in->columns, i) && field[i][0] != '\0')
			s = attrs_set(&row->attr, tsv_col(in->table, i),
			    field[i], why);
	return s;
}

static enum status
read_row(struct filelist *in, struct filelist_row *row, struct fault *why)
{
	char *const *field;
	enum status s;

	filelist_row_free(row);
	if ((s = tsv_row(in->table, &field, why)) != ST_OK)
		return s;
	row->is = true;
	row->line = tsv_line(in->table);
	if ((s = filelist_resolve(&row->path, in->spec.list,
	    field[in->pathcol], why)) == ST_OK && in->times.start != -1)
		s = segment_columns_read(&in->times, field, &row->start,
		    &row->end, why);
	if (s == ST_OK)
		s = take_fields(in, field, row, why);
	return s == ST_OK ? s :
	    fault_prefix(why, "%s", tsv_where(in->table));
}

static void
take_row(struct filelist *in, struct filelist_row *row,
    struct filelist_file *f)
{
	in->path = row->path;
	row->path = NULL;
	f->place = row->line;
	f->named = row->named;
}

/* The rows of the current file, of which *row is the first, and the row after
 * them. */
static enum status
join_rows(struct filelist *in, struct filelist_row *row, struct fault *why)
{
	enum status s;

	do {
		if ((s = filelist_keep(&in->segments, row, why)) == ST_OK)
			s = read_row(in, row, why);
	} while (s == ST_OK && filelist_repeats(&in->segments, in->path, row));
	if (in->segments.n == 1)
		segment_list_free(&in->segments);
	return s == ST_END ? ST_OK : s;
}

static enum status
from_table(struct filelist *in, struct filelist_file *f, struct attrs *a,
    struct fault *why)
{
	struct filelist_row *row = &in->ahead;
	enum status s = row->is ? ST_OK : read_row(in, row, why);

	segment_list_free(&in->segments);
	if (s != ST_OK)
		return s;
	take_row(in, row, f);
	s = attrs_copy(a, &row->attr, why);
	if (s == ST_OK && in->spec.join && !filelist_is_stream(&in->spec))
		return join_rows(in, row, why);
	filelist_row_free(row);
	return s;
}

/* The row ahead and those that continue it. */
static enum status
take_segments(struct filelist *in, struct filelist_file *f, struct attrs *a,
    struct fault *why)
{
	struct filelist_row *row = &in->ahead;
	enum status s;

	if ((in->path = strdup(row->path)) == NULL)
		return fault_nomem(why);
	s = attrs_set(a, "key", attrs_get(&row->attr, "key"), why);
	if (s != ST_OK)
		return s;
	f->place = row->line;
	f->named = row->named;
	do {
		s = filelist_add(&in->segments, row, &in->counts, why);
		if (s != ST_OK)
			return fault_prefix(why, "%s: line %llu",
			    tsv_name(in->table),
			    (unsigned long long)row->line);
		row->is = false;
		/* Of a stream, the next row may take long. */
		if (filelist_is_stream(&in->spec))
			return ST_OK;
		s = read_row(in, row, why);
	} while (s == ST_OK &&
	    filelist_continues(&in->segments, in->path, row));
	return s == ST_END ? ST_OK : s;
}

static enum status
from_segments(struct filelist *in, struct filelist_file *f, struct attrs *a,
    struct fault *why)
{
	enum status s = in->ahead.is ? ST_OK : read_row(in, &in->ahead, why);

	segment_list_free(&in->segments);
	if (s == ST_OK)
		s = take_segments(in, f, a, why);
	f->segments = &in->segments;
	return s;
}

enum status
filelist_next(struct filelist *in, struct filelist_file *f, struct attrs *a,
    struct fault *why)
{
	enum status s;

	attrs_clear(a);
	free(in->path);
	in->path = NULL;
	f->segments = NULL;
	if (in->table == NULL)
		s = from_operand(in, f, a, why);
	else
		s = filelist_has_segments(in) ?
		    from_segments(in, f, a, why) : from_table(in, f, a, why);
	f->path = s == ST_OK ? in->path : NULL;
	if (s == ST_OK && in->spare)
		s = spare(&in->spec, f->path, why);
	if (in->tell)
		tell(in);
	/* A wrong row puts the whole table in doubt; a name that gives no key
	 * is the fault of that file alone. */
	return s == ST_BAD && in->table == NULL && in->spec.keep_going ? ST_OK :
	    s;
}

/* ---- all of them ---- */

void
filelist_blame(const struct filelist *in, const struct filelist_file *f,
    struct fault *why)
{
	filelist_blame_line(&in->spec, f, why);
}

enum status
filelist_claim(struct filelist *in, const struct filelist_file *f,
    const char *key, struct fault *why)
{
	return filelist_claims_add(&in->claims, &in->spec, f, key, why);
}

bool
filelist_is_stream(const struct filelist_spec *spec)
{
	struct stat st;

	return spec->list != NULL && (strcmp(spec->list, "-") == 0 ||
	    (stat(spec->list, &st) == 0 && !S_ISREG(st.st_mode)));
}

static enum status
claim_all(struct filelist *in, const struct filelist_file *f,
    const struct attrs *a, struct fault *why)
{
	const struct segment_list *l = f->segments;
	struct filelist_file one = *f;
	enum status s = ST_OK;
	size_t i;

	if (l == NULL)
		return filelist_claim(in, f, attrs_get(a, "key"), why);
	for (i = 0; s == ST_OK && i < l->n; i++) {
		one.place = l->at[i].line;
		s = filelist_claim(in, &one, attrs_get(&l->at[i].attr, "key"),
		    why);
	}
	return s;
}

enum status
filelist_check(const struct filelist_spec *spec, uint64_t *n, struct fault *why)
{
	struct attrs a = ATTRS_INIT;
	struct filelist_file f;
	struct filelist *in;
	enum status s;

	*n = 0;
	if ((s = spare(spec, spec->list, why)) != ST_OK)
		return s;
	if (filelist_is_stream(spec))
		return ST_OK;
	if ((s = filelist_open(&in, spec, why)) != ST_OK)
		return s;
	in->tell = spec->list != NULL;
	in->spare = true;
	while (s == ST_OK && (s = filelist_next(in, &f, &a, why)) == ST_OK) {
		++*n;
		if (!spec->keep_going)
			s = claim_all(in, &f, &a, why);
	}
	attrs_free(&a);
	filelist_close(in);
	return s == ST_END ? ST_OK : s;
}
