#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensemble.h"
#include "feed.h"
#include "model.h"
#include "pool.h"
#include "run.h"

struct member {
	const char *path;	/* the caller's */
	struct model model;
	struct feed feed;
	struct run *run;
	float *in;		/* (T, B) */
	size_t frames;		/* of in, that are real */
	float *prob;		/* (classes) */
	enum status status;
	struct fault why;
};

struct ensemble {
	struct pool *pool;	/* shares out the members */
	struct pool *alone;	/* one thread: a member's own work */
	const struct tensor *t;	/* the record at hand */
	size_t n;
	struct member *m;
};

static enum status
load(struct ensemble *e, struct member *m, struct fault *why)
{
	enum status s;
	const struct shape *in = &m->model.net.in;

	if ((s = model_load(&m->model, m->path, why)) != ST_OK)
		return s;
	if ((s = feed_init(&m->feed, model_attr(&m->model, "front"),
	    model_attr(&m->model, "norm"), in->t, in->c, why)) != ST_OK) {
		(void)fault_prefix(why, "%s", m->path);
		return s;
	}
	m->in = calloc(in->t * in->c, sizeof *m->in);
	m->prob = calloc(m->model.classes, sizeof *m->prob);
	if (m->in == NULL || m->prob == NULL)
		return fault_nomem(why);
	return run_new(&m->run, &m->model.net, e->alone, 1, false, why);
}

static enum status
differ(const struct member *a, const struct member *b, const char *what,
    const char *of_a, const char *of_b, struct fault *why)
{
	return fault_set(why, ST_BAD, "%s: %s '%.300s' is not '%.300s' of %s",
	    b->path, what, of_b == NULL ? "(none)" : of_b,
	    of_a == NULL ? "(none)" : of_a, a->path);
}

static enum status
agree(const struct member *a, const struct member *b, struct fault *why)
{
	const char *f = a->feed.front, *g = b->feed.front;
	size_t i;

	if (a->model.target != b->model.target)
		return differ(a, b, "target", target_name(a->model.target),
		    target_name(b->model.target), why);
	if (a->model.classes != b->model.classes)
		return fault_set(why, ST_BAD, "%s: %zu classes, but %s has "
		    "%zu", b->path, b->model.classes, a->path,
		    a->model.classes);
	for (i = 0; i < a->model.classes; i++)
		if (strcmp(a->model.label[i], b->model.label[i]) != 0)
			return differ(a, b, "class", a->model.label[i],
			    b->model.label[i], why);
	if ((f == NULL) != (g == NULL) || (f != NULL && strcmp(f, g) != 0))
		return differ(a, b, "front", f, g, why);
	if (a->feed.B != b->feed.B)
		return fault_set(why, ST_BAD, "%s: %llu bins, but %s takes "
		    "%llu", b->path, (unsigned long long)b->feed.B, a->path,
		    (unsigned long long)a->feed.B);
	return ST_OK;
}

static enum status
fill(struct ensemble *e, const char *const path[], size_t n,
    unsigned threads, struct fault *why)
{
	size_t i;
	enum status s;

	if ((e->m = calloc(n, sizeof *e->m)) == NULL)
		return fault_nomem(why);
	e->n = n;
	for (i = 0; i < n; i++) {
		e->m[i].model = (struct model)MODEL_INIT;
		e->m[i].feed = (struct feed)FEED_INIT;
		e->m[i].path = path[i];
	}
	if (threads > n)
		threads = (unsigned)n;
	if ((s = pool_new(&e->pool, threads, why)) != ST_OK ||
	    (s = pool_new(&e->alone, 1, why)) != ST_OK)
		return s;
	for (i = 0; i < n; i++)
		if ((s = load(e, &e->m[i], why)) != ST_OK ||
		    (s = agree(&e->m[0], &e->m[i], why)) != ST_OK)
			return s;
	return ST_OK;
}

enum status
ensemble_new(struct ensemble **out, const char *const path[], size_t n,
    unsigned threads, struct fault *why)
{
	struct ensemble *e = calloc(1, sizeof *e);
	enum status s;

	*out = NULL;
	if (e == NULL)
		return fault_nomem(why);
	if ((s = fill(e, path, n, threads, why)) != ST_OK) {
		ensemble_free(e);
		return s;
	}
	*out = e;
	return ST_OK;
}

size_t
ensemble_classes(const struct ensemble *e)
{
	return e->m[0].model.classes;
}

const char *
ensemble_label(const struct ensemble *e, size_t i)
{
	return e->m[0].model.label[i];
}

enum target
ensemble_target(const struct ensemble *e)
{
	return e->m[0].model.target;
}

static void
give_input(void *ctx, size_t i, float *x, size_t *frames)
{
	const struct member *m = ctx;

	(void)i;
	(void)memcpy(x, m->in, (size_t)(m->feed.T * m->feed.B) * sizeof *x);
	*frames = m->frames;
}

static void
predict(void *ctx, size_t i, unsigned thread)
{
	struct ensemble *e = ctx;
	struct member *m = &e->m[i];

	(void)thread;
	m->status = feed_record(&m->feed, e->t, m->in, &m->frames, &m->why);
	if (m->status == ST_OK)
		model_predict(&m->model, m->run, 1, give_input, m, m->prob);
}

static enum status
failed(const struct ensemble *e, const struct member *m, struct fault *why)
{
	*why = m->why;
	if (e->n > 1)
		(void)fault_prefix(why, "%s", m->path);
	return m->status;
}

enum status
ensemble_predict(struct ensemble *e, const struct tensor *t, double *prob,
    struct fault *why)
{
	size_t i, c, classes = ensemble_classes(e);

	e->t = t;
	pool_run(e->pool, e->n, predict, e);
	for (i = 0; i < e->n; i++)
		if (e->m[i].status != ST_OK)
			return failed(e, &e->m[i], why);
	for (c = 0; c < classes; c++) {
		prob[c] = 0;
		for (i = 0; i < e->n; i++)
			prob[c] += e->m[i].prob[c];
		prob[c] /= (double)e->n;
		if (!isfinite(prob[c]))
			return fault_set(why, ST_BAD, "the probability of "
			    "class '%s' is no number: the values are too "
			    "large for the model", ensemble_label(e, c));
	}
	return ST_OK;
}

void
ensemble_free(struct ensemble *e)
{
	size_t i;

	if (e == NULL)
		return;
	for (i = 0; i < e->n; i++) {
		if (e->m[i].run != NULL)
			run_free(e->m[i].run);
		model_free(&e->m[i].model);
		feed_free(&e->m[i].feed);
		free(e->m[i].in);
		free(e->m[i].prob);
	}
	free(e->m);
	pool_free(e->pool);
	pool_free(e->alone);
	free(e);
}
