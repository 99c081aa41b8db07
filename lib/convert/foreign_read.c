#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "convert/ark.h"
#include "convert/csv.h"
#include "convert/foreign.h"
#include "convert/htk.h"
#include "convert/npy.h"

struct foreign_reader {
	enum foreign kind;
	char *name;		/* for messages */
	FILE *fp;
	struct scp *scp;
	struct csv *csv;
	bool done;		/* the one record of an npy or HTK file */
};

enum status
foreign_parse(const char *name, enum foreign *kind, struct fault *why)
{
	static const char *const names[] = { "npy", "ark", "scp", "htk", "csv" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0) {
			*kind = (enum foreign)i;
			return ST_OK;
		}
	return fault_set(why, ST_BAD,
	    "'%.40s' is no format: npy, ark, scp, htk or csv", name);
}

static enum status
open_file(struct foreign_reader *r, const char *path, struct fault *why)
{
	enum status s = ST_OK;

	if ((r->name = strdup(infile_name(path))) == NULL)
		return fault_nomem(why);
	if ((r->fp = infile_open(path)) == NULL)
		return fault_errno(why, ST_IO, "%s: cannot open", path);
	if (r->kind == FOREIGN_SCP)
		s = scp_new(&r->scp, r->fp, why);
	if (r->kind == FOREIGN_CSV)
		s = csv_new(&r->csv, r->fp, why);
	return s == ST_OK ? s : fault_prefix(why, "%s", r->name);
}

enum status
foreign_open(struct foreign_reader **out, enum foreign kind,
    const char *path, struct fault *why)
{
	struct foreign_reader *r = calloc(1, sizeof *r);
	enum status s;

	*out = NULL;
	if (r == NULL)
		return fault_nomem(why);
	r->kind = kind;
	if ((s = open_file(r, path, why)) != ST_OK) {
		foreign_close(r);
		return s;
	}
	*out = r;
	return ST_OK;
}

/* The file's name without folder and last suffix. */
static enum status
set_key(const struct foreign_reader *r, struct tensor *t, struct fault *why)
{
	const char *base = strrchr(r->name, '/'), *dot;

	if (strcmp(r->name, infile_name("-")) == 0)
		return attrs_set(&t->attr, "key", "stdin", why);
	base = base != NULL ? base + 1 : r->name;
	dot = strrchr(base, '.');
	if (dot == NULL || dot == base)
		dot = base + strlen(base);
	return attrs_setf(&t->attr, why, "key", "%.*s", (int)(dot - base), base);
}

static enum status
read_one(struct foreign_reader *r, struct tensor *t, struct fault *why)
{
	enum status s;

	if (r->done)
		return ST_END;
	r->done = true;
	attrs_clear(&t->attr);
	if ((s = set_key(r, t, why)) != ST_OK)
		return s;
	return r->kind == FOREIGN_NPY ? npy_read(r->fp, t, why) :
	    htk_read(r->fp, t, why);
}

enum status
foreign_read(struct foreign_reader *r, struct tensor *t, struct fault *why)
{
	enum status s;

	switch (r->kind) {
	case FOREIGN_ARK:
		s = ark_read(r->fp, t, why);
		break;
	case FOREIGN_SCP:
		s = scp_read(r->scp, t, why);
		break;
	case FOREIGN_CSV:
		s = csv_read(r->csv, t, why);
		break;
	default:
		s = read_one(r, t, why);
	}
	return s == ST_OK || s == ST_END ? s : fault_prefix(why, "%s", r->name);
}

void
foreign_close(struct foreign_reader *r)
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
