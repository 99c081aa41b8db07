#include "recognise/cut.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOUCH	0.05	/* seconds by which a segment may be beyond the end */

struct cut {
	struct front p;
	struct cut_rule rule;
	struct feature *f;
	double rate;
	cut_take *take;
	void *ctx;
	struct cut_span *span;	/* (spans) */
	size_t *order;		/* (spans) by their ends */
	size_t spans;
	/* Rows from the frame `first' on, held of them; room for cap. */
	float *rows;
	uint64_t first;
	size_t held, cap;
	uint64_t samples;
	uint64_t next;		/* part to be given */
	double reached;		/* end of the last window, samples */
};

enum status
cut_new(struct cut **out, const struct front *p, const struct cut_rule *rule,
    struct fault *why)
{
	struct cut *s = *out = calloc(1, sizeof *s);

	if (s == NULL)
		return fault_nomem(why);
	s->p = *p;
	s->rule = *rule;
	if (s->rule.hop == 0)
		s->rule.hop = s->rule.window;
	return ST_OK;
}

void
cut_free(struct cut *s)
{
	if (s == NULL)
		return;
	feature_free(s->f);
	free(s->span);
	free(s->order);
	free(s->rows);
	free(s);
}

static enum status
sort(struct cut *s, const struct cut_span *span, size_t n, struct fault *why)
{
	size_t i, j, k;

	free(s->span);
	free(s->order);
	s->span = calloc(n + 1, sizeof *s->span);
	s->order = calloc(n + 1, sizeof *s->order);
	s->spans = n;
	if (s->span == NULL || s->order == NULL)
		return fault_nomem(why);
	for (i = 0; i < n; i++) {
		s->span[i] = span[i];
		for (j = i; j > 0 &&
		    span[s->order[j - 1]].end > span[i].end; j--)
			s->order[j] = s->order[j - 1];
		k = j;
		s->order[k] = i;
	}
	return ST_OK;
}

enum status
cut_begin(struct cut *s, double rate, const struct cut_span *span, size_t n,
    cut_take *take, void *ctx, struct fault *why)
{
	struct front p = s->p;
	enum status st;

	if (s->f != NULL && s->rate != rate) {
		feature_free(s->f);
		s->f = NULL;
	}
	p.rate = s->rate = rate;
	if (s->f == NULL && (st = feature_new(&s->f, &p, why)) != ST_OK)
		return st;
	cut_reset(s);
	s->take = take;
	s->ctx = ctx;
	return sort(s, span, n, why);
}

void
cut_reset(struct cut *s)
{
	if (s->f != NULL)
		feature_reset(s->f);
	s->first = s->held = 0;
	s->samples = s->next = 0;
	s->reached = 0;
}

/* Part number s->next in samples; false if there is none. */
static bool
part(const struct cut *s, double *a, double *b)
{
	const struct cut_span *q;

	if (s->spans > 0) {
		if (s->next >= s->spans)
			return false;
		q = &s->span[s->order[s->next]];
		*a = round(q->start * s->rate);
		*b = round(q->end * s->rate);
		return true;
	}
	if (s->rule.window == 0) {
		*a = 0;
		*b = INFINITY;
		return s->next == 0;
	}
	*a = round((double)s->next * s->rule.hop * s->rate);
	*b = *a + round(s->rule.window * s->rate);
	return true;
}

static void
frames(const struct cut *s, double a, double b, uint64_t *from, uint64_t *to)
{
	double H = s->rate / feature_rate(s->f);
	double W = (double)feature_window(s->f);

	if (s->p.snip != 0) {
		*from = (uint64_t)ceil(a / H);
		*to = b - a < W ? *from : (uint64_t)floor((b - W) / H) + 1;
	} else {
		*from = (uint64_t)floor((a + floor(H / 2)) / H);
		*to = b - a < W ? *from :
		    (uint64_t)floor((b + floor(H / 2)) / H);
	}
}

