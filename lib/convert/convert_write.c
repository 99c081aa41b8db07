/*
 * The writing part of convert.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/atomfile.h"
#include "base/textset.h"
#include "convert/convert.h"
#include "convert/format.h"

struct convert_writer {
	const struct format *format;
	void *state;		/* the format's */
	struct atomfile file;	/* without a pattern */
	char *pattern;		/* of a file for each record, or NULL */
	size_t records;
	struct textset keys;	/* of those that made files */
};

bool
convert_splits(const struct format *format, const char *path)
{
	return format->single && path != NULL && strchr(path, '%') != NULL;
}

/* The pattern with each "%" replaced by key; NULL if memory is short. */
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

enum status
convert_second(const struct format *format, const char *path, const char *key,
    char **name, struct fault *why)
{
	*name = NULL;
	if (format->second != NULL)
		return format->second(path, name, why);
	if (!convert_splits(format, path))
		return ST_OK;
	*name = fill_in(path, key);
	return *name != NULL ? ST_OK : fault_nomem(why);
}

static enum status
open_output(struct convert_writer *w, const char *path, struct fault *why)
{
	enum status s = ST_OK;

	if (w->format->create != NULL)
		s = w->format->create(&w->state, path, why);
	if (s != ST_OK)
		return s;
	if (!convert_splits(w->format, path))
		return atomfile_open(&w->file, path, why);
	w->pattern = strdup(path);
	return w->pattern != NULL ? ST_OK : fault_nomem(why);
}

enum status
convert_create(struct convert_writer **out, const struct format *format,
    const char *path, struct fault *why)
{
	struct convert_writer *w = calloc(1, sizeof *w);
	enum status s;

	*out = NULL;
	if (w == NULL)
		return fault_nomem(why);
	w->format = format;
	w->file = (struct atomfile)ATOMFILE_INIT;
	if ((s = open_output(w, path, why)) != ST_OK) {
		convert_abandon(w);
		return s;
	}
	*out = w;
	return ST_OK;
}

/* Store the key; ST_BAD if it cannot name a file, or has named one before. */
static enum status
claim(struct convert_writer *w, const char *key, struct fault *why)
{
	size_t number, known = w->keys.n;
	enum status s;

	if (*key == '\0' || *key == '.' || strchr(key, '/') != NULL)
		return fault_set(why, ST_BAD, "record '%.200s': this key "
		    "cannot name a file: empty, with a '/' or a '.' first",
		    key);
	if ((s = textset_add(&w->keys, key, &number, why)) != ST_OK)
		return s;
	if (number < known)
		return fault_set(why, ST_BAD, "record '%.200s': this key "
		    "occurs twice, and one file cannot hold both", key);
	return ST_OK;
}

/* Write t to a file of its own. */
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
	    (s = w->format->write(w->state, &f, t, why)) == ST_OK)
		s = atomfile_commit(&f, why);
	atomfile_abandon(&f);
	free(path);
	return s;
}

enum status
convert_write(struct convert_writer *w, const struct tensor *t,
    struct fault *why)
{
	w->records++;
	if (w->pattern != NULL)
		return put_file(w, t, why);
	if (w->format->single && w->records > 1)
		return fault_set(why, ST_BAD, "record '%.200s': the file holds "
		    "one record and has it; -o with a %% in the name makes a "
		    "file for each key", tensor_key(t));
	return w->format->write(w->state, &w->file, t, why);
}

static enum status
complete(struct convert_writer *w, struct fault *why)
{
	enum status s = ST_OK;

	if (w->pattern != NULL)
		return ST_OK;
	if (w->format->single && w->records == 0)
		return fault_set(why, ST_BAD, "%s: the stream has no record "
		    "for it", atomfile_name(&w->file));
	if (w->format->finish != NULL)
		s = w->format->finish(w->state, &w->file, w->records, why);
	return s == ST_OK ? atomfile_commit(&w->file, why) : s;
}

enum status
convert_finish(struct convert_writer *w, struct fault *why)
{
	enum status s = complete(w, why);

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
	if (w->format->abandon != NULL)
		w->format->abandon(w->state);
	free(w->pattern);
	free(w);
}
