/* The trained model: how it was trained, and the file. */
#include "model/train.h"

#include <stdio.h>

#include "nn/schedule.h"

/* A constant rate is not mentioned. */
static enum status
describe_schedule(struct train *t, struct fault *why)
{
	const struct chosen *c = &t->config.optim.schedule;
	char text[CHOICE_TEXT];

	if (!schedule_has_end(c))
		return ST_OK;
	return attrs_setf(&t->model.attr, why, "schedule", "%s%s epochs %u",
	    c->choice->name, choice_text(c, 9, text),
	    (unsigned)t->config.epochs);
}

/* The losses of numbers, and of several targets. */
static enum status
describe_losses(struct train *t, struct fault *why)
{
	const struct train_config *c = &t->config;
	const struct targets *g = &t->model.targets;
	char text[TARGETS_MOST * 20] = "";
	enum status s = ST_OK;
	size_t i, n = 0;

	for (i = 0; i < g->n; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%.9g",
		    i > 0 ? " " : "", c->share == NULL ? 1 : c->share[i]);
	if (g->n > 1)
		s = attrs_set(&t->model.attr, "loss-weights", text, why);
	if (s == ST_OK && (g->n > 1 || g->of[0].number))
		s = attrs_set(&t->model.attr, "criterion",
		    c->loss == REGRESS_CCC ? "ccc" : "mse", why);
	return s;
}

/* Of these only what was used. */
static enum status
describe_extras(struct train *t, struct fault *why)
{
	const struct train_config *c = &t->config;
	struct attrs *a = &t->model.attr;

	if ((c->smooth > 0 &&
	    attrs_setf(a, why, "smooth", "%.9g", c->smooth) != ST_OK) ||
	    (c->mixup > 0 &&
	    attrs_setf(a, why, "mixup", "%.9g", c->mixup) != ST_OK) ||
	    (c->average > 0 &&
	    attrs_setf(a, why, "average", "%.9g", c->average) != ST_OK))
		return why->status;
	return ST_OK;
}

enum status
train_describe(struct train *t, struct fault *why)
{
	struct attrs *a = &t->model.attr;
	char text[OPTIM_TEXT], shuffle[SHUFFLE_TEXT];

	if (attrs_setf(a, why, "seed", "%llu",
	    (unsigned long long)t->config.seed) != ST_OK ||
	    attrs_setf(a, why, "epochs", "%u", (unsigned)t->epoch) != ST_OK ||
	    attrs_setf(a, why, "batch", "%zu", t->config.batch) != ST_OK ||
	    attrs_set(a, "optimiser", optim_text(&t->optim, text), why) !=
	    ST_OK || describe_schedule(t, why) != ST_OK ||
	    describe_extras(t, why) != ST_OK ||
	    describe_losses(t, why) != ST_OK ||
	    attrs_set(a, "shuffle", shuffle_text(&t->config.shuffle, shuffle),
	    why) != ST_OK ||
	    attrs_set(a, "weights", t->config.weights ? "balanced" : "none",
	    why) != ST_OK ||
	    attrs_set(a, "version", TONFALL_VERSION, why) != ST_OK)
		return why->status;
	return ST_OK;
}

enum status
train_write(struct train *t, struct tensor_writer *w, struct fault *why)
{
	struct model m;

	if (train_describe(t, why) != ST_OK)
		return why->status;
	m = t->model;
	m.w = train_weights(t);
	return model_write(&m, w, why);
}
