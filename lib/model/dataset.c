/*
 * The part of train.h that loads streams of labelled records.
 */
#include <math.h>
#include <stdlib.h>

#include "data/frames.h"
#include "data/frontdiff.h"
#include "model/dataset_work.h"

/* What records are compared with: the first one, or the model. */
struct reference {
	const struct tensor *first;	/* NULL before the first record */
	uint64_t dim[2];
	const char *front;		/* NULL: none */
	bool first_norm;
	struct norm norm;
};

static enum status
check_norm(struct reference *ref, const struct tensor *t, struct fault *why)
{
	struct norm own = NORM_INIT;
	enum status s = norm_of(&own, t, why);

	if (s == ST_OK)
		s = norm_join(&ref->norm, &own, &ref->first_norm, why);
	norm_free(&own);
	return s;
}

static enum status
check_values(const struct tensor *t, struct fault *why)
{
	size_t i, n = tensor_len(t);

	for (i = 0; i < n; i++)
		if (!isfinite(t->data[i]))
			return fault_set(why, ST_BAD,
			    "value %zu of frame %zu is %g",
			    i % (size_t)t->dim[1], i / (size_t)t->dim[1],
			    (double)t->data[i]);
	return ST_OK;
}

/* Check a record: all must have the same shape, front and norm. */
static enum status
check_record(struct reference *ref, const struct tensor *t, size_t *frames,
    struct fault *why)
{
	const char *front = tensor_attr(t, "front");
	char have[TENSOR_SHAPEBUF];
	uint64_t valid;

	if (frames_real(t, &valid, why) != ST_OK)
		return why->status;
	*frames = (size_t)valid;
	if (ref->first == NULL) {
		ref->first = t;
		ref->dim[0] = t->dim[0];
		ref->dim[1] = t->dim[1];
		ref->front = front;
	}
	if (t->dim[0] != ref->dim[0] || t->dim[1] != ref->dim[1])
		return fault_set(why, ST_BAD, "shape is %s, the others' is "
		    "(%llu, %llu): padcut makes them equal",
		    tensor_shape(t, have), (unsigned long long)ref->dim[0],
		    (unsigned long long)ref->dim[1]);
	if (frontdiff(front, ref->front, "the other records have", NULL, why)
	    != ST_OK)
		return why->status;
	if (check_norm(ref, t, why) != ST_OK)
		return why->status;
	return check_values(t, why);
}

enum status
dataset_blame(const struct train_data *d, const struct tensor *t,
    struct fault *why)
{
	if (*tensor_key(t) == '\0')
		return fault_prefix(why, "%s: record %zu",
		    tensor_name(d->set.reader), (size_t)(t - d->set.t) + 1);
	return fault_prefix(why, "%s: record '%s'",
	    tensor_name(d->set.reader), tensor_key(t));
}

/* The targets of record t as those of sample d->n; ST_END if it has none. */
static enum status
take_targets(struct train_data *d, const struct tensor *t,
    const struct targets *g, struct fault *why)
{
	bool any = false;
	const char *class;
	enum status s;
	size_t k;
	double x;

	for (k = 0; k < g->n; k++) {
		x = NAN;
		s = g->of[k].number ? target_number(t, &g->of[k], &x, why) :
		    target_class(t, &g->of[k], &class, why);
		if (s != ST_OK && s != ST_END)
			return s;
		any = any || s == ST_OK;
		if (d->number[k] != NULL)
			d->number[k][d->n] = x;
	}
	return any ? ST_OK : ST_END;
}

static enum status
get_room(struct train_data *d, const struct targets *g, struct fault *why)
{
	size_t k, n = d->set.n + 1;

	d->sample = calloc(n, sizeof *d->sample);
	d->frames = calloc(n, sizeof *d->frames);
	d->y = calloc(n, sizeof *d->y);
	if (d->sample == NULL || d->frames == NULL || d->y == NULL)
		return fault_nomem(why);
	for (k = 0; k < g->n; k++)
		if (g->of[k].number && (d->number[k] =
		    calloc(n, sizeof *d->number[k])) == NULL)
			return fault_nomem(why);
	return ST_OK;
}

