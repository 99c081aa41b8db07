#include "feature/rowbuffer.h"

#include <stdlib.h>
#include <string.h>

enum status
rowbuffer_open(struct rowbuffer *r, struct feature *f, bool mean,
    struct fault *why)
{
	rowbuffer_free(r);
	*r = (struct rowbuffer){ .f = f, .mean = mean, .peeked = UINT64_MAX };
	return mean ? center_open(&r->center, f, why) : ST_OK;
}

void
rowbuffer_free(struct rowbuffer *r)
{
	free(r->rows);
	center_free(&r->center);
	free(r->centered);
}

void
rowbuffer_reset(struct rowbuffer *r)
{
	if (r->f != NULL)
		feature_reset(r->f);
	r->samples = r->base = 0;
	r->held = r->first = 0;
	r->peeked = UINT64_MAX;
}

void
rowbuffer_forget(struct rowbuffer *r, uint64_t frame)
{
	size_t n = frame <= r->base ? 0 : frame - r->base < r->held ?
	    (size_t)(frame - r->base) : r->held;

	r->first = n == r->held ? 0 : r->first + n;
	r->held -= n;
	r->base += n;
}

/* The place of the next row, with room for n. */
static enum status
place(struct rowbuffer *r, size_t n, float **to, struct fault *why)
{
	size_t B = feature_columns(r->f), cap = r->cap;
	float *more;

	if (r->first > 0 && r->first + r->held + n > cap) {
		(void)memmove(r->rows, r->rows + r->first * B,
		    r->held * B * sizeof *r->rows);
		r->first = 0;
	}
	if (r->held + n > cap) {
		cap = 2 * (r->held + n);
		more = reallocarray(r->rows, cap, B * sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		r->rows = more;
		r->cap = cap;
	}
	*to = r->rows + (r->first + r->held) * B;
	return ST_OK;
}

enum status
rowbuffer_push(struct rowbuffer *r, const float *x, size_t n,
    struct fault *why)
{
	enum status st;
	float *to;

	if ((st = place(r, feature_most(r->f, n), &to, why)) != ST_OK)
		return st;
	r->held += feature_push(r->f, x, n, to);
	r->samples += n;
	return ST_OK;
}

enum status
rowbuffer_finish(struct rowbuffer *r, struct fault *why)
{
	enum status st;
	float *to;

	if ((st = place(r, feature_most(r->f, 0), &to, why)) != ST_OK)
		return st;
	r->held += feature_finish(r->f, to);
	return ST_OK;
}

/* Rows up to frame end are needed; those that are undecided are found. */
static enum status
peek(struct rowbuffer *r, uint64_t end, struct fault *why)
{
	enum status st;
	float *to;

	if (end <= r->base + r->held || r->peeked == r->samples)
		return ST_OK;
	if ((st = place(r, feature_held(r->f), &to, why)) != ST_OK)
		return st;
	feature_peek(r->f, to);
	r->peeked = r->samples;
	return ST_OK;
}

/* *rows (n, B) become a copy of them less its means. */
static enum status
center(struct rowbuffer *r, size_t n, const float **rows, struct fault *why)
{
	size_t B = feature_columns(r->f);
	float *more;

	if (n > r->room) {
		more = reallocarray(r->centered, n, B * sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		r->centered = more;
		r->room = n;
	}
	(void)memcpy(r->centered, *rows, n * B * sizeof **rows);
	center_reset(&r->center);
	center_add(&r->center, r->centered, n);
	center_subtract(&r->center, r->centered, n);
	*rows = r->centered;
	return ST_OK;
}

enum status
rowbuffer_get(struct rowbuffer *r, uint64_t first, uint64_t end,
    const float **rows, struct fault *why)
{
	enum status st;

	if ((st = peek(r, end, why)) != ST_OK)
		return st;
	*rows = r->rows + (r->first + (size_t)(first - r->base)) *
	    feature_columns(r->f);
	return r->mean && end > first ?
	    center(r, (size_t)(end - first), rows, why) : ST_OK;
}
