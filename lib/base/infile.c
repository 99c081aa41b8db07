#include "base/infile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
fd_of(void *cookie)
{
	return (int)(intptr_t)cookie;
}

static ssize_t
go_on(void *cookie, char *buf, size_t n)
{
	ssize_t k;

	while ((k = read(fd_of(cookie), buf, n)) < 0 && errno == EINTR)
		continue;
	return k;
}

static int
seek(void *cookie, off64_t *at, int whence)
{
	off64_t to = lseek(fd_of(cookie), *at, whence);

	if (to < 0)
		return -1;
	*at = to;
	return 0;
}

static int
shut(void *cookie)
{
	return close(fd_of(cookie));
}

FILE *
infile_open(const char *path)
{
	const cookie_io_functions_t io = { .read = go_on, .seek = seek,
	    .close = shut };
	FILE *fp;
	int fd, err;

	fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) :
	    open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if ((fp = fopencookie((void *)(intptr_t)fd, "r", io)) == NULL) {
		err = errno;
		(void)close(fd);
		errno = err;
	}
	return fp;
}

static int
grow(char **line, size_t *cap)
{
	size_t more = *cap > 0 ? 2 * *cap : 128;
	char *p = realloc(*line, more);

	if (p == NULL)
		return -1;
	*line = p;
	*cap = more;
	return 0;
}

ssize_t
infile_line(FILE *fp, char **line, size_t *cap, size_t most)
{
	size_t n = 0;
	int c = 0;

	while (c != '\n' && n <= most && (c = getc_unlocked(fp)) != EOF) {
		if (n + 2 > *cap && grow(line, cap) != 0)
			return -1;
		(*line)[n++] = (char)c;
	}
	if (n == 0)
		return -1;
	(*line)[n] = '\0';
	return (ssize_t)n;
}

const char *
infile_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "<stdin>" : path;
}
