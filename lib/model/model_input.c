#include "model/model_input.h"

#include <stdlib.h>
#include <string.h>

#include "data/frames.h"
#include "data/frontdiff.h"
#include "data/normstats.h"

enum status
model_input_init(struct model_input *f, const char *front, const char *norm,
    uint64_t T, uint64_t B, struct fault *why)
{
	enum status s;

	if ((s = norm_parse(&f->norm, norm, why)) != ST_OK)
		return s;
	if (f->norm.n > 1 && f->norm.n != B)
		return fault_set(why, ST_BAD, "norm '%s' is for %zu bins, "
		    "but the network takes %llu", f->norm.group.text,
		    f->norm.n, (unsigned long long)B);
	if (front != NULL && (f->front = strdup(front)) == NULL)
		return fault_nomem(why);
	f->T = T;
	f->B = B;
	return ST_OK;
}

void
model_input_free(struct model_input *f)
{
	free(f->front);
	norm_free(&f->norm);
	free(f->x);
	*f = (struct model_input)MODEL_INPUT_INIT;
}

static enum status
check(const struct model_input *f, const struct tensor *t, struct fault *why)
{
	enum status s = frontdiff(tensor_attr(t, "front"), f->front,
	    "the model has", "-m MODEL", why);

	if (s != ST_OK)
		return s;
	if (t->dim[1] != f->B)
		return fault_set(why, ST_BAD, "%llu bins, but the model takes "
		    "%llu", (unsigned long long)t->dim[1],
		    (unsigned long long)f->B);
	return ST_OK;
}

static enum status
room(struct model_input *f, size_t len, struct fault *why)
{
	if (len <= f->cap)
		return ST_OK;
	free(f->x);
	f->cap = 0;
	if ((f->x = malloc(len * sizeof *f->x)) == NULL)
		return fault_nomem(why);
	f->cap = len;
	return ST_OK;
}

static enum status
change(struct model_input *f, const struct tensor *t, const struct norm *from,
    const struct norm *to, size_t frames, struct fault *why)
{
	return norm_change(from, to, frames, (size_t)f->B, t->data, f->x, why);
}

/* With the mean and deviation of the record itself. */
static enum status
change_alone(struct model_input *f, const struct tensor *t,
    const struct norm *from, size_t frames, struct fault *why)
{
	struct normstats *fit;
	const struct norm *to;
	enum status s;

	if ((s = normstats_new(&fit, &f->norm.group, why)) != ST_OK)
		return s;
	if ((s = normstats_add(fit, t, why)) == ST_OK &&
	    (s = normstats_get(fit, t, &to, why)) == ST_OK)
		s = change(f, t, from, to, frames, why);
	normstats_free(fit);
	return s;
}

static enum status
normalise(struct model_input *f, const struct tensor *t, const struct norm *own,
    size_t frames, struct fault *why)
{
	const struct norm_group *g = &f->norm.group;

	if (g->attr[0] == '\0')
		return change(f, t, own, &f->norm, frames, why);
	if (strcmp(own->group.text, g->text) == 0)
		return change(f, t, own, own, frames, why);
	if (strcmp(g->attr, "key") == 0)
		return change_alone(f, t, own, frames, why);
	return fault_set(why, ST_BAD, "norm '%s' is not '%s' of the model, "
	    "which needs groups of records: zscore -g %s them first",
	    own->group.text[0] == '\0' ? "(none)" : own->group.text, g->text,
	    g->text);
}

enum status
model_input_record(struct model_input *f, const struct tensor *t, float *out,
    size_t *frames, struct fault *why)
{
	struct norm own = NORM_INIT;
	uint64_t real;
	size_t len, used;
	enum status s;

	if ((s = frames_real(t, &real, why)) != ST_OK ||
	    (s = check(f, t, why)) != ST_OK ||
	    (s = room(f, len = tensor_len(t), why)) != ST_OK ||
	    (s = norm_of(&own, t, why)) != ST_OK)
		return s;
	used = (size_t)(real * f->B);
	(void)memcpy(f->x + used, t->data + used,
	    (len - used) * sizeof *f->x);
	if ((s = normalise(f, t, &own, (size_t)real, why)) == ST_OK)
		frames_copy(f->x, t->dim[0], f->B, f->T, 0, out);
	*frames = (size_t)(real < f->T ? real : f->T);
	norm_free(&own);
	return s;
}
