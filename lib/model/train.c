#include "model/train.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "nn/average.h"
#include "nn/fuse.h"
#include "nn/loss.h"
#include "nn/schedule.h"
#include "model/initial.h"
#include "model/standard.h"

#define MAXPIECES(batch) (((batch) + PASS_PIECE - 1) / PASS_PIECE)

/* The current batch: samples order[0..n) of data. */
struct step {
	const struct train_data *data;
	const size_t *order;
	const struct mixup *mix;	/* (n), or NULL */
	size_t *y;		/* (n) */
	float *target;		/* (n, classes), or NULL: y alone */
	double smooth;
	const float *weight;
	size_t classes;
	double total;		/* sum of the samples' weights */
	double *part;		/* of the loss, by micro-batch */
};

/* ---- start ---- */

static enum status
open_net(struct train *t, struct fault *why)
{
	const struct tensor *first = t->data.sample[0];
	size_t batch = t->config.batch;
	struct model *m = &t->model;
	char text[NET_MAXTEXT];
	struct rng *r;
	enum status s;

	s = net_shape(&m->net, (size_t)first->dim[0], (size_t)first->dim[1],
	    m->classes, why);
	if (s == ST_OK)
		s = attrs_set(&m->attr, "network", net_text(&m->net, text),
		    why);
	if (s == ST_OK)
		s = attrs_set(&m->attr, "target", m->target.text, why);
	if (s == ST_OK)
		s = initial_freeze(t, why);
	if (s != ST_OK)
		return s;
	net_fuse(&m->net);
	m->w = calloc(m->net.total, sizeof *m->w);
	t->grad = calloc(m->net.trained, sizeof *t->grad);
	if (m->w == NULL || t->grad == NULL)
		return fault_nomem(why);
	s = rng_new(&r, t->config.seed, "init", why);
	if (s != ST_OK)
		return s;
	net_init(&m->net, m->w, r);
	rng_free(r);
	if ((s = initial_take(t, why)) != ST_OK ||
	    (s = standard_set(&m->net, &t->data, m->w, why)) != ST_OK ||
	    (s = optim_new(&t->optim, &t->config.optim, t->config.epochs *
	    (uint64_t)((t->data.n + batch - 1) / batch), m->net.trained, why))
	    != ST_OK)
		return s;
	return initial_hold(t, why);
}

/* What only some trainings need. */
static enum status
open_extras(struct train *t, struct fault *why)
{
	const struct train_config *c = &t->config;
	const struct model *m = &t->model;

	if (c->average > 0) {
		t->average = calloc(m->net.total, sizeof *t->average);
		if (t->average == NULL)
			return fault_nomem(why);
		(void)memcpy(t->average, m->w, m->net.total * sizeof *m->w);
	}
	if (c->mixup > 0) {
		t->mix = calloc(t->data.n, sizeof *t->mix);
		if (t->mix == NULL)
			return fault_nomem(why);
	}
	if (c->mixup > 0 || c->smooth > 0) {
		t->target = calloc(c->batch * m->classes, sizeof *t->target);
		if (t->target == NULL)
			return fault_nomem(why);
	}
	return ST_OK;
}

static enum status
open_weights(struct train *t, struct fault *why)
{
	size_t k, *count, K = t->model.classes;

	t->weight = calloc(K, sizeof *t->weight);
	count = calloc(K, sizeof *count);
	if (t->weight == NULL || count == NULL) {
		free(count);
		return fault_nomem(why);
	}
	for (k = 0; k < K; k++) {
		count[k] = (size_t)t->model.count[k];
		t->weight[k] = 1;
	}
	if (t->config.weights)
		loss_balance(K, count, t->weight);
	free(count);
	return ST_OK;
}

