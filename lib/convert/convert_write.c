#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/atomfile.h"
#include "base/textset.h"
#include "convert/ark.h"
#include "convert/convert.h"
#include "convert/csv.h"
#include "convert/htk.h"
#include "convert/npy.h"

struct convert_writer {
	enum convert_format kind;
	struct atomfile file;	/* ark, csv; npy and htk without a pattern */
	struct atomfile scp;
	char *pattern;		/* of npy and htk files; NULL for one file */
	char *archive;		/* name of the ark beside an scp */
	uint64_t at;		/* bytes written of it */
	size_t columns;		/* of CSV */
	size_t records;
	struct textset keys;	/* of those that made files */
};

/* Name the archive beside the script file at path, and open both. */
static enum status
open_pair(struct convert_writer *w, const char *path, struct fault *why)
{
	size_t n = path != NULL ? strlen(path) : 0;
	enum status s;

	if (n < 5 || strcmp(path + n - 4, ".scp") != 0)
		return fault_set(why, ST_USAGE, "scp wants -o NAME.scp, and "
		    "writes NAME.ark beside it");
	if ((w->archive = strdup(path)) == NULL)
		return fault_nomem(why);
	(void)memcpy(w->archive + n - 3, "ark", 3);
	if ((s = atomfile_open(&w->file, w->archive, why)) != ST_OK)
		return s;
	return atomfile_open(&w->scp, path, why);
}

static enum status
open_output(struct convert_writer *w, const char *path, struct fault *why)
{
	bool single = w->kind == CONVERT_NPY || w->kind == CONVERT_HTK;

	if (w->kind == CONVERT_SCP)
		return open_pair(w, path, why);
	if (!single || path == NULL || strchr(path, '%') == NULL)
		return atomfile_open(&w->file, path, why);
	w->pattern = strdup(path);
	return w->pattern != NULL ? ST_OK : fault_nomem(why);
}

enum status
convert_create(struct convert_writer **out, enum convert_format kind,
    const char *path, struct fault *why)
{
	struct convert_writer *w = calloc(1, sizeof *w);
	enum status s;

	*out = NULL;
	if (w == NULL)
		return fault_nomem(why);
	w->kind = kind;
	w->file = w->scp = (struct atomfile)ATOMFILE_INIT;
	if ((s = open_output(w, path, why)) != ST_OK) {
		convert_abandon(w);
		return s;
	}
	*out = w;
	return ST_OK;
}

static enum status
put_one(struct convert_writer *w, struct atomfile *f, const struct tensor *t,
    struct fault *why)
{
	return w->kind == CONVERT_NPY ? npy_write(f, t, why) :
	    htk_write(f, t, why);
}

/* Remember the key; ST_BAD if it cannot or must not name a file (again). */
static enum status
claim(struct convert_writer *w, const char *key, struct fault *why)
{
	size_t number, known = w->keys.n;
	enum status s;

	if (*key == '\0' || *key == '.' || strchr(key, '/') != NULL)
		return fault_set(why, ST_BAD, "record '%.200s': this key is "
		    "no file's name: empty, with a '/' or a '.' first", key);
	if ((s = textset_add(&w->keys, key, &number, why)) != ST_OK)
		return s;
	if (number < known)
		return fault_set(why, ST_BAD, "record '%.200s': this key "
		    "stands twice, and one file cannot hold both", key);
	return ST_OK;
}

/* The pattern with key for each "%"; NULL where memory is short. */
static char *
fill_in(const char *pattern, const char *key)
{
	size_t n = 1;
	const char *p;
	char *path, *q;

	for (p = pattern; *p != '\0'; p++)
		n += *p == '%' ? strlen(key) : 1;
	if ((path = malloc(n)) == NULL)
		return NULL;
	for (p = pattern, q = path; *p != '\0'; p++)
		if (*p == '%')
			q = stpcpy(q, key);
		else
			*q++ = *p;
	*q = '\0';
	return path;
}

/* Write a file of its own for t. */
static enum status
put_file(struct convert_writer *w, const struct tensor *t, struct fault *why)
{
	struct atomfile f = ATOMFILE_INIT;
	enum status s;
	char *path;

	if ((s = claim(w, tensor_key(t), why)) != ST_OK)
		return s;
	if ((path = fill_in(w->pattern, tensor_key(t))) == NULL)
		return fault_nomem(why);
	if ((s = atomfile_open(&f, path, why)) == ST_OK &&
	    (s = put_one(w, &f, t, why)) == ST_OK)
		s = atomfile_commit(&f, why);
	atomfile_abandon(&f);
	free(path);
	return s;
}

static enum status
put_archive(struct convert_writer *w, const struct tensor *t,
    struct fault *why)
{
	uint64_t value = 0;
	enum status s;

	s = ark_write(&w->file, t, &w->at, &value, why);
	if (s != ST_OK || w->kind == CONVERT_ARK)
		return s;
	return atomfile_printf(&w->scp, why, "%s %s:%llu\n", tensor_key(t),
	    w->archive, (unsigned long long)value);
}

enum status
convert_write(struct convert_writer *w, const struct tensor *t,
    struct fault *why)
{
	w->records++;
	if (w->kind == CONVERT_CSV)
		return csv_write(&w->file, t, &w->columns, why);
	if (w->kind == CONVERT_ARK || w->kind == CONVERT_SCP)
		return put_archive(w, t, why);
	if (w->pattern != NULL)
		return put_file(w, t, why);
	if (w->records > 1)
		return fault_set(why, ST_BAD, "record '%.200s': the file holds "
		    "one record and has it; -o with a %% in the name makes a "
		    "file for each key", tensor_key(t));
	return put_one(w, &w->file, t, why);
}

enum status
convert_finish(struct convert_writer *w, struct fault *why)
{
	enum status s = ST_OK;

	if (w->records == 0 && w->kind == CONVERT_CSV)
		s = csv_write_empty(&w->file, why);
	if (w->records == 0 && w->pattern == NULL &&
	    (w->kind == CONVERT_NPY || w->kind == CONVERT_HTK))
		s = fault_set(why, ST_BAD, "%s: the stream has no record for "
		    "it", atomfile_name(&w->file));
	if (s == ST_OK && w->pattern == NULL)
		s = atomfile_commit(&w->file, why);
	if (s == ST_OK && w->kind == CONVERT_SCP)
		s = atomfile_commit(&w->scp, why);
	convert_abandon(w);
	return s;
}

void
convert_abandon(struct convert_writer *w)
{
	if (w == NULL)
		return;
	textset_free(&w->keys);
	atomfile_abandon(&w->file);
	atomfile_abandon(&w->scp);
	free(w->pattern);
	free(w->archive);
	free(w);
}
