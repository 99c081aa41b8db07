#include "model/model_input.h"

#include <stdbool.h>
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
	norm_free(&f->own);
	free(f->text);
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

/* With the mean and standard deviation of the record itself. */
static enum status
change_alone(const struct model_input *f, const struct tensor *t,
    size_t frames, float *out, struct fault *why)
{
	struct normstats *fit;
	const struct norm *to;
	enum status s;

	if ((s = normstats_new(&fit, &f->norm.group, why)) != ST_OK)
		return s;
	if ((s = normstats_add(fit, t, why)) == ST_OK &&
	    (s = normstats_get(fit, t, &to, why)) == ST_OK)
		s = norm_change(&f->own, to, frames, (size_t)f->B, t->data,
		    out, why);
	normstats_free(fit);
	return s;
}

/* The first frames of t. */
static enum status
normalise(const struct model_input *f, const struct tensor *t, size_t frames,
    float *out, struct fault *why)
{
	const struct norm_group *g = &f->norm.group;
	const struct norm *own = &f->own, *to = &f->norm;
	bool same = strcmp(own->group.text, g->text) == 0;

	if (g->attr[0] != '\0' && !same && strcmp(g->attr, "key") == 0)
		return change_alone(f, t, frames, out, why);
	if (g->attr[0] != '\0' && !same)
		return fault_set(why, ST_BAD, "norm '%s' is not '%s' of the "
		    "model, which needs groups of records: zscore -g %s them "
		    "first", own->group.text[0] == '\0' ? "(none)" :
		    own->group.text, g->text, g->text);
	if (g->attr[0] != '\0')
		to = own;
	return norm_change(own, to, frames, (size_t)f->B, t->data, out, why);
}

/* f->own of t; most records of a stream have the text of the one before. */
static enum status
read_norm(struct model_input *f, const struct tensor *t, struct fault *why)
{
	const char *text = tensor_attr(t, "norm");
	enum status s;

	if (text != NULL && f->text != NULL && strcmp(text, f->text) == 0)
		return ST_OK;
	free(f->text);
	f->text = NULL;
	if ((s = norm_of(&f->own, t, why)) != ST_OK || text == NULL)
		return s;
	return (f->text = strdup(text)) == NULL ? fault_nomem(why) : ST_OK;
}

enum status
model_input_record(struct model_input *f, const struct tensor *t, float *out,
    size_t *frames, struct fault *why)
{
	size_t len = (size_t)(f->T * f->B), kept = tensor_len(t), used;
	uint64_t real;
	enum status s;

	if ((s = frames_real(t, &real, why)) != ST_OK ||
	    (s = check(f, t, why)) != ST_OK ||
	    (s = read_norm(f, t, why)) != ST_OK)
		return s;
	*frames = (size_t)(real < f->T ? real : f->T);
	used = *frames * (size_t)f->B;
	kept = kept < len ? kept : len;
	/* Padding that was there is kept. */
	(void)memcpy(out + used, t->data + used, (kept - used) * sizeof *out);
	(void)memset(out + kept, 0, (len - kept) * sizeof *out);
	return normalise(f, t, *frames, out, why);
}
