/*
 * specaug TIMES FRAMES BANDS BINS: in training, TIMES stripes of up to FRAMES
 * consecutive frames and BANDS stripes of up to BINS consecutive channels of
 * each sample become 0 (Park et al. 2019, "SpecAugment", section 2, without the
 * warping of time).  A stripe is at most half of the frames that are not
 * padding, or half of the channels.  The bits are those of the place: epoch,
 * position of the sample in the epoch, layer, stripe.
 */
#include "nn/layer_specaug.h"

#include <string.h>

#include "math/philox.h"
#include "nn/layers.h"

#define MAXSIZE	((size_t)1 << 24)

static enum status
specaug_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	struct specaug *s = l->set;

	if (layer_words(l, n, 4, why) != ST_OK ||
	    layer_size("times", word[0], 0, SPECAUG_MOST, &s->times, why) !=
	    ST_OK ||
	    layer_size("frames", word[1], 0, MAXSIZE, &s->frames, why) !=
	    ST_OK ||
	    layer_size("bands", word[2], 0, SPECAUG_MOST, &s->bands, why) !=
	    ST_OK ||
	    layer_size("bins", word[3], 0, MAXSIZE, &s->bins, why) != ST_OK)
		return why->status;
	return ST_OK;
}

static enum status
specaug_shape(struct layer *l, size_t classes, struct fault *why)
{
	(void)classes;
	(void)why;
	l->out = l->in;
	return ST_OK;
}

/* A whole number from 0 to most, from 32 random bits. */
static size_t
scaled(uint32_t bits, size_t most)
{
	return (size_t)(((uint64_t)bits * (most + 1)) >> 32);
}

/* A stripe within len, from two draws. */
static struct stripe
stripe(const uint32_t bits[2], size_t most, size_t len)
{
	struct stripe s;

	s.len = scaled(bits[0], most < len / 2 ? most : len / 2);
	s.at = scaled(bits[1], len - s.len);
	return s;
}

void
specaug_draw(const struct layer *l, const struct piece *p, size_t i,
    struct stripe out[2 * SPECAUG_MOST])
{
	const struct specaug *set = l->set;
	const struct pass_place *at = p->place;
	uint32_t bits[4 * SPECAUG_MOST];
	uint32_t key[2] = { (uint32_t)at->seed, (uint32_t)(at->seed >> 32) };
	uint32_t ctr[4] = { 0, at->first + (uint32_t)(p->first + i),
	    at->epoch, l->pos };
	size_t j;

	philox_fill(ctr, key, SPECAUG_MOST, bits);
	for (j = 0; j < set->times; j++)
		out[j] = stripe(bits + 2 * j, set->frames, p->vx[i]);
	for (; j < set->times + set->bands; j++)
		out[j] = stripe(bits + 2 * j, set->bins, l->in.c);
}

/* v (T, C) of sample i: 0 in the stripes. */
static void
mask(const struct layer *l, const struct piece *p, size_t i, float *v)
{
	const struct specaug *set = l->set;
	struct stripe s[2 * SPECAUG_MOST];
	size_t j, t, C = l->in.c;

	specaug_draw(l, p, i, s);
	for (j = 0; j < set->times; j++)
		(void)memset(v + s[j].at * C, 0, s[j].len * C * sizeof *v);
	for (; j < set->times + set->bands; j++)
		for (t = 0; t < p->vx[i]; t++)
			(void)memset(v + t * C + s[j].at, 0,
			    s[j].len * sizeof *v);
}

static void
specaug_forward(const struct layer *l, const struct piece *p)
{
	size_t i, len = l->in.t * l->in.c;

	if (p->y != p->x)
		(void)memcpy(p->y, p->x, p->n * len * sizeof *p->y);
	for (i = 0; p->train && i < p->n; i++)
		mask(l, p, i, p->y + i * len);
}

static void
specaug_backward(const struct layer *l, const struct piece *p)
{
	size_t i, len = l->in.t * l->in.c;

	if (p->dx != p->dy)
		(void)memcpy(p->dx, p->dy, p->n * len * sizeof *p->dx);
	for (i = 0; i < p->n; i++)
		mask(l, p, i, p->dx + i * len);
}

const struct layer_kind layer_specaug = {
	.name = "specaug", .usage = "TIMES FRAMES BANDS BINS",
	.settings = sizeof(struct specaug), .in_place = true,
	.parse = specaug_parse, .shape = specaug_shape,
	.forward = specaug_forward, .backward = specaug_backward,
};
