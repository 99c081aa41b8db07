/*
 * tempfile.h - files without a name, which are gone when they are closed.
 */
#ifndef TONFALL_TEMPFILE_H
#define TONFALL_TEMPFILE_H

#include <stddef.h>

/* Open one in TMPDIR (or /tmp) to be read and written; -1 and errno. */
int tempfile_open(void);

/* Write all n bytes to fd: 0, or -1 and errno. */
int tempfile_write(int fd, const void *buf, size_t n);

#endif
