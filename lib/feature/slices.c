#include "feature/slices.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feature/rowbuffer.h"

#define CHUNK	65536	/* samples pushed at a time, at most */
#define HEAR	80	/* ms pushed at a time when utterances are sought */

/* A part that is expected. */
struct part {
	uint64_t number;
	double start, end;	/* seconds */
	uint64_t a, b;		/* samples */
	uint64_t from;		/* segments: first frame of it and later ones */
};

struct slices {
	struct front p;		/* rate: of f */
	struct slices_rule rule;
	struct feature *f;	/* NULL until a rate is known */
	struct utterances *u;
	struct rowbuffer rows;

	enum slices_type type;	/* of the recording's parts */
	slices_take *take;
	void *ctx;
	uint64_t next;		/* number of the next window or utterance */
	uint64_t reached;	/* end of the last whole window */
	struct part *part;	/* (parts) segments by their ends */
	size_t parts, part_at;
};

/* ---- life ---- */

static uint64_t
sample_at(const struct slices *s, double seconds)
{
	return isinf(seconds) ? UINT64_MAX :
	    (uint64_t)llround(seconds * s->p.rate);
}

static enum status
check_window(const struct slices *s, struct fault *why)
{
	uint64_t n = sample_at(s, s->rule.window);

	if (s->rule.type == SLICES_WINDOWS && s->rule.window > 0 &&
	    n < feature_window(s->f))
		return fault_set(why, ST_BAD, "a window of %g s has %llu "
		    "samples at %g Hz, a frame needs %zu", s->rule.window,
		    (unsigned long long)n, s->p.rate, feature_window(s->f));
	return ST_OK;
}

/* Prepare s->f for samples of this rate. */
static enum status
prepare(struct slices *s, double rate, struct fault *why)
{
	enum status st;

	if (s->f != NULL && rate == s->p.rate)
		return ST_OK;
	rowbuffer_free(&s->rows);
	s->rows = (struct rowbuffer){ 0 };
	feature_free(s->f);
	utterances_free(s->u);
	s->u = NULL;
	s->p.rate = rate;
	if ((st = feature_new(&s->f, &s->p, why)) != ST_OK ||
	    (st = check_window(s, why)) != ST_OK)
		return st;
	if (s->rule.type == SLICES_UTTERANCES && (st = utterances_new(&s->u,
	    rate, &s->rule.utterances, why)) != ST_OK)
		return st;
	return rowbuffer_open(&s->rows, s->f, s->p.mean != 0, why);
}

enum status
slices_new(struct slices **out, const struct front *p,
    const struct slices_rule *rule, struct fault *why)
{
	struct slices *s = calloc(1, sizeof *s);
	enum status st = ST_OK;

	*out = NULL;
	if (s == NULL)
		return fault_nomem(why);
	s->p = *p;
	s->rule = *rule;
	if (rule->hop == 0)
		s->rule.hop = rule->window;
	if (rule->type == SLICES_WINDOWS && rule->window != 0 &&
	    (!(rule->window <= SLICES_LONGEST) || !(s->rule.hop > 0)))
		st = fault_set(why, ST_BAD, "a window of %g s every %g s: "
		    "want more than 0 and at most %g s", rule->window,
		    s->rule.hop, SLICES_LONGEST);
	if (st == ST_OK && p->rate != 0)
		st = prepare(s, p->rate, why);
	if (st != ST_OK) {
		slices_free(s);
		return st;
	}
	*out = s;
	return ST_OK;
}

void
slices_free(struct slices *s)
{
	if (s == NULL)
		return;
	feature_free(s->f);
	utterances_free(s->u);
	rowbuffer_free(&s->rows);
	free(s->part);
	free(s);
}

void
slices_reset(struct slices *s)
{
	rowbuffer_reset(&s->rows);
	if (s->u != NULL)
		utterances_reset(s->u);
	s->next = s->reached = 0;
	s->parts = s->part_at = 0;
}

const struct feature *
slices_feature(const struct slices *s)
{
	return s->f;
}

uint64_t
slices_samples(const struct slices *s)
{
	return s->rows.samples;
}

double
slices_rate(const struct slices *s)
{
	return s->p.rate;
}

const char *
slices_text(double seconds, char text[SLICES_MAXTEXT])
{
	size_t n;

	(void)snprintf(text, SLICES_MAXTEXT, "%.4f", seconds);
	for (n = strlen(text); n > 0 && text[n - 1] == '0'; n--)
		text[n - 1] = '\0';
	if (n > 0 && text[n - 1] == '.')
		text[n - 1] = '\0';
	return text;
}

