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

const char *
infile_after_mark(const char *text)
{
	return strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
}

static enum status
grow(struct textline *l, struct fault *why)
{
	size_t room = l->room > 0 ? 2 * l->room : 128;
	char *p = realloc(l->text, room);

	if (p == NULL)
		return fault_nomem(why);
	l->text = p;
	l->room = room;
	return ST_OK;
}

/* All bytes of the next line, at most max + 1; n of them. */
static enum status
read_line(FILE *fp, struct textline *l, size_t max, size_t *n,
    struct fault *why)
{
	int c = 0;

	*n = 0;
	while (c != '\n' && *n <= max) {
		if (*n + 2 > l->room && grow(l, why) != ST_OK)
			return ST_NOMEM;
		if ((c = getc_unlocked(fp)) == EOF)
			break;
		l->text[(*n)++] = (char)c;
	}
	if (ferror(fp))
		return fault_errno(why, ST_IO, "read failed");
	l->text[*n] = '\0';
	return *n > 0 ? ST_OK : ST_END;
}

/* Drop the end of the line, and a byte order mark. */
static size_t
trim(struct textline *l, size_t n)
{
	size_t mark;

	while (n > 0 && strchr("\r\n", l->text[n - 1]) != NULL)
		l->text[--n] = '\0';
	mark = l->number > 1 ? 0 :
	    (size_t)(infile_after_mark(l->text) - l->text);
	if (mark > 0)
		(void)memmove(l->text, l->text + mark, n - mark + 1);
	return n - mark;
}

enum status
infile_textline(FILE *fp, struct textline *l, size_t max, struct fault *why)
{
	enum status s;
	size_t n;

	do {
		if ((s = read_line(fp, l, max, &n, why)) != ST_OK)
			return s;
		l->number++;
		if (l->number == 1 && (strncmp(l->text, "\xff\xfe", 2) == 0 ||
		    strncmp(l->text, "\xfe\xff", 2) == 0))
			return fault_set(why, ST_BAD, "line 1: UTF-16; save "
			    "it as UTF-8");
		if (n > max)
			return fault_set(why, ST_BAD, "line %lu: longer than "
			    "%zu bytes", l->number, max);
		if (strlen(l->text) != n)
			return fault_set(why, ST_BAD, "line %lu: has a NUL, so "
			    "it is not text", l->number);
	} while (trim(l, n) == 0);
	return ST_OK;
}

const char *
infile_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "<stdin>" : path;
}
