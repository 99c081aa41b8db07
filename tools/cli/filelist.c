#include "filelist.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/infile.h"
#include "base/textset.h"
#include "base/tsv.h"
#include "data/columns.h"

struct filelist {
	struct filelist_spec spec;	/* operands: from the next one on; or */
	struct tsv *table;
	struct columns *columns;
	bool tell;		/* notes of them */
	size_t pathcol;
	int keycol;		/* -1: there is none */
	bool named;		/* the current key comes from that column */
	char *path;		/* of the current file, owned */
	struct textset keys;	/* of all files so far */
};

static enum status
unique(struct filelist *in, const char *key, struct fault *why)
{
	size_t number, known = in->keys.n;
	enum status s = textset_add(&in->keys, key, &number, why);

	if (s != ST_OK || number == known)
		return s;
	return fault_set(why, ST_BAD, "key '%s' belongs to an earlier file "
	    "already; %s; -k leaves this file out", key, in->named ?
	    "the column key must differ in each row, or be empty" :
	    in->spec.path_keys ? "it may be the same file" :
	    "--key path makes keys of whole paths, a column key any");
}

/* ---- where files come from ---- */

/* Is this a table that can be read only once? */
static bool
is_pipe(const char *list)
{
	struct stat st;

	return list != NULL && (strcmp(list, "-") == 0 ||
	    (stat(list, &st) == 0 && !S_ISREG(st.st_mode)));
}

/* Notes of the table, in the only reading of it or in filelist_check. */
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

	if ((s = tsv_open(&in->table, in->spec.list, why)) != ST_OK ||
	    (s = tsv_need(in->table, "path", &in->pathcol, why)) != ST_OK)
		return s;
	in->keycol = tsv_find(in->table, "key");
	return columns_new(&in->columns, in->table, why);
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
	in->tell = is_pipe(spec->list);
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
	tsv_close(in->table);
	columns_free(in->columns);
	textset_free(&in->keys);
	free(in->path);
	free(in);
}

/* ---- the next one ---- */

static enum status
blame(struct fault *why, const char *path)
{
	return fault_prefix(why, "%.200s", infile_name(path));
}

static enum status
from_operand(struct filelist *in, struct attrs *a, struct fault *why)
{
	if (*in->spec.operands == NULL)
		return ST_END;
	if ((in->path = strdup(*in->spec.operands++)) == NULL)
		return fault_nomem(why);
	if (attrs_set_key(a, in->path, in->spec.path_keys, why) != ST_OK)
		return blame(why, in->path);
	return ST_OK;
}

/* The path in a row is relative to the folder that the table is in. */
static enum status
resolve(struct filelist *in, const char *path, struct fault *why)
{
	const char *end = strrchr(in->spec.list, '/');
	int n =
	    path[0] == '/' || end == NULL ? 0 : (int)(end - in->spec.list) + 1;

	if (path[0] == '\0')
		return fault_set(why, ST_BAD, "the path is empty");
	if (asprintf(&in->path, "%.*s%s", n, in->spec.list, path) == -1) {
		in->path = NULL;
		return fault_nomem(why);
	}
	return ST_OK;
}

static enum status
from_table(struct filelist *in, struct attrs *a, struct fault *why)
{
	char *const *field;
	enum status s;
	size_t i;

	if ((s = tsv_row(in->table, &field, why)) != ST_OK)
		return s;
	s = resolve(in, field[in->pathcol], why);
	in->named = in->keycol != -1 && *field[in->keycol] != '\0';
	if (s == ST_OK && !in->named)
		s = attrs_set_key(a, field[in->pathcol], in->spec.path_keys,
		    why);
	if (s == ST_OK && in->tell)
		s = columns_look(in->columns, field, why);
	for (i = 0; s == ST_OK && i < tsv_cols(in->table); i++)
		if (i != in->pathcol && columns_used(in->columns, i) &&
		    field[i][0] != '\0')
			s = attrs_set(a, tsv_col(in->table, i), field[i], why);
	if (s != ST_OK)
		(void)fault_prefix(why, "%s", tsv_where(in->table));
	return s;
}

enum status
filelist_next(struct filelist *in, const char **path, struct attrs *a,
    struct fault *why)
{
	enum status s;

	attrs_clear(a);
	free(in->path);
	in->path = NULL;
	s = in->table != NULL ? from_table(in, a, why) :
	    from_operand(in, a, why);
	if (in->tell)
		tell(in);
	/* A row that is wrong leaves the whole table in doubt; a name that
	 * makes no key is the fault of that file alone. */
	if (s != ST_OK && (s != ST_BAD || in->table != NULL))
		return s;
	*path = in->path;
	if (s == ST_OK && (s = unique(in, attrs_get(a, "key"), why)) != ST_OK) {
		if (in->table != NULL)
			(void)fault_prefix(why, "%s", tsv_where(in->table));
		else
			(void)blame(why, in->path);
	}
	if (s == ST_BAD && in->spec.keep_going) {
		*path = NULL;
		s = ST_OK;
	}
	return s;
}

static bool
is_output(const struct stat *out, const char *path)
{
	struct stat st;

	if (path == NULL || (strcmp(path, "-") == 0 ?
	    fstat(STDIN_FILENO, &st) : stat(path, &st)) != 0)
		return false;
	return st.st_dev == out->st_dev && st.st_ino == out->st_ino;
}

enum status
filelist_check(const struct filelist_spec *spec, uint64_t *n, struct fault *why)
{
	const char *path, *list = spec->list;
	struct attrs a = ATTRS_INIT;
	struct filelist *in;
	struct stat out;
	bool exists = spec->output != NULL && stat(spec->output, &out) == 0 &&
	    S_ISREG(out.st_mode);
	enum status s;

	*n = 0;
	if (exists && is_output(&out, list))
		return fault_set(why, ST_USAGE, "-o %.200s: is an input as "
		    "well, which would be replaced", infile_name(list));
	if (is_pipe(list))
		return ST_OK;
	if ((s = filelist_open(&in, spec, why)) != ST_OK)
		return s;
	in->tell = list != NULL;
	while ((s = filelist_next(in, &path, &a, why)) == ST_OK) {
		++*n;
		if (exists && is_output(&out, path)) {
			s = fault_set(why, ST_USAGE,
			    "-o %.200s: is an input "
			    "as well, which would be replaced",
			    infile_name(path));
			break;
		}
	}
	attrs_free(&a);
	filelist_close(in);
	return s == ST_END ? ST_OK : s;
}
