#include "resume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomfile.h"
#include "base/lock.h"
#include "base/textset.h"

/* A line of the file. */
struct line {
	size_t id;		/* of its prefix in seen */
	off_t at;
};

struct resume {
	char *path;		/* links resolved */
	enum rowformat as;
	size_t given;
	struct lock lock;
	int fd;
	off_t end;		/* of the last whole line */
	struct textset seen;	/* prefixes of rows, */
	struct line *line;	/* (lines) by row */
	size_t lines, cap;
	struct textset known;	/* prefixes of recordings */
	size_t kept;		/* lines of recordings that are complete */
	char *tail;		/* the other lines, once they are known */
};

/* ---- reading what there is ---- */

static enum status
remember(struct resume *r, const char *text, off_t at, struct fault *why)
{
	size_t id, cap = r->cap == 0 ? 1024 : 2 * r->cap;
	enum status s = textset_add(&r->seen, text, &id, why);
	struct line *more;

	if (s != ST_OK)
		return s;
	if (r->lines == r->cap) {
		if ((more = realloc(r->line, cap * sizeof *more)) == NULL)
			return fault_nomem(why);
		r->line = more;
		r->cap = cap;
	}
	r->line[r->lines++] = (struct line){ id, at };
	return ST_OK;
}

static enum status
read_row(struct resume *r, char *text, off_t at, struct fault *why)
{
	size_t n = rowformat_prefix(text, r->as, r->given);

	if (n == 0)
		return fault_set(why, ST_BAD, "row %zu is not one of such a "
		    "table", r->lines + 1);
	text[n - 1] = '\0';
	return remember(r, text, at, why);
}

static enum status
read_lines(struct resume *r, FILE *f, const char *header, struct fault *why)
{
	bool first = *header != '\0';
	enum status s = ST_OK;
	char *text = NULL;
	size_t room = 0;
	ssize_t n;

	while (s == ST_OK && (n = getline(&text, &room, f)) > 0 &&
	    text[n - 1] == '\n') {
		if (first && strcmp(text, header) != 0)
			s = fault_set(why, ST_BAD, "has other columns than "
			    "this command writes: another model, list or "
			    "option; name another file");
		else if (!first)
			s = read_row(r, text, r->end, why);
		first = false;
		r->end += n;
	}
	if (s == ST_OK && ferror(f))
		s = fault_errno(why, ST_IO, "cannot read");
	free(text);
	return s;
}

static enum status
read_file(struct resume *r, const char *header, struct fault *why)
{
	FILE *f;
	enum status s;
	int fd = dup(r->fd);

	if (fd == -1 || (f = fdopen(fd, "r")) == NULL) {
		s = fault_errno(why, ST_IO, "cannot read");
		if (fd != -1)
			(void)close(fd);
		return s;
	}
	s = read_lines(r, f, header, why);
	(void)fclose(f);
	r->kept = r->lines;
	return s;
}

/* ---- life ---- */

static enum status
take_file(struct resume *r, struct fault *why)
{
	char holder[sizeof why->text];
	struct stat st;
	enum status s;

	/* Before the lock, which would be next to it. */
	if (stat(r->path, &st) == 0 && !S_ISREG(st.st_mode))
		return fault_set(why, ST_BAD, "is not a regular file, which "
		    "--resume needs");
	if ((s = lock_take(&r->lock, r->path, why)) == ST_END) {
		(void)snprintf(holder, sizeof holder, "%s", why->text);
		return fault_set(why, ST_BAD, "%.200s is writing to it",
		    holder);
	}
	if (s != ST_OK)
		return s;
	r->fd = open(r->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY |
	    O_NONBLOCK, 0666);
	if (r->fd == -1)
		return fault_errno(why, ST_IO, "cannot open");
	return ST_OK;
}

static void
release(struct resume *r)
{
	textset_free(&r->seen);
	textset_free(&r->known);
	free(r->line);
	free(r->tail);
	free(r->path);
	free(r);
}

/* Close without a message; there is another. */
static void
give_up(struct resume *r)
{
	struct fault ignored;

	if (r->fd != -1)
		(void)close(r->fd);
	if (lock_release(&r->lock, &ignored) == ST_OK)
		release(r);
}

