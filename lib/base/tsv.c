#include "base/tsv.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "base/number.h"
#include "base/textset.h"

struct tsv {
	FILE   *fp;
	char   *name;		/* for messages */
	char   *header;		/* cut into col[] */
	char  **col;
	size_t  ncol;
	struct textline line;	/* cut into field[] */
	char  **field;
	uint64_t rows;		/* read so far */
	bool    marked, counted;
	char    protocol;	/* 0: not said */
	char    where[512];
};

/* The next line that is not empty. */
static enum status
next_line(struct tsv *t, struct fault *why)
{
	enum status s = infile_textline(t->fp, &t->line, TSV_MAXLINE, why);

	return s == ST_OK || s == ST_END ? s :
	    fault_prefix(why, "%s", t->name);
}

/* Cut s at its tabs; returns the number of pieces, at most max stored. */
static size_t
split(char *s, char **piece, size_t max)
{
	size_t n = 0;
	char *p;

	while ((p = strsep(&s, "\t")) != NULL) {
		if (n < max)
			piece[n] = p;
		n++;
	}
	return n;
}

enum status
tsv_header(struct tsv *t, struct fault *why)
{
	size_t skip, max = 1;
	enum status s;
	const char *p;

	if ((s = next_line(t, why)) == ST_END)
		return fault_set(why, ST_BAD, "%s: empty: a table begins with "
		    "a row that names its columns", t->name);
	if (s != ST_OK)
		return s;
	t->marked = t->line.text[0] == '#';
	skip = strncmp(t->line.text, "# ", 2) == 0 ? 2 : t->marked;
	for (p = t->line.text; *p != '\0'; p++)
		max += *p == '\t';
	if (max > TSV_MAXCOLS)
		return fault_set(why, ST_BAD, "%s: more than %d columns",
		    t->name, TSV_MAXCOLS);
	t->header = strdup(t->line.text + skip);
	t->col = calloc(max, sizeof *t->col);
	t->field = calloc(max, sizeof *t->field);
	if (t->header == NULL || t->col == NULL || t->field == NULL)
		return fault_nomem(why);
	t->ncol = split(t->header, t->col, max);
	return ST_OK;
}

enum status
tsv_open_unread(struct tsv **out, const char *path, struct fault *why)
{
	struct tsv *t = calloc(1, sizeof *t);
	enum status s = ST_OK;

	*out = NULL;
	if (t == NULL)
		return fault_nomem(why);
	t->name = strdup(infile_name(path));
	t->fp = infile_open(path);
	if (t->name == NULL)
		s = fault_nomem(why);
	else if (t->fp == NULL)
		s = fault_errno(why, ST_IO, "%s: cannot open", path);
	if (s != ST_OK) {
		tsv_close(t);
		return s;
	}
	*out = t;
	return ST_OK;
}

enum status
tsv_open_any(struct tsv **out, const char *path, struct fault *why)
{
	enum status s = tsv_open_unread(out, path, why);

	if (s == ST_OK && (s = tsv_header(*out, why)) != ST_OK) {
		tsv_close(*out);
		*out = NULL;
	}
	return s;
}

/* Columns without a name may be several. */
static enum status
check_names(const struct tsv *t, struct fault *why)
{
	struct textset names = TEXTSET_INIT;
	enum status s = ST_OK;
	size_t i, number, known;

	for (i = 0; s == ST_OK && i < t->ncol; i++) {
		if (*t->col[i] == '\0')
			continue;
		known = names.n;
		s = textset_add(&names, t->col[i], &number, why);
		if (s == ST_OK && number < known)
			s = fault_set(why, ST_BAD, "%s: two columns named "
			    "'%.80s'", t->name, t->col[i]);
	}
	textset_free(&names);
	return s;
}

enum status
tsv_open(struct tsv **out, const char *path, struct fault *why)
{
	enum status s = tsv_open_any(out, path, why);

	if (s == ST_OK && (s = check_names(*out, why)) != ST_OK) {
		tsv_close(*out);
		*out = NULL;
	}
	return s;
}

size_t
tsv_cols(const struct tsv *t)
{
	return t->ncol;
}

const char *
tsv_col(const struct tsv *t, size_t i)
{
	return t->col[i];
}

int
tsv_find(const struct tsv *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->ncol; i++)
		if (strcmp(t->col[i], name) == 0)
			return (int)i;
	return -1;
}

