#include "recognise/sounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sound/resample.h"

#define PIECE	((size_t)16384)	/* samples at a time */
#define APART	0.1		/* seconds by which a part may be elsewhere */

/* A part of one source, waiting for the others. */
struct waiting {
	struct slice part;	/* without rows */
	struct tensor t;
};

struct source {
	struct sounds *s;
	size_t node;
	struct slices *slices;
	struct resampler *from;	/* NULL: samples as they come */
	struct waiting *queue;	/* (cap), from `head' on n, in a ring */
	size_t head, n, cap;
};

/* The sound at another rate, for one or more sources. */
struct resampler {
	double rate;
	struct resample *r;
	struct sounds *s;
};

struct sounds {
	const struct graph *g;
	struct works *works;
	sounds_take *take;
	void *ctx;
	double rate;		/* of the samples that are pushed */
	struct source *source;	/* (n) */
	size_t n;
	struct resampler *resampler;	/* (resamplers) */
	size_t resamplers;
};

/* ---- life ---- */

static enum status
open_sources(struct sounds *s, const struct slices_rule *rule,
    struct fault *why)
{
	enum status st = ST_OK;
	size_t i;

	s->source = calloc(s->g->n, sizeof *s->source);
	s->resampler = calloc(s->g->n, sizeof *s->resampler);
	if (s->source == NULL || s->resampler == NULL)
		return fault_nomem(why);
	for (i = 0; st == ST_OK && i < s->g->n; i++) {
		if (s->g->node[i].type != GRAPH_SOURCE)
			continue;
		s->source[s->n].s = s;
		s->source[s->n].node = i;
		st = slices_new(&s->source[s->n++].slices, &s->g->node[i].front,
		    rule, why);
	}
	return st;
}

enum status
sounds_new(struct sounds **out, const struct graph *g, struct works *w,
    const struct slices_rule *rule, sounds_take *take, void *ctx,
    struct fault *why)
{
	struct sounds *s = *out = calloc(1, sizeof *s);
	enum status st;

	if (s == NULL)
		return fault_nomem(why);
	s->g = g;
	s->works = w;
	s->take = take;
	s->ctx = ctx;
	if ((st = open_sources(s, rule, why)) != ST_OK) {
		sounds_free(s);
		*out = NULL;
	}
	return st;
}

static void
close_resamplers(struct sounds *s)
{
	size_t i;

	for (i = 0; i < s->resamplers; i++)
		resample_free(s->resampler[i].r);
	s->resamplers = 0;
}

void
sounds_free(struct sounds *s)
{
	size_t i, j;

	if (s == NULL)
		return;
	for (i = 0; i < s->n; i++) {
		slices_free(s->source[i].slices);
		for (j = 0; j < s->source[i].cap; j++)
			tensor_free(&s->source[i].queue[j].t);
		free(s->source[i].queue);
	}
	if (s->resampler != NULL)
		close_resamplers(s);
	free(s->source);
	free(s->resampler);
	free(s);
}

/* ---- parts of one source ---- */

/* The next free place of the ring. */
static enum status
place(struct source *q, struct waiting **out, struct fault *why)
{
	size_t cap = q->cap == 0 ? 4 : 2 * q->cap, i;
	struct waiting *p;

	if (q->n == q->cap) {
		if ((p = calloc(cap, sizeof *p)) == NULL)
			return fault_nomem(why);
		for (i = 0; i < cap; i++)
			p[i].t = (struct tensor)TENSOR_INIT;
		for (i = 0; i < q->n; i++)
			p[i] = q->queue[(q->head + i) % q->cap];
		free(q->queue);
		q->queue = p;
		q->cap = cap;
		q->head = 0;
	}
	*out = &q->queue[(q->head + q->n) % q->cap];
	return ST_OK;
}

/* The attributes of a record of this source, as wav2X sets them. */
static enum status
describe(const struct graph_node *node, const struct feature *f,
    struct attrs *a, struct fault *why)
{
	const struct feature_text *q = feature_texts(f);
	enum status s;

	attrs_clear(a);
	s = attrs_set(a, "key", "sound", why);
	if (s == ST_OK)
		s = attrs_setf(a, why, "rate", "%.9g", feature_rate(f));
	if (s == ST_OK)
		s = attrs_set(a, "front", node->text, why);
	for (; s == ST_OK && q->name != NULL; q++)
		s = attrs_set(a, q->name, q->value, why);
	return s;
}

static enum status
keep_part(void *ctx, const struct slice *part, struct fault *why)
{
	struct source *q = ctx;
	const struct feature *f = slices_feature(q->slices);
	uint64_t dim[2] = { part->n, feature_columns(f) };
	struct waiting *w;
	enum status s = place(q, &w, why);

	if (s != ST_OK)
		return s;
	w->part = *part;
	if (part->is == SLICE_GOOD) {
		if ((s = tensor_reshape(&w->t, 2, dim, why)) != ST_OK ||
		    (s = describe(&q->s->g->node[q->node], f, &w->t.attr,
		    why)) != ST_OK)
			return s;
		(void)memcpy(w->t.data, part->rows,
		    (size_t)(dim[0] * dim[1]) * sizeof *w->t.data);
	}
	q->n++;
	return ST_OK;
}

