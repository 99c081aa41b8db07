/*
 * Matrices as comma-separated text.
 *
 * The first line is "key,0,1,2,..." with a number for each of B columns; each
 * further line is a frame: the record's key and B numbers.  Lines of one key
 * that follow each other are one record (T, B).  A key with commas, quotes or
 * blanks at its ends is quoted as in RFC 4180.  Numbers are written with
 * nine digits, which give the same float32 when read back; a stream without
 * records is the first line without columns.
 */
#include <float.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "base/number.h"
#include "convert/format.h"

enum { MAXLINE = 1 << 20 };	/* bytes in one line */

struct csv {
	FILE  *fp;
	struct textline line;	/* the one read last */
	char  *key, *rest;	/* of it: the key, unquoted; the numbers */
	char  *current;		/* the key of the record being read */
	size_t columns;
	bool   ended;
};

/* Unquote *p in place; true if a closing quote was found, and *p is now after
 * it. */
static bool
unquote(char **p)
{
	char *from = *p + 1, *to = *p;

	for (; *from != '\0'; *to++ = *from++) {
		if (*from == '"' && from[1] != '"') {
			*to = '\0';
			*p = from + 1;
			return true;
		}
		from += *from == '"';
	}
	return false;
}

/* Read the next line and split its key off; ST_END sets c->ended. */
static enum status
next_line(struct csv *c, struct fault *why)
{
	enum status s = infile_textline(c->fp, &c->line, MAXLINE, why);
	char *p = c->line.text;

	c->ended = s == ST_END;
	if (s != ST_OK)
		return s;
	c->key = p;
	if (*p == '"') {
		if (!unquote(&p) || (*p != ',' && *p != '\0'))
			return fault_set(why, ST_BAD,
			    "line %lu: the quotes do not close",
			    c->line.number);
	} else
		p += strcspn(p, ",");
	c->rest = *p == ',' ? p + 1 : NULL;
	*p = '\0';
	return ST_OK;
}

static size_t
count_columns(const char *rest)
{
	size_t n = rest != NULL;

	for (; rest != NULL && *rest != '\0'; rest++)
		n += *rest == ',';
	return n;
}

/* Read the first line, and the first row, which is kept for csv_read. */
static enum status
begin(struct csv *c, struct fault *why)
{
	enum status s = next_line(c, why);

	if (s == ST_END || (s == ST_OK && strcmp(c->key, "key") != 0))
		return fault_set(why, ST_BAD, "the first line should be "
		    "'key,0,1,...', the names of the columns");
	if (s != ST_OK)
		return s;
	c->columns = count_columns(c->rest);
	return (s = next_line(c, why)) == ST_END ? ST_OK : s;
}

static void
csv_close(void *state)
{
	struct csv *c = state;

	if (c == NULL)
		return;
	free(c->line.text);
	free(c->current);
	free(c);
}

static enum status
csv_open(void **state, FILE *fp, struct fault *why)
{
	struct csv *c = *state = calloc(1, sizeof *c);

	if (c == NULL)
		return fault_nomem(why);
	c->fp = fp;
	return begin(c, why);
}

/* Store the numbers of the line as this row of t, which grows. */
static enum status
take_row(struct csv *c, struct tensor *t, uint64_t row, struct fault *why)
{
	uint64_t dim[2] = { 2 * row + 1, c->columns };
	size_t have = count_columns(c->rest), i;
	enum status s;
	char *field;
	double v;

	if (have != c->columns || have == 0)
		return fault_set(why, ST_BAD, "line %lu: %zu numbers, but the "
		    "first line names %zu columns", c->line.number, have,
		    c->columns);
	if ((row == 0 || row >= t->dim[0]) &&
	    (s = tensor_reshape(t, 2, dim, why)) != ST_OK)
		return s;
	for (i = 0; i < have; i++) {
		field = strsep(&c->rest, ",");
		s = number_real(field, -FLT_MAX, FLT_MAX, &v, why);
		if (s != ST_OK)
			return fault_prefix(why, "line %lu: column %zu",
			    c->line.number, i + 2);
		t->data[row * c->columns + i] = (float)v;
	}
	return ST_OK;
}

