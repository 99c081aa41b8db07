/*
 * add N: y = x + output of layer N, an earlier one of the same shape (a
 * residual connection: He et al. 2016, "Deep residual learning for image
 * recognition").
 */
#include <stdint.h>
#include <string.h>

#include "math/simd.h"
#include "nn/layers.h"

static enum status
add_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	enum status s = layer_words(l, n, 1, why);

	return s == ST_OK ? layer_earlier(l, word[0], why) : s;
}

static enum status
add_shape(struct layer *l, size_t classes, struct fault *why)
{
	(void)classes;
	if (l->in.t != l->side.t || l->in.c != l->side.c)
		return fault_set(why, ST_BAD, "input (T=%zu, C=%zu) and the "
		    "output of layer %zu (T=%zu, C=%zu) should have one shape",
		    l->in.t, l->in.c, l->from, l->side.t, l->side.c);
	l->out = l->in;
	return ST_OK;
}

CLONES static void
sum(size_t len, const float *restrict a, const float *restrict b,
    float *restrict y)
{
	size_t i;

	for (i = 0; i < len; i++)
		y[i] = a[i] + b[i];
}

static void
add_forward(const struct layer *l, const struct piece *p)
{
	sum(p->n * l->in.t * l->in.c, p->x, p->side, p->y);
}

/* dx = dy, dside = dy */
static void
add_backward(const struct layer *l, const struct piece *p)
{
	size_t size = p->n * l->in.t * l->in.c * sizeof *p->dy;

	if (p->dx != NULL)
		(void)memcpy(p->dx, p->dy, size);
	if (p->dside != NULL)
		(void)memcpy(p->dside, p->dy, size);
}

const struct layer_kind layer_add = {
	.name = "add", .usage = "LAYER",
	.parse = add_parse, .shape = add_shape, .needs = layer_framewise,
	.forward = add_forward, .backward = add_backward,
};
