#include "model/feed.h"

#include <stdlib.h>

#include "base/fetch.h"
#include "model/train.h"

/* Room for a block. */
struct slot {
	struct fetch_part part;
	struct slot *next;	/* of those that are free */
};

struct feed {
	const struct shuffle *s;
	struct train_data *d;
	struct fetch *fetch;
	size_t room;		/* bytes of a slot */
	struct slot *free;
	/* Of the epoch: */
	struct slot **slot;	/* (blocks) in the order of s->block, of those
				 * that were asked for; else NULL */
	size_t asked;		/* blocks */
	size_t there;		/* blocks whose samples x shows */
	size_t passed;		/* windows that are done */
};

/* ---- blocks ---- */

/* The samples [*first, *end) of block number b of the stream. */
static void
samples(const struct shuffle *s, size_t b, size_t *first, size_t *end)
{
	*first = b * s->config.block;
	*end = s->n - *first < s->config.block ? s->n :
	    *first + s->config.block;
}

/* The bytes of the file from the first value of a block to its last one. */
static void
bytes(const struct feed *f, size_t b, uint64_t *from, uint64_t *to)
{
	const struct train_data *d = f->d;
	size_t first, end;

	samples(f->s, b, &first, &end);
	*from = tensor_place(d->set.reader, d->x[first]);
	*to = tensor_place(d->set.reader, d->x[end - 1]) +
	    tensor_len(&d->first) * sizeof(float);
}

/* A slot that is free, or a new one; NULL if memory is short. */
static struct slot *
get_slot(struct feed *f)
{
	struct slot *slot = f->free;

	if (slot != NULL) {
		f->free = slot->next;
		return slot;
	}
	if ((slot = calloc(1, sizeof *slot)) == NULL)
		return NULL;
	slot->part.room = aligned_alloc(FETCH_ALIGN, f->room);
	if (slot->part.room != NULL)
		return slot;
	free(slot);
	return NULL;
}

static enum status
ask(struct feed *f, size_t i, struct fault *why)
{
	struct slot *slot = get_slot(f);

	if (slot == NULL)
		return fault_nomem(why);
	bytes(f, f->s->block[i], &slot->part.from, &slot->part.to);
	fetch_ask(f->fetch, &slot->part);
	f->slot[i] = slot;
	return ST_OK;
}

/* Wait for block i, and let x show what was read. */
static enum status
show(struct feed *f, size_t i, struct fault *why)
{
	const struct fetch_part *p = &f->slot[i]->part;
	struct train_data *d = f->d;
	size_t first, end, k;
	uint64_t at;

	if (fetch_wait(f->fetch, &f->slot[i]->part, why) != ST_OK)
		return fault_prefix(why, "%s", tensor_name(d->set.reader));
	samples(f->s, f->s->block[i], &first, &end);
	for (k = first; k < end; k++) {
		at = tensor_place(d->set.reader, d->x[k]) - p->from;
		d->x[k] = (float *)(void *)(p->at + at);
		tensor_host_order((float *)(void *)(p->at + at),
		    tensor_len(&d->first));
	}
	return ST_OK;
}

/* Block i is done: x shows the file again. */
static void
hide(struct feed *f, size_t i)
{
	const struct fetch_part *p = &f->slot[i]->part;
	struct train_data *d = f->d;
	size_t first, end, k;

	samples(f->s, f->s->block[i], &first, &end);
	for (k = first; k < end; k++)
		d->x[k] = tensor_view(d->set.reader, p->from +
		    (uint64_t)((const char *)d->x[k] - p->at));
	f->slot[i]->next = f->free;
	f->free = f->slot[i];
	f->slot[i] = NULL;
}

/* ---- windows ---- */

/* The first block of window w, or the number of blocks. */
static size_t
first_block(const struct shuffle *s, size_t w)
{
	return w < s->windows ? w * s->config.window : s->blocks;
}

/* Windows that end at place `from' or before are done. */
static void
pass_windows(struct feed *f, size_t from)
{
	const struct shuffle *s = f->s;
	size_t i;

	for (; f->passed < s->windows && s->begin[f->passed + 1] <= from;
	    f->passed++)
		for (i = first_block(s, f->passed);
		    i < first_block(s, f->passed + 1); i++)
			if (f->slot[i] != NULL)
				hide(f, i);
}

/* The blocks up to the end of the window that place `to' ends in. */
static size_t
needed(const struct feed *f, size_t to)
{
	size_t w = f->passed;

	while (f->s->begin[w + 1] < to)
		w++;
	return first_block(f->s, w + 1);
}

enum status
feed_batch(struct feed *f, size_t from, size_t to, struct fault *why)
{
	size_t first, need, next;

	if (f == NULL)
		return ST_OK;
	pass_windows(f, from);
	/* An epoch that is resumed begins at this window. */
	first = first_block(f->s, f->passed);
	f->asked = f->asked > first ? f->asked : first;
	f->there = f->there > first ? f->there : first;
	need = needed(f, to);
	next = first_block(f->s, f->passed + 2);
	for (; f->asked < need || f->asked < next; f->asked++)
		if (ask(f, f->asked, why) != ST_OK)
			return why->status;
	for (; f->there < need; f->there++)
		if (show(f, f->there, why) != ST_OK)
			return why->status;
	return ST_OK;
}

void
feed_end(struct feed *f)
{
	if (f == NULL)
		return;
	pass_windows(f, f->s->n);
	f->asked = f->there = f->passed = 0;
}

/* ---- memory ---- */

enum status
feed_new(struct feed **out, const struct shuffle *s, struct train_data *d,
    struct fault *why)
{
	uint64_t from = 0, to = 0;
	struct feed *f;
	size_t b, n;

	*out = NULL;
	if (s->blocks == 0)
		return ST_OK;
	if ((f = calloc(1, sizeof *f)) == NULL)
		return fault_nomem(why);
	f->s = s;
	f->d = d;
	for (b = 0; b < s->blocks; b++) {
		bytes(f, b, &from, &to);
		n = fetch_room(from, to);
		f->room = n > f->room ? n : f->room;
	}
	f->slot = calloc(s->blocks, sizeof(struct slot *));
	if (f->slot == NULL || fetch_new(&f->fetch,
	    tensor_descriptor(d->set.reader), why) != ST_OK) {
		if (f->slot == NULL)
			(void)fault_nomem(why);
		feed_free(f);
		return fault_prefix(why, "%s", tensor_name(d->set.reader));
	}
	*out = f;
	return ST_OK;
}

void
feed_free(struct feed *f)
{
	struct slot *slot;
	size_t i;

	if (f == NULL)
		return;
	fetch_free(f->fetch);
	for (i = 0; f->slot != NULL && i < f->s->blocks; i++)
		if (f->slot[i] != NULL) {
			f->slot[i]->next = f->free;
			f->free = f->slot[i];
		}
	while ((slot = f->free) != NULL) {
		f->free = slot->next;
		free(slot->part.room);
		free(slot);
	}
	free(f->slot);
	free(f);
}
