/*
 * atomfile.h - output files that exist whole or not at all.
 *
 * The bytes go to a file without a name (O_TMPFILE) or, where the file
 * system has none, under a temporary one in the same folder; atomfile_commit syncs it and
 * renames it over the final name.  Killed before that, nothing is left.
 */
#ifndef TONFALL_ATOMFILE_H
#define TONFALL_ATOMFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "fault.h"

struct atomfile {
	int   fd;
	char *path;	/* final name; NULL for standard output */
	char *temp;	/* temporary name in the same folder */
	bool  named;	/* temp exists now */
	bool  direct;	/* path is not a regular file: written as it is */
};

#define ATOMFILE_INIT	{ -1, NULL, NULL, false, false }

/*
 * Start writing path; NULL or "-" is standard output.  A path that exists and is no
 * regular file (/dev/stdout, a fifo) is opened and written directly.
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

/* The name for messages: the path, or "<stdout>". */
const char *atomfile_name(const struct atomfile *f);

#endif
