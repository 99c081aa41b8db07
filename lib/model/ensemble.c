#include "model/ensemble.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "data/frames.h"
#include "data/frontdiff.h"
#include "nn/pass.h"
#include "model/model.h"
#include "model/model_input.h"

#define EACH 8	/* records of a block that a slot takes */

/* The answer of one model for one record. */
struct answer {
	enum status status;
	struct fault why;
};

/* What one thread needs to apply one model. */
struct slot {
	struct model_input feed;	/* T: of net */
	struct net net;		/* for as many frames as records have needed */
	struct pass *run;	/* of net; NULL before the first record */
	/* The current record. */
	const struct tensor *t;
	struct answer *answer;
};

struct member {
	const char *path;	/* the caller's, for messages */
	struct model own;	/* if it was loaded here */
	const struct model *model;
	struct slot *slot;	/* (slots) */
};

struct ensemble {
	struct threads *pool;	/* shares out the slots of all members */
	struct threads *alone;	/* one thread: a slot's own work */
	size_t n, slots;	/* members; slots of each */
	struct member *m;
	/* The current records, and the answers. */
	const struct tensor *t;
	size_t records;
	struct answer *answer;	/* (block, n) */
	float *prob;		/* (block, n, classes) */
};

static enum status
open_slot(const struct member *m, struct slot *s, struct fault *why)
{
	s->feed = (struct model_input)MODEL_INPUT_INIT;
	s->net = (struct net)NET_INIT;
	if (model_input_init(&s->feed, model_attr(m->model, "front"),
	    model_attr(m->model, "norm"), 0, m->model->net.in.c, why) != ST_OK)
		return fault_prefix(why, "%s", m->path);
	return net_parse(&s->net, model_attr(m->model, "network"),
	    m->path, why);
}

/*
 * Prepare the slot for record t.  A model may be for an hour of sound and the
 * records short: memory grows with the records, not with the model's limit.
 */
static enum status
fit_slot(const struct ensemble *e, const struct model *m, struct slot *s,
    const struct tensor *t, struct fault *why)
{
	size_t T = m->net.in.t, n;
	uint64_t real;
	enum status st;

	if ((st = frames_real(t, &real, why)) != ST_OK)
		return st;
	n = net_frames(&m->net, real < T ? (size_t)real : T);
	if (s->run != NULL && n <= s->net.in.t)
		return ST_OK;
	if (n < 2 * s->net.in.t)
		n = 2 * s->net.in.t < T ? 2 * s->net.in.t : T;
	pass_free(s->run);
	s->run = NULL;
	st = net_shape(&s->net, n, m->net.in.c, m->classes, why);
	if (st == ST_OK)
		st = pass_new(&s->run, &s->net, e->alone, 1, PASS_FORWARD, why);
	s->feed.T = n;
	return st;
}

static enum status
prepare(const struct ensemble *e, struct member *m, struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	if (m->model == NULL) {
		if ((s = model_load(&m->own, m->path, why)) != ST_OK)
			return s;
		m->model = &m->own;
	}
	if ((m->slot = calloc(e->slots, sizeof *m->slot)) == NULL)
		return fault_nomem(why);
	for (i = 0; s == ST_OK && i < e->slots; i++)
		s = open_slot(m, &m->slot[i], why);
	return s;
}

static enum status
differ(const struct member *a, const struct member *b, const char *what,
    const char *of_a, const char *of_b, struct fault *why)
{
	return fault_set(why, ST_BAD, "%s: %s '%.300s' is not '%.300s' of %s",
	    b->path, what, of_b, of_a, a->path);
}

static enum status
same_front(const struct member *a, const struct member *b, struct fault *why)
{
	char owner[320];
	enum status s;

	(void)snprintf(owner, sizeof owner, "%.300s has", a->path);
	s = frontdiff(b->slot->feed.front, a->slot->feed.front, owner, NULL,
	    why);
	return s == ST_OK ? s : fault_prefix(why, "%s", b->path);
}

static char
protocol(const struct member *m)
{
	return norm_protocol(&m->slot->feed.norm.group);
}

