#include "model/shuffle.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "math/rng.h"
#include "nn/choice.h"

#define LEAST ((uint64_t)1 << 20)	/* bytes of a block, if possible */

/* ---- how ---- */

enum { BLOCK, WINDOW };

static const struct choice every = { .name = "every" };
static const struct choice once = { .name = "once" };
static const struct choice blocks = {
	.name = "blocks",
	.setting = {
		{ "block", " block", 0, 1, 1e9 },
		{ "window", " window", 128, 1, 1e9 },
	},
};

/* In the order of enum shuffle_how. */
static const struct choice *const all[] = { &every, &once, &blocks, NULL };

enum status
shuffle_parse(struct shuffle_config *c, const char *text, struct fault *why)
{
	struct chosen chosen;
	enum status s;
	size_t i;

	s = choice_parse(&chosen, text, "a way to shuffle", all, why);
	if (s != ST_OK)
		return s;
	for (i = 0; i < CHOICE_SETTINGS; i++)
		if (chosen.value[i] != floor(chosen.value[i]))
			return fault_set(why, ST_BAD, "%s: %g is not a whole "
			    "number", chosen.choice->setting[i].name,
			    chosen.value[i]);
	*c = (struct shuffle_config){ SHUFFLE_EVERY, 0, 0 };
	while (all[c->how] != chosen.choice)
		c->how++;
	if (c->how == SHUFFLE_BLOCKS) {
		c->block = (size_t)chosen.value[BLOCK];
		c->window = (size_t)chosen.value[WINDOW];
	}
	return ST_OK;
}

void
shuffle_fit(struct shuffle_config *c, uint64_t bytes)
{
	if (c->how == SHUFFLE_BLOCKS && c->block == 0)
		c->block = (size_t)((LEAST + bytes - 1) / bytes);
}

const char *
shuffle_text(const struct shuffle_config *c, char buf[SHUFFLE_TEXT])
{
	if (c->how == SHUFFLE_BLOCKS)
		(void)snprintf(buf, SHUFFLE_TEXT, "blocks block %zu window %zu",
		    c->block, c->window);
	else
		(void)snprintf(buf, SHUFFLE_TEXT, "%s", all[c->how]->name);
	return buf;
}

/* ---- an order ---- */

enum status
shuffle_new(struct shuffle *s, const struct shuffle_config *c, size_t n,
    struct fault *why)
{
	*s = (struct shuffle){ .config = *c, .n = n, .windows = 1 };
	if (c->how == SHUFFLE_BLOCKS) {
		s->blocks = (n + c->block - 1) / c->block;
		s->windows = (s->blocks + c->window - 1) / c->window;
		s->block = calloc(s->blocks, sizeof *s->block);
	}
	s->begin = calloc(s->windows + 1, sizeof *s->begin);
	if (s->begin == NULL || (s->blocks > 0 && s->block == NULL)) {
		shuffle_free(s);
		return fault_nomem(why);
	}
	s->begin[s->windows] = n;
	return ST_OK;
}

void
shuffle_free(struct shuffle *s)
{
	free(s->begin);
	free(s->block);
	*s = (struct shuffle){ .begin = NULL };
}

static int
compare(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The samples of the n blocks to order, shuffled; returns how many. */
static size_t
shuffle_blocks(const struct shuffle *s, const size_t *block, size_t n,
    struct rng *r, size_t *order)
{
	size_t i, j, end, k = 0;

	for (i = 0; i < n; i++) {
		j = block[i] * s->config.block;
		end = s->n - j < s->config.block ? s->n : j + s->config.block;
		for (; j < end; j++)
			order[k++] = j;
	}
	rng_shuffle(r, order, k);
	return k;
}

static void
draw_blocks(struct shuffle *s, struct rng *r, size_t *order)
{
	size_t w, i, n, at = 0;

	for (i = 0; i < s->blocks; i++)
		s->block[i] = i;
	rng_shuffle(r, s->block, s->blocks);
	for (w = 0; w < s->windows; w++) {
		i = w * s->config.window;
		n = s->blocks - i;
		n = n < s->config.window ? n : s->config.window;
		qsort(s->block + i, n, sizeof *s->block, compare);
		s->begin[w] = at;
		at += shuffle_blocks(s, s->block + i, n, r, order + at);
	}
}

enum status
shuffle_draw(struct shuffle *s, size_t *order, uint64_t seed, uint32_t epoch,
    struct fault *why)
{
	char purpose[40];
	struct rng *r;
	size_t i;

	(void)snprintf(purpose, sizeof purpose, "shuffle %u",
	    s->config.how == SHUFFLE_ONCE ? 0 : (unsigned)epoch);
	if (rng_new(&r, seed, purpose, why) != ST_OK)
		return why->status;
	if (s->blocks > 0)
		draw_blocks(s, r, order);
	else {
		for (i = 0; i < s->n; i++)
			order[i] = i;
		rng_shuffle(r, order, s->n);
	}
	rng_free(r);
	return ST_OK;
}
