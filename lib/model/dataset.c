/*
 * The part of train.h that loads streams of labelled records.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/textset.h"
#include "data/frames.h"
#include "data/frontdiff.h"
#include "model/dataset_work.h"
#include "model/standard.h"

/* What records are compared with: the first one, or the model. */
struct reference {
	bool any;		/* is there a first one? */
	uint64_t dim[2];
	const char *front;	/* NULL: none */
	bool first_norm;
	struct norm norm;
};

/* A stream that is being loaded. */
struct loading {
	const struct train *t;
	struct train_data *d;
	struct reference *ref;
	struct textset *names;	/* of the classes */
	bool open;		/* they may become more */
	struct textset unknown;
	size_t at;		/* records so far */
	struct tensor one;	/* the current one, unless they are kept */
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

/* Frames can be made equal; columns are what front end and filters make. */
static enum status
check_shape(const struct reference *ref, const struct tensor *t,
    struct fault *why)
{
	char have[TENSOR_SHAPEBUF];

	if (!ref->any)
		return ST_OK;
	if (frontdiff(tensor_attr(t, "front"), ref->front,
	    "the other records have", NULL, why) != ST_OK)
		return why->status;
	if (t->dim[1] != ref->dim[1])
		return fault_set(why, ST_BAD, "has %llu columns, the others "
		    "have %llu: all must be made by the same front end and "
		    "filters", (unsigned long long)t->dim[1],
		    (unsigned long long)ref->dim[1]);
	if (t->dim[0] != ref->dim[0])
		return fault_set(why, ST_BAD, "shape is %s, the others' is "
		    "(%llu, %llu): %s", tensor_shape(t, have),
		    (unsigned long long)ref->dim[0],
		    (unsigned long long)ref->dim[1],
		    t->dim[0] == 1 || ref->dim[0] == 1 ?
		    "functionals makes one row of each, padcut as many frames" :
		    "padcut makes them equal");
	return ST_OK;
}

/* Check a record: all must have the same shape, front and norm. */
static enum status
check_record(struct reference *ref, const struct tensor *t, size_t *frames,
    struct fault *why)
{
	uint64_t valid;

	if (frames_real(t, &valid, why) != ST_OK)
		return why->status;
	*frames = (size_t)valid;
	if (check_shape(ref, t, why) != ST_OK)
		return why->status;
	if (check_norm(ref, t, why) != ST_OK)
		return why->status;
	return check_values(t, why);
}

/* Keep what the first sample says of all. */
static enum status
take_first(struct loading *l, const struct tensor *t, struct fault *why)
{
	struct tensor *first = &l->d->first;

	if (attrs_copy(&first->attr, &t->attr, why) != ST_OK)
		return why->status;
	first->rank = t->rank;
	(void)memcpy(first->dim, t->dim, sizeof first->dim);
	if (!l->ref->any) {
		l->ref->any = true;
		l->ref->dim[0] = t->dim[0];
		l->ref->dim[1] = t->dim[1];
		l->ref->front = tensor_attr(first, "front");
	}
	return ST_OK;
}

static enum status
blame(const struct loading *l, const struct tensor *t, struct fault *why)
{
	const char *name = tensor_name(l->d->set.reader);

	if (*tensor_key(t) == '\0')
		return fault_prefix(why, "%s: record %zu", name, l->at);
	return fault_prefix(why, "%s: record '%s'", name, tensor_key(t));
}

/* ---- targets ---- */

/* Add name to names, if it is new. */
static enum status
add_class(struct textset *names, const char *name, size_t *number,
    struct fault *why)
{
	*number = textset_find(names, name);
	if (*number != TEXTSET_NONE)
		return ST_OK;
	if (strchr(name, '\t') != NULL)
		return fault_set(why, ST_BAD,
		    "a label must not contain a tab");
	if (names->n == MODEL_MAXCLASSES)
		return fault_set(why, ST_BAD, "more than %d classes",
		    MODEL_MAXCLASSES);
	return textset_add(names, name, number, why);
}

/* Record a class that the model lacks. */
static enum status
add_unknown(struct loading *l, const char *class, struct fault *why)
{
	struct train_data *d = l->d;
	size_t number;
	char *copy;

	if (add_class(&l->unknown, class, &number, why) != ST_OK)
		return why->status;
	d->unknown++;
	d->unknown_classes = l->unknown.n;
	if (d->unknown_class != NULL && strcmp(class, d->unknown_class) >= 0)
		return ST_OK;
	if ((copy = strdup(class)) == NULL)
		return fault_nomem(why);
	free(d->unknown_class);
	d->unknown_class = copy;
	return ST_OK;
}

/* *y: the class's number; TRAIN_NONE if it is one that the model lacks. */
static enum status
number_class(struct loading *l, const char *class, size_t *y,
    struct fault *why)
{
	if (l->open)
		return add_class(l->names, class, y, why);
	*y = textset_find(l->names, class);
	if (*y != TEXTSET_NONE)
		return ST_OK;
	*y = TRAIN_NONE;
	return add_unknown(l, class, why);
}

/* The targets of record t as those of sample d->n; ST_END if it has none.
 * *class: NULL if it has none. */
static enum status
take_targets(struct train_data *d, const struct tensor *t,
    const struct targets *g, const char **class, struct fault *why)
{
	bool any = false;
	enum status s;
	size_t k;
	double x;

	*class = NULL;
	for (k = 0; k < g->n; k++) {
		x = NAN;
		s = g->of[k].number ? target_number(t, &g->of[k], &x, why) :
		    target_class(t, &g->of[k], class, why);
		if (s != ST_OK && s != ST_END)
			return s;
		any = any || s == ST_OK;
		if (g->of[k].number)
			d->number[k][d->n] = x;
	}
	return any ? ST_OK : ST_END;
}

/* Has sample i a number? */
static bool
has_number(const struct train_data *d, size_t i)
{
	size_t k;

	for (k = 0; k < TARGETS_MOST; k++)
		if (d->number[k] != NULL && !isnan(d->number[k][i]))
			return true;
	return false;
}

/* ---- samples ---- */

/* Take record t, whose class is given, as sample d->n, unless it has no target
 * that the model knows. */
static enum status
take_sample(struct loading *l, const struct tensor *t, const char *class,
    struct fault *why)
{
	struct train_data *d = l->d;
	size_t i = d->n;