static enum status
open_run(struct train *t, struct fault *why)
{
	size_t most = t->data.n > t->dev.n ? t->data.n : t->dev.n;

	if (t->config.batch > most)
		t->config.batch = most;
	t->order = calloc(most, sizeof *t->order);
	t->logits = calloc(t->config.batch * t->model.classes,
	    sizeof *t->logits);
	if (t->order == NULL || t->logits == NULL)
		return fault_nomem(why);
	if (threads_new(&t->pool, t->config.threads, why) != ST_OK)
		return why->status;
	return pass_new(&t->run, &t->model.net, t->pool, t->config.batch, true,
	    why);
}

enum status
train_open(struct train *t, const struct train_config *config,
    struct fault *why)
{
	static const struct model empty = MODEL_INIT;
	enum status s;

	(void)memset(t, 0, sizeof *t);
	t->config = *config;
	t->model = empty;
	s = net_read(&t->model.net, config->network, why);
	if (s == ST_OK)
		s = train_load(t, why);
	if (s == ST_OK)
		s = open_net(t, why);
	if (s == ST_OK && config->dev != NULL)
		s = train_load_dev(t, why);
	if (s == ST_OK)
		s = open_weights(t, why);
	if (s == ST_OK)
		s = open_run(t, why);
	if (s == ST_OK)
		s = open_extras(t, why);
	if (s != ST_OK)
		train_close(t);
	return s;
}

void
train_close(struct train *t)
{
	pass_free(t->run);
	threads_free(t->pool);
	optim_free(&t->optim);
	model_free(&t->model);
	train_data_free(&t->data);
	train_data_free(&t->dev);
	free(t->average);
	free(t->weight);
	free(t->order);
	free(t->mix);
	free(t->target);
	free(t->grad);
	free(t->logits);
	free(t->log);
}

float *
train_weights(const struct train *t)
{
	return t->average != NULL ? t->average : t->model.w;
}

/* ---- an epoch ---- */

static void
fill(void *ctx, size_t i, float *x, size_t *frames)
{
	const struct step *p = ctx;
	const struct train_data *d = p->data;
	const struct tensor *t = d->sample[p->order[i]];
	const struct mixup *mix;

	(void)memcpy(x, t->data, tensor_len(t) * sizeof *x);
	*frames = d->frames[p->order[i]];
	if (p->mix == NULL)
		return;
	mix = &p->mix[i];
	mixup_values(tensor_len(t), mix->share, d->sample[mix->other]->data,
	    x);
	if (d->frames[mix->other] > *frames)
		*frames = d->frames[mix->other];
}

static void
loss(void *ctx, size_t first, size_t n, const float *logits, float *dlogits)
{
	struct step *p = ctx;
	double *part = &p->part[first / PASS_PIECE];
	size_t K = p->classes;

	if (p->target != NULL)
		*part = loss_soft(n, K, logits, p->target + first * K,
		    p->total, dlogits);
	else
		*part = loss_cross_entropy(n, K, logits, p->y + first,
		    p->weight, p->total, dlogits);
}

/* The order of this epoch's samples, which depends only on seed and epoch. */
static enum status
shuffle(struct train *t, struct fault *why)
{
	char purpose[40];
	struct rng *r;
	size_t i;

	(void)snprintf(purpose, sizeof purpose, "shuffle %u",
	    t->config.shuffle_once ? 0 : (unsigned)t->epoch);
	if (rng_new(&r, t->config.seed, purpose, why) != ST_OK)
		return why->status;
	for (i = 0; i < t->data.n; i++)
		t->order[i] = i;
	rng_shuffle(r, t->order, t->data.n);
	rng_free(r);
	if (t->mix == NULL)
		return ST_OK;
	return mixup_draw(t->mix, t->data.n, t->config.mixup, t->config.seed,
	    t->epoch, why);
}

static size_t
count_right(size_t n, size_t K, const float *logits, const size_t *y)
{
	size_t i, right = 0;

	for (i = 0; i < n; i++)
		right += loss_best(K, logits + i * K) == y[i];
	return right;
}

