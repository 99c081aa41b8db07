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
#include "model/feed.h"
#include "model/initial.h"
#include "model/objective.h"
#include "model/standard.h"
#include "model/together.h"

/* ---- start ---- */

static enum status
open_net(struct train *t, struct fault *why)
{
	const struct tensor *first = &t->data.first;
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
		s = attrs_set(&m->attr, "target", m->targets.text, why);
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
	return ST_OK;
}

static enum status
open_weights(struct train *t, struct fault *why)
{
	size_t k, *count, h = targets_classes(&t->model.targets), K, first;

	if (h == t->model.targets.n)
		return ST_OK;
	K = t->model.head[h].n;
	first = t->model.head[h].first;
	t->weight = calloc(K, sizeof *t->weight);
	count = calloc(K, sizeof *count);
	if (t->weight == NULL || count == NULL) {
		free(count);
		return fault_nomem(why);
	}
	for (k = 0; k < K; k++) {
		count[k] = (size_t)t->model.count[first + k];
		t->weight[k] = 1;
	}
	if (t->config.weights)
		loss_balance(K, count, t->weight);
	free(count);
	return ST_OK;
}

/* The steps of those parameters whose gradient only other ranks have. */
static enum status
leave_to_others(struct train *t, struct fault *why)
{
	enum status s = ST_OK;
	size_t i, at, n;

	for (i = 0; s == ST_OK && pass_others(t->run, i, &at, &n); i++)
		if (n > 0)
			s = optim_hold(&t->optim, at, n, why);
	return s;
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
	if (shuffle_new(&t->shuffle, &t->config.shuffle, t->data.n, why) !=
	    ST_OK || feed_new(&t->feed, &t->shuffle, &t->data, why) != ST_OK ||
	    threads_new(&t->pool, t->config.threads, why) != ST_OK ||
	    pass_new_in(&t->run, &t->model.net, t->pool, t->config.batch,
	    objective_waits(t) ? PASS_TRAIN_WHOLE : PASS_TRAIN,
	    t->config.team, why) != ST_OK)
		return why->status;
	return leave_to_others(t, why);
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
	feed_free(t->feed);
	shuffle_free(&t->shuffle);
	free(t->order);
	free(t->mix);
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

/* The order of this epoch's samples, which depends only on seed and epoch. */
static enum status
shuffle(struct train *t, struct fault *why)
{
	if (shuffle_draw(&t->shuffle, t->order, t->config.seed, t->epoch, why)
	    != ST_OK)
		return why->status;
	if (t->mix == NULL)
		return ST_OK;
	return mixup_draw(t->mix, &t->shuffle, t->order, t->config.mixup,
	    t->config.seed, t->epoch, why);
}

bool
train_paused(const struct train *t)
{
	bool own = t->config.pause != NULL &&
	    t->config.pause(t->config.pause_ctx);

	return team_any(t->config.team, own) != 0;
}

/* The optimiser's step, of all ranks.  False if a weight or a moment is not
 * finite. */
static bool
step(struct train *t)
{
	bool fine = optim_step(&t->optim, t->pool, t->model.w, t->grad);

	if (t->config.team == NULL)
		return fine;
	pass_gather(t->run, t->model.w);
	fine = team_any(t->config.team, !fine) == 0;
	t->config.team->wait(t->config.team);
	return fine;
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
	fine = step(t);
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
train_batches(struct train *t, struct objective *p, struct fault *why)
{
	pass_whole *whole = objective_waits(t) ? objective_whole : NULL;
	struct pass_place place = { t->config.seed, t->epoch, 0 };
	struct train_part *part = &t->part;
	size_t n, N = t->data.n;
	double value;

	while (part->samples < N) {
		n = N - part->samples;
		n = n < t->config.batch ? n : t->config.batch;
		place.first = (uint32_t)part->samples;
		if (feed_batch(t->feed, part->samples, part->samples + n, why)
		    != ST_OK)
			return why->status;
		objective_begin(p, &t->data, t->order + part->samples,
		    t->mix == NULL ? NULL : t->mix + part->samples, true, n);
		pass_step(t->run, t->model.w, n, objective_fill, whole,
		    objective_loss, p, &place, t->logits, t->grad);
		pass_exchange(t->run, n, p->part, sizeof *p->part);
		value = objective_end(p, n);
		if (step_down(t, value, why) != ST_OK)
			return why->status;
		objective_count(p, n, t->logits, part);
		part->loss += value;
		if (train_paused(t))
			return ST_END;
	}
	feed_end(t->feed);
	return ST_OK;
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

/* The epoch is done: its scores become a row of the log, which has room. */
static void
end_epoch(struct train *t, struct train_score *s)
{
	size_t N = t->data.n, batch = t->config.batch, k;

	s->loss = t->part.loss / (double)((N + batch - 1) / batch);
	if (t->part.classed > 0)
		s->accuracy = (double)t->part.right / (double)t->part.classed;
	for (k = 0; k < t->model.targets.n; k++)
		s->ccc[k] = regress_ccc(&t->part.sums[k]);
	train_log_row(t, s);
	t->epoch++;
	t->part = (struct train_part){ 0 };
}

/* What may fail on one rank, for all of them. */
static enum status
begin_epoch(struct train *t, struct objective *p, struct fault *why)
{
	enum status s = train_log_room(t, (size_t)t->epoch + 1, why);

	if (s == ST_OK)
		s = shuffle(t, why);
	if (s == ST_OK)
		s = objective_new(p, t, why);
	return team_agree(t->config.team, s, why);
}

enum status
train_epoch(struct train *t, struct train_score *score, struct fault *why)
{
	struct objective p = { .t = NULL };
	enum status s = begin_epoch(t, &p, why);

	(void)memset(score, 0, sizeof *score);
	if (s == ST_OK)
		s = train_batches(t, &p, why);
	if (s == ST_OK && t->config.dev != NULL)
		s = objective_dev(&p, t, score, why);
	if (s == ST_OK)
		s = team_agree(t->config.team, check_files(t, why), why);
	if (s == ST_OK)
		s = together_check(t, why);
	if (s == ST_OK)
		end_epoch(t, score);
	objective_free(&p);
	return s;
}
