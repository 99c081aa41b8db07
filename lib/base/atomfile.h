/*
 * atomfile.h - output files that exist whole or not at all.
 *
 * The bytes go to a file without a name in the same folder; atomfile_commit
 * syncs it, gives it a temporary name and renames that over the final one.
 * A symbolic link stays: its target is written, whether or not it exists.
 * If the process is killed before that, nothing is left.  If the file system
 * cannot name the file (O_TMPFILE and linkat(2)), commit makes a named copy.
 */
#ifndef TONFALL_ATOMFILE_H
#define TONFALL_ATOMFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "base/fault.h"

struct atomfile {
	int   fd;
	char *path;	/* final name, not a link; NULL for standard output */
	char *temp;	/* temporary name in the same folder */
	bool  named;	/* temp exists now */
	bool  direct;	/* path is not a regular file: written as it is */
};

#define ATOMFILE_INIT	{ -1, NULL, NULL, false, false }

/*
 * Start writing path; NULL or "-" is standard output.  A path that exists and
 * is not a regular file (/dev/stdout, a fifo) is opened and written directly.
 * Links are followed now, not again by commit; ST_IO if they form a loop.
 */
enum status atomfile_open(struct atomfile *f, const char *path,
    struct fault *why) FAULT_CHECK;

/* Write all n bytes; interrupted and short writes are continued. */
enum status atomfile_write(struct atomfile *f, const void *buf, size_t n,
    struct fault *why) FAULT_CHECK;

/* The same for n pieces in sequence; changes iov. */
enum status atomfile_writev(struct atomfile *f, struct iovec *iov, int n,
    struct fault *why) FAULT_CHECK;

/* As printf(3). */
enum status atomfile_printf(struct atomfile *f, struct fault *why,
    const char *fmt, ...) FAULT_CHECK __attribute__((format(printf, 3, 4)));

/* Sync, give it its name, close, free; frees on failure as well. */
enum status atomfile_commit(struct atomfile *f, struct fault *why) FAULT_CHECK;

/* Close and leave nothing on disk.  Harmless after commit. */
void atomfile_abandon(struct atomfile *f);

/*
 * The name that atomfile_open would write for path, which need not exist, with
 * symbolic links followed: in *out, for the caller to free.  A link in /dev,
 * such as /dev/stdout, is not followed.
 * ST_OK, ST_NOMEM, ST_IO.
 */
enum status atomfile_target(char **out, const char *path,
    struct fault *why) FAULT_CHECK;

/* The name for messages: the path, or "<stdout>". */
const char *atomfile_name(const struct atomfile *f);

#endif