/* Load path, and take the records that have a target. */
static enum status
load(struct train_data *d, const char *path, const struct targets *g,
    struct reference *ref, struct fault *why)
{
	char names[TARGETS_NAMES];
	const struct tensor *t;
	enum status s = tensor_load(&d->set, path, why);
	size_t i;

	if (s != ST_OK)
		return s;
	if ((s = get_room(d, g, why)) != ST_OK)
		return s;
	for (i = 0; i < d->set.n; i++) {
		t = &d->set.t[i];
		s = take_targets(d, t, g, why);
		if (s == ST_OK)
			s = check_record(ref, t, &d->frames[d->n], why);
		else if (s == ST_END) {
			d->skipped++;
			continue;
		}
		if (s != ST_OK)
			return dataset_blame(d, t, why);
		d->sample[d->n++] = t;
	}
	if (d->n == 0)
		return fault_set(why, ST_BAD, "%s: no record has the "
		    "attribute '%s'", tensor_name(d->set.reader),
		    targets_names(g, names));
	return ST_OK;
}

void
train_data_move(struct train_data *d, size_t to, size_t from)
{
	size_t k;

	d->sample[to] = d->sample[from];
	d->frames[to] = d->frames[from];
	d->y[to] = d->y[from];
	for (k = 0; k < TARGETS_MOST; k++)
		if (d->number[k] != NULL)
			d->number[k][to] = d->number[k][from];
}

/* ---- both streams ---- */

/* Store the attributes of the data that the model's users need. */
static enum status
describe(struct model *m, const struct reference *ref, struct fault *why)
{
	const char *rate = tensor_attr(ref->first, "rate");
	enum status s = norm_set(&m->attr, &ref->norm, why);

	if (s == ST_OK && ref->front != NULL)
		s = attrs_set(&m->attr, "front", ref->front, why);
	if (s == ST_OK && rate != NULL)
		s = attrs_set(&m->attr, "rate", rate, why);
	if (s == ST_OK)
		s = attrs_setf(&m->attr, why, "frames", "%llu",
		    (unsigned long long)ref->dim[0]);
	if (s == ST_OK)
		s = attrs_setf(&m->attr, why, "bins", "%llu",
		    (unsigned long long)ref->dim[1]);
	return s;
}

enum status
train_load(struct train *t, struct fault *why)
{
	struct reference ref = { NULL, { 0, 0 }, NULL, true, NORM_INIT };
	enum status s;

	s = attrs_set(&t->model.attr, "key", "model", why);
	if (s == ST_OK)
		s = load(&t->data, t->config.data, &t->config.targets, &ref,
		    why);
	if (s == ST_OK)
		s = dataset_heads(t, why);
	if (s == ST_OK)
		s = dataset_classes(t, &t->data, why);
	if (s == ST_OK)
		s = describe(&t->model, &ref, why);
	if (s == ST_OK)
		s = dataset_numbers(t, why);
	norm_free(&ref.norm);
	return s;
}

enum status
train_load_dev(struct train *t, struct fault *why)
{
	const struct tensor *first = t->data.sample[0];
	struct reference ref = { first, { first->dim[0], first->dim[1] },
	    tensor_attr(first, "front"), false, NORM_INIT };
	enum status s;

	s = norm_parse(&ref.norm, model_attr(&t->model, "norm"), why);
	if (s == ST_OK)
		s = load(&t->dev, t->config.dev, &t->config.targets, &ref,
		    why);
	if (s == ST_OK)
		s = dataset_classes(t, &t->dev, why);
	norm_free(&ref.norm);
	return s;
}

void
train_data_free(struct train_data *d)
{
	size_t k;

	tensor_unload(&d->set);
	free(d->sample);
	free(d->frames);
	free(d->y);
	for (k = 0; k < TARGETS_MOST; k++)
		free(d->number[k]);
}
