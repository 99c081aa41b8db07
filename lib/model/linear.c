#include "model/linear.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "nn/loss.h"
#include "model/linear_work.h"
#include "model/standard.h"

/* ---- samples ---- */

static enum status
check_shape(const struct train_data *d, struct fault *why)
{
	const struct tensor *t = d->sample[0];
	char shape[TENSOR_SHAPEBUF];

	if (t->dim[0] == 1)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s: record '%s': shape is %s; a linear "
	    "model needs records of one row, which functionals makes",
	    tensor_name(d->set.reader), tensor_key(t), tensor_shape(t, shape));
}

static void
standardize_block(void *ctx, size_t i, unsigned thread)
{
	const struct work *w = ctx;
	const float *x = w->train.data.x[i];
	float *to = w->x + i * w->dim, most = w->clip, v;
	size_t c;

	(void)thread;
	for (c = 0; c < w->dim; c++) {
		v = (x[c] - w->mean[c]) * w->scale[c];
		v = v < -most ? -most : v;
		to[c] = v > most ? most : v;
	}
}

/* The input of the dense layer for all samples. */
static enum status
standardize(struct linear *l, struct work *w, struct fault *why)
{
	size_t c, len = w->dim;
	enum status s;

	w->mean = calloc(3 * len, sizeof *w->mean);
	w->x = alloc_raw(w->train.data.n * len, sizeof *w->x);
	if (w->mean == NULL || w->x == NULL)
		return fault_nomem(why);
	w->deviation = w->mean + len;
	w->scale = w->mean + 2 * len;
	s = standard_fit(&w->train.data, len, w->mean, w->deviation, why);
	if (s != ST_OK)
		return s;
	for (c = 0; c < len; c++) {
		w->scale[c] = w->deviation[c] > 0 ? 1 / w->deviation[c] : 0;
		l->constant += !(w->deviation[c] > 0);
	}
	if (l->constant == len)
		return fault_set(why, ST_BAD, "%s: no column varies: there is "
		    "nothing to tell the %s by",
		    tensor_name(w->train.data.set.reader),
		    l->config.targets.of[0].number ?
		    l->config.targets.of[0].name : "classes");
	threads_run(w->pool, w->train.data.n, standardize_block, w);
	return ST_OK;
}

static enum status
load(struct linear *l, struct work *w, struct fault *why)
{
	const struct linear_config *c = &l->config;
	size_t i;
	enum status s;

	if (c->targets.n > 1)
		return fault_set(why, ST_USAGE, "a linear model has one "
		    "target; %s are several: a model for each is the same",
		    c->targets.text);
	if (c->targets.of[0].number && c->emphasis > 0)
		return fault_set(why, ST_USAGE, "the emphasis of columns is "
		    "by classes, and %s has none", c->targets.text);
	w->train.config.data = c->data;
	w->train.config.targets = c->targets;
	w->train.config.records = true;
	if ((s = train_load(&w->train, why)) != ST_OK ||
	    (s = check_shape(&w->train.data, why)) != ST_OK ||
	    (s = threads_new(&w->pool, c->threads, why)) != ST_OK)
		return s;
	w->dim = (size_t)w->train.data.first.dim[1];
	l->thinned = w->train.data.n;
	if (c->gamma > 0)
		work_thin(c, &w->train.data);
	l->thinned -= w->train.data.n;
	w->clip = (float)c->clip;
	l->samples = w->train.data.n;
	l->skipped = w->train.data.skipped;
	l->columns = w->dim;
	for (i = 0; i < l->samples; i++) {
		l->copies += w->train.data.copy[i];
		if (c->targets.of[0].number)	/* the one output */
			w->train.data.y[i] = 0;
	}
	return standardize(l, w, why);
}

/* After work_prior, which may have set their scale. */
static enum status
standardize_numbers(struct work *w, struct fault *why)
{
	const double *number = w->train.data.number[0];
	const struct head *h = &w->train.model.head[0];
	size_t i, n = w->train.data.n;

	if (number == NULL)
		return ST_OK;
	if ((w->value = calloc(n, sizeof *w->value)) == NULL)
		return fault_nomem(why);
	for (i = 0; i < n; i++)
		w->value[i] = (float)((number[i] - h->mean) / h->deviation);
	return ST_OK;
}

