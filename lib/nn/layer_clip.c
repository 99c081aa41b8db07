/* clip LIMIT: y = min(max(x, -LIMIT), LIMIT); a NaN remains a NaN. */
#include "nn/layer_clip.h"

#include "base/number.h"
#include "math/simd.h"
#include "nn/layers.h"

static enum status
clip_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	struct clip *set = l->set;
	enum status s = layer_words(l, n, 1, why);

	if (s == ST_OK && number_real(word[0], 1e-6, 1e6, &set->limit, why) !=
	    ST_OK)
		s = fault_prefix(why, "limit");
	return s;
}

static enum status
clip_shape(struct layer *l, size_t classes, struct fault *why)
{
	(void)classes;
	(void)why;
	l->out = l->in;
	return ST_OK;
}

CLONES static void
limit(size_t len, float most, const float *restrict x, float *restrict y)
{
	size_t i;
	float v;

	for (i = 0; i < len; i++) {
		v = x[i] < -most ? -most : x[i];
		y[i] = v > most ? most : v;
	}
}

/* dx = dy where |x| < most, else 0 */
CLONES static void
pass(size_t len, float most, const float *restrict x,
    const float *restrict dy, float *restrict dx)
{
	size_t i;
	float d;

	for (i = 0; i < len; i++) {
		d = dy[i];
		dx[i] = x[i] < most && x[i] > -most ? d : 0;
	}
}

static float
limit_of(const struct layer *l)
{
	return (float)clip_of(l)->limit;
}

static void
clip_forward(const struct layer *l, const struct piece *p)
{
	limit(p->n * l->in.t * l->in.c, limit_of(l), p->x, p->y);
}

static void
clip_backward(const struct layer *l, const struct piece *p)
{
	if (p->dx != NULL)
		pass(p->n * l->in.t * l->in.c, limit_of(l), p->x, p->dy, p->dx);
}

const struct layer_kind layer_clip = {
	.name = "clip", .usage = "LIMIT", .settings = sizeof(struct clip),
	.parse = clip_parse, .shape = clip_shape, .needs = layer_framewise,
	.forward = clip_forward, .backward = clip_backward,
};
