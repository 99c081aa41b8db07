#include "model/occlude.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "data/frames.h"
#include "nn/pass.h"
#include "model/model_input.h"

#define BATCH	(4 * PASS_PIECE)	/* records without a part at a time */

/* What the source of samples needs. */
struct source {
	const float *x;		/* (T, B) input of the network */
	const float *neutral;	/* (B) what a part is replaced by */
	size_t T, B, frames;
	size_t step;		/* as in struct occlude */
	size_t first;		/* part that sample 0 lacks; see WHOLE */
};

#define WHOLE ((size_t)-1)	/* sample 0 lacks nothing */

static void
give(void *ctx, size_t i, float *x, size_t *frames)
{
	const struct source *s = ctx;
	size_t part = s->first + i, f, end;

	(void)memcpy(x, s->x, s->T * s->B * sizeof *x);
	*frames = s->frames;
	if (s->first == WHOLE)
		return;
	if (s->step == 0) {
		x[part] = s->neutral[part];
		return;
	}
	end = (part + 1) * s->step;
	for (f = part * s->step; f < end && f < s->frames; f++)
		(void)memcpy(x + f * s->B, s->neutral, s->B * sizeof *x);
}

/* The first layer's own statistics of the training data, or NULL. */
static const float *
statistics(const struct model *m, size_t i, const char *name)
{
	const struct net *n = &m->net;

	if (n->params < 2 || strcmp(n->param[i].name, name) != 0 ||
	    n->param[i].len != n->in.c)
		return NULL;
	return m->w + n->param[i].off;
}

/* What columns are replaced by, and how far they are from it. */
static void
of_columns(struct occlude *o, const struct model *m, const float *x,
    float *neutral)
{
	const float *mean = statistics(m, 0, "1.standardize.mean");
	const float *sd = statistics(m, 1, "1.standardize.deviation");
	size_t i, B = m->net.in.c;

	for (i = 0; i < B; i++) {
		neutral[i] = mean == NULL ? 0 : mean[i];
		if (mean != NULL && sd != NULL)
			o->z[i] = sd[i] > 0 ? (x[i] - mean[i]) / sd[i] : 0;
	}
	if (mean != NULL && sd != NULL)
		return;
	free(o->z);
	o->z = NULL;
}

/* The mean frame of x (frames, B). */
static void
mean_frame(const float *x, size_t frames, size_t B, float *mean)
{
	size_t f, b;
	double sum;

	for (b = 0; b < B; b++) {
		sum = 0;
		for (f = 0; f < frames; f++)
			sum += x[f * B + b];
		mean[b] = (float)(sum / (double)frames);
	}
}

static enum status
run(struct occlude *o, const struct net *net, const float *w,
    struct source *s, struct threads *pool, struct fault *why)
{
	struct pass *pass;
	size_t i, n, K = net->classes;
	enum status st = pass_new(&pass, net, pool, BATCH, PASS_FORWARD, why);

	if (st != ST_OK)
		return st;
	s->first = WHOLE;
	pass_forward(pass, w, 1, give, s, o->logit);
	for (i = 0; i < o->parts; i += n) {
		n = o->parts - i < BATCH ? o->parts - i : BATCH;
		s->first = i;
		pass_forward(pass, w, n, give, s, o->without + i * K);
	}
	pass_free(pass);
	for (i = 0; i < K; i++)
		if (!isfinite(o->logit[i]))
			return fault_set(why, ST_BAD, "a score is not a "
			    "number: the values are too large for the model");
	return ST_OK;
}

/* The parts of a record of real frames, and room for what is said of them. */
static enum status
divide(struct occlude *o, const struct model *m, size_t frames, size_t most,
    struct fault *why)
{
	size_t K = m->net.classes;

	o->frames = frames;
	o->step = m->net.in.t == 1 ? 0 : (frames + most - 1) / most;
	o->parts = o->step == 0 ? m->net.in.c :
	    (frames + o->step - 1) / o->step;
	o->logit = calloc(K, sizeof *o->logit);
	o->without = calloc(o->parts * K, sizeof *o->without);
	if (o->step == 0)
		o->z = calloc(o->parts, sizeof *o->z);
	if (o->logit == NULL || o->without == NULL ||
	    (o->step == 0 && o->z == NULL))
		return fault_nomem(why);
	return ST_OK;
}

/* With feed, net and x (T, B) of the record, and neutral (B). */
static enum status
ask(struct occlude *o, const struct model *m, const struct net *net,
    struct model_input *feed, const struct tensor *t, size_t most, float *x,
    float *neutral, struct threads *pool, struct fault *why)
{
	struct source s = { .x = x, .neutral = neutral, .T = net->in.t,
	    .B = net->in.c };
	enum status st;

	if ((st = model_input_record(feed, t, x, &s.frames, why)) != ST_OK ||
	    (st = divide(o, m, s.frames, most, why)) != ST_OK)
		return st;
	s.step = o->step;
	if (o->step == 0)
		of_columns(o, m, x, neutral);
	else
		mean_frame(x, s.frames, s.B, neutral);
	return run(o, net, m->w, &s, pool, why);
}

/* A model may be for an hour of sound and the record short, see ensemble.c. */
static enum status
fit(struct net *net, const struct model *m, const struct tensor *t,
    struct fault *why)
{
	uint64_t real;
	size_t T = m->net.in.t;
	enum status s;

	if ((s = frames_real(t, &real, why)) != ST_OK ||
	    (s = net_parse(net, model_attr(m, "network"), "network", why)) !=
	    ST_OK)
		return s;
	T = net_frames(&m->net, real < T ? (size_t)real : T);
	return net_shape(net, T, m->net.in.c, m->net.classes, why);
}

enum status
occlude(struct occlude *o, const struct model *m, const struct tensor *t,
    size_t most, unsigned threads, struct fault *why)
{
	struct model_input feed = MODEL_INPUT_INIT;
	struct net net = NET_INIT;
	struct threads *pool = NULL;
	float *x = NULL, *neutral = NULL;
	enum status s = fit(&net, m, t, why);

	if (s == ST_OK)
		s = model_input_init(&feed, model_attr(m, "front"),
		    model_attr(m, "norm"), net.in.t, net.in.c, why);
	if (s == ST_OK) {
		x = calloc(net.in.t * net.in.c, sizeof *x);
		neutral = calloc(net.in.c, sizeof *neutral);
		if (x == NULL || neutral == NULL)
			s = fault_nomem(why);
	}
	if (s == ST_OK)
		s = threads_new(&pool, threads, why);
	if (s == ST_OK)
		s = ask(o, m, &net, &feed, t, most, x, neutral, pool, why);
	threads_free(pool);
	free(x);
	free(neutral);
	model_input_free(&feed);
	net_free(&net);
	return s;
}

void
occlude_free(struct occlude *o)
{
	static const struct occlude empty = OCCLUDE_INIT;

	free(o->logit);
	free(o->without);
	free(o->z);
	*o = empty;
}
