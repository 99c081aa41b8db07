/* dropout P: in training each value is 0 with probability P, else divided by
 * 1 - P (inverted dropout: Srivastava et al. 2014, section 10).  The bits are
 * those of the place: epoch, position of the sample in the epoch, layer,
 * value. */
#include "nn/layer_dropout.h"

#include <string.h>

#include "base/number.h"
#include "math/philox.h"
#include "math/simd.h"
#include "nn/layers.h"

#define DRAWN 256	/* values whose bits are drawn at a time */

static enum status
dropout_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	struct dropout *d = l->set;
	enum status s = layer_words(l, n, 1, why);

	if (s == ST_OK)
		s = number_real(word[0], 0, 0.999, &d->p, why);
	return s;
}

static enum status
dropout_shape(struct layer *l, size_t classes, struct fault *why)
{
	(void)classes;
	(void)why;
	l->out = l->in;
	l->save = l->in.t * l->in.c;	/* a byte each: kept */
	return ST_OK;
}

/* 32 bits of chance for each value. */
void
dropout_mask(const struct layer *l, const struct piece *p, size_t i,
    unsigned char *kept)
{
	const struct pass_place *at = p->place;
	uint32_t bits[DRAWN];
	uint32_t limit = (uint32_t)(dropout_of(l)->p * 4294967296.0);
	uint32_t key[2] = { (uint32_t)at->seed, (uint32_t)(at->seed >> 32) };
	uint32_t ctr[4] = { 0, at->first + (uint32_t)(p->first + i),
	    at->epoch, l->pos };
	size_t j, k, n, len = l->in.t * l->in.c;

	for (j = 0; j < len; j += n) {
		n = len - j < DRAWN ? len - j : DRAWN;
		ctr[0] = (uint32_t)(j / 4);
		philox_fill(ctr, key, (n + 3) / 4, bits);
		for (k = 0; k < n; k++)
			kept[j + k] = bits[k] >= limit;
	}
}

/* y = x / (1 - P) where kept, else 0 */
CLONES static void
apply(size_t len, double P, const unsigned char *restrict kept,
    const float *x, float *restrict y)
{
	float scale = (float)(1 / (1 - P)), v;
	size_t j;

	if (y != x)
		(void)memcpy(y, x, len * sizeof *y);
	for (j = 0; j < len; j++) {
		v = y[j] * scale;
		y[j] = kept[j] ? v : 0;
	}
}

static void
dropout_forward(const struct layer *l, const struct piece *p)
{
	size_t i, len = l->in.t * l->in.c;
	unsigned char *kept = p->save;

	if (!p->train) {
		if (p->y != p->x)
			(void)memcpy(p->y, p->x, p->n * len * sizeof *p->y);
		return;
	}
	for (i = 0; i < p->n; i++, kept += len) {
		dropout_mask(l, p, i, kept);
		apply(len, dropout_of(l)->p, kept, p->x + i * len,
		    p->y + i * len);
	}
}

static void
dropout_backward(const struct layer *l, const struct piece *p)
{
	apply(p->n * l->in.t * l->in.c, dropout_of(l)->p, p->save, p->dy,
	    p->dx);
}

const struct layer_kind layer_dropout = {
	.name = "dropout", .usage = "P", .settings = sizeof(struct dropout),
	.in_place = true, .keeps_zeros = true,
	.parse = dropout_parse, .shape = dropout_shape,
	.forward = dropout_forward, .backward = dropout_backward,
};
