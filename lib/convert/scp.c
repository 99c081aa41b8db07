#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "base/number.h"
#include "convert/ark.h"

enum { MAXLINE = 8192 };

struct scp {
	FILE *lines;
	FILE *file;		/* the one that the last line named */
	char  path[MAXLINE];	/* its name */
	char *line;		/* the last one */
	size_t room;		/* of it */
	unsigned long lineno;
};

enum status
scp_new(struct scp **out, FILE *fp, struct fault *why)
{
	struct scp *s = calloc(1, sizeof *s);

	*out = s;
	if (s == NULL)
		return fault_nomem(why);
	s->lines = fp;
	return ST_OK;
}

void
scp_free(struct scp *s)
{
	if (s == NULL)
		return;
	if (s->file != NULL)
		(void)fclose(s->file);
	free(s->line);
	free(s);
}

/* The next line that is not empty, s->line, without its newline. */
static enum status
next_line(struct scp *s, struct fault *why)
{
	ssize_t n;

	do {
		n = infile_line(s->lines, &s->line, &s->room, MAXLINE - 2);
		if (ferror(s->lines))
			return fault_errno(why, ST_IO, "read failed");
		if (n < 0)
			return feof(s->lines) ? ST_END : fault_nomem(why);
		s->lineno++;
		if (n > MAXLINE - 2)
			return fault_set(why, ST_BAD, "line %lu: longer than "
			    "%d bytes", s->lineno, MAXLINE - 2);
		if (memchr(s->line, '\0', (size_t)n) != NULL)
			return fault_set(why, ST_BAD, "line %lu: has a NUL",
			    s->lineno);
		while (n > 0 && strchr(" \t\r\n", s->line[n - 1]) != NULL)
			s->line[--n] = '\0';
	} while (n == 0);
	return ST_OK;
}

/* Cut s->line into key, path and offset (0 if there is none). */
static enum status
cut(struct scp *s, char **path, uint64_t *offset, struct fault *why)
{
	size_t n = strcspn(s->line, " \t");
	char *line = s->line, *colon;

	*path = line + n + strspn(line + n, " \t");
	if (n == 0 || **path == '\0')
		return fault_set(why, ST_BAD, "line %lu: should be a key and "
		    "a file, with a blank between", s->lineno);
	line[n] = '\0';
	n = strlen(*path);
	if ((*path)[n - 1] == '|' || (*path)[n - 1] == ']')
		return fault_set(why, ST_BAD, "line %lu: names a %s, and only "
		    "whole files are read", s->lineno,
		    (*path)[n - 1] == '|' ? "command" : "part of a file");
	*offset = 0;
	colon = strrchr(*path, ':');
	if (colon == NULL ||
	    strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
	    colon[1] == '\0')
		return ST_OK;
	*colon = '\0';
	if (number_size(colon + 1, 0, INT64_MAX, offset, why) != ST_OK)
		return fault_prefix(why, "line %lu: offset", s->lineno);
	return ST_OK;
}

/* Make s->file the one at path, at this offset. */
static enum status
seek(struct scp *s, const char *path, uint64_t offset, struct fault *why)
{
	if (s->file == NULL || strcmp(s->path, path) != 0) {
		if (s->file != NULL)
			(void)fclose(s->file);
		if ((s->file = infile_open(path)) == NULL)
			return fault_errno(why, ST_IO, "%s: cannot open", path);
		(void)strcpy(s->path, path);
	}
	if (fseeko(s->file, (off_t)offset, SEEK_SET) != 0)
		return fault_errno(why, ST_IO, "%s: cannot seek", path);
	return ST_OK;
}

enum status
scp_read(struct scp *s, struct tensor *t, struct fault *why)
{
	char *path = NULL;
	uint64_t offset = 0;
	enum status status;

	attrs_clear(&t->attr);
	if ((status = next_line(s, why)) != ST_OK ||
	    (status = cut(s, &path, &offset, why)) != ST_OK ||
	    (status = attrs_set(&t->attr, "key", s->line, why)) != ST_OK)
		return status;
	if ((status = seek(s, path, offset, why)) == ST_OK &&
	    (status = ark_read_value(s->file, t, why)) != ST_OK)
		(void)fault_prefix(why, "%.400s", path);
	if (status != ST_OK)
		(void)fault_prefix(why, "record '%.200s'", s->line);
	return status;
}