/* The targets of sample i of the batch; returns its weight. */
static double
set_target(struct step *p, size_t i)
{
	size_t K = p->classes, y = p->y[i];
	const struct mixup *mix;

	if (p->target == NULL)
		return p->weight[y];
	if (p->mix == NULL)
		return loss_target(K, p->weight, p->smooth, y, y, 1,
		    p->target + i * K);
	mix = &p->mix[i];
	return loss_target(K, p->weight, p->smooth, y, p->data->y[mix->other],
	    mix->share, p->target + i * K);
}

/* Classes, targets and sum of weights of samples order[0..n). */
static void
begin_step(struct step *p, size_t n)
{
	size_t i;

	p->total = 0;
	for (i = 0; i < n; i++) {
		p->y[i] = p->data->y[p->order[i]];
		p->total += set_target(p, i);
	}
}

/* The loss of the batch, from those of its micro-batches. */
static double
end_step(const struct step *p, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < MAXPIECES(n); i++)
		sum += p->part[i];
	return sum / p->total;
}

static bool
paused(const struct train *t)
{
	return t->config.pause != NULL && t->config.pause(t->config.pause_ctx);
}

/* A step with the gradient of n samples, whose loss is value. */
static enum status
step_down(struct train *t, double value, struct fault *why)
{
	const struct net *net = &t->model.net;
	size_t i, batch = t->part.samples / t->config.batch + 1;
	bool fine;

	if (!(fabs(value) <= FLT_MAX))
		return fault_set(why, ST_BAD, "epoch %u, batch %zu: the loss "
		    "is %g; a lower learning rate may help",
		    (unsigned)t->epoch + 1, batch, value);
	fine = optim_step(&t->optim, t->pool, t->model.w, t->grad);
	for (i = net->trained; i < net->total; i++)
		fine = fine && isfinite(t->model.w[i]);
	if (!fine)
		return fault_set(why, ST_BAD, "epoch %u, batch %zu: a weight "
		    "or its gradient is not a finite number; a lower learning "
		    "rate may help", (unsigned)t->epoch + 1, batch);
	if (t->average != NULL)
		average_update(t->config.average, t->optim.step, net->total,
		    t->model.w, t->average);
	return ST_OK;
}

/* Continue the epoch at the sample where it was left. */
static enum status
train_batches(struct train *t, struct step *p, struct fault *why)
{
	struct pass_place place = { t->config.seed, t->epoch, 0 };
	struct train_part *part = &t->part;
	size_t n, N = t->data.n;
	double value;

	p->data = &t->data;
	p->target = t->target;
	while (part->samples < N) {
		n = N - part->samples;
		n = n < t->config.batch ? n : t->config.batch;
		place.first = (uint32_t)part->samples;
		p->order = t->order + part->samples;
		p->mix = t->mix == NULL ? NULL : t->mix + part->samples;
		begin_step(p, n);
		pass_step(t->run, t->model.w, n, fill, loss, p, &place,
		    t->logits, t->grad);
		value = end_step(p, n);
		if (step_down(t, value, why) != ST_OK)
			return why->status;
		part->right += count_right(n, p->classes, t->logits, p->y);
		part->loss += value;
		part->samples += n;
		if (paused(t))
			return ST_END;
	}
	return ST_OK;
}

/* dev's losses and recalls; hit, seen (classes) are scratch set to 0. */
static enum status
score_dev(struct train *t, struct step *p, size_t *hit, size_t *seen,
    struct train_score *score, struct fault *why)
{
	size_t at, n, i, k, K = p->classes, right = 0, occur = 0;
	double sum = 0, total = 0, recalls = 0;

