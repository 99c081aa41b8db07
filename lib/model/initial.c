#include "model/initial.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "data/frontdiff.h"
#include "nn/layer.h"

/* The layer that depends on the classes, by index. */
static size_t
head_of(const struct net *net)
{
	size_t i = net->layers;

	while (i > 0 && net->layer[i - 1].params == 0)
		i--;
	return i - 1;
}

static enum status
same_layers(const struct net *old, const struct net *net, struct fault *why)
{
	size_t i, n = old->layers > net->layers ? old->layers : net->layers;
	size_t head = head_of(net);
	const char *a, *b;

	for (i = 0; i < n; i++) {
		a = i < old->layers ? old->layer[i].text : "absent";
		b = i < net->layers ? net->layer[i].text : "absent";
		if (strcmp(a, b) != 0 &&
		    !(i == head && head == head_of(old) &&
		    old->layer[i].kind == net->layer[i].kind))
			return fault_set(why, ST_BAD, "its network differs: "
			    "layer %zu is '%s', in %s it is '%s'", i + 1, a,
			    net->name, b);
	}
	return ST_OK;
}

/* Are the records those that it was trained on, but for their number? */
static enum status
same_input(const struct model *old, const struct train *t, struct fault *why)
{
	const struct model *m = &t->model;
	size_t bins = (size_t)t->data.first.dim[1];
	struct norm a = NORM_INIT, b = NORM_INIT;
	char option[320];
	enum status s;

	(void)snprintf(option, sizeof option, "-m %.300s", t->config.initial);
	s = frontdiff(model_attr(m, "front"), model_attr(old, "front"),
	    "it was trained on", option, why);
	if (s == ST_OK && old->net.in.c != bins)
		s = fault_set(why, ST_BAD, "reads records of %zu bins, these "
		    "have %zu", old->net.in.c, bins);
	if (s == ST_OK)
		s = norm_parse(&a, model_attr(old, "norm"), why);
	if (s == ST_OK)
		s = norm_parse(&b, model_attr(m, "norm"), why);
	if (s == ST_OK && strcmp(a.group.text, b.group.text) != 0)
		s = fault_set(why, ST_BAD, "its records were normalised by "
		    "'%s', these are by '%s': zscore -g normalises them",
		    a.n > 0 || *a.group.text ? a.group.text : "none",
		    *b.group.text ? b.group.text : "none");
	norm_free(&a);
	norm_free(&b);
	return s;
}

static bool
same_classes(const struct model *a, const struct model *b)
{
	return strcmp(model_attr(a, "labels"), model_attr(b, "labels")) == 0 &&
	    strcmp(a->targets.text, b->targets.text) == 0;
}

/* Parameters first..end-1 of the tables, which are of the same layers. */
static enum status
copy(const struct model *old, struct model *m, size_t first, size_t end,
    struct fault *why)
{
	const struct param *a, *b;
	size_t i;

	for (i = first; i < end; i++) {
		a = &old->net.param[i];
		b = &m->net.param[i];
		if (a->rank != b->rank ||
		    memcmp(a->dim, b->dim, a->rank * sizeof a->dim[0]) != 0)
			return fault_set(why, ST_BAD, "%s has another shape: "
			    "it reads records of %zu frames, these have %zu; "
			    "padcut -n %zu makes them equal", a->name,
			    old->net.in.t, m->net.in.t, old->net.in.t);
		(void)memcpy(m->w + b->off, old->w + a->off,
		    a->len * sizeof *m->w);
	}
	return ST_OK;
}

static enum status
take(const struct model *old, struct train *t, struct fault *why)
{
	struct model *m = &t->model;
	const struct layer *head;
	size_t n;

	if (same_layers(&old->net, &m->net, why) != ST_OK)
		return why->status;
	head = &m->net.layer[head_of(&m->net)];
	n = m->net.params - head->params;
	if (copy(old, m, 0, n, why) != ST_OK)
		return why->status;
	if (same_classes(old, m) &&
	    strcmp(head->text, old->net.layer[head->pos - 1].text) == 0) {
		(void)memcpy(m->head, old->head, sizeof m->head);
		if (model_describe_heads(m, why) != ST_OK)
			return why->status;
		return copy(old, m, n, m->net.params, why);
	}
	t->new_head = head->pos;
	if (head->frozen)
		return fault_set(why, ST_BAD, "has other classes, so layer "
		    "%zu, %s, is new and cannot be frozen", t->new_head,
		    head->text);
	return ST_OK;
}

/* The attribute `initial', which model, whatever its name was; its licence. */
static enum status
describe(const struct model *old, struct train *t, struct fault *why)
{
	const char *licence = model_attr(old, "licence");
	struct tensor_set set;
	enum status s = tensor_load(&set, t->config.initial, why);

	if (s != ST_OK)
		return s;
	s = attrs_setf(&t->model.attr, why, "initial", "%016" PRIx64, set.sum);
	tensor_unload(&set);
	if (s == ST_OK && licence != NULL)
		s = attrs_add(&t->model.attr, "licence", licence, why);
	return s;
}

enum status
initial_load(struct model *old, struct train *t, struct fault *why)
{
	static const struct model empty = MODEL_INIT;
	enum status s;

	*old = empty;
	if ((s = model_load(old, t->config.initial, why)) != ST_OK)
		return s;
	if ((s = same_input(old, t, why)) != ST_OK)
		(void)fault_prefix(why, "%s", t->config.initial);
	else
		s = describe(old, t, why);
	if (s != ST_OK)
		model_free(old);
	return s;
}

enum status
initial_take(struct train *t, struct fault *why)
{
	struct model old;
	enum status s;

	if (t->config.initial == NULL)
		return ST_OK;
	if ((s = initial_load(&old, t, why)) != ST_OK)
		return s;
	if ((s = take(&old, t, why)) != ST_OK)
		(void)fault_prefix(why, "%s", t->config.initial);
	model_free(&old);
	if (s == ST_OK && t->config.freeze != NULL)
		s = attrs_set(&t->model.attr, "frozen", t->config.freeze, why);
	return s;
}

enum status
initial_freeze(struct train *t, struct fault *why)
{
	const char *list = t->config.freeze;

	if (list == NULL || net_freeze(&t->model.net, list, why) == ST_OK)
		return ST_OK;
	if (why->status == ST_BAD)
		why->status = ST_USAGE;
	return fault_prefix(why, "frozen layers %s", list);
}

enum status
initial_hold(struct train *t, struct fault *why)
{
	const struct net *net = &t->model.net;
	const struct param *p = net->param;
	enum status s = ST_OK;
	unsigned j;
	size_t i;

	for (i = 0; i < net->layers; i++)
		for (j = 0; j < net->layer[i].params; j++, p++)
			if (s == ST_OK && net->layer[i].frozen &&
			    p->role != PARAM_STATE)
				s = optim_hold(&t->optim, p->off, p->len, why);
	return s;
}
