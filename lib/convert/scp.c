/*
 * Kaldi's script files: lines "KEY FILE:OFFSET" or "KEY FILE" that name the
 * matrices of archives (ark.h).  A command ("... |") or a part ("...[0:9]") in
 * place of a file is refused: neither is run or cut.
 */
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "base/number.h"
#include "convert/ark.h"
#include "convert/format.h"

enum { MAXLINE = 8190 };	/* bytes in one line */

struct scp {
	FILE *file;		/* the archive of the last line */
	char  path[MAXLINE + 2];	/* its name */
	struct textline line;	/* the last one */
};

static enum status
scp_open(void **state, FILE *fp, struct fault *why)
{
	(void)fp;
	*state = calloc(1, sizeof(struct scp));
	return *state != NULL ? ST_OK : fault_nomem(why);
}

static void
scp_close(void *state)
{
	struct scp *s = state;

	if (s == NULL)
		return;
	if (s->file != NULL)
		(void)fclose(s->file);
	free(s->line.text);
	free(s);
}

/* Read the next line that is not blank into s->line, without
 * trailing blanks. */
static enum status
next_line(struct scp *s, FILE *fp, struct fault *why)
{
	enum status status;
	size_t n = 0;

	while (n == 0) {
		status = infile_textline(fp, &s->line, MAXLINE, why);
		if (status != ST_OK)
			return status;
		n = strlen(s->line.text);
		while (n > 0 && strchr(" \t\r", s->line.text[n - 1]) != NULL)
			s->line.text[--n] = '\0';
	}
	return ST_OK;
}

/* Split s->line into key, path and offset (0 if there is none). */
static enum status
cut(struct scp *s, char **path, uint64_t *offset, struct fault *why)
{
	char *line = s->line.text, *colon;
	size_t n = strcspn(line, " \t");

	*path = line + n + strspn(line + n, " \t");
	if (n == 0 || **path == '\0')
		return fault_set(why, ST_BAD, "line %lu: should be a key and "
		    "a file, with a blank between", s->line.number);
	line[n] = '\0';
	n = strlen(*path);
	if ((*path)[n - 1] == '|' || (*path)[n - 1] == ']')
		return fault_set(why, ST_BAD, "line %lu: names a %s, but only "
		    "whole files are read", s->line.number,
		    (*path)[n - 1] == '|' ? "command" : "part of a file");
	*offset = 0;
	colon = strrchr(*path, ':');
	if (colon == NULL ||
	    strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
	    colon[1] == '\0')
		return ST_OK;
	*colon = '\0';
	if (number_size(colon + 1, 0, INT64_MAX, offset, why) != ST_OK)
		return fault_prefix(why, "line %lu: offset", s->line.number);
	return ST_OK;
}

/* Set s->file to the file at path, at this offset. */
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

static enum status
scp_read(void *state, FILE *fp, struct tensor *t, struct fault *why)
{
	struct scp *s = state;
	const char *key;
	char *path = NULL;
	uint64_t offset = 0;
	enum status status;

	if ((status = next_line(s, fp, why)) != ST_OK ||
	    (status = cut(s, &path, &offset, why)) != ST_OK)
		return status;
	key = s->line.text;
	if ((status = attrs_set(&t->attr, "key", key, why)) != ST_OK)
		return status;
	if ((status = seek(s, path, offset, why)) == ST_OK &&
	    (status = ark_read_value(s->file, t, why)) != ST_OK)
		(void)fault_prefix(why, "%.400s", path);
	if (status != ST_OK)
		(void)fault_prefix(why, "record '%.200s'", key);
	return status;
}

/* ---- writing: the script, and the archive beside it ---- */

struct pair {
	struct atomfile archive;
	char *name;		/* of the archive */
	uint64_t at;		/* bytes written of it */
};

static enum status
scp_second(const char *path, char **name, struct fault *why)
{
	size_t n = path != NULL ? strlen(path) : 0;

	if (n < 5 || strcmp(path + n - 4, ".scp") != 0)
		return fault_set(why, ST_USAGE, "scp needs -o NAME.scp, and "
		    "also writes NAME.ark");
	if ((*name = strdup(path)) == NULL)
		return fault_nomem(why);
	(void)memcpy(*name + n - 3, "ark", 3);
	return ST_OK;
}

static enum status
scp_create(void **state, const char *path, struct fault *why)
{
	struct pair *p = *state = calloc(1, sizeof *p);
	enum status s;

	if (p == NULL)
		return fault_nomem(why);
	p->archive = (struct atomfile)ATOMFILE_INIT;
	if ((s = scp_second(path, &p->name, why)) != ST_OK)
		return s;
	return atomfile_open(&p->archive, p->name, why);
}

static enum status
scp_write(void *state, struct atomfile *f, const struct tensor *t,
    struct fault *why)
{
	struct pair *p = state;
	uint64_t value = 0;
	enum status s = ark_put(&p->archive, t, &p->at, &value, why);

	if (s != ST_OK)
		return s;
	return atomfile_printf(f, why, "%s %s:%llu\n", tensor_key(t), p->name,
	    (unsigned long long)value);
}

/* The script is committed after the archive to which it points. */
static enum status
scp_finish(void *state, struct atomfile *f, size_t n, struct fault *why)
{
	struct pair *p = state;

	(void)f;
	(void)n;
	return atomfile_commit(&p->archive, why);
}

static void
scp_abandon(void *state)
{
	struct pair *p = state;

	if (p == NULL)
		return;
	atomfile_abandon(&p->archive);
	free(p->name);
	free(p);
}

const struct format scp_format = {
	.open = scp_open, .read = scp_read, .close = scp_close,
	.create = scp_create, .second = scp_second, .write = scp_write,
	.finish = scp_finish, .abandon = scp_abandon
};
