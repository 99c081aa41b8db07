#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "convert/ark.h"
#include "convert/convert.h"
#include "convert/csv.h"
#include "convert/htk.h"
#include "convert/npy.h"

struct convert_reader {
	enum convert_format kind;
	char *name;		/* for messages */
	FILE *fp;
	struct scp *scp;
	struct csv *csv;
	bool done;		/* the one record of an npy or HTK file */
};

enum status
convert_parse(const char *name, enum convert_format *kind, struct fault *why)
{
	static const char *const names[] = { "npy", "ark", "scp", "htk",
		"csv" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0) {
			*kind = (enum convert_format)i;
			return ST_OK;
		}
	return fault_set(why, ST_BAD,
	    "'%.40s' is no format: npy, ark, scp, htk or csv", name);
}

static enum status
open_file(struct convert_reader *r, const char *path, struct fault *why)
{
	enum status s = ST_OK;

	if ((r->name = strdup(infile_name(path))) == NULL)
		return fault_nomem(why);
	if ((r->fp = infile_open(path)) == NULL)
		return fault_errno(why, ST_IO, "%s: cannot open", path);
	if (r->kind == CONVERT_SCP)
		s = scp_new(&r->scp, r->fp, why);
	if (r->kind == CONVERT_CSV)
		s = csv_new(&r->csv, r->fp, why);
	return s == ST_OK ? s : fault_prefix(why, "%s", r->name);
}

enum status
convert_open(struct convert_reader **out, enum convert_format kind,
    const char *path, struct fault *why)
{
	struct convert_reader *r = calloc(1, sizeof *r);
	enum status s;

	*out = NULL;
	if (r == NULL)
		return fault_nomem(why);
	r->kind = kind;
	if ((s = open_file(r, path, why)) != ST_OK) {
		convert_close(r);
		return s;
	}
	*out = r;
	return ST_OK;
}

/* The file's name without folder and last suffix. */
static enum status
set_key(const struct convert_reader *r, struct tensor *t, struct fault *why)
{
	const char *base = strrchr(r->name, '/'), *dot;

	if (strcmp(r->name, infile_name("-")) == 0)
		return attrs_set(&t->attr, "key", "stdin", why);
	base = base != NULL ? base + 1 : r->name;
	dot = strrchr(base, '.');
	if (dot == NULL || dot == base)
		dot = base + strlen(base);
	return attrs_setf(
	    &t->attr, why, "key", "%.*s", (int)(dot - base), base);
}

static enum status
read_one(struct convert_reader *r, struct tensor *t, struct fault *why)
{
	enum status s;

	if (r->done)
		return ST_END;
	r->done = true;
	attrs_clear(&t->attr);
	if ((s = set_key(r, t, why)) != ST_OK)
		return s;
	return r->kind == CONVERT_NPY ? npy_read(r->fp, t, why) :
	    htk_read(r->fp, t, why);
}

enum status
convert_read(struct convert_reader *r, struct tensor *t, struct fault *why)
{
	enum status s;

	switch (r->kind) {
	case CONVERT_ARK:
		s = ark_read(r->fp, t, why);
		break;
	case CONVERT_SCP:
		s = scp_read(r->scp, t, why);
		break;
	case CONVERT_CSV:
		s = csv_read(r->csv, t, why);
		break;
	default:
		s = read_one(r, t, why);
	}
	return s == ST_OK || s == ST_END ? s : fault_prefix(why, "%s", r->name);
}

void
convert_close(struct convert_reader *r)
{
	if (r == NULL)
		return;
	scp_free(r->scp);
	csv_free(r->csv);
	if (r->fp != NULL)
		(void)fclose(r->fp);
	free(r->name);
	free(r);
}
