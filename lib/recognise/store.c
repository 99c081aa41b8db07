#include "recognise/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tempfile.h"

static enum status
fault(struct fault *why)
{
	return fault_errno(why, ST_IO, "cannot keep records in a temporary "
	    "file (TMPDIR)");
}

static enum status
grow(struct store *s, size_t n, struct fault *why)
{
	size_t cap = 2 * (s->n + n);
	float *p;

	if (s->n + n <= s->cap)
		return ST_OK;
	if ((p = reallocarray(s->kept, cap, sizeof *p)) == NULL)
		return fault_nomem(why);
	s->kept = p;
	s->cap = cap;
	return ST_OK;
}

enum status
store_put(struct store *s, const float *x, size_t n, uint64_t *at,
    struct fault *why)
{
	enum status st;

	*at = s->end;
	if (s->fd == -1 && s->n + n > s->most &&
	    (s->fd = tempfile_open()) == -1)
		return fault(why);
	if (s->fd != -1 && tempfile_write(s->fd, x, n * sizeof *x) != 0)
		return fault(why);
	if (s->fd == -1) {
		if ((st = grow(s, n, why)) != ST_OK)
			return st;
		(void)memcpy(s->kept + s->n, x, n * sizeof *x);
		s->n += n;
	}
	s->end += n;
	return ST_OK;
}

enum status
store_get(const struct store *s, uint64_t at, size_t n, float *x,
    struct fault *why)
{
	if (at < s->n)
		(void)memcpy(x, s->kept + at, n * sizeof *x);
	else if (tempfile_pread(s->fd, x, n * sizeof *x,
	    (at - s->n) * sizeof *x) != 0)
		return fault(why);
	return ST_OK;
}

void
store_empty(struct store *s)
{
	size_t most = s->most;

	free(s->kept);
	if (s->fd != -1)
		(void)close(s->fd);
	*s = (struct store)STORE_INIT;
	s->most = most;
}