/* ---- parts ---- */

static void
frames_of(const struct slices *s, const struct part *p, uint64_t *first,
    uint64_t *end)
{
	/* An open end, where there is no overflow. */
	feature_part(s->f, p->a, p->b == UINT64_MAX ? p->b / 2 : p->b, first,
	    end);
}

bool
slices_has_frame(const struct slices *s, double start, double end)
{
	const struct part p = { .a = sample_at(s, start),
	    .b = sample_at(s, end) };
	uint64_t first, last;

	frames_of(s, &p, &first, &last);
	return last > first;
}

/* Samples after which it can be given. */
static uint64_t
due(const struct slices *s, const struct part *p)
{
	uint64_t first, end, needs;

	if (p->b == UINT64_MAX)
		return p->b;
	frames_of(s, p, &first, &end);
	needs = end > first ? feature_needs(s->f, end - 1) : 0;
	return needs > p->b ? needs : p->b;
}

static struct part
window(const struct slices *s)
{
	struct part p = { .number = s->next + 1, .b = UINT64_MAX };

	if (s->rule.window == 0)
		return p;
	p.start = (double)s->next * s->rule.hop;
	p.end = p.start + s->rule.window;
	p.a = sample_at(s, p.start);
	p.b = sample_at(s, p.end);
	return p;
}

static int
compare_ends(const void *x, const void *y)
{
	const struct part *p = x, *q = y;

	if (p->b != q->b)
		return p->b < q->b ? -1 : 1;
	return (p->number > q->number) - (p->number < q->number);
}

static enum status
set_segments(struct slices *s, const struct slices_span *span, size_t n,
    struct fault *why)
{
	uint64_t first, end, from = UINT64_MAX;
	struct part *p;
	size_t i;

	p = reallocarray(s->part, n + 1, sizeof *p);
	if (p == NULL)
		return fault_nomem(why);
	s->part = p;
	s->parts = n;
	for (i = 0; i < n; i++) {
		p[i] = (struct part){ .number = i, .start = span[i].start,
		    .end = span[i].end, .a = sample_at(s, span[i].start),
		    .b = sample_at(s, span[i].end) };
		if (!isinf(span[i].end) &&
		    !(span[i].end - span[i].start <= SLICES_LONGEST))
			return fault_set(why, ST_BAD, "the segment from %g to "
			    "%g s is longer than %g s", span[i].start,
			    span[i].end, SLICES_LONGEST);
	}
	if (n > 0)
		qsort(p, n, sizeof *p, compare_ends);
	for (i = n; i-- > 0; p[i].from = from) {
		frames_of(s, &p[i], &first, &end);
		if (end > first && first < from)
			from = first;
	}
	return ST_OK;
}

enum status
slices_begin(struct slices *s, double rate, const struct slices_span *span,
    size_t n, slices_take *take, void *ctx, struct fault *why)
{
	enum status st = prepare(s, rate, why);

	if (st != ST_OK)
		return st;
	slices_reset(s);
	s->type = n > 0 ? SLICES_SEGMENTS : s->rule.type;
	s->take = take;
	s->ctx = ctx;
	return s->type == SLICES_SEGMENTS ?
	    set_segments(s, span, n, why) : ST_OK;
}

/* ---- giving ---- */

/* The first frame that a part not yet given can have. */
static uint64_t
wanted_from(const struct slices *s)
{
	uint64_t first, end;
	struct part p;

	switch (s->type) {
	case SLICES_WINDOWS:
		if (s->rule.window == 0)
			return 0;
		p = window(s);
		break;
	case SLICES_SEGMENTS:
		return s->part_at < s->parts ? s->part[s->part_at].from :
		    UINT64_MAX;
	default:
		p.a = utterances_earliest(s->u);
		p.b = p.a + feature_window(s->f);
	}
	frames_of(s, &p, &first, &end);
	return first;
}

static enum status
give(struct slices *s, const struct part *p, enum slice_is is,
    struct fault *why)
{
	struct slice out = { .is = is, .number = p->number,
	    .start = p->start, .end = p->end };
	uint64_t first, end;
	enum status st;

	frames_of(s, p, &first, &end);
	if (is == SLICE_GOOD && end == first)
		out.is = SLICE_SHORT;
	if (out.is == SLICE_GOOD) {
		st = rowbuffer_get(&s->rows, first, end, &out.rows, why);
		if (st != ST_OK)
			return st;
		out.n = (size_t)(end - first);
	}
	return s->take(s->ctx, &out, why);
}

