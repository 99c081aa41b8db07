#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The contents: who holds it. */
#define MARK	"process "
#define MAXTEXT	128

#define SUFFIX	".lock"

static void
drop(struct lock *l)
{
	(void)close(l->fd);
	l->fd = -1;
}

/* One line; "" if the file is empty or cannot be read. */
static void
read_text(const struct lock *l, char text[MAXTEXT])
{
	ssize_t n = pread(l->fd, text, MAXTEXT - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
}

/* Whether the name still leads to the locked file, and not to a new one made
 * after its holder removed it. */
static enum status
is_current(const struct lock *l, bool *yes, struct fault *why)
{
	struct stat mine, now;

	*yes = false;
	if (fstat(l->fd, &mine) != 0)
		return fault_errno(why, ST_IO, "%s", l->name);
	if (lstat(l->name, &now) == 0)
		*yes = mine.st_dev == now.st_dev && mine.st_ino == now.st_ino;
	else if (errno != ENOENT)
		return fault_errno(why, ST_IO, "%s", l->name);
	return ST_OK;
}

/* The text is only for the message of a process that is refused. */
static enum status
sign(const struct lock *l, struct fault *why)
{
	char text[MAXTEXT];
	struct utsname host;
	struct stat st;
	int n;

	read_text(l, text);
	if (fstat(l->fd, &st) != 0)
		return fault_errno(why, ST_IO, "%s", l->name);
	if (!S_ISREG(st.st_mode) ||
	    (st.st_size > 0 && strncmp(text, MARK, sizeof MARK - 1) != 0))
		return fault_set(why, ST_BAD, "%s: is not a lock, but needed "
		    "as one; rename that file", l->name);
	if (uname(&host) != 0)
		host.nodename[0] = '\0';
	n = snprintf(text, sizeof text, MARK "%ld on %.64s\n", (long)getpid(),
	    host.nodename);
	(void)(ftruncate(l->fd, 0) == 0 &&
	    pwrite(l->fd, text, (size_t)n, 0) == n);
	return ST_OK;
}

static enum status
refused(struct lock *l, struct fault *why)
{
	char text[MAXTEXT] = "";
	bool taken = errno == EWOULDBLOCK;
	struct stat st;

	if (taken)
		read_text(l, text);
	else if (fstat(l->fd, &st) == 0 && st.st_size == 0)
		(void)unlink(l->name);
	drop(l);
	return taken ? fault_set(why, ST_END, "%s", text[0] != '\0' ? text :
	    "another process") : ST_OK;
}

/* FILE.lock; a last component that has the maximum length is cut. */
static char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t folder = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char *name;

	if (asprintf(&name, "%.*s%.*s" SUFFIX, (int)folder, path,
	    (int)(NAME_MAX - (sizeof SUFFIX - 1)), path + folder) < 0)
		return NULL;
	return name;
}

/* A file that another user left can still be locked, and only not be signed. */
static int
open_file(const char *name)
{
	const int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
	int fd = open(name, O_RDWR | O_CREAT | flags, 0666);

	return fd < 0 && errno == EACCES ? open(name, O_RDONLY | flags) : fd;
}

enum status
lock_take(struct lock *l, const char *path, struct fault *why)
{
	enum status s = ST_OK;
	bool current = false;

	if (l->name == NULL && (l->name = name_of(path)) == NULL)
		return fault_nomem(why);
	while (s == ST_OK && !current) {
		if ((l->fd = open_file(l->name)) < 0)
			return fault_errno(why, ST_IO, "%s: cannot open",
			    l->name);
		if (flock(l->fd, LOCK_EX | LOCK_NB) != 0)
			return refused(l, why);
		if ((s = is_current(l, &current, why)) == ST_OK && current)
			s = sign(l, why);
		if (s != ST_OK || !current)
			drop(l);
	}
	return s;
}

enum status
lock_release(struct lock *l, struct fault *why)
{
	enum status s = ST_OK;
	bool current = false;

	if (l->fd >= 0 && (s = is_current(l, &current, why)) == ST_OK &&
	    current && unlink(l->name) != 0)
		s = fault_errno(why, ST_IO, "%s: cannot remove", l->name);
	if (l->fd >= 0)
		drop(l);
	free(l->name);
	l->name = NULL;
	return s;
}