	p->data = &t->dev;
	p->mix = NULL;
	p->target = NULL;
	for (i = 0; i < t->dev.n; i++)
		t->order[i] = i;
	for (at = 0; at < t->dev.n; at += n) {
		n = t->dev.n - at;
		n = n < t->config.batch ? n : t->config.batch;
		p->order = t->order + at;
		begin_step(p, n);
		pass_forward(t->run, train_weights(t), n, fill, p, t->logits);
		total += p->total;
		sum += loss_value(n, K, t->logits, p->y, p->weight);
		for (i = 0; i < n; i++) {
			seen[p->y[i]]++;
			hit[p->y[i]] += loss_best(K, t->logits + i * K) ==
			    p->y[i];
		}
		if (paused(t))
			return ST_END;
	}
	for (k = 0; k < K; k++) {
		right += hit[k];
		occur += seen[k] > 0;
		recalls += seen[k] ? (double)hit[k] / (double)seen[k] : 0;
	}
	score->dev_loss = total > 0 ? sum / total : NAN;
	score->dev_accuracy = (double)right /
	    (double)(t->dev.n + t->dev.unknown);
	score->dev_uar = recalls / (double)(occur + t->dev.unknown_classes);
	if (total > 0 && !(fabs(score->dev_loss) <= FLT_MAX))
		return fault_set(why, ST_BAD, "epoch %u: the loss of dev is "
		    "%g", (unsigned)t->epoch + 1, score->dev_loss);
	return ST_OK;
}

size_t
train_scores(const struct train *t)
{
	return t->config.dev != NULL ? 5 : 2;
}

enum status
train_log_room(struct train *t, size_t rows, struct fault *why)
{
	size_t cap = rows < 32 ? 32 : 2 * rows;
	float *p;

	if (rows <= t->logcap)
		return ST_OK;
	p = realloc(t->log, cap * train_scores(t) * sizeof *p);
	if (p == NULL)
		return fault_nomem(why);
	t->log = p;
	t->logcap = cap;
	return ST_OK;
}

/* The streams' files are used in place, and were checked when they were
 * loaded. */
static enum status
check_files(const struct train *t, struct fault *why)
{
	enum status s = tensor_unchanged(t->data.set.reader, why);

	if (s == ST_OK && t->config.dev != NULL)
		s = tensor_unchanged(t->dev.set.reader, why);
	return s;
}

/* The epoch is done: its scores become a row of the log. */
static enum status
end_epoch(struct train *t, struct train_score *s, struct fault *why)
{
	size_t N = t->data.n, batch = t->config.batch;
	float *row;

	if (train_log_room(t, (size_t)t->epoch + 1, why) != ST_OK)
		return why->status;
	s->loss = t->part.loss / (double)((N + batch - 1) / batch);
	s->accuracy = (double)t->part.right / (double)N;
	row = t->log + (size_t)t->epoch * train_scores(t);
	row[0] = (float)s->loss;
	row[1] = (float)s->accuracy;
	if (t->config.dev != NULL) {
		row[2] = (float)s->dev_loss;
		row[3] = (float)s->dev_accuracy;
		row[4] = (float)s->dev_uar;
	}
	t->epoch++;
	t->part = (struct train_part){ 0, 0, 0 };
	return ST_OK;
}

enum status
train_epoch(struct train *t, struct train_score *score, struct fault *why)
{
	size_t K = t->model.classes, batch = t->config.batch;
	struct step p = { .weight = t->weight, .classes = K,
	    .smooth = t->config.smooth };
	size_t *ints = calloc(batch + 2 * K, sizeof *ints);
	enum status s;

	(void)memset(score, 0, sizeof *score);
	p.part = calloc(MAXPIECES(batch), sizeof *p.part);
	p.y = ints;
	if (ints == NULL || p.part == NULL)
		s = fault_nomem(why);
	else
		s = shuffle(t, why);
	if (s == ST_OK)
		s = train_batches(t, &p, why);
	if (s == ST_OK && t->config.dev != NULL)
		s = score_dev(t, &p, ints + batch, ints + batch + K, score,
		    why);
	if (s == ST_OK)
		s = check_files(t, why);
	if (s == ST_OK)
		s = end_epoch(t, score, why);
	free(ints);
	free(p.part);
	return s;
}
