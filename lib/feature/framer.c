#include "feature/framer.h"

#include <stdlib.h>
#include <string.h>

#include "math/simd.h"

#define CHUNK	4096	/* samples appended to buf at a time */

struct framer {
	bool snip;
	float scale;
	size_t window, shift;		/* W, H */
	size_t lead;			/* reflected samples before the first */
	size_t skip;			/* samples before the first frame */
	bool hold;			/* frames, until a batch is full */

	/* The stream, reflection included: buf[0] is its sample `base'. */
	float *buf;			/* (cap) */
	size_t len, cap;
	uint64_t base;
	uint64_t total;			/* samples pushed */
	uint64_t frame;			/* the next frame */
};

/* W and H of p; the product is torchaudio's, so it truncates in the
 * same way. */
static enum status
sizes(struct framer *f, const struct front *p, struct fault *why)
{
	f->snip = p->snip;
	f->scale = (float)p->scale;
	f->window = (size_t)(p->rate * p->frame_length * 0.001);
	f->shift = (size_t)(p->rate * p->frame_shift * 0.001);
	if (f->window < 2)
		return fault_set(why, ST_BAD, "a frame of %g ms has %zu "
		    "samples at %g Hz, at least 2", p->frame_length,
		    f->window, p->rate);
	if (f->shift < 1)
		return fault_set(why, ST_BAD, "a shift of %g ms is less than a "
		    "sample at %g Hz", p->frame_shift, p->rate);
	if (!f->snip && f->window / 2 >= f->shift / 2)
		f->lead = f->window / 2 - f->shift / 2;
	else if (!f->snip)
		f->skip = f->shift / 2 - f->window / 2;
	f->hold = FRAMER_BATCH * f->shift <= 2 * CHUNK;
	f->cap = 2 * f->window + CHUNK + 2 +
	    (f->hold ? FRAMER_BATCH * f->shift : 0);
	return ST_OK;
}

void
framer_reset(struct framer *f)
{
	f->len = f->lead;
	f->base = f->total = f->frame = 0;
}

enum status
framer_new(struct framer **out, const struct front *p, struct fault *why)
{
	struct framer *f = calloc(1, sizeof *f);
	enum status s;

	*out = NULL;
	if (f == NULL)
		return fault_nomem(why);
	if ((s = sizes(f, p, why)) == ST_OK &&
	    (f->buf = calloc(f->cap, sizeof *f->buf)) == NULL)
		s = fault_nomem(why);
	if (s != ST_OK) {
		framer_free(f);
		return s;
	}
	framer_reset(f);
	*out = f;
	return ST_OK;
}

void
framer_free(struct framer *f)
{
	if (f == NULL)
		return;
	free(f->buf);
	free(f);
}

/* ---- frames ---- */

/* The position of frame t in the stream. */
static uint64_t
start_of(const struct framer *f, uint64_t t)
{
	return t * f->shift + f->skip;
}

/* The frame after the last one that is complete in buf. */
static uint64_t
ready(const struct framer *f)
{
	uint64_t have = f->base + f->len, first = f->skip + f->window;

	return have < first ? 0 : (have - first) / f->shift + 1;
}

/* Pass on the frames below `end', a batch at a time. */
static void
emit(struct framer *f, uint64_t end, framer_take *take, void *ctx)
{
	size_t place, n;

	for (; f->frame < end; f->frame += n) {
		place = f->frame % FRAMER_BATCH;
		n = FRAMER_BATCH - place;
		if (n > end - f->frame)
			n = (size_t)(end - f->frame);
		take(ctx, f->buf + (start_of(f, f->frame) - f->base), place, n);
	}
}

/*
 * Forget samples that no later frame needs.  Without snip the last W/2 + 1
 * stay, since frames extend that far beyond the end.
 */
static void
forget(struct framer *f)
{
	uint64_t next = start_of(f, f->frame) - f->base;
	size_t keep = f->snip ? 0 : f->window / 2 + 1, drop;

	if (f->len <= keep)
		return;
	drop = f->len - keep;
	if (next < drop)
		drop = (size_t)next;
	(void)memmove(f->buf, f->buf + drop, (f->len - drop) * sizeof *f->buf);
	f->len -= drop;
	f->base += drop;
}

CLONES static void
scaled(const float *restrict x, size_t n, float scale, float *restrict to)
{
	size_t i;

	for (i = 0; i < n; i++)
		to[i] = x[i] * scale;
}

/* Append n samples, and fill the reflected lead from the first ones. */
static void
append(struct framer *f, const float *x, size_t n)
{
	float *to = f->buf + f->len;
	size_t i;

	scaled(x, n, f->scale, to);
	for (i = 0; i < n && f->total + i < f->lead; i++)
		f->buf[f->lead - 1 - (f->total + i)] = to[i];
	f->len += n;
	f->total += n;
}

void
framer_push(struct framer *f, const float *x, size_t n, framer_take *take,
    void *ctx)
{
	size_t some;
	uint64_t end;

	for (; n > 0; x += some, n -= some) {
		some = n < CHUNK ? n : CHUNK;
		append(f, x, some);
		/* A stream shorter than a frame has none, even if reflected. */
		end = f->total >= f->window ? ready(f) : 0;
		if (f->hold && some < n)
			end -= end % FRAMER_BATCH;
		emit(f, end, take, ctx);
		forget(f);
	}
}

void
framer_finish(struct framer *f, framer_take *take, void *ctx)
{
	uint64_t frames = framer_frames(f, f->total), end;
	size_t i, more, last = f->len;

	if (frames > f->frame) {
		end = start_of(f, frames - 1) + f->window;
		more = (size_t)(end - f->base) - last;
		for (i = 0; i < more; i++)
			f->buf[last + i] = f->buf[last - 1 - i];
		f->len += more;
		emit(f, frames, take, ctx);
	}
	framer_reset(f);
}

/* ---- sizes ---- */

size_t
framer_window(const struct framer *f)
{
	return f->window;
}

size_t
framer_shift(const struct framer *f)
{
	return f->shift;
}

uint64_t
framer_frames(const struct framer *f, uint64_t samples)
{
	if (samples < f->window)
		return 0;
	if (f->snip)
		return 1 + (samples - f->window) / f->shift;
	return (samples + f->shift / 2) / f->shift;
}

uint64_t
framer_needs(const struct framer *f, uint64_t t)
{
	return start_of(f, t) + f->window - f->lead;
}

void
framer_part(const struct framer *f, uint64_t a, uint64_t b, uint64_t *first,
    uint64_t *end)
{
	uint64_t half = f->shift / 2;

	if (b < a || b - a < f->window)
		*first = *end = 0;
	else if (f->snip) {
		*first = (a + f->shift - 1) / f->shift;
		*end = (b - f->window) / f->shift + 1;
	} else {
		*first = (a + half) / f->shift;
		*end = (b + half) / f->shift;
	}
	if (*end < *first)
		*end = *first;
}

size_t
framer_most(const struct framer *f, size_t n)
{
	return (f->len + n + f->window) / f->shift + 1;
}
