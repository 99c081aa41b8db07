#include "base/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *
folder(void)
{
	const char *dir = getenv("TMPDIR");

	return dir == NULL || *dir == '\0' ? "/tmp" : dir;
}

int
tempfile_open(void)
{
	const char *dir = folder();
	char path[4096];
	int fd;

	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	if (snprintf(path, sizeof path, "%s/tonfall.XXXXXX", dir) >=
	    (int)sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if ((fd = mkostemp(path, O_CLOEXEC)) >= 0)
		(void)unlink(path);
	return fd;
}

int
tempfile_write(int fd, const void *buf, size_t n)
{
	const char *p = buf;
	ssize_t k;

	for (; n > 0; n -= (size_t)k, p += k) {
		k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			k = 0;
		else if (k < 0)
			return -1;
	}
	return 0;
}

int
tempfile_pread(int fd, void *buf, size_t n, uint64_t at)
{
	char *p = buf;
	ssize_t k;

	for (; n > 0; n -= (size_t)k, p += k, at += (uint64_t)k) {
		k = pread(fd, p, n, (off_t)at);
		if (k < 0 && errno == EINTR)
			k = 0;
		else if (k <= 0) {
			errno = k == 0 ? EIO : errno;
			return -1;
		}
	}
	return 0;
}

int
tempfile_pwrite(int fd, const void *buf, size_t n, uint64_t at)
{
	const char *p = buf;
	ssize_t k;

	for (; n > 0; n -= (size_t)k, p += k, at += (uint64_t)k) {
		k = pwrite(fd, p, n, (off_t)at);
		if (k < 0 && errno == EINTR)
			k = 0;
		else if (k < 0)
			return -1;
	}
	return 0;
}

enum status
tempfile_fault(struct fault *why, const char *name)
{
	return fault_errno(why, ST_IO, "%s: cannot keep it in a temporary "
	    "file in '%.200s' (set TMPDIR to another folder, or use a file in "
	    "place of the pipe)", name, folder());
}