/* The part is there: rows from..to, or all that there are. */
static enum status
give(struct cut *s, double a, double b, struct fault *why)
{
	size_t B = feature_columns(s->f);
	struct cut_part q = { .start = a / s->rate, .end = b / s->rate };
	uint64_t from, to;
	enum status st;

	frames(s, a, b, &from, &to);
	q.number = s->spans > 0 ? s->order[s->next] : s->next + 1;
	if (to > s->first + s->held)
		to = s->first + s->held;
	q.n = to > from ? (size_t)(to - from) : 0;
	q.is = q.n == 0 ? CUT_SHORT : CUT_GOOD;
	q.rows = q.n == 0 ? NULL : s->rows + (size_t)(from - s->first) * B;
	st = s->take(s->ctx, &q, why);
	s->reached = b;
	s->next++;
	return st;
}

/* Forget rows that no further part needs. */
static void
forget(struct cut *s)
{
	size_t B = feature_columns(s->f), drop, i;
	double a = 0, b;
	uint64_t from, to;

	if (!part(s, &a, &b))
		a = (double)s->samples;
	for (i = (size_t)s->next; i < s->spans; i++)
		a = fmin(a, round(s->span[s->order[i]].start * s->rate));
	frames(s, a, a, &from, &to);
	if (from <= s->first)
		return;
	drop = from - s->first < s->held ? (size_t)(from - s->first) : s->held;
	if (drop < s->held / 2)
		return;
	(void)memmove(s->rows, s->rows + drop * B,
	    (s->held - drop) * B * sizeof *s->rows);
	s->held -= drop;
	s->first += drop;
}

static enum status
give_whole(struct cut *s, struct fault *why)
{
	uint64_t from, to;
	enum status st;
	double a, b;

	while (part(s, &a, &b)) {
		frames(s, a, b, &from, &to);
		if (b == INFINITY || b > (double)s->samples ||
		    to > s->first + s->held)
			break;
		if ((st = give(s, a, b, why)) != ST_OK)
			return st;
	}
	forget(s);
	return ST_OK;
}

static enum status
room(struct cut *s, size_t more, struct fault *why)
{
	size_t B = feature_columns(s->f), cap = 2 * (s->held + more);
	float *p;

	if (s->held + more <= s->cap)
		return ST_OK;
	if ((p = reallocarray(s->rows, cap, B * sizeof *p)) == NULL)
		return fault_nomem(why);
	s->rows = p;
	s->cap = cap;
	return ST_OK;
}

enum status
cut_push(struct cut *s, const float *x, size_t n, struct fault *why)
{
	size_t B = feature_columns(s->f), take;
	enum status st = ST_OK;

	for (; st == ST_OK && n > 0; n -= take, x += take) {
		take = n < 4096 ? n : 4096;
		st = room(s, feature_most(s->f, take), why);
		if (st != ST_OK)
			return st;
		s->held += feature_push(s->f, x, take, s->rows + s->held * B);
		s->samples += take;
		st = give_whole(s, why);
	}
	return st;
}

enum status
cut_finish(struct cut *s, struct fault *why)
{
	double a, b, end = (double)s->samples;
	struct cut_part q = { .is = CUT_BEYOND };
	enum status st = room(s, feature_most(s->f, 0), why);

	if (st != ST_OK)
		return st;
	s->held += feature_finish(s->f,
	    s->rows + s->held * feature_columns(s->f));
	st = give_whole(s, why);
	while (st == ST_OK && part(s, &a, &b)) {
		if (s->spans > 0 && b > end + TOUCH * s->rate) {
			q.number = s->order[s->next++];
			st = s->take(s->ctx, &q, why);
			continue;
		}
		if (s->spans == 0 && s->next > 0 && (s->reached >= end ||
		    end - a < s->rule.window * s->rate / 2))
			break;
		st = give(s, a, fmin(b, end), why);
		if (s->spans == 0)
			break;
	}
	return st;
}

const struct feature *
cut_feature(const struct cut *s)
{
	return s->f;
}

uint64_t
cut_samples(const struct cut *s)
{
	return s->samples;
}

double
cut_rate(const struct cut *s)
{
	return s->rate;
}