	if (check_record(l->ref, t, &d->frames[i], why) != ST_OK ||
	    (d->first.rank == 0 && take_first(l, t, why) != ST_OK))
		return why->status;
	d->y[i] = TRAIN_NONE;
	if (class != NULL && number_class(l, class, &d->y[i], why) != ST_OK)
		return why->status;
	d->x[i] = t->data;
	if (d->sample != NULL)
		d->sample[i] = t;
	d->copy[i] = standard_is_copy(t);
	d->classed += d->y[i] != TRAIN_NONE;
	d->n += d->y[i] != TRAIN_NONE || has_number(d, i);
	return ST_OK;
}

/* The next record of the stream. */
static enum status
next_record(struct loading *l, const struct tensor **t, struct fault *why)
{
	struct train_data *d = l->d;

	if (!l->t->config.records) {
		if (l->t->config.shuffle.how == SHUFFLE_BLOCKS)
			tensor_release(d->set.reader);
		*t = &l->one;
		return tensor_set_next(&d->set, &l->one, why);
	}
	if (l->at == d->set.n)
		return ST_END;
	*t = &d->set.t[l->at];
	return ST_OK;
}

static enum status
take_records(struct loading *l, struct fault *why)
{
	const struct targets *g = &l->t->config.targets;
	const struct tensor *t;
	const char *class;
	enum status s;

	while ((s = next_record(l, &t, why)) == ST_OK) {
		l->at++;
		if (dataset_room(l->t, l->d, why) != ST_OK)
			return why->status;
		s = take_targets(l->d, t, g, &class, why);
		if (s == ST_OK)
			s = take_sample(l, t, class, why);
		else if (s == ST_END) {
			l->d->skipped++;
			continue;
		}
		if (s != ST_OK)
			return blame(l, t, why);
	}
	return s == ST_END ? ST_OK : s;
}

/* Load path, and take the records that have a target.  names are the classes
 * that there are, or, if open, become those of the stream. */
static enum status
load(const struct train *t, struct train_data *d, const char *path,
    struct reference *ref, struct textset *names, bool open,
    struct fault *why)
{
	struct loading l = { t, d, ref, names, open, TEXTSET_INIT, 0,
	    TENSOR_INIT };
	char text[TARGETS_NAMES];
	enum status s;

