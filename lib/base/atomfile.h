/*
 * atomfile.h - output files that exist whole or not at all.
 *
 * The bytes go to a file without a name in the same folder; atomfile_commit
 * syncs it, gives it a temporary name and renames that over the final one.
 * A symbolic link stays: what it leads to is written, there or not yet there.
 * Killed before that, nothing is left.  Where a file system cannot name it
 * (O_TMPFILE and linkat(2)), commit makes a copy that has a name.
 */
#ifndef TONFALL_ATOMFILE_H
#define TONFALL_ATOMFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "base/fault.h"

struct atomfile {
	int   fd;
	char *path;	/* final name, no link; NULL for standard output */
	char *temp;	/* temporary name in the same folder */
	bool  named;	/* temp exists now */
	bool  direct;	/* path is not a regular file: written as it is */
};

#define ATOMFILE_INIT	{ -1, NULL, NULL, false, false }

/*
 * Start writing path; NULL or "-" is standard output.  A path that exists and
 * is no regular file (/dev/stdout, a fifo) is opened and written directly.
 * Links are followed now, not again by commit; ST_IO where they lead in a
 * circle.
 */
enum status atomfile_open(struct atomfile *f, const char *path,
    struct fault *why) FAULT_CHECK;

/* Write all n bytes; interrupted and short writes are continued. */
enum status atomfile_write(struct atomfile *f, const void *buf, size_t n,
    struct fault *why) FAULT_CHECK;

/* The same for n pieces one behind another; changes iov. */
enum status atomfile_writev(struct atomfile *f, struct iovec *iov, int n,
    struct fault *why) FAULT_CHECK;

/* Printf to it. */
enum status atomfile_printf(struct atomfile *f, struct fault *why,
    const char *fmt, ...) FAULT_CHECK __attribute__((format(printf, 3, 4)));

/* Sync, give it its name, close, free; frees on failure as well. */
enum status atomfile_commit(struct atomfile *f, struct fault *why) FAULT_CHECK;

/* Close and leave nothing behind.  Harmless after commit. */
void atomfile_abandon(struct atomfile *f);

/*
 * The name that path, a file that need not exist, has when it is no symbolic
 * link, as atomfile_open finds it: to *out, to be freed.  A link in /dev, such
 * as /dev/stdout, stays.
 * ST_OK, ST_NOMEM, ST_IO.
 */
enum status atomfile_target(char **out, const char *path,
    struct fault *why) FAULT_CHECK;

/* The name for messages: the path, or "<stdout>". */
const char *atomfile_name(const struct atomfile *f);

#endif
