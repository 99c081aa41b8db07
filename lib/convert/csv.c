#include "convert/csv.h"

#include <errno.h>
#include <float.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "base/number.h"

struct csv {
	FILE  *fp;
	char  *line, *rest;	/* the line read last; behind its key */
	char  *key;		/* of that line, unquoted, inside it */
	char  *current;		/* the key of the record being read */
	size_t cap, columns;
	unsigned long lineno;
	bool   ended;
};

static enum status
next_line(struct csv *c, struct fault *why)
{
	ssize_t n;

	do {
		errno = 0;
		n = infile_line(c->fp, &c->line, &c->cap, CSV_MAXLINE);
		if (n < 0 && errno == ENOMEM)
			return fault_nomem(why);
		if (ferror(c->fp))
			return fault_errno(why, ST_IO, "read failed");
		c->ended = n < 0;
		if (n < 0)
			return ST_END;
		c->lineno++;
		if (n > CSV_MAXLINE || strlen(c->line) != (size_t)n)
			return fault_set(why, ST_BAD, "line %lu: %s", c->lineno,
			    n > CSV_MAXLINE ? "longer than 1 MiB"
					    : "has a NUL");
		while (n > 0 && strchr("\r\n", c->line[n - 1]) != NULL)
			c->line[--n] = '\0';
	} while (n == 0);
	return ST_OK;
}

/* Unquote *p in place; true if a closing quote was found, *p behind it. */
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

/* Split the key off the line. */
static enum status
split_key(struct csv *c, struct fault *why)
{
	char *p = c->line;

	c->key = p;
	if (*p == '"') {
		if (!unquote(&p) || (*p != ',' && *p != '\0'))
			return fault_set(why, ST_BAD,
			    "line %lu: the quotes do not close", c->lineno);
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

enum status
csv_new(struct csv **out, FILE *fp, struct fault *why)
{
	struct csv *c = calloc(1, sizeof *c);
	enum status s;

	*out = NULL;
	if (c == NULL)
		return fault_nomem(why);
	c->fp = fp;
	if ((s = next_line(c, why)) == ST_OK)
		s = split_key(c, why);
	if (s == ST_END || (s == ST_OK && strcmp(c->key, "key") != 0))
		s = fault_set(why, ST_BAD, "the first line should be "
		    "'key,0,1,...', the names of the columns");
	c->columns = s == ST_OK ? count_columns(c->rest) : 0;
	if (s == ST_OK && (s = next_line(c, why)) == ST_OK)
		s = split_key(c, why);
	if (s != ST_OK && s != ST_END) {
		csv_free(c);
		return s;
	}
	*out = c;
	return ST_OK;
}

void
csv_free(struct csv *c)
{
	if (c == NULL)
		return;
	free(c->line);
	free(c->current);
	free(c);
}

/* The numbers of the line as this row of t, which grows. */
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
		    "first line names %zu columns", c->lineno, have,
		    c->columns);
	if ((row == 0 || row >= t->dim[0]) &&
	    (s = tensor_reshape(t, 2, dim, why)) != ST_OK)
		return s;
	for (i = 0; i < have; i++) {
		field = strsep(&c->rest, ",");
		s = number_real(field, -FLT_MAX, FLT_MAX, &v, why);
		if (s != ST_OK)
			return fault_prefix(why, "line %lu: column %zu",
			    c->lineno, i + 2);
		t->data[row * c->columns + i] = (float)v;
	}
	return ST_OK;
}

enum status
csv_read(struct csv *c, struct tensor *t, struct fault *why)
{
	uint64_t dim[2] = { 0, c->columns };
	enum status s = ST_OK;

	if (c->ended)
		return ST_END;
	free(c->current);
	if ((c->current = strdup(c->key)) == NULL)
		return fault_nomem(why);
	attrs_clear(&t->attr);
	if (attrs_set(&t->attr, "key", c->current, why) != ST_OK)
		return fault_prefix(why, "line %lu", c->lineno);
	while (s == ST_OK && strcmp(c->key, c->current) == 0) {
		if ((s = take_row(c, t, dim[0]++, why)) == ST_OK &&
		    (s = next_line(c, why)) == ST_OK)
			s = split_key(c, why);
	}
	if (s != ST_OK && s != ST_END)
		return s;
	return tensor_reshape(t, 2, dim, why);
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

/* Hand the text of the memory stream fp to f and free it. */
static enum status
flush(struct atomfile *f, FILE *fp, char **text, size_t *size,
    struct fault *why)
{
	bool bad = ferror(fp) != 0;
	enum status s;

	/* The last allocation may fail without a word. */
	if (fclose(fp) != 0 || bad || *text == NULL)
		s = fault_nomem(why);
	else
		s = atomfile_write(f, *text, *size, why);
	free(*text);
	return s;
}

enum status
csv_write(struct atomfile *f, const struct tensor *t, size_t *columns,
    struct fault *why)
{
	char *text = NULL, shape[TENSOR_SHAPEBUF];
	size_t size = 0, frame, i;
	FILE *fp;

	if (t->rank != 2 || (*columns > 0 && t->dim[1] != *columns))
		return fault_set(why, ST_BAD, "record '%.200s': shape is %s, "
		    "CSV wants frames of the same width in all records",
		    tensor_key(t), tensor_shape(t, shape));
	if ((fp = open_memstream(&text, &size)) == NULL)
		return fault_nomem(why);
	if (*columns == 0) {
		*columns = t->dim[1];
		(void)fputs("key", fp);
		for (i = 0; i < *columns; i++)
			(void)fprintf(fp, ",%zu", i);
		(void)putc('\n', fp);
	}
	for (frame = 0; frame < t->dim[0]; frame++) {
		print_key(fp, tensor_key(t));
		for (i = 0; i < *columns; i++)
			(void)fprintf(fp, ",%.9g",
			    (double)t->data[frame * *columns + i]);
		(void)putc('\n', fp);
	}
	return flush(f, fp, &text, &size, why);
}

enum status
csv_write_empty(struct atomfile *f, struct fault *why)
{
	return atomfile_write(f, "key\n", 4, why);
}
