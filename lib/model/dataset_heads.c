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

#define ROUNDING	1e-12	/* of a number, relative */

/* ---- classes ---- */

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
set_head(struct train *t, size_t k, const struct textset *names,
    struct joined *j, struct fault *why)
{
	const struct target *target = &t->model.targets.of[k];
	struct head *h = &t->model.head[k];
	enum status s;
	size_t i;

	h->first = k > 0 ? h[-1].first + h[-1].n : 0;
	h->n = 1;
	if (target->number)
		return join_name(t, j, target->name, why);
	s = check_classes(t, target, names, why);
	h->n = names->n;
	for (i = 0; s == ST_OK && i < names->n; i++)
		s = join_name(t, j, names->text[i], why);
	return s;
}

/* Divide the outputs, and name them in the model and its attribute `labels'. */
enum status
dataset_heads(struct train *t, const struct textset *names, struct fault *why)
{
	struct joined j = { "", 0 };
	enum status s = ST_OK;
	size_t k;

	t->model.targets = t->config.targets;
	for (k = 0; s == ST_OK && k < t->model.targets.n; k++)
		s = set_head(t, k, names, &j, why);
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
		if (isnan(x) || d->copy[i])
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