	s = t->config.records ? tensor_load(&d->set, path, why) :
	    tensor_set_open(&d->set, path, why);
	if (s != ST_OK)
		return s;
	if (t->config.shuffle.how == SHUFFLE_BLOCKS)
		tensor_in_order(d->set.reader);
	s = take_records(&l, why);
	textset_free(&l.unknown);
	tensor_free(&l.one);
	if (s == ST_OK && d->first.rank == 0)
		s = fault_set(why, ST_BAD, "%s: no record has the "
		    "attribute '%s'", tensor_name(d->set.reader),
		    targets_names(&t->config.targets, text));
	return s;
}

/* ---- both streams ---- */

/* Store the attributes of the data that the model's users need. */
static enum status
describe(struct train *t, const struct reference *ref, struct fault *why)
{
	struct attrs *a = &t->model.attr;
	const char *rate = tensor_attr(&t->data.first, "rate");
	enum status s = norm_set(a, &ref->norm, why);

	if (s == ST_OK && ref->front != NULL)
		s = attrs_set(a, "front", ref->front, why);
	if (s == ST_OK && rate != NULL)
		s = attrs_set(a, "rate", rate, why);
	if (s == ST_OK)
		s = attrs_setf(a, why, "frames", "%llu",
		    (unsigned long long)ref->dim[0]);
	if (s == ST_OK)
		s = attrs_setf(a, why, "bins", "%llu",
		    (unsigned long long)ref->dim[1]);
	return s;
}

/* Set names to the classes that a rating has; none of a label. */
static enum status
fixed_classes(const struct targets *g, struct textset *names,
    struct fault *why)
{
	size_t i, number, k = targets_classes(g);

	for (i = 0; k < g->n && i < g->of[k].classes; i++)
		if (add_class(names, target_class_name(&g->of[k], i), &number,
		    why) != ST_OK)
			return why->status;
	return ST_OK;
}

/* Put the classes that were found in the order of their bytes. */
static enum status
sort_classes(struct train_data *d, struct textset *names, struct fault *why)
{
	size_t i, *to;

	if (textset_sort(names, 0, strcmp, &to, why) != ST_OK)
		return why->status;
	for (i = 0; i < d->n; i++)
		if (d->y[i] != TRAIN_NONE)
			d->y[i] = to[d->y[i]];
	free(to);
	return ST_OK;
}

/* From now on memory is given back, if only a part of the stream is to be in
 * it. */
static void
begin_steps(struct train *t, struct train_data *d)
{
	struct shuffle_config *c = &t->config.shuffle;

	shuffle_fit(c, tensor_len(&d->first) * sizeof(float));
	d->step = c->how == SHUFFLE_BLOCKS ? c->block : 0;
}

enum status
train_load(struct train *t, struct fault *why)
{
	struct reference ref = { false, { 0, 0 }, NULL, true, NORM_INIT };
	struct textset names = TEXTSET_INIT;
	bool fixed;
	enum status s;

	s = attrs_set(&t->model.attr, "key", "model", why);
	if (s == ST_OK)
		s = fixed_classes(&t->config.targets, &names, why);
	fixed = names.n > 0;
	if (s == ST_OK)
		s = load(t, &t->data, t->config.data, &ref, &names, !fixed,
		    why);
	if (s == ST_OK && !fixed)
		s = sort_classes(&t->data, &names, why);
	if (s == ST_OK)
		s = dataset_heads(t, &names, why);
	if (s == ST_OK)
		s = describe(t, &ref, why);
	if (s == ST_OK)
		s = dataset_numbers(t, why);
	if (s == ST_OK)
		begin_steps(t, &t->data);
	textset_free(&names);
	norm_free(&ref.norm);
	return s;
}

/* The classes of the model. */
static enum status
known_classes(const struct model *m, struct textset *names, struct fault *why)
{
	size_t i, number, k = targets_classes(&m->targets);
	enum status s = ST_OK;

	for (i = 0; s == ST_OK && k < m->targets.n && i < m->head[k].n; i++)
		s = textset_add(names, m->label[m->head[k].first + i],
		    &number, why);
	return s;
}

enum status
train_load_dev(struct train *t, struct fault *why)
{
	const struct tensor *first = &t->data.first;
	struct reference ref = { true, { first->dim[0], first->dim[1] },
	    tensor_attr(first, "front"), false, NORM_INIT };
	struct textset names = TEXTSET_INIT;
	enum status s;

	s = norm_parse(&ref.norm, model_attr(&t->model, "norm"), why);
	if (s == ST_OK)
		s = known_classes(&t->model, &names, why);
	if (s == ST_OK)
		s = load(t, &t->dev, t->config.dev, &ref, &names, false, why);
	if (s == ST_OK)
		begin_steps(t, &t->dev);
	textset_free(&names);
	norm_free(&ref.norm);
	return s;
}
