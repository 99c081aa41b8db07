#include <ctype.h>
#include <string.h>

#include "math/philox.h"
#include "damage.h"

#define GOOD	16		/* every so many is not changed */

/* Random numbers of one run. */
struct dice {
	uint32_t key[2], ctr[4], word[4];
	unsigned used;
};

/* From 0 to n - 1. */
static uint32_t
roll(struct dice *d, uint32_t n)
{
	if (d->used == 4) {
		philox_fill(d->ctr, d->key, 1, d->word);
		d->ctr[0]++;
		d->used = 0;
	}
	return d->word[d->used++] % n;
}

static void
patch(struct damage *f, size_t at, const uint8_t *p, size_t n, size_t over)
{
	if (over > f->n - at)
		over = f->n - at;
	if (n > DAMAGE_MOST - (f->n - over))
		n = DAMAGE_MOST - (f->n - over);
	(void)memmove(f->data + at + n, f->data + at + over, f->n - at - over);
	if (n > 0)
		(void)memmove(f->data + at, p, n);
	f->n = f->n - over + n;
}

/* Most of what can be got wrong stands in the first bytes. */
static size_t
place(struct dice *d, size_t n)
{
	if (n == 0)
		return 0;
	return roll(d, 3) == 0 || n < 64 ? roll(d, (uint32_t)n) :
	    roll(d, 2) == 0 ? roll(d, 64) :
	    roll(d, (uint32_t)(n < 512 ? n : 512));
}

/* A number of 2 or 4 bytes, in either order, of those that hurt. */
static void
number_at(struct dice *d, struct damage *f, size_t at)
{
	static const uint32_t hard[] = { 0, 1, 2, 3, 7, 8, 0x10, 0x7f, 0x80,
	    0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0xffffff, 0x1000000,
	    0x7ffffff0, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff };
	uint32_t v = hard[roll(d, sizeof hard / sizeof hard[0])];
	size_t width = roll(d, 2) == 0 ? 2 : 4, i;
	bool big = roll(d, 2) == 0;

	if (roll(d, 4) == 0)
		v += roll(d, 64) - 32;
	for (i = 0; i < width && at + i < f->n; i++)
		f->data[at + i] = (uint8_t)(v >> 8 *
		    (big ? width - 1 - i : i));
}

/* The number behind the name of a chunk: four letters. */
static void
chunk_size(struct dice *d, struct damage *f)
{
	size_t at = place(d, f->n), i;

	for (i = 0; i < f->n; i++, at++) {
		at = at + 8 > f->n ? 0 : at;
		if (f->n >= 8 && isalpha(f->data[at]) &&
		    isalpha(f->data[at + 1]) && isalnum(f->data[at + 2]))
			break;
	}
	number_at(d, f, at + 4 < f->n ? at + 4 : at);
}

static void
change(struct dice *d, const struct damage_seed *other, struct damage *f)
{
	size_t at = place(d, f->n), n = 1 + roll(d, roll(d, 2) == 0 ? 8 : 600);
	uint8_t some[600];
	size_t from = place(d, f->n), i;

	if (f->n == 0)
		return;
	if (n > f->n - from)
		n = f->n - from;
	switch (roll(d, 11)) {
	case 0: case 1: f->data[at] ^= (uint8_t)(1 << roll(d, 8)); break;
	case 2: f->data[at] = (uint8_t)roll(d, 256); break;
	case 3: number_at(d, f, at); break;
	case 4: case 5: chunk_size(d, f); break;
	case 6: f->n = place(d, f->n); break;
	case 7: patch(f, at, NULL, 0, n); break;
	case 8:
		(void)memcpy(some, f->data + from, n);
		patch(f, at, some, n, roll(d, 2) == 0 ? 0 : n);
		break;
	case 9:
		for (i = 0; i < n; i++)
			some[i] = (uint8_t)roll(d, 256);
		patch(f, at, some, n, roll(d, 2) == 0 ? 0 : n);
		break;
	default:
		from = place(d, other->n);
		n = roll(d, 2) == 0 ? other->n - from : n;
		if (n > other->n - from)
			n = other->n - from;
		patch(f, at, other->data + from, n,
		    roll(d, 2) == 0 ? 0 : f->n);
	}
}

void
damage(const struct damage_from *all, uint64_t run, struct damage *f)
{
	struct dice d = { { (uint32_t)all->number,
	    (uint32_t)(all->number >> 32) },
	    { 0, (uint32_t)run, (uint32_t)(run >> 32), 0 }, { 0 }, 4 };
	uint32_t good = (uint32_t)all->good, found = (uint32_t)all->found;
	bool first = run < found;
	uint32_t changes;

	f->changed = first || run % GOOD != 0;
	f->from = &all->seed[first ? good + run : roll(&d, good)];
	if (found > 0 && !first && f->changed && roll(&d, 2) == 0)
		f->from = &all->seed[good + roll(&d, found)];
	(void)memcpy(f->data, f->from->data, f->n = f->from->n);
	if (first || !f->changed)
		return;
	changes = 1 + roll(&d, roll(&d, 2) == 0 ? 2 : 8);
	while (changes-- > 0)
		change(&d, &all->seed[roll(&d, good)], f);
}
