#include "base/atomfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tempfile.h"

const char *
atomfile_name(const struct atomfile *f)
{
	return f->path != NULL ? f->path : "<stdout>";
}

/* Permissions of a new file; umask(2) can only be read by setting it. */
static mode_t
new_mode(void)
{
	mode_t mask = umask(022);

	(void)umask(mask);
	return 0666 & ~mask;
}

/* Give the new file the permissions and, if allowed, the owner of the one that
 * it replaces.  False: there is none. */
static bool
keep_mode(const struct atomfile *f, int fd)
{
	struct stat st;

	if (stat(f->path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	if (fchown(fd, st.st_uid, st.st_gid) != 0)
		st.st_mode &= ~(mode_t)077;
	(void)fchmod(fd, st.st_mode & 0777);
	return true;
}

/* Folder of the final name, which the temporary file must share. */
static char *
folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return strdup(".");
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* A file without a name in the folder; -1 and errno.  Not every file system can
 * make one in one step; a remaining name is removed at the end. */
static int
open_nameless(struct atomfile *f, const char *dir)
{
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR &&
	    errno != EINVAL))
		return fd;
	if ((fd = mkostemp(f->temp, O_CLOEXEC)) >= 0)
		f->named = unlink(f->temp) != 0;
	return fd;
}

static enum status
open_temp(struct atomfile *f, struct fault *why)
{
	const char *slash = strrchr(f->path, '/');
	size_t head = slash == NULL ? 0 : (size_t)(slash + 1 - f->path);
	char *dir = folder(f->path);

	/* The final name may already have the maximum length. */
	if (dir == NULL || asprintf(&f->temp, "%.*s%.*s.XXXXXX", (int)head,
	    f->path, NAME_MAX - 7, f->path + head) < 0) {
		f->temp = NULL;
		free(dir);
		return fault_nomem(why);
	}
	f->fd = open_nameless(f, dir);
	free(dir);
	return f->fd >= 0 ? ST_OK :
	    fault_errno(why, ST_IO, "%s: cannot create", f->path);
}

static bool
is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* A name such as /dev/stderr or /proc/self/fd/3 means what is open there, even
 * a regular file; the text of the link need not be a name. */
static bool
is_device_link(const char *path)
{
	return (strncmp(path, "/dev/", 5) == 0 ||
	    strncmp(path, "/proc/", 6) == 0) && is_link(path);
}

/* Not a regular file, or one that must stay; /dev/shm is an ordinary folder. */
static bool
is_special(const char *path)
{
	struct stat st;

	return is_device_link(path) ||
	    (stat(path, &st) == 0 && !S_ISREG(st.st_mode));
}

/* The target of the link, relative to the current folder. */
static enum status
follow(char **out, const char *link, struct fault *why)
{
	char text[PATH_MAX], *dir = NULL;
	ssize_t n = readlink(link, text, sizeof text);
	int rc;

	if (n == sizeof text)
		errno = ENAMETOOLONG;
	if (n < 0 || n == sizeof text)
		return fault_errno(why, ST_IO, "%s: cannot follow this link",
		    link);
	if (text[0] != '/' && (dir = folder(link)) == NULL)
		return fault_nomem(why);
	rc = asprintf(out, "%s%s%.*s", dir != NULL ? dir : "",
	    dir != NULL ? "/" : "", (int)n, text);
	free(dir);
	if (rc >= 0)
		return ST_OK;
	*out = NULL;
	return fault_nomem(why);
}

/* stat(2) finds loops, and links that the kernel does not trust. */
enum status
atomfile_target(char **out, const char *path, struct fault *why)
{
	struct stat st;
	enum status s = ST_OK;
	char *next;
	int i;

	if ((*out = strdup(path)) == NULL)
		return fault_nomem(why);
	if (!is_link(path))
		return ST_OK;
	if (stat(path, &st) != 0 && errno != ENOENT)
		s = fault_errno(why, ST_IO, "%s: cannot follow this link",
		    path);
	for (i = 0; s == ST_OK && i < 40 && is_link(*out) &&
	    !is_device_link(*out); i++) {
		s = follow(&next, *out, why);
		if (s == ST_OK) {
			free(*out);
			*out = next;
		}
	}
	if (s == ST_OK)
		return ST_OK;
	free(*out);
	*out = NULL;
	return s;
}

enum status
atomfile_open(struct atomfile *f, const char *path, struct fault *why)
{
	enum status s;

	*f = (struct atomfile)ATOMFILE_INIT;
	if (path == NULL || strcmp(path, "-") == 0) {
		f->direct = true;
		f->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
		return f->fd >= 0 ? ST_OK :
		    fault_errno(why, ST_IO, "<stdout>: cannot write");
	}
	if ((s = atomfile_target(&f->path, path, why)) != ST_OK)
		return s;
	if (is_special(f->path)) {
		f->direct = true;
		f->fd = open(f->path, O_WRONLY | O_APPEND | O_CLOEXEC);
		s = f->fd >= 0 ? ST_OK :
		    fault_errno(why, ST_IO, "%s: cannot write", path);
	} else
		s = open_temp(f, why);
	if (s != ST_OK)
		atomfile_abandon(f);
	return s;
}

enum status
atomfile_writev(struct atomfile *f, struct iovec *iov, int n,
    struct fault *why)
{
	ssize_t k;