static void
scale_block(void *ctx, size_t i, unsigned thread)
{
	const struct work *w = ctx;
	const float *x = w->x + i * w->dim;
	float *to = w->scaled + i * w->dim;
	size_t c;

	(void)thread;
	for (c = 0; c < w->dim; c++)
		to[c] = x[c] * w->emphasis[c];
}

enum status
work_gram(struct work *w, const float *weight, double power,
    struct fault *why)
{
	size_t n = w->train.data.n;
	const float *x = w->x;
	enum status s;

	if (w->gram.low != NULL && !(power > 0))
		return ST_OK;
	gram_free(&w->gram);
	if (power > 0) {
		if (w->scaled == NULL) {
			w->emphasis = calloc(w->dim, sizeof *w->emphasis);
			w->scaled = alloc_raw(n * w->dim, sizeof *w->scaled);
		}
		if (w->emphasis == NULL || w->scaled == NULL)
			return fault_nomem(why);
		s = work_emphasis(w, weight, power, w->emphasis, why);
		if (s != ST_OK)
			return s;
		threads_run(w->pool, n, scale_block, w);
		x = w->scaled;
	}
	return gram_new(&w->gram, n, w->dim, x, 1, w->pool, why);
}

/* ---- weights ---- */

enum status
work_weights(const struct work *w, const size_t *fold, size_t f,
    bool balance, float *weight, struct fault *why)
{
	const struct train_data *d = &w->train.data;
	size_t i, K = w->train.model.classes, *count;
	float *of = calloc(K, sizeof *of);

	count = calloc(K, sizeof *count);
	if (of == NULL || count == NULL) {
		free(of);
		free(count);
		return fault_nomem(why);
	}
	for (i = 0; i < d->n; i++)
		count[d->y[i]] += fold == NULL || fold[i] != f;
	loss_balance(K, count, of);
	for (i = 0; i < d->n; i++)
		weight[i] = fold != NULL && fold[i] == f ? 0 :
		    balance ? of[d->y[i]] : 1;
	free(of);
	free(count);
	return ST_OK;
}

/* ---- the model ---- */

enum status
work_network(struct work *w, const char *text, struct fault *why)
{
	struct model *m = &w->train.model;
	char buf[NET_MAXTEXT];
	const struct param *p;
	enum status s;

	if ((s = net_parse(&m->net, text, "linear", why)) != ST_OK ||
	    (s = net_shape(&m->net, 1, w->dim, m->classes, why)) != ST_OK)
		return s;
	m->w = alloc_zero(m->net.total, sizeof *m->w);
	if (m->w == NULL)
		return fault_nomem(why);
	p = m->net.param;	/* mean, deviation */
	(void)memcpy(m->w + p[0].off, w->mean, w->dim * sizeof *m->w);
	(void)memcpy(m->w + p[1].off, w->deviation, w->dim * sizeof *m->w);
	return attrs_set(&m->attr, "network", net_text(&m->net, buf), why);
}

const char *
work_text(const struct linear_config *c, char buf[LINEAR_TEXT])
{
	(void)snprintf(buf, LINEAR_TEXT,
	    "standardize; clip %.9g; dense classes", c->clip);
	return buf;
}

/* Weight c of class k of the initial model, or 0; its bias for c = F. */
static double
prior_of(const struct work *w, size_t k, size_t c)
{
	return w->prior == NULL ? 0 :
	    (double)w->prior[k * (w->dim + 1) + c];
}

/* The network with its parameters; those of dense are a x, for a (K, N). */
static enum status
build(struct linear *l, struct work *w, const float *a, double factor,
    struct fault *why)
{
	struct model *m = &w->train.model;
	size_t K = m->classes, c, k, dim = w->dim;
	float *dense = calloc(K * dim + K, sizeof *dense), *b;
	char text[LINEAR_TEXT];
	double by;
	enum status s;

	if (dense == NULL)
		return fault_nomem(why);
	b = dense + K * dim;
	gram_weights(&w->gram, K, a, dense, b);
	s = work_network(w, work_text(&l->config, text), why);
	for (c = 0; s == ST_OK && c < dim; c++) {
		by = factor * (w->emphasis != NULL ?
		    (double)w->emphasis[c] : 1);
		for (k = 0; k < K; k++)
			m->w[m->net.param[2].off + c * K + k] = (float)(by *
			    (double)dense[k * dim + c] +
			    factor * prior_of(w, k, c));
	}
	for (k = 0; s == ST_OK && k < K; k++)
		m->w[m->net.param[3].off + k] = (float)(factor *
		    ((double)b[k] + prior_of(w, k, dim)));
	free(dense);
	return s;
}