/* ---- while the sound comes ---- */

/* Samples at which there will be something to do. */
static uint64_t
next_stop(const struct slices *s)
{
	uint64_t step;
	struct part p;

	switch (s->type) {
	case SLICES_WINDOWS:
		p = window(s);
		return due(s, &p);
	case SLICES_SEGMENTS:
		return s->part_at < s->parts ?
		    due(s, &s->part[s->part_at]) : UINT64_MAX;
	default:
		step = (uint64_t)(s->p.rate * HEAR / 1000);
		return s->rows.samples - s->rows.samples % step + step;
	}
}

static enum status
give_utterances(struct slices *s, struct fault *why)
{
	enum status st = ST_OK;
	struct utterance one;
	struct part p;

	while (st == ST_OK && utterances_next(s->u, &one)) {
		p = (struct part){ .number = ++s->next, .a = one.start,
		    .b = one.end, .start = (double)one.start / s->p.rate,
		    .end = (double)one.end / s->p.rate };
		st = give(s, &p, SLICE_GOOD, why);
	}
	return st;
}

/* Give the parts that are complete. */
static enum status
give_due(struct slices *s, struct fault *why)
{
	enum status st = ST_OK;
	struct part p;

	if (s->type == SLICES_UTTERANCES)
		return give_utterances(s, why);
	while (st == ST_OK && next_stop(s) <= s->rows.samples) {
		if (s->type == SLICES_SEGMENTS)
			p = s->part[s->part_at++];
		else {
			p = window(s);
			s->next++;
			s->reached = p.b;
		}
		st = give(s, &p, SLICE_GOOD, why);
	}
	return st;
}

static enum status
advance(struct slices *s, const float *x, size_t n, struct fault *why)
{
	enum status st;

	rowbuffer_forget(&s->rows, wanted_from(s));
	if ((st = rowbuffer_push(&s->rows, x, n, why)) != ST_OK)
		return st;
	return s->u != NULL ? utterances_push(s->u, x, n, why) : ST_OK;
}

enum status
slices_push(struct slices *s, const float *x, size_t n, struct fault *why)
{
	enum status st = ST_OK;
	uint64_t left;
	size_t some;

	for (; n > 0 && st == ST_OK; x += some, n -= some) {
		left = next_stop(s) - s->rows.samples;
		some = n < CHUNK ? n : CHUNK;
		some = some < left ? some : (size_t)left;
		if ((st = advance(s, x, some, why)) == ST_OK)
			st = give_due(s, why);
	}
	return st;
}

/* ---- at the end ---- */

/* Windows that waited for their last frame, and the shorter one. */
static enum status
last_windows(struct slices *s, struct fault *why)
{
	uint64_t all = s->rows.samples;
	enum status st = ST_OK;
	struct part p;

	for (p = window(s); st == ST_OK && p.b <= all; p = window(s)) {
		s->next++;
		s->reached = p.b;
		st = give(s, &p, SLICE_GOOD, why);
	}
	if (st != ST_OK || (s->next > 0 && (s->reached == all || p.a >= all ||
	    2 * (all - p.a) < p.b - p.a)))
		return st;
	p.b = all;
	p.end = (double)all / s->p.rate;
	return give(s, &p, SLICE_GOOD, why);
}

static enum status
last_segments(struct slices *s, struct fault *why)
{
	double all = (double)s->rows.samples / s->p.rate;
	enum slice_is is = SLICE_GOOD;
	enum status st = ST_OK;
	struct part p;

	for (; s->part_at < s->parts && st == ST_OK; s->part_at++) {
		p = s->part[s->part_at];
		if (p.b > s->rows.samples) {
			is = p.a < s->rows.samples && (isinf(p.end) ||
			    p.end - all < SLICES_TOUCH) ?
			    SLICE_GOOD : SLICE_BEYOND;
			p.b = s->rows.samples;
			p.end = is == SLICE_GOOD ? all : p.end;
		}
		st = give(s, &p, is, why);
	}
	return st;
}

enum status
slices_finish(struct slices *s, struct fault *why)
{
	enum status st;

	rowbuffer_forget(&s->rows, wanted_from(s));
	if ((st = rowbuffer_finish(&s->rows, why)) != ST_OK)
		return st;
	switch (s->type) {
	case SLICES_WINDOWS:
		return last_windows(s, why);
	case SLICES_SEGMENTS:
		return last_segments(s, why);
	default:
		st = utterances_finish(s->u, why);
		return st == ST_OK ? give_utterances(s, why) : st;
	}
}
