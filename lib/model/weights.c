#include "model/weights.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "math/simd.h"

/* All at once, which can be vectorised: x - x is not 0 if x is not finite. */
CLONES static bool
all_good(size_t n, const float *v, float least)
{
	size_t i, bad = 0;

	for (i = 0; i < n; i++)
		bad += !(v[i] - v[i] == 0) | (v[i] < least);
	return bad == 0;
}

enum status
weights_check(const struct param *p, float least, const float *v,
    struct fault *why)
{
	size_t i;

	if (all_good(p->len, v, least))
		return ST_OK;
	for (i = 0; i < p->len; i++)
		if (!isfinite(v[i]) || v[i] < least)
			return fault_set(why, ST_BAD, "value %zu is %g", i,
			    (double)v[i]);
	return ST_OK;
}

/* A tensor of the shape of p, without values. */
static struct tensor
shaped(const struct param *p)
{
	struct tensor t = TENSOR_INIT;
	unsigned i;

	t.rank = p->rank;
	for (i = 0; i < p->rank; i++)
		t.dim[i] = p->dim[i];
	return t;
}

/* Does text consist of a and b? */
static bool
joined(const char *text, const char *a, const char *b)
{
	size_t n = strlen(a);

	return strncmp(text, a, n) == 0 && strcmp(text + n, b) == 0;
}

static enum status
take(const struct tensor *t, const struct param *p, const char *part,
    float least, float *v, struct fault *why)
{
	char have[TENSOR_SHAPEBUF], want[TENSOR_SHAPEBUF];
	struct tensor like = shaped(p);

	if (!joined(tensor_key(t), p->name, part))
		return fault_set(why, ST_BAD, "record '%.80s' is where "
		    "the network needs '%s%s'", tensor_key(t), p->name, part);
	if (t->rank != p->rank ||
	    memcmp(t->dim, like.dim, p->rank * sizeof t->dim[0]) != 0)
		return fault_set(why, ST_BAD,
		    "record '%s%s': shape is %s, the network needs %s",
		    p->name, part, tensor_shape(t, have),
		    tensor_shape(&like, want));
	(void)memcpy(v, t->data, p->len * sizeof *v);
	if (weights_check(p, least, v, why) != ST_OK)
		return fault_prefix(why, "record '%s%s'", p->name, part);
	return ST_OK;
}

enum status
weights_read(struct tensor_reader *r, struct tensor *t, const struct param *p,
    const char *part, float least, float *v, struct fault *why)
{
	enum status s = tensor_read(r, t, why);

	if (s == ST_END)
		return fault_set(why, ST_BAD, "%s: there is no record '%s%s'",
		    tensor_name(r), p->name, part);
	if (s == ST_OK && take(t, p, part, least, v, why) != ST_OK)
		return fault_prefix(why, "%s", tensor_name(r));
	return s;
}

enum status
weights_write(struct tensor_writer *w, const struct param *p, const char *part,
    const float *v, struct fault *why)
{
	struct tensor t = shaped(p);
	enum status s = attrs_setf(&t.attr, why, "key", "%s%s", p->name, part);

	t.data = (float *)(uintptr_t)v;
	if (s == ST_OK)
		s = tensor_write(w, &t, why);
	attrs_free(&t.attr);
	return s;
}

enum status
weights_end(struct tensor_reader *r, struct tensor *t, struct fault *why)
{
	enum status s = tensor_read(r, t, why);

	if (s == ST_OK)
		return fault_set(why, ST_BAD, "%s: record '%.80s' does not "
		    "belong to the network", tensor_name(r), tensor_key(t));
	return s == ST_END ? ST_OK : s;
}
