#include "listfiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/infile.h"
#include "base/memberpath.h"
#include "samefile.h"
#include "text.h"

/* The size in bytes, and the time of change. */
static enum status
look(const struct recordings_spec *in, const char *path, uint64_t *size,
    struct timespec *changed, struct fault *why)
{
	struct stat st, whole;

	if (memberpath_stat(path, &st) != 0)
		return fault_errno(why, ST_BAD, "cannot be opened");
	*changed = st.st_mtim;
	*size = (uint64_t)st.st_size;
	if (!S_ISREG(st.st_mode))
		return fault_set(why, ST_BAD, "is not a file");
	return stat(path, &whole) == 0 ? ST_OK :
	    archive_size(in->archives, path, size, why);
}

/* The rows of a recording; false if there is none. */
static bool
print(struct cli_text *out, const struct recordings *all,
    const struct recordings_spec *in, const struct recording *r)
{
	struct timespec changed;
	struct fault why;
	uint64_t size;
	size_t i;

	if (look(in, r->path, &size, &changed, &why) != ST_OK) {
		(void)fault_prefix(&why, "%.600s", infile_name(r->path));
		recordings_blame(all, &r->row[0], &why);
		cli_warn("%s", why.text);
		return false;
	}
	for (i = 0; i < r->rows; i++) {
		cli_text_field(out, r->path);
		(void)fprintf(out->fp, "\t%" PRIu64 "\t%lld.%09ld\n", size,
		    (long long)changed.tv_sec, changed.tv_nsec);
	}
	return true;
}

int
listfiles(const struct cli_tool *tool, const struct recordings_spec *spec,
    const char *output)
{
	struct recordings_spec in = *spec;
	struct recording r = { .path = NULL };
	struct recordings *all;
	struct cli_text out;
	struct fault why;
	enum status s;
	bool there = true;

	cli_check(archives_new(&in.archives, &why), &why);
	cli_check(recordings_open(&all, &in, &why), &why);
	cli_text_open(&out, output);
	(void)fputs("path\tsize\tchanged\n", out.fp);
	while ((s = recordings_next(all, &r, &why)) == ST_OK || s == ST_BAD)
		if (s == ST_BAD) {
			cli_warn("%s", why.text);
			there = false;
		} else {
			cli_keep_input(tool, 'o', output, r.path);
			there &= print(&out, all, &in, &r);
		}
	if (s != ST_END)
		cli_fail(&why);
	cli_text_close(&out);
	recording_free(&r);
	recordings_close(all);
	archives_free(in.archives);
	return there ? EXIT_SUCCESS : EXIT_DATA;
}
