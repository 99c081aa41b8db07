/*
 * The part of train.h about the targets of a training stream: classes, numbers,
 * and the outputs of each.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/textset.h"
#include "model/dataset_work.h"
#include "model/standard.h"

#define ROUNDING	1e-12	/* of a number, relative */

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
find_classes(const struct train *t, const struct target *target,
    struct textset *names, struct fault *why)
{
	const char *class;
	enum status s;
	size_t i, *to;

	for (i = 0; i < target->classes; i++)
		if ((s = add_class(names, target_class_name(target, i), why)) !=
		    ST_OK)
			return s;
	if (i > 0)
		return ST_OK;
	for (i = 0; i < t->data.n; i++) {
		s = target_class(t->data.sample[i], target, &class, why);
		if (s == ST_OK)
			s = add_class(names, class, why);
		if (s != ST_OK && s != ST_END)
			return dataset_blame(&t->data, t->data.sample[i], why);
	}
	if ((s = textset_sort(names, 0, strcmp, &to, why)) == ST_OK)
		free(to);
	return s;
}

static enum status
check_classes(const struct train *t, const struct target *target,
    const struct textset *names, struct fault *why)
{
	if (names->n == 0)
		return fault_set(why, ST_BAD, "%s: no record has the "
		    "attribute '%s'", tensor_name(t->data.set.reader),
		    target->name);
	if (names->n == 1)
		return fault_set(why, ST_BAD, "%s: every %s is '%s', but "
		    "training needs at least two classes",
		    tensor_name(t->data.set.reader), target->name,
		    names->text[0]);
	return ST_OK;
}

/* The attribute `labels', with a tab between two outputs' names. */
struct joined {
	char text[ATTR_MAXVALUE + 1];
	size_t len;
};

static enum status
join_name(const struct train *t, struct joined *j, const char *name,
    struct fault *why)
{
	size_t add = strlen(name);

	if (j->len + add + 1 > ATTR_MAXVALUE)
		return fault_set(why, ST_BAD, "%s: the names of the classes "
		    "are too long together", tensor_name(t->data.set.reader));
	if (j->len > 0)
		j->text[j->len++] = '\t';
	(void)memcpy(j->text + j->len, name, add + 1);
	j->len += add;
	return ST_OK;
}

/* The outputs of target k. */
static enum status
set_head(struct train *t, size_t k, struct joined *j, struct fault *why)
{
	const struct target *target = &t->model.targets.of[k];
	struct head *h = &t->model.head[k];
	struct textset names = TEXTSET_INIT;
	enum status s;
	size_t i;

	h->first = k > 0 ? h[-1].first + h[-1].n : 0;
	h->n = 1;
	if (target->number)
		return join_name(t, j, target->name, why);
	if ((s = find_classes(t, target, &names, why)) == ST_OK)
		s = check_classes(t, target, &names, why);
	h->n = names.n;
	for (i = 0; s == ST_OK && i < names.n; i++)
		s = join_name(t, j, names.text[i], why);
	textset_free(&names);
	return s;
}

/* Divide the outputs, and name them in the model and its attribute `labels'. */
enum status
dataset_heads(struct train *t, struct fault *why)
{
	struct joined j = { "", 0 };
	enum status s = ST_OK;
	size_t k;

	t->model.targets = t->config.targets;
	for (k = 0; s == ST_OK && k < t->model.targets.n; k++)
		s = set_head(t, k, &j, why);
	if (s != ST_OK ||
	    (s = attrs_set(&t->model.attr, "labels", j.text, why)) != ST_OK)
		return s;
	return model_labels(&t->model, j.text, why);
}

/* ---- numbers ---- */

/* The mean of number k - from, or of its square, over the samples that have it
 * and are not copies; *n of them. */
static double
average(const struct train_data *d, size_t k, double from, bool square,
    size_t *n)
{
	double sum = 0, x;
	size_t i;

	for (*n = 0, i = 0; i < d->n; i++) {
		x = d->number[k][i] - from;
		if (isnan(x) || standard_is_copy(d->sample[i]))
			continue;
		sum += square ? x * x : x;
		++*n;
	}
	return *n > 0 ? sum / (double)*n : 0;
}