enum status
resume_close(struct resume *r, struct fault *why)
{
	enum status s = ST_OK;

	if (r == NULL)
		return ST_OK;
	if (fsync(r->fd) != 0 && errno != EINVAL)
		s = fault_errno(why, ST_IO, "%s: cannot write", r->path);
	if (close(r->fd) != 0 && s == ST_OK)
		s = fault_errno(why, ST_IO, "%s: cannot write", r->path);
	r->fd = -1;
	if (s != ST_OK) {
		give_up(r);
		return s;
	}
	s = lock_release(&r->lock, why);
	release(r);
	return s;
}

const char *
resume_lock(const struct resume *r)
{
	return r->lock.fd != -1 ? r->lock.name : NULL;
}

enum status
resume_open(struct resume **out, const char *path, enum rowformat as,
    const char *header, size_t given, struct fault *why)
{
	struct resume *r = calloc(1, sizeof *r);
	enum status s;

	*out = NULL;
	if (r == NULL)
		return fault_nomem(why);
	*r = (struct resume){ .as = as, .given = given, .lock = LOCK_INIT,
	    .fd = -1, .seen = TEXTSET_INIT, .known = TEXTSET_INIT };
	if ((s = atomfile_target(&r->path, path, why)) != ST_OK)
		goto fail;
	if ((s = take_file(r, why)) != ST_OK ||
	    (s = read_file(r, header, why)) != ST_OK) {
		(void)fault_prefix(why, "%.600s", path);
		goto fail;
	}
	if (r->end == 0 && *header != '\0' &&
	    (s = resume_append(r, header, strlen(header), why)) != ST_OK)
		goto fail;
	*out = r;
	return ST_OK;
fail:
	give_up(r);
	return s;
}

/* ---- the recordings ---- */

/* Read the lines from the given one on. */
static enum status
read_tail(struct resume *r, size_t first, struct fault *why)
{
	off_t at = r->line[first].at;
	size_t n = (size_t)(r->end - at), got = 0;
	ssize_t k;

	free(r->tail);
	if ((r->tail = malloc(n + 1)) == NULL)
		return fault_nomem(why);
	while (got < n && ((k = pread(r->fd, r->tail + got, n - got,
	    at + (off_t)got)) > 0 || (k == -1 && errno == EINTR)))
		got += k > 0 ? (size_t)k : 0;
	if (got < n)
		return fault_errno(why, ST_IO, "%s: cannot read", r->path);
	r->tail[n] = '\0';
	r->kept = first;
	return ST_OK;
}

static bool
one_of(const struct resume *r, size_t line, char *const prefix[], size_t n)
{
	const char *text = r->seen.text[r->line[line].id];
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(text, prefix[i]) == 0)
			return true;
	return false;
}

enum status
resume_expect(struct resume *r, char *const prefix[], size_t n, bool *last,
    struct fault *why)
{
	size_t i, id, known, first = r->lines;
	enum status s;

	for (i = 0; i < n; i++) {
		known = r->known.n;
		s = textset_add(&r->known, prefix[i], &id, why);
		if (s != ST_OK)
			return s;
		if (r->known.n == known)
			return fault_set(why, ST_BAD, "'%.200s' is there "
			    "twice; --resume could not tell which of them is "
			    "done", prefix[i]);
	}
	while (first > 0 && one_of(r, first - 1, prefix, n))
		first--;
	*last = first < r->lines;
	return *last ? read_tail(r, first, why) : ST_OK;
}

bool
resume_has(const struct resume *r, const char *prefix)
{
	return textset_find(&r->seen, prefix) != TEXTSET_NONE;
}

const char *
resume_tail(const struct resume *r)
{
	return r->tail != NULL ? r->tail : "";
}

size_t
resume_rows(const struct resume *r)
{
	return r->kept;
}

enum status
resume_append(struct resume *r, const char *text, size_t n, struct fault *why)
{
	ssize_t k;

	/* The line that was cut is written over, or its rest removed. */
	if (ftruncate(r->fd, r->end) != 0)
		return fault_errno(why, ST_IO, "%s: cannot write", r->path);
	while (n > 0) {
		k = pwrite(r->fd, text, n, r->end);
		if (k == -1 && errno == EINTR)
			continue;
		if (k <= 0)
			return fault_errno(why, ST_IO, "%s: cannot write",
			    r->path);
		r->end += k;
		text += k;
		n -= (size_t)k;
	}
	return ST_OK;
}
