/*
 * The part of linear.h that starts from another linear model: its weights, and
 * what it says of the samples.
 *
 * Its weights are those of columns in standard deviations, which here are those
 * of the new records.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/number.h"
#include "model/initial.h"
#include "model/linear_work.h"

/* The inverse of the factor by which the model's scores are larger than those
 * of the support vector machine. */
static enum status
unscale(const struct model *old, double *by, struct fault *why)
{
	const char *factor = model_attr(old, "factor");

	*by = 1;
	if (factor == NULL)
		return ST_OK;
	if (number_real(factor, 1e-30, 1e30, by, why) != ST_OK)
		return fault_prefix(why, "factor");
	*by = 1 / *by;
	return ST_OK;
}

static enum status
check(const struct model *old, const struct linear_config *c,
    struct fault *why)
{
	const char *have = model_attr(old, "network");
	char want[LINEAR_TEXT];

	if (strcmp(have, work_text(c, want)) != 0)
		return fault_set(why, ST_BAD, "its layers are '%.200s', here "
		    "they are '%s'", have, want);
	if (strcmp(old->targets.text, c->targets.text) != 0)
		return fault_set(why, ST_BAD, "it was trained for %s, this is "
		    "for %s", old->targets.text, c->targets.text);
	return ST_OK;
}

/* The weights of the classes that both have, by their names. */
static size_t
take(const struct model *old, double by, struct work *w)
{
	const float *dense = old->w + old->net.param[2].off;
	const float *bias = old->w + old->net.param[3].off;
	size_t k, j, c, known = 0, K = w->train.model.classes;
	float *to;

	for (k = 0; k < K; k++) {
		to = w->prior + k * (w->dim + 1);
		for (j = 0; j < old->classes; j++) {
			if (strcmp(old->label[j], w->train.model.label[k]) != 0)
				continue;
			for (c = 0; c < w->dim; c++)
				to[c] = (float)(by *
				    (double)dense[c * old->classes + j]);
			to[w->dim] = (float)(by * (double)bias[j]);
			known++;
		}
	}
	return known;
}

/* Sample i's scores. */
static void
score(void *ctx, size_t i, unsigned thread)
{
	const struct work *w = ctx;
	size_t k, c, n = w->train.data.n, K = w->train.model.classes;
	const float *x = w->x + i * w->dim, *v = w->prior;
	double sum;

	(void)thread;
	for (k = 0; k < K; k++, v += w->dim + 1) {
		sum = (double)v[w->dim];
		for (c = 0; c < w->dim; c++)
			sum += (double)x[c] * (double)v[c];
		w->offset[k * n + i] = (float)sum;
	}
}

static enum status
start(const struct model *old, struct linear *l, struct work *w,
    struct fault *why)
{
	size_t n = w->train.data.n, K = w->train.model.classes;
	double by;

	if (check(old, &l->config, why) != ST_OK ||
	    unscale(old, &by, why) != ST_OK)
		return why->status;
	w->prior = alloc_zero(K * (w->dim + 1), sizeof *w->prior);
	w->offset = alloc_raw(K * n, sizeof *w->offset);
	if (w->prior == NULL || w->offset == NULL)
		return fault_nomem(why);
	l->known = take(old, by, w);
	if (old->targets.of[0].number) {
		w->train.model.head[0] = old->head[0];
		if (model_describe_heads(&w->train.model, why) != ST_OK)
			return why->status;
	}
	if (l->known == 0)
		return fault_set(why, ST_BAD, "has none of these classes");
	threads_run(w->pool, n, score, w);
	return ST_OK;
}

enum status
work_prior(struct linear *l, struct work *w, struct fault *why)
{
	struct model old;
	enum status s;

	if (l->config.initial == NULL)
		return ST_OK;
	w->train.config.initial = l->config.initial;
	if ((s = initial_load(&old, &w->train, why)) != ST_OK)
		return s;
	if ((s = start(&old, l, w, why)) != ST_OK && s != ST_NOMEM)
		(void)fault_prefix(why, "%s", l->config.initial);
	model_free(&old);
	return s;
}