	for (;;) {
		for (; n > 0 && iov->iov_len == 0; n--)
			iov++;
		if (n == 0)
			return ST_OK;
		k = writev(f->fd, iov, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 && errno == EFAULT)
			return fault_set(why, ST_IO, "%s: cannot write: the "
			    "file that it comes from became shorter while it "
			    "was read", atomfile_name(f));
		if (k < 0)
			return fault_errno(why, ST_IO, "%s: cannot write",
			    atomfile_name(f));
		for (; k > 0 && (size_t)k >= iov->iov_len; n--)
			k -= (ssize_t)(iov++)->iov_len;
		if (k > 0) {
			iov->iov_base = (char *)iov->iov_base + k;
			iov->iov_len -= (size_t)k;
		}
	}
}

enum status
atomfile_write(struct atomfile *f, const void *buf, size_t n,
    struct fault *why)
{
	struct iovec iov = { (void *)(uintptr_t)buf, n };

	return atomfile_writev(f, &iov, 1, why);
}

enum status
atomfile_printf(struct atomfile *f, struct fault *why, const char *fmt, ...)
{
	enum status s;
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return fault_nomem(why);
	s = atomfile_write(f, text, (size_t)n, why);
	free(text);
	return s;
}

/* Give the file without a name its temporary one. */
static int
link_it(struct atomfile *f)
{
	char self[64], *tail = f->temp + strlen(f->temp) - 6;
	unsigned i;

	(void)snprintf(self, sizeof self, "/proc/self/fd/%d", f->fd);
	for (i = 0; i < 100; i++) {
		/* Only uniqueness matters; the name lives for microseconds. */
		(void)snprintf(tail, 7, "%06x",
		    ((unsigned)getpid() * 100 + i) & 0xffffff);
		if (linkat(AT_FDCWD, self, AT_FDCWD, f->temp,
		    AT_SYMLINK_FOLLOW) == 0) {
			f->named = true;
			return 0;
		}
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

/* Flush to the disk; not every file system can, and some only if not
 * interrupted. */
static int
sync_it(int fd)
{
	int rc;

	while ((rc = fsync(fd)) != 0 && errno == EINTR)
		continue;
	return rc == 0 || errno == EINVAL ? 0 : -1;
}

static int
copy(int from, int to)
{
	char buf[65536];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(from, buf, sizeof buf, at)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || tempfile_write(to, buf, (size_t)n) != 0)
			return -1;
		at += n;
	}
	return sync_it(to);
}

/* The same for a file whose name was removed: it cannot get one again. */
static int
copy_it(struct atomfile *f)
{
	int fd;

	(void)memcpy(f->temp + strlen(f->temp) - 6, "XXXXXX", 6);
	if ((fd = mkostemp(f->temp, O_CLOEXEC)) < 0)
		return -1;
	f->named = true;
	if (!keep_mode(f, fd))
		(void)fchmod(fd, new_mode());
	if (copy(f->fd, fd) != 0) {
		(void)close(fd);
		return -1;
	}
	(void)close(f->fd);
	f->fd = fd;
	return 0;
}

static int
open_folder(const char *path)
{
	char *dir = folder(path);
	int fd;

	if (dir == NULL)
		return -1;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	return fd;
}

/*
 * The rename must survive a power cut, as the bytes do.  If only this fails,
 * the new file is there, but it is an error all the same.
 */
static enum status
replace(struct atomfile *f, struct fault *why)
{
	int dir = open_folder(f->path), rc;

	if (dir < 0)
		return fault_errno(why, ST_IO, "%s: cannot open its folder",
		    f->path);
	if (rename(f->temp, f->path) != 0) {
		(void)fault_errno(why, ST_IO, "%s: cannot rename to it",
		    f->path);
		(void)close(dir);
		return ST_IO;
	}
	f->named = false;
	rc = sync_it(dir);
	if (rc != 0)
		(void)fault_errno(why, ST_IO, "%s: cannot sync its folder",
		    f->path);
	(void)close(dir);
	return rc == 0 ? ST_OK : ST_IO;
}

static enum status
commit(struct atomfile *f, struct fault *why)
{
	int fd = f->fd;

	if (f->direct) {
		f->fd = -1;
		if (close(fd) != 0)
			return fault_errno(why, ST_IO, "%s: cannot write",
			    atomfile_name(f));
		return ST_OK;
	}
	(void)keep_mode(f, fd);
	if (sync_it(fd) != 0)
		return fault_errno(why, ST_IO, "%s: cannot sync", f->path);
	if (!f->named && link_it(f) != 0 && copy_it(f) != 0)
		return fault_errno(why, ST_IO, "%s: cannot name", f->path);
	fd = f->fd;
	f->fd = -1;
	if (close(fd) != 0)
		return fault_errno(why, ST_IO, "%s: cannot close", f->path);
	return replace(f, why);
}

enum status
atomfile_commit(struct atomfile *f, struct fault *why)
{
	enum status s = commit(f, why);

	atomfile_abandon(f);
	return s;
}

void
atomfile_abandon(struct atomfile *f)
{
	if (f->fd >= 0)
		(void)close(f->fd);
	if (f->named)
		(void)unlink(f->temp);
	free(f->temp);
	free(f->path);
	*f = (struct atomfile)ATOMFILE_INIT;
}