static enum status
csv_read(void *state, FILE *fp, struct tensor *t, struct fault *why)
{
	struct csv *c = state;
	uint64_t dim[2] = { 0, c->columns };
	enum status s = ST_OK;

	(void)fp;
	if (c->ended)
		return ST_END;
	free(c->current);
	if ((c->current = strdup(c->key)) == NULL)
		return fault_nomem(why);
	if (attrs_set(&t->attr, "key", c->current, why) != ST_OK)
		return fault_prefix(why, "line %lu", c->line.number);
	while (s == ST_OK && strcmp(c->key, c->current) == 0)
		if ((s = take_row(c, t, dim[0]++, why)) == ST_OK)
			s = next_line(c, why);
	if (s != ST_OK && s != ST_END)
		return s;
	return tensor_reshape(t, 2, dim, why);
}

/* ---- writing; the state is the number of columns, 0 before they are known */

static enum status
csv_create(void **state, const char *path, struct fault *why)
{
	(void)path;
	*state = calloc(1, sizeof(size_t));
	return *state != NULL ? ST_OK : fault_nomem(why);
}

static void
print_key(FILE *fp, const char *key)
{
	size_t n = strlen(key);

	if (n > 0 && strpbrk(key, ",\"\r") == NULL && key[0] != ' ' &&
	    key[n - 1] != ' ') {
		(void)fputs(key, fp);
		return;
	}
	(void)putc('"', fp);
	for (; *key != '\0'; key++) {
		if (*key == '"')
			(void)putc('"', fp);
		(void)putc(*key, fp);
	}
	(void)putc('"', fp);
}

/* Write the text of the memory stream fp to f and free it. */
static enum status
flush(struct atomfile *f, FILE *fp, char **text, size_t *size,
    struct fault *why)
{
	bool bad = ferror(fp) != 0;
	enum status s;

	/* The last allocation may fail without an error. */
	if (fclose(fp) != 0 || bad || *text == NULL)
		s = fault_nomem(why);
	else
		s = atomfile_write(f, *text, *size, why);
	free(*text);
	return s;
}

/* Write the first line, and set the number of columns. */
static void
print_columns(FILE *fp, size_t *columns, size_t n)
{
	size_t i;

	*columns = n;
	(void)fputs("key", fp);
	for (i = 0; i < n; i++)
		(void)fprintf(fp, ",%zu", i);
	(void)putc('\n', fp);
}

static enum status
csv_write(void *state, struct atomfile *f, const struct tensor *t,
    struct fault *why)
{
	char *text = NULL, shape[TENSOR_SHAPEBUF];
	size_t *columns = state, size = 0, frame, i;
	FILE *fp;

	if (t->rank != 2 || (*columns > 0 && t->dim[1] != *columns))
		return fault_set(why, ST_BAD, "record '%.200s': shape is %s, "
		    "CSV wants frames of the same width in all records",
		    tensor_key(t), tensor_shape(t, shape));
	if ((fp = open_memstream(&text, &size)) == NULL)
		return fault_nomem(why);
	if (*columns == 0)
		print_columns(fp, columns, t->dim[1]);
	for (frame = 0; frame < t->dim[0]; frame++) {
		print_key(fp, tensor_key(t));
		for (i = 0; i < *columns; i++)
			(void)fprintf(fp, ",%.9g",
			    (double)t->data[frame * *columns + i]);
		(void)putc('\n', fp);
	}
	return flush(f, fp, &text, &size, why);
}

static enum status
csv_finish(void *state, struct atomfile *f, size_t n, struct fault *why)
{
	(void)state;
	return n > 0 ? ST_OK : atomfile_write(f, "key\n", 4, why);
}

const struct format csv_format = {
	.text = true, .open = csv_open, .read = csv_read, .close = csv_close,
	.create = csv_create, .write = csv_write, .finish = csv_finish,
	.abandon = free
};