static enum status
agree(const struct member *a, const struct member *b, struct fault *why)
{
	size_t i;

	if (strcmp(a->model->targets.text, b->model->targets.text) != 0)
		return differ(a, b, "target", a->model->targets.text,
		    b->model->targets.text, why);
	if (a->model->classes != b->model->classes)
		return fault_set(why, ST_BAD, "%s: %zu classes, but %s has "
		    "%zu", b->path, b->model->classes, a->path,
		    a->model->classes);
	for (i = 0; i < a->model->classes; i++)
		if (strcmp(a->model->label[i], b->model->label[i]) != 0)
			return differ(a, b, "class", a->model->label[i],
			    b->model->label[i], why);
	if (same_front(a, b, why) != ST_OK)
		return why->status;
	if (protocol(a) != protocol(b))
		return fault_set(why, ST_BAD, "%s: protocol %c (norm '%s'), "
		    "but %s has %c (norm '%s'); the two are not mixed",
		    b->path, protocol(b), b->slot->feed.norm.group.text,
		    a->path, protocol(a), a->slot->feed.norm.group.text);
	if (a->slot->feed.B != b->slot->feed.B)
		return fault_set(why, ST_BAD, "%s: %llu bins, but %s takes "
		    "%llu", b->path, (unsigned long long)b->slot->feed.B,
		    a->path, (unsigned long long)a->slot->feed.B);
	return ST_OK;
}

/* model NULL: load them. */
static enum status
fill(struct ensemble *e, const struct model *const model[],
    const char *const path[], size_t n, unsigned threads, struct fault *why)
{
	size_t i;
	enum status s;

	if ((e->m = calloc(n, sizeof *e->m)) == NULL)
		return fault_nomem(why);
	e->n = n;
	e->slots = (threads + n - 1) / n;
	for (i = 0; i < n; i++) {
		e->m[i].own = (struct model)MODEL_INIT;
		e->m[i].model = model != NULL ? model[i] : NULL;
		e->m[i].path = path[i];
	}
	if ((s = threads_new(&e->pool, threads, why)) != ST_OK ||
	    (s = threads_new(&e->alone, 1, why)) != ST_OK)
		return s;
	for (i = 0; i < n; i++)
		if ((s = prepare(e, &e->m[i], why)) != ST_OK ||
		    (s = agree(&e->m[0], &e->m[i], why)) != ST_OK)
			return s;
	n *= ensemble_block(e);
	e->answer = calloc(n, sizeof *e->answer);
	e->prob = calloc(n * ensemble_classes(e), sizeof *e->prob);
	return e->answer == NULL || e->prob == NULL ? fault_nomem(why) : ST_OK;
}

enum status
ensemble_of(struct ensemble **out, const struct model *const model[],
    const char *const name[], size_t n, unsigned threads, struct fault *why)
{
	struct ensemble *e = calloc(1, sizeof *e);
	enum status s;

	*out = NULL;
	if (e == NULL)
		return fault_nomem(why);
	if ((s = fill(e, model, name, n, threads, why)) != ST_OK) {
		ensemble_free(e);
		return s;
	}
	*out = e;
	return ST_OK;
}

enum status
ensemble_new(struct ensemble **e, const char *const path[], size_t n,
    unsigned threads, struct fault *why)
{
	return ensemble_of(e, NULL, path, n, threads, why);
}

size_t
ensemble_classes(const struct ensemble *e)
{
	return e->m[0].model->classes;
}

const char *
ensemble_label(const struct ensemble *e, size_t i)
{
	return e->m[0].model->label[i];
}

const struct targets *
ensemble_targets(const struct ensemble *e)
{
	return &e->m[0].model->targets;
}

const struct head *
ensemble_heads(const struct ensemble *e)
{
	return e->m[0].model->head;
}

char
ensemble_protocol(const struct ensemble *e)
{
	return protocol(&e->m[0]);
}

size_t
ensemble_frames(const struct ensemble *e)
{
	size_t i, T = e->m[0].model->net.in.t;

	for (i = 1; i < e->n; i++)
		if (e->m[i].model->net.in.t < T)
			T = e->m[i].model->net.in.t;
	return T;
}