/* Mean and deviation of number k. */
static enum status
fit_scale(struct train *t, size_t k, struct fault *why)
{
	const char *name = t->model.targets.of[k].name;
	struct head *h = &t->model.head[k];
	size_t n;

	h->mean = average(&t->data, k, 0, false, &n);
	if (n == 0)
		return fault_set(why, ST_BAD, "%s: no record has the "
		    "attribute '%s', or only copies have",
		    tensor_name(t->data.set.reader), name);
	h->deviation = sqrt(average(&t->data, k, h->mean, true, &n));
	if (!(h->deviation <= FLT_MAX))
		return fault_set(why, ST_BAD, "%s: %s varies by more than a "
		    "float can hold", tensor_name(t->data.set.reader), name);
	if (h->deviation <= ROUNDING * fabs(h->mean) || h->deviation < FLT_MIN)
		return fault_set(why, ST_BAD, "%s: every %s is %.9g, but "
		    "training needs at least two values",
		    tensor_name(t->data.set.reader), name, h->mean);
	return ST_OK;
}

static void
count_classes(struct train *t)
{
	struct model *m = &t->model;
	size_t i, k = targets_classes(&m->targets);

	for (i = 0; k < m->targets.n && i < t->data.n; i++)
		if (t->data.y[i] != TRAIN_NONE)
			m->count[m->head[k].first + t->data.y[i]]++;
}

enum status
dataset_numbers(struct train *t, struct fault *why)
{
	struct model *m = &t->model;
	enum status s = ST_OK;
	size_t k, i;

	for (k = 0; s == ST_OK && k < m->targets.n; k++) {
		if (!m->targets.of[k].number)
			continue;
		s = fit_scale(t, k, why);
		for (i = 0; i < t->data.n; i++)
			m->count[m->head[k].first] +=
			    !isnan(t->data.number[k][i]);
	}
	if (s == ST_OK)
		count_classes(t);
	return s == ST_OK ? model_describe_heads(m, why) : s;
}

/* ---- samples ---- */

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

/* Set d->y[i] to the class's number; TRAIN_NONE if it has none, or one that the
 * model lacks, which is counted. */
static enum status
number_sample(const struct target *target, struct train_data *d, size_t i,
    const struct textset *labels, struct textset *unknown, struct fault *why)
{
	const char *class = NULL;
	enum status s = target_class(d->sample[i], target, &class, why);

	d->y[i] = TRAIN_NONE;
	if (s == ST_END)
		return ST_OK;
	if (s == ST_OK && (d->y[i] = textset_find(labels, class)) ==
	    TEXTSET_NONE) {
		d->y[i] = TRAIN_NONE;
		s = add_unknown(d, unknown, class, why);
	}
	if (s != ST_OK)
		return dataset_blame(d, d->sample[i], why);
	d->classed += d->y[i] != TRAIN_NONE;
	return ST_OK;
}

/* Set d->y; drop samples that are left without any target. */
static enum status
number_samples(const struct target *target, struct train_data *d,
    const struct textset *labels, struct textset *unknown, struct fault *why)
{
	size_t i, n = 0;

	for (i = 0; i < d->n; i++) {
		if (number_sample(target, d, i, labels, unknown, why) != ST_OK)
			return why->status;
		if (d->y[i] != TRAIN_NONE || has_number(d, i))
			train_data_move(d, n++, i);
	}
	d->n = n;
	return ST_OK;
}

enum status
dataset_classes(const struct train *t, struct train_data *d,
    struct fault *why)
{
	struct textset labels = TEXTSET_INIT, unknown = TEXTSET_INIT;
	const struct model *m = &t->model;
	size_t i, number, k = targets_classes(&m->targets);
	enum status s = ST_OK;

	if (k == m->targets.n)
		return ST_OK;
	for (i = 0; s == ST_OK && i < m->head[k].n; i++)
		s = textset_add(&labels, m->label[m->head[k].first + i],
		    &number, why);
	if (s == ST_OK)
		s = number_samples(&m->targets.of[k], d, &labels, &unknown,
		    why);
	textset_free(&labels);
	textset_free(&unknown);
	return s;
}
