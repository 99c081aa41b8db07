/*
 * tempfile.h - files without a name, which are gone when they are closed.
 */
#ifndef TONFALL_TEMPFILE_H
#define TONFALL_TEMPFILE_H

#include <stddef.h>

#include "fault.h"

/* Open one in TMPDIR (or /tmp) to be read and written; -1 and errno. */
int tempfile_open(void);

/* Write all n bytes to fd: 0, or -1 and errno. */
int tempfile_write(int fd, const void *buf, size_t n);

/*
 * ST_IO: input `name' cannot be kept in such a file, for the reason in errno;
 * the text says in which folder, and what may help.
 */
enum status tempfile_fault(struct fault *why, const char *name);

#endif
