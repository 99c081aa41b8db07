/*
 * tempfile.h - files without a name, which are gone when they are closed.
 */
#ifndef TONFALL_TEMPFILE_H
#define TONFALL_TEMPFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Open one in TMPDIR (or /tmp) for reading and writing; -1 and errno. */
int tempfile_open(void);

/* Write all n bytes to fd: 0, or -1 and errno. */
int tempfile_write(int fd, const void *buf, size_t n);

/* Read or write all n bytes at offset at of fd: 0, or -1 and errno. */
int tempfile_pread(int fd, void *buf, size_t n, uint64_t at);
int tempfile_pwrite(int fd, const void *buf, size_t n, uint64_t at);

/*
 * Returns ST_IO: input `name' cannot be kept in such a file, for the reason in
 * errno.  The text names the folder and what may help.
 */
enum status tempfile_fault(struct fault *why, const char *name);

#endif