/* ---- parts of all ---- */

static void
swap(struct tensor *a, struct tensor *b)
{
	struct tensor c = *a;

	*a = *b;
	*b = c;
}

/* Utterances are found at each rate anew. */
static bool
same(const struct slice *a, const struct slice *b)
{
	return a->number == b->number && fabs(a->start - b->start) < APART &&
	    fabs(a->end - b->end) < APART;
}

static enum status
pass_on(struct sounds *s, struct fault *why)
{
	struct slice part = s->source[0].queue[s->source[0].head].part;
	struct waiting *w;
	struct source *q;
	size_t i;

	works_begin(s->works);
	for (i = 0; i < s->n; i++) {
		q = &s->source[i];
		w = &q->queue[q->head];
		if (!same(&w->part, &part))
			return fault_set(why, ST_BAD, "at the models' "
			    "different sample rates not the same utterances "
			    "are found, near %g s", part.start);
		if (w->part.is != SLICE_GOOD)
			part.is = w->part.is;
		swap(&w->t, works_source(s->works, q->node));
		q->head = (q->head + 1) % q->cap;
		q->n--;
	}
	return s->take(s->ctx, &part, why);
}

static enum status
pass_on_all(struct sounds *s, struct fault *why)
{
	enum status st = ST_OK;
	size_t i;

	for (;;) {
		for (i = 0; i < s->n; i++)
			if (s->source[i].n == 0)
				return ST_OK;
		if ((st = pass_on(s, why)) != ST_OK)
			return st;
	}
}

/* ---- samples ---- */

static double
wanted(const struct sounds *s, const struct source *q)
{
	double rate = s->g->node[q->node].front.rate;

	return rate == 0 ? s->rate : rate;
}

/* To this rate, if it is another one than that of the samples. */
static enum status
find_resampler(struct sounds *s, double rate, struct resampler **out,
    struct fault *why)
{
	struct resampler *p = s->resampler;
	size_t i;

	*out = NULL;
	if (rate == s->rate)
		return ST_OK;
	for (i = 0; i < s->resamplers && p[i].rate != rate; i++)
		continue;
	*out = &p[i];
	if (i < s->resamplers)
		return ST_OK;
	p[i] = (struct resampler){ rate, NULL, s };
	s->resamplers++;
	return resample_new(&p[i].r, s->rate, rate, why);
}

enum status
sounds_begin(struct sounds *s, double rate, const struct slices_span *span,
    size_t n, struct fault *why)
{
	struct source *q;
	enum status st = ST_OK;
	size_t i;

	close_resamplers(s);
	s->rate = rate;
	for (i = 0; st == ST_OK && i < s->n; i++) {
		q = &s->source[i];
		q->head = q->n = 0;
		st = find_resampler(s, wanted(s, q), &q->from, why);
		if (st == ST_OK)
			st = slices_begin(q->slices, wanted(s, q), span, n,
			    keep_part, q, why);
	}
	return st;
}

/* Samples of the resampler's rate, or (NULL) as they came. */
static enum status
push(struct sounds *s, const struct resampler *from, const float *x, size_t n,
    struct fault *why)
{
	enum status st = ST_OK;
	size_t i;

	for (i = 0; st == ST_OK && i < s->n; i++)
		if (s->source[i].from == from)
			st = slices_push(s->source[i].slices, x, n, why);
	return st;
}

static enum status
resampled(void *ctx, const float *y, size_t n, struct fault *why)
{
	const struct resampler *p = ctx;

	return push(p->s, p, y, n, why);
}

enum status
sounds_push(struct sounds *s, const float *x, size_t n, struct fault *why)
{
	size_t take, i;
	enum status st = ST_OK;

	for (; st == ST_OK && n > 0; n -= take, x += take) {
		take = n < PIECE ? n : PIECE;
		st = push(s, NULL, x, take, why);
		for (i = 0; st == ST_OK && i < s->resamplers; i++)
			st = resample_push(s->resampler[i].r, x, take,
			    resampled, &s->resampler[i], why);
		if (st == ST_OK)
			st = pass_on_all(s, why);
	}
	return st;
}

enum status
sounds_finish(struct sounds *s, struct fault *why)
{
	enum status st = ST_OK;
	size_t i;

	for (i = 0; st == ST_OK && i < s->resamplers; i++)
		st = resample_push(s->resampler[i].r, NULL, 0, resampled,
		    &s->resampler[i], why);
	for (i = 0; st == ST_OK && i < s->n; i++)
		st = slices_finish(s->source[i].slices, why);
	return st == ST_OK ? pass_on_all(s, why) : st;
}

enum status
sounds_short(const struct sounds *s, struct fault *why)
{
	const struct slices *c = s->source[0].slices;
	size_t i;

	for (i = 1; i < s->n; i++)
		if (feature_window(slices_feature(s->source[i].slices)) *
		    slices_rate(c) > feature_window(slices_feature(c)) *
		    slices_rate(s->source[i].slices))
			c = s->source[i].slices;
	return fault_set(why, ST_BAD, "has %llu samples at %g Hz, a frame "
	    "needs %zu", (unsigned long long)slices_samples(c), slices_rate(c),
	    feature_window(slices_feature(c)));
}