size_t
ensemble_block(const struct ensemble *e)
{
	return e->slots == 1 ? 1 : e->slots * EACH;
}

/* Convert the record directly into the network's input.  If it does not fit,
 * its probabilities are never used. */
static void
give_input(void *ctx, size_t i, float *x, size_t *frames)
{
	struct slot *s = ctx;
	struct answer *a = s->answer;

	(void)i;
	a->status = model_input_record(&s->feed, s->t, x, frames, &a->why);
	if (a->status == ST_OK)
		return;
	(void)memset(x, 0, (size_t)(s->feed.T * s->feed.B) * sizeof *x);
	*frames = (size_t)s->feed.T;
}

/* Slot job / n of member job % n: every slots-th record. */
static void
predict(void *ctx, size_t job, unsigned thread)
{
	struct ensemble *e = ctx;
	struct member *m = &e->m[job % e->n];
	struct slot *s = &m->slot[job / e->n];
	struct answer *a;
	size_t i, at;

	(void)thread;
	for (i = job / e->n; i < e->records; i += e->slots) {
		at = i * e->n + job % e->n;
		s->t = &e->t[i];
		s->answer = a = &e->answer[at];
		a->status = fit_slot(e, m->model, s, s->t, &a->why);
		if (a->status == ST_OK)
			model_predict(m->model, s->run, 1, give_input, s,
			    e->prob + at * m->model->classes);
	}
}

/* Is output c a number, not a class? */
static bool
is_number(const struct ensemble *e, size_t c)
{
	const struct model *m = e->m[0].model;
	size_t k = 0;

	while (c >= m->head[k].first + m->head[k].n)
		k++;
	return m->targets.of[k].number;
}

/* The mean of the answers to record i, prob (classes). */
static enum status
average(const struct ensemble *e, size_t i, double *prob, struct fault *why)
{
	const struct answer *a = e->answer + i * e->n;
	const float *p = e->prob + i * e->n * ensemble_classes(e);
	size_t j, c, classes = ensemble_classes(e);

	for (j = 0; j < e->n; j++) {
		if (a[j].status == ST_OK)
			continue;
		*why = a[j].why;
		return e->n == 1 ? a[j].status :
		    fault_prefix(why, "%s", e->m[j].path);
	}
	for (c = 0; c < classes; c++) {
		prob[c] = 0;
		for (j = 0; j < e->n; j++)
			prob[c] += p[j * classes + c];
		prob[c] /= (double)e->n;
		if (!isfinite(prob[c]))
			return fault_set(why, ST_BAD, "%s '%s' is not a "
			    "number: the values are too large for the model",
			    is_number(e, c) ? "the prediction of" :
			    "the probability of class", ensemble_label(e, c));
	}
	return ST_OK;
}

enum status
ensemble_predict(struct ensemble *e, size_t n, const struct tensor *t,
    double *prob, size_t *done, struct fault *why)
{
	enum status s = ST_OK;

	e->t = t;
	e->records = n;
	threads_run(e->pool, e->n * (n < e->slots ? n : e->slots), predict, e);
	for (*done = 0; *done < n; ++*done) {
		s = average(e, *done, prob + *done * ensemble_classes(e), why);
		if (s != ST_OK)
			break;
	}
	return s;
}

static void
close_member(struct member *m, size_t slots)
{
	size_t i;

	for (i = 0; m->slot != NULL && i < slots; i++) {
		pass_free(m->slot[i].run);
		net_free(&m->slot[i].net);
		model_input_free(&m->slot[i].feed);
	}
	free(m->slot);
	model_free(&m->own);
}

void
ensemble_free(struct ensemble *e)
{
	size_t i;

	if (e == NULL)
		return;
	for (i = 0; i < e->n; i++)
		close_member(&e->m[i], e->slots);
	free(e->m);
	free(e->answer);
	free(e->prob);
	threads_free(e->pool);
	threads_free(e->alone);
	free(e);
}