enum status
tsv_need(const struct tsv *t, const char *name, size_t *col,
    struct fault *why)
{
	int at = tsv_find(t, name);
	size_t i, n;

	if (at >= 0) {
		*col = (size_t)at;
		return ST_OK;
	}
	(void)fault_set(why, ST_BAD, "%s: no column '%s'; its first row names:",
	    t->name, name);
	for (i = 0; why != NULL && i < t->ncol; i++) {
		n = strlen(why->text);
		(void)snprintf(why->text + n, sizeof why->text - n, " %.40s",
		    t->col[i]);
	}
	n = why == NULL ? 0 : strlen(why->text);
	if (why != NULL && t->ncol == 1 && strpbrk(t->col[0], ",; ") != NULL)
		(void)snprintf(why->text + n, sizeof why->text - n,
		    "; tabs are wanted between columns");
	return ST_BAD;
}

/* Is this line "# rows N"? */
static bool
is_count(const char *line, uint64_t *rows)
{
	return strncmp(line, "# rows ", 7) == 0 &&
	    number_size(line + 7, 0, UINT64_MAX, rows, NULL) == ST_OK;
}

/* Is this line "# protocol P"?  A row of a table with one column may be. */
static bool
is_protocol(const struct tsv *t, const char *line)
{
	return t->ncol > 1 && strncmp(line, "# protocol ", 11) == 0;
}

/* Take that line, after which only "# rows N" may follow. */
static enum status
take_protocol(struct tsv *t, struct fault *why)
{
	const char *name = t->line.text + 11;

	if (strcmp(name, "T") != 0 && strcmp(name, "S") != 0 &&
	    strcmp(name, "C") != 0)
		return fault_set(why, ST_BAD, "%s: protocol '%.40s' is none of "
		    "T, S and C", tsv_where(t), name);
	t->protocol = *name;
	return ST_OK;
}

/* After the line with the number of rows, which the last line must be. */
static enum status
check_end(struct tsv *t, uint64_t rows, struct fault *why)
{
	enum status s;

	t->counted = true;
	if (rows != t->rows)
		return fault_set(why, ST_BAD, "%s: counts %llu row%s, but %llu "
		    "%s above it: the table was cut or joined", tsv_where(t),
		    (unsigned long long)rows, rows == 1 ? "" : "s",
		    (unsigned long long)t->rows, t->rows == 1 ? "is" : "are");
	if ((s = next_line(t, why)) != ST_OK)
		return s;
	return fault_set(why, ST_BAD, "%s: a row below the line that counts "
	    "the rows: tables were joined", tsv_where(t));
}

enum status
tsv_row(struct tsv *t, char *const **field, struct fault *why)
{
	enum status s;
	uint64_t rows;
	size_t n;

	if ((s = next_line(t, why)) != ST_OK)
		return s;
	if (is_protocol(t, t->line.text) &&
	    ((s = take_protocol(t, why)) != ST_OK ||
	    (s = next_line(t, why)) != ST_OK))
		return s;
	if (is_count(t->line.text, &rows))
		return check_end(t, rows, why);
	if (t->protocol != 0)
		return fault_set(why, ST_BAD, "%s: a row below the line that "
		    "names the protocol: tables were joined", tsv_where(t));
	if ((n = split(t->line.text, t->field, t->ncol)) != t->ncol)
		return fault_set(why, ST_BAD, "%s: %zu columns, but the first "
		    "row names %zu", tsv_where(t), n, t->ncol);
	t->rows++;
	*field = t->field;
	return ST_OK;
}

const char *
tsv_name(const struct tsv *t)
{
	return t->name;
}

bool
tsv_counted(const struct tsv *t)
{
	return t->counted;
}

char
tsv_protocol(const struct tsv *t)
{
	return t->protocol;
}

bool
tsv_marked(const struct tsv *t)
{
	return t->marked;
}

const char *
tsv_where(struct tsv *t)
{
	(void)snprintf(t->where, sizeof t->where, "%s: line %lu", t->name,
	    t->line.number);
	return t->where;
}

unsigned long
tsv_line(const struct tsv *t)
{
	return t->line.number;
}

void
tsv_close(struct tsv *t)
{
	if (t == NULL)
		return;
	if (t->fp != NULL)
		(void)fclose(t->fp);
	free(t->name);
	free(t->header);
	free(t->col);
	free(t->line.text);
	free(t->field);
	free(t);
}
