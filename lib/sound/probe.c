#include "sound/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memberpath.h"
#include "base/tempfile.h"
#include "sound/filetype.h"
#include "sound/riff.h"

#define PEEKED	4096		/* bytes examined, if they have arrived */

/* Is it a shortage of the system, and not the fault of the file? */
static bool
lacking(int err)
{
	return err == EMFILE || err == ENFILE || err == ENOMEM;
}

static enum status
open_path(struct probe *in, const struct probe_members *from, const char *path,
    struct fault *why)
{
	struct stat st;
	enum status s;

	if (strcmp(path, "-") == 0)
		in->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	else
		in->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (in->fd == -1 && from != NULL && memberpath_possible(path, errno)) {
		s = archive_open(from->archives, path, from->store, &in->fd,
		    why);
		if (s != ST_OK)
			return s;
		in->stored = in->fd == *from->store;
	}
	if (in->fd == -1 || fstat(in->fd, &st) == -1)
		return lacking(errno) ?
		    fault_errno(why, ST_IO, "cannot be opened") :
		    fault_errno(why, ST_BAD, "cannot be opened");
	if (S_ISDIR(st.st_mode))
		return fault_set(why, ST_BAD, "is a folder; name the files in "
		    "it (FOLDER/*.wav), or list them in a table (-l)");
	if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode) &&
	    !S_ISSOCK(st.st_mode))
		return fault_set(why, ST_BAD, "is neither a file nor a pipe");
	if (S_ISREG(st.st_mode) && st.st_size == 0)
		return fault_set(why, ST_BAD, "is empty, want audio");
	in->file = in->again = S_ISREG(st.st_mode);
	in->size = in->file ? (uint64_t)st.st_size : 0;
	return ST_OK;
}

/* Wait until a pipe has enough bytes to detect its type, or has ended. */
static void
settle(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLRDHUP };
	int n = 0;

	while (ioctl(fd, FIONREAD, &n) == 0 && n < FILETYPE_MIN) {
		if (poll(&p, 1, -1) == -1 && errno != EINTR)
			break;
		if ((p.revents & (POLLHUP | POLLRDHUP | POLLERR)) != 0)
			break;
		if (n > 0)
			(void)usleep(1000);
	}
}

/* Read up to n bytes of fd; fewer at its end or if it fails. */
static size_t
read_all(int fd, unsigned char *buf, size_t n)
{
	size_t have = 0;
	ssize_t k = 1;

	while (have < n && (k > 0 || (k == -1 && errno == EINTR))) {
		k = read(fd, buf + have, n - have);
		have += k > 0 ? (size_t)k : 0;
	}
	return have;
}

/* Peek at the first bytes of a pipe or socket. */
static size_t
peek(int fd, unsigned char *buf, size_t room)
{
	ssize_t n = recv(fd, buf, room, MSG_PEEK);
	int copy[2];

	if (n == -1 && errno == ENOTSOCK && pipe2(copy, O_CLOEXEC) == 0) {
		n = tee(fd, copy[1], room, 0);
		if (n > 0)
			n = (ssize_t)read_all(copy[0], buf, (size_t)n);
		(void)close(copy[0]);
		(void)close(copy[1]);
	}
	return n > 0 ? (size_t)n : 0;
}

/* The whole pipe as a file. */
static enum status
keep(struct probe *in, struct fault *why)
{
	char buf[65536];
	int copy = tempfile_open(), err;
	ssize_t n = 1;

	while (copy != -1 && n != 0) {
		n = read(in->fd, buf, sizeof buf);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 || tempfile_write(copy, buf, (size_t)n) == -1) {
			err = errno;
			(void)close(copy);
			errno = err;
			copy = -1;
		} else
			in->size += (uint64_t)n;
	}
	if (copy == -1)
		return fault_errno(why, ST_IO, "cannot be kept in a temporary "
		    "file (TMPDIR)");
	(void)close(in->fd);
	in->fd = copy;
	in->file = true;
	return ST_OK;
}

/* The first bytes of a file; one read may return fewer than there are. */
static ssize_t
first_bytes(int fd, unsigned char *buf, size_t room)
{
	size_t have = 0;
	ssize_t n = 1;

	while (have < room && n != 0) {
		n = pread(fd, buf + have, room - have, (off_t)have);
		if (n == -1 && errno != EINTR)
			return -1;
		have += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)have;
}

/* The name of a type that the user has given.  What others call WAV is of two
 * types here, one for each library. */
static const char *
given(const char *type, const unsigned char *buf, size_t n)
{
	const char *name = filetype_name(type), *found = filetype(buf, n);

	return strcmp(name, "wav") == 0 && found != NULL &&
	    strcmp(found, "riff") == 0 ? found : name;
}

static enum status
look(struct probe *in, const char *type, bool live, struct fault *why)
{
	unsigned char buf[PEEKED];
	char text[400];
	ssize_t got = 0;
	size_t n;

	if (in->file) {
		got = first_bytes(in->fd, buf,
		    in->size < PEEKED ? (size_t)in->size : PEEKED);
		n = got > 0 ? (size_t)got : 0;
	} else {
		settle(in->fd);
		n = peek(in->fd, buf, sizeof buf);
	}
	if (got == -1)
		return fault_errno(why, ST_BAD, "cannot be read");
	type = type != NULL ? given(type, buf, n) : filetype(buf, n);
	if (type == NULL) {
		filetype_explain(buf, n, text, sizeof text);
		return fault_set(why, ST_BAD, "%s", text);
	}
	(void)strncpy(in->type, type, sizeof in->type - 1);
	in->endless = riff_endless(buf, n, in->size);
	in->frames = in->endless ? 0 : riff_frames(buf, n);
	/* Damage to these is found only by checking all pages or frames. */
	if (in->file || !((n >= 4 && memcmp(buf, "OggS", 4) == 0) ||
	    filetype_wants_file(in->type)))
		return ST_OK;
	if (live)
		return fault_set(why, ST_BAD, "%s is checked as a whole, so it "
		    "cannot be recognised while it arrives: ... | ffmpeg -i - "
		    "-f wav - | %s --live -", in->type, filetype_reader());
	return keep(in, why);
}

enum status
probe_open(struct probe *in, const struct probe_members *from,
    const char *path, const char *type, bool live, struct fault *why)
{
	enum status s;

	*in = (struct probe){ .fd = -1 };
	if ((s = open_path(in, from, path, why)) == ST_OK)
		s = look(in, type, live, why);
	if (s != ST_OK)
		probe_close(in);
	return s;
}

void
probe_close(struct probe *in)
{
	if (in->fd != -1 && !in->stored)
		(void)close(in->fd);
	in->fd = -1;
}
