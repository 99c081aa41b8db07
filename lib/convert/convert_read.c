/*
 * The reading part of convert.h, and the table of formats.
 */
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "convert/convert.h"
#include "convert/format.h"

struct convert_reader {
	const struct format *format;
	void *state;		/* the format's */
	char *path;
	FILE *fp;
	bool done;		/* the only record of a single format */
};

enum status
convert_parse(const char *name, const struct format **format,
    struct fault *why)
{
#define ROW(name)	{ #name, &name##_format },
	static const struct {
		const char *name;
		const struct format *format;
	} formats[] = { CONVERT_FORMATS(ROW) };
#undef ROW
	size_t i;

	for (i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (strcmp(name, formats[i].name) == 0) {
			*format = formats[i].format;
			return ST_OK;
		}
	return fault_set(why, ST_BAD, "'%.40s' is not a format; there are:"
	    CONVERT_NAMES, name);
}

bool
convert_is_text(const struct format *format)
{
	return format->text;
}

static enum status
blame(const struct convert_reader *r, struct fault *why)
{
	return fault_prefix(why, "%s", infile_name(r->path));
}

static enum status
open_file(struct convert_reader *r, const char *path, struct fault *why)
{
	enum status s = ST_OK;

	if ((r->path = strdup(path)) == NULL)
		return fault_nomem(why);
	if ((r->fp = infile_open(path)) == NULL)
		return fault_errno(why, ST_IO, "%s: cannot open", path);
	if (r->format->open != NULL)
		s = r->format->open(&r->state, r->fp, why);
	return s == ST_OK ? s : blame(r, why);
}

enum status
convert_open(struct convert_reader **out, const struct format *format,
    const char *path, struct fault *why)
{
	struct convert_reader *r = calloc(1, sizeof *r);
	enum status s;

	*out = NULL;
	if (r == NULL)
		return fault_nomem(why);
	r->format = format;
	if ((s = open_file(r, path, why)) != ST_OK) {
		convert_close(r);
		return s;
	}
	*out = r;
	return ST_OK;
}

static enum status
next_record(struct convert_reader *r, struct tensor *t, struct fault *why)
{
	enum status s;

	attrs_clear(&t->attr);
	if (r->format->single) {
		if (r->done)
			return ST_END;
		r->done = true;
		if ((s = attrs_set_key(&t->attr, r->path, false, why)) !=
		    ST_OK)
			return s;
	}
	return r->format->read(r->state, r->fp, t, why);
}

enum status
convert_read(struct convert_reader *r, struct tensor *t, struct fault *why)
{
	enum status s = next_record(r, t, why);

	return s == ST_OK || s == ST_END ? s : blame(r, why);
}

void
convert_close(struct convert_reader *r)
{
	if (r == NULL)
		return;
	if (r->format->close != NULL)
		r->format->close(r->state);
	if (r->fp != NULL)
		(void)fclose(r->fp);
	free(r->path);
	free(r);
}
