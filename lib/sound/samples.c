#include "sound/samples.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tempfile.h"

static enum status
cannot(struct fault *why)
{
	return fault_errno(why, ST_IO,
	    "cannot keep its sound in a temporary file (TMPDIR)");
}

/* Move what is in memory to the file. */
static enum status
spill(struct samples *s, struct fault *why)
{
	if (s->file == -1)
		s->file = tempfile_open();
	if (s->file == -1 ||
	    tempfile_write(s->file, s->x, s->held * sizeof *s->x) != 0)
		return cannot(why);
	s->before += s->held;
	s->held = 0;
	return ST_OK;
}

static enum status
grow(struct samples *s, struct fault *why)
{
	size_t cap = s->cap == 0 ? SAMPLES_HELD / 64 : 2 * s->cap;
	float *x;

	if (s->cap == SAMPLES_HELD)
		return spill(s, why);
	if ((x = realloc(s->x, cap * sizeof *x)) == NULL)
		return fault_nomem(why);
	s->x = x;
	s->cap = cap;
	return ST_OK;
}

enum status
samples_add(struct samples *s, const float *x, size_t n, struct fault *why)
{
	enum status st;
	size_t some;

	for (; n > 0; n -= some, x += some) {
		if (s->held == s->cap && (st = grow(s, why)) != ST_OK)
			return st;
		some = s->cap - s->held < n ? s->cap - s->held : n;
		(void)memcpy(s->x + s->held, x, some * sizeof *x);
		s->held += some;
	}
	return ST_OK;
}

enum status
samples_get(const struct samples *s, uint64_t at, float *x, size_t n,
    struct fault *why)
{
	size_t old = 0;

	if (at < s->before) {
		old = s->before - at < n ? (size_t)(s->before - at) : n;
		if (tempfile_pread(s->file, x, old * sizeof *x,
		    at * sizeof *x) != 0)
			return cannot(why);
	}
	if (n > old)
		(void)memcpy(x + old, s->x + (at + old - s->before),
		    (n - old) * sizeof *x);
	return ST_OK;
}

void
samples_free(struct samples *s)
{
	free(s->x);
	if (s->file != -1)
		(void)close(s->file);
	*s = (struct samples)SAMPLES_INIT;
}
