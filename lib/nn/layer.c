#include "nn/layer.h"

#include <float.h>
#include <stdint.h>
#include <string.h>

#include "base/number.h"

size_t
layer_framewise(const struct layer *l, size_t n)
{
	(void)l;
	return n;
}

struct layer_param *
layer_param(struct layer *l, const char *part, enum param_role role)
{
	struct layer_param *p = &l->param[l->params++];

	(void)memset(p, 0, sizeof *p);
	p->part = part;
	p->role = role;
	p->rank = 1;
	p->least = -FLT_MAX;
	return p;
}

enum status
layer_size(const char *what, const char *word, size_t lo, size_t hi,
    size_t *out, struct fault *why)
{
	uint64_t v;

	if (number_size(word, lo, hi, &v, why) != ST_OK)
		return fault_prefix(why, "%s", what);
	*out = (size_t)v;
	return ST_OK;
}

enum status
layer_earlier(struct layer *l, const char *word, struct fault *why)
{
	if (l->pos == 1)
		return fault_set(why, ST_BAD, "there is no layer before it");
	return layer_size("layer", word, 1, l->pos - 1, &l->from, why);
}

enum status
layer_words(const struct layer *l, size_t n, size_t want, struct fault *why)
{
	if (n == want)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s words, want '%s%s%s'",
	    n < want ? "too few" : "too many", l->kind->name,
	    *l->kind->usage ? " " : "", l->kind->usage);
}