static enum status
describe(const struct linear *l, struct model *m, struct fault *why)
{
	const struct linear_tried *t = &l->try[l->best];
	bool number = m->targets.of[0].number;
	struct attrs *a = &m->attr;
	enum status s;

	if ((s = attrs_set(a, "target", m->targets.text, why)) != ST_OK ||
	    (s = attrs_set(a, "loss", number ? "squared" : "squared-hinge",
	    why)) != ST_OK ||
	    (s = attrs_setf(a, why, "c", "%.9g", t->c)) != ST_OK ||
	    (s = attrs_set(a, "weights", l->config.weights && !number ?
	    "balanced" : "none", why)) != ST_OK)
		return s;
	if (l->folds > 0 && ((s = attrs_setf(a, why, "inner", "%zu folds by "
	    "%s", l->folds, l->config.by)) != ST_OK ||
	    (s = attrs_setf(a, why, "factor", "%.9g", t->factor)) != ST_OK))
		return s;
	return attrs_set(a, "version", TONFALL_VERSION, why);
}

/* Train with the C that was chosen on all records. */
static enum status
fit(struct linear *l, struct work *w, struct fault *why)
{
	const struct linear_tried *t = &l->try[l->best];
	size_t k, K = w->train.model.classes, n = l->samples;
	struct svm_problem *p = calloc(K, sizeof *p);
	float *weight = calloc(n + K * n, sizeof *weight), *a = weight + n;
	enum status s = ST_OK;

	if (p == NULL || weight == NULL)
		s = fault_nomem(why);
	if (s == ST_OK)
		s = work_weights(w, NULL, 0, l->config.weights, weight, why);
	if (s == ST_OK)
		s = work_gram(w, weight, l->config.emphasis, why);
	for (k = 0; s == ST_OK && k < K; k++)
		p[k] = (struct svm_problem){ .class = k, .value = w->value,
		    .c = t->c, .weight = weight,
		    .offset = work_offset(w, k) };
	if (s == ST_OK)
		s = svm_solve(&w->gram, w->train.data.y, K, p, LINEAR_FINE, a,
		    NULL, w->pool, why);
	for (k = 0; s == ST_OK && k < K; k++) {
		l->steps = p[k].steps > l->steps ? p[k].steps : l->steps;
		l->worst = p[k].worst > l->worst ? p[k].worst : l->worst;
	}
	if (s == ST_OK && !(l->worst < 1))	/* no better than no model */
		s = fault_set(why, ST_BAD, "C %.4g is too large: single "
		    "precision cannot compute these margins", t->c);
	if (s == ST_OK)
		s = l->config.gamma > 0 ? work_kernel_model(&l->config, w, a,
		    t->factor, &l->centres, why) :
		    build(l, w, a, t->factor, why);
	if (s == ST_OK)
		s = describe(l, &w->train.model, why);
	free(p);
	free(weight);
	return s;
}

static void
work_free(struct work *w)
{
	gram_free(&w->gram);
	threads_free(w->pool);
	model_free(&w->train.model);
	train_data_free(&w->train.data);
	free(w->mean);
	free(w->x);
	free(w->value);
	free(w->prior);
	free(w->offset);
	free(w->emphasis);
	free(w->scaled);
	free(w->down);
	free(w->z);
}

enum status
linear_train(struct linear *l, const struct linear_config *config,
    struct fault *why)
{
	static const struct model empty = MODEL_INIT;
	struct work w;
	enum status s;

	(void)memset(l, 0, sizeof *l);
	(void)memset(&w, 0, sizeof w);
	l->config = *config;
	l->model = empty;
	w.train.model = empty;
	if ((s = load(l, &w, why)) == ST_OK &&
	    (s = work_prior(l, &w, why)) == ST_OK &&
	    (s = standardize_numbers(&w, why)) == ST_OK &&
	    (s = config->gamma > 0 ? work_kernel(config, &w, why) : ST_OK) ==
	    ST_OK &&
	    (s = linear_choose(l, &w, why)) == ST_OK &&
	    (s = fit(l, &w, why)) == ST_OK &&
	    (s = tensor_unchanged(w.train.data.set.reader, why)) == ST_OK) {
		l->model = w.train.model;
		w.train.model = empty;
	}
	work_free(&w);
	return s;
}

void
linear_free(struct linear *l)
{
	model_free(&l->model);
}
