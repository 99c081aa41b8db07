/*
 * The part of train.h that loads streams of labelled records.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/textset.h"
#include "data/frames.h"
#include "data/frontdiff.h"
#include "model/train.h"

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

static enum status
at_record(const struct train_data *d, const struct tensor *t,
    struct fault *why)
{
	if (*tensor_key(t) == '\0')
		return fault_prefix(why, "%s: record %zu",
		    tensor_name(d->set.reader), (size_t)(t - d->set.t) + 1);
	return fault_prefix(why, "%s: record '%s'",
	    tensor_name(d->set.reader), tensor_key(t));
}

/* Load path, and take the records that have a class. */
static enum status
load(struct train_data *d, const char *path, const struct target *target,
    struct reference *ref, struct fault *why)
{
	const struct tensor *t;
	const char *class;
	enum status s = tensor_load(&d->set, path, why);
	size_t i;

	if (s != ST_OK)
		return s;
	d->sample = calloc(d->set.n + 1, sizeof *d->sample);
	d->frames = calloc(d->set.n + 1, sizeof *d->frames);
	d->y = calloc(d->set.n + 1, sizeof *d->y);
	if (d->sample == NULL || d->frames == NULL || d->y == NULL)
		return fault_nomem(why);
	for (i = 0; i < d->set.n; i++) {
		t = &d->set.t[i];
		s = target_class(t, target, &class, why);
		if (s == ST_OK)
			s = check_record(ref, t, &d->frames[d->n], why);
		else if (s == ST_END) {
			d->skipped++;
			continue;
		}
		if (s != ST_OK)
			return at_record(d, t, why);
		d->sample[d->n++] = t;
	}
	if (d->n == 0)
		return fault_set(why, ST_BAD, "%s: no record has the "
		    "attribute '%s'", tensor_name(d->set.reader),
		    target->name);
	return ST_OK;
}

/* ---- classes ---- */

/* Add name to names, if it is new. */
static enum status
add_class(struct textset *names, const char *name, struct fault *why)
{
	size_t number;

	if (textset_find(names, name) != TEXTSET_NONE)
		return ST_OK;
	if (strchr(name, '\t') != NULL)
		return fault_set(why, ST_BAD,
		    "a label must not contain a tab");
	if (names->n == MODEL_MAXCLASSES)
		return fault_set(why, ST_BAD, "more than %d classes",
		    MODEL_MAXCLASSES);
	return textset_add(names, name, &number, why);
}

/* Set names to all classes: the fixed ones of a rating, or those of the data in
 * the order of their bytes. */
static enum status
find_classes(const struct train *t, struct textset *names, struct fault *why)
{
	const struct target *target = &t->config.target;
	const char *class;
	enum status s;
	size_t i, *to;

	for (i = 0; i < target->classes; i++)
		if ((s = add_class(names, target_class_name(target, i), why)) !=
		    ST_OK)
			return s;
	if (i > 0)
		return ST_OK;
	for (i = 0; i < t->data.n; i++)
		if (target_class(t->data.sample[i], target, &class, why) !=
		    ST_OK || add_class(names, class, why) != ST_OK)
			return at_record(&t->data, t->data.sample[i], why);
	if ((s = textset_sort(names, 0, strcmp, &to, why)) == ST_OK)
		free(to);
	return s;
}

/* The names separated by tabs, as in the attribute `labels`. */
static enum status
join_classes(const struct train *t, const struct textset *names,
    char joined[ATTR_MAXVALUE + 1], struct fault *why)
{
	size_t i, len = 0, add;

	for (i = 0; i < names->n; i++) {
		add = strlen(names->text[i]);
		if (len + add + 1 > ATTR_MAXVALUE)
			return fault_set(why, ST_BAD, "%s: the names of the "
			    "classes are too long together",
			    tensor_name(t->data.set.reader));
		(void)memcpy(joined + len, names->text[i], add);
		len += add;
		joined[len++] = i + 1 < names->n ? '\t' : '\0';
	}
	if (names->n < 2)
		return fault_set(why, ST_BAD, "%s: every %s is '%s', but "
		    "training needs at least two classes",
		    tensor_name(t->data.set.reader),
		    t->config.target.name, names->text[0]);
	return ST_OK;
}

/* Store the names of the classes in the model and its attribute `labels`. */
static enum status
set_classes(struct train *t, struct fault *why)
{
	struct textset names = TEXTSET_INIT;
	char joined[ATTR_MAXVALUE + 1];
	enum status s;

	if ((s = find_classes(t, &names, why)) == ST_OK)
		s = join_classes(t, &names, joined, why);
	textset_free(&names);
	if (s != ST_OK)
		return s;
	t->model.target = t->config.target;
	if (attrs_set(&t->model.attr, "labels", joined, why) != ST_OK)
		return why->status;
	return model_labels(&t->model, joined, why);
}

/* Record a class that the model lacks. */
static enum status
add_unknown(struct train_data *d, struct textset *unknown, const char *class,
    struct fault *why)
{
	enum status s = add_class(unknown, class, why);

	d->unknown++;
	d->unknown_classes = unknown->n;
	if (d->unknown_class == NULL || strcmp(class, d->unknown_class) < 0)
		d->unknown_class = class;
	return s;
}

/* Set d->y; samples of a class that the model lacks are only counted. */
static enum status
number_samples(const struct train *t, struct train_data *d,
    const struct textset *labels, struct textset *unknown, struct fault *why)
{
	const char *class = NULL;
	size_t i, k, n = 0;

	for (i = 0; i < d->n; i++) {
		if (target_class(d->sample[i], &t->model.target, &class,
		    why) != ST_OK)
			return at_record(d, d->sample[i], why);
		if ((k = textset_find(labels, class)) == TEXTSET_NONE) {
			if (add_unknown(d, unknown, class, why) != ST_OK)
				return at_record(d, d->sample[i], why);
			continue;
		}
		d->sample[n] = d->sample[i];
		d->frames[n] = d->frames[i];
		d->y[n++] = k;
	}
	d->n = n;
	return ST_OK;
}

static enum status
number_classes(const struct train *t, struct train_data *d,
    struct fault *why)
{
	struct textset labels = TEXTSET_INIT, unknown = TEXTSET_INIT;
	const struct model *m = &t->model;
	enum status s = ST_OK;
	size_t k, number;

	for (k = 0; s == ST_OK && k < m->classes; k++)
		s = textset_add(&labels, m->label[k], &number, why);
	if (s == ST_OK)
		s = number_samples(t, d, &labels, &unknown, why);
	textset_free(&labels);
	textset_free(&unknown);
	return s;
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
	size_t i;

	s = attrs_set(&t->model.attr, "key", "model", why);
	if (s == ST_OK)
		s = load(&t->data, t->config.data, &t->config.target, &ref,
		    why);
	if (s == ST_OK)
		s = set_classes(t, why);
	if (s == ST_OK)
		s = number_classes(t, &t->data, why);
	if (s == ST_OK)
		s = describe(&t->model, &ref, why);
	for (i = 0; s == ST_OK && i < t->data.n; i++)
		t->model.count[t->data.y[i]]++;
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
		s = load(&t->dev, t->config.dev, &t->config.target, &ref, why);
	if (s == ST_OK)
		s = number_classes(t, &t->dev, why);
	norm_free(&ref.norm);
	return s;
}

void
train_data_free(struct train_data *d)
{
	tensor_unload(&d->set);
	free(d->sample);
	free(d->frames);
	free(d->y);
}
