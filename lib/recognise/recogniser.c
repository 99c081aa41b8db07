#include "recognise/recogniser.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/norm.h"
#include "data/speech.h"
#include "recognise/answers.h"
#include "recognise/hold.h"
#include "recognise/sounds.h"
#include "recognise/works.h"

#define LEAST_RATE	1e3	/* Hz */
#define MOST_RATE	1e6

/* A result, or one that is to be predicted at the end of the recording. */
struct result {
	struct recognition r;
	struct speaker *speaker;	/* by whose statistics; NULL: it is
					 * ready */
	size_t held;		/* the number of its records in the hold */
};

struct recogniser {
	const struct pack *p;
	struct recogniser_rule rule;
	struct works *works;
	struct sounds *sounds;
	struct answers *answers[PACK_GROUPS];	/* the second may be NULL */
	struct tensor normed;	/* by a speaker's statistics */
	struct speaker *next_speaker, *speaker;
	enum speaker_use next_use, use;
	struct recogniser_segment *segment;	/* (segments) */
	size_t segments;
	/* Results, of which `given' were asked for; room for cap. */
	struct result *result;
	double *prob;		/* (cap, classes) */
	size_t results, given, cap;
	struct hold *hold;
	size_t held;
};

/* ---- life ---- */

static enum status take_part(void *ctx, const struct slice *part,
    struct fault *why);

static enum status
fill(struct recogniser *r, struct fault *why)
{
	struct slices_rule rule = { .type = SLICES_WINDOWS,
	    .window = r->rule.window, .hop = r->rule.hop };
	enum status s = ST_OK;
	unsigned i;

	if (r->rule.utterances != NULL) {
		rule.type = SLICES_UTTERANCES;
		rule.utterances = *r->rule.utterances;
	}

	for (i = 0; s == ST_OK && i < PACK_GROUPS; i++)
		if (r->p->group[i].n > 0)
			s = answers_new(&r->answers[i], r->p, i, why);
	if (s == ST_OK)
		s = works_new(&r->works, &r->p->graph, why);
	if (s == ST_OK)
		s = sounds_new(&r->sounds, &r->p->graph, r->works, &rule,
		    take_part, r, why);
	return s;
}

enum status
recogniser_new(struct recogniser **out, const struct pack *p,
    const struct recogniser_rule *rule, struct fault *why)
{
	struct recogniser *r = *out = calloc(1, sizeof *r);
	enum status s;

	if (r == NULL)
		return fault_nomem(why);
	r->p = p;
	r->rule = *rule;
	r->normed = (struct tensor)TENSOR_INIT;
	if ((s = fill(r, why)) != ST_OK) {
		recogniser_free(r);
		*out = NULL;
	}
	return s;
}

void
recogniser_free(struct recogniser *r)
{
	size_t i;

	if (r == NULL)
		return;
	sounds_free(r->sounds);
	works_free(r->works);
	for (i = 0; i < PACK_GROUPS; i++)
		answers_free(r->answers[i]);
	tensor_free(&r->normed);
	hold_free(r->hold);
	free(r->segment);
	free(r->result);
	free(r->prob);
	free(r);
}

void
recogniser_speaker(struct recogniser *r, struct speaker *s,
    enum speaker_use use)
{
	r->next_speaker = s;
	r->next_use = use;
}

/* ---- a recording ---- */

/* Copy the segments; *span gets them for sounds.h, to be freed. */
static enum status
set_segments(struct recogniser *r, const struct recogniser_segment *segment,
    size_t n, struct slices_span **span, struct fault *why)
{
	size_t i;

	free(r->segment);
	r->segment = calloc(n + 1, sizeof *r->segment);
	*span = calloc(n + 1, sizeof **span);
	r->segments = n;
	if (r->segment == NULL || *span == NULL)
		return fault_nomem(why);
	for (i = 0; i < n; i++) {
		r->segment[i] = segment[i];
		(*span)[i] = (struct slices_span){ segment[i].start,
		    segment[i].end };
		if (!(segment[i].start >= 0 &&
		    segment[i].end > segment[i].start))
			return fault_set(why, ST_BAD, "segment %zu, %g to %g "
			    "s, has no length", i + 1, segment[i].start,
			    segment[i].end);
	}
	return ST_OK;
}

enum status
recogniser_begin(struct recogniser *r, double rate,
    const struct recogniser_segment *segment, size_t n, struct fault *why)
{
	struct slices_span *span;
	enum status s;

	r->results = r->given = r->held = 0;
	if (r->hold != NULL)
		hold_empty(r->hold);
	r->speaker = r->next_speaker;
	r->use = r->next_use;
	if (!(rate >= LEAST_RATE && rate <= MOST_RATE))
		return fault_set(why, ST_BAD, "%g samples per second: want "
		    "%g to %g", rate, LEAST_RATE, MOST_RATE);
	s = set_segments(r, segment, n, &span, why);
	if (s == ST_OK)
		s = sounds_begin(r->sounds, rate, span, n, why);
	free(span);
	return s;
}

enum status
recogniser_push(struct recogniser *r, const float *x, size_t n,
    struct fault *why)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return fault_set(why, ST_BAD, "sample %zu of %zu is "
			    "infinite or NaN", i, n);
	return sounds_push(r->sounds, x, n, why);
}

/* ---- results ---- */

static enum status
new_result(struct recogniser *r, struct result **out, struct fault *why)
{
	size_t C = r->p->classes, cap = r->cap == 0 ? 4 : 2 * r->cap;
	struct result *q;
	double *p;

	if (r->given == r->results)
		r->given = r->results = 0;
	if (r->results == r->cap) {
		q = reallocarray(r->result, cap, sizeof *q);
		r->result = q == NULL ? r->result : q;
		p = reallocarray(r->prob, cap, C * sizeof *p);
		r->prob = p == NULL ? r->prob : p;
		if (q == NULL || p == NULL)
			return fault_nomem(why);
		r->cap = cap;
	}
	*out = &r->result[r->results];
	**out = (struct result){ .speaker = NULL };
	return ST_OK;
}

static double *
prob(const struct recogniser *r, const struct result *q)
{
	return r->prob + (size_t)(q - r->result) * r->p->classes;
}

enum status
recogniser_next(struct recogniser *r, struct recognition *out)
{
	struct result *q = r->result + r->given;

	if (r->given == r->results || q->speaker != NULL)
		return ST_END;
	q->r.p = prob(r, q);
	*out = q->r;
	r->given++;
	return ST_OK;
}

/* ---- one part ---- */

/* The record of member i of the group. */
static enum status
record(struct recogniser *r, unsigned group, size_t i, struct tensor **t,
    struct fault *why)
{
	const struct pack_member *m = &r->p->group[group].member[i];
	enum status s = works_record(r->works, m->node, t, why);

	return s == ST_OK ? s : fault_prefix(why, "%s", m->name);
}

/* Seconds of speech: of the first member that says it, unless another one has
 * too little. */
static enum status
listen(struct recogniser *r, unsigned group, struct recognition *out,
    struct fault *why)
{
	struct tensor *t;
	enum status s;
	double speech;
	size_t i;

	out->speech = NAN;
	out->nothing = false;
	for (i = 0; i < r->p->group[group].n; i++) {
		if ((s = record(r, group, i, &t, why)) != ST_OK ||
		    (s = speech_said(t, &speech, why)) != ST_OK)
			return s;
		if (isfinite(speech) && (isnan(out->speech) ||
		    (speech < r->rule.speech && !out->nothing)))
			out->speech = speech;
		out->nothing |= speech < r->rule.speech;
	}
	return ST_OK;
}

static enum status
predict(struct recogniser *r, struct result *q, struct fault *why)
{
	struct tensor *t;
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < r->p->group[PACK_MAIN].n; i++)
		if ((s = record(r, PACK_MAIN, i, &t, why)) == ST_OK)
			s = answers_member(r->answers[PACK_MAIN], i, t, why);
	if (s == ST_OK)
		answers_combine(r->answers[PACK_MAIN], prob(r, q));
	return s;
}

/* By the speaker's statistics: of the records of the part, or of those in the
 * hold. */
static enum status
predict_own(struct recogniser *r, struct speaker *speaker, struct result *q,
    bool held, struct fault *why)
{
	const struct norm *norm;
	struct tensor *t;
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < r->p->group[PACK_ADAPTED].n; i++) {
		s = held ? hold_get(r->hold, i, q->held, &t, why) :
		    record(r, PACK_ADAPTED, i, &t, why);
		if (s == ST_OK &&
		    (s = speaker_norm(speaker, i, t, &norm, why)) == ST_OK &&
		    (s = norm_record(t, norm, &r->normed, why)) == ST_OK)
			s = answers_member(r->answers[PACK_ADAPTED], i,
			    &r->normed, why);
	}
	if (s == ST_OK)
		answers_combine(r->answers[PACK_ADAPTED], prob(r, q));
	q->r.own = true;
	return s;
}

static enum status
count(struct recogniser *r, struct speaker *speaker, struct fault *why)
{
	struct tensor *t;
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < r->p->group[PACK_ADAPTED].n; i++)
		if ((s = record(r, PACK_ADAPTED, i, &t, why)) == ST_OK)
			s = speaker_count(speaker, i, t, why);
	if (s == ST_OK)
		speaker_counted(speaker);
	return s;
}

static enum status
hold(struct recogniser *r, struct speaker *speaker, struct result *q,
    struct fault *why)
{
	struct tensor *t;
	enum status s = ST_OK;
	size_t i, n = r->p->group[PACK_ADAPTED].n;

	if (r->hold == NULL)
		s = hold_new(&r->hold, n, RECOGNISER_HOLD, why);
	for (i = 0; s == ST_OK && i < n; i++)
		if ((s = record(r, PACK_ADAPTED, i, &t, why)) == ST_OK)
			s = hold_put(r->hold, i, t, why);
	q->speaker = speaker;
	q->held = r->held++;
	return s;
}

/* The part is a speaker's. */
static enum status
spoken(struct recogniser *r, struct speaker *speaker, struct result *q,
    struct fault *why)
{
	struct recognition own = q->r;
	enum status s = listen(r, PACK_ADAPTED, &own, why);

	if (s == ST_OK && !own.nothing && r->use != SPEAKER_KNOWN)
		s = count(r, speaker, why);
	if (s != ST_OK || r->use == SPEAKER_COUNT)
		return s;
	if (r->use != SPEAKER_WHOLE && speaker_enough(speaker)) {
		q->r = own;
		return predict_own(r, speaker, q, false, why);
	}
	if ((s = listen(r, PACK_MAIN, &q->r, why)) != ST_OK ||
	    (s = predict(r, q, why)) != ST_OK || r->use != SPEAKER_WHOLE)
		return s;
	return hold(r, speaker, q, why);
}

static enum status
take_good(struct recogniser *r, struct result *q, struct fault *why)
{
	struct speaker *speaker = r->speaker;
	enum status s;

	if (r->segments > 0 && r->segment[q->r.number - 1].speaker != NULL)
		speaker = r->segment[q->r.number - 1].speaker;
	if (speaker != NULL)
		return spoken(r, speaker, q, why);
	if ((s = listen(r, PACK_MAIN, &q->r, why)) != ST_OK)
		return s;
	return predict(r, q, why);
}

/* Is the recording a single part? */
static bool
is_whole(const struct recogniser *r)
{
	return r->segments == 0 && r->rule.window == 0 &&
	    r->rule.utterances == NULL;
}

/* "window 3 (1 to 4 s)" before the text of why, unless there is only one. */
static enum status
where(const struct recogniser *r, const struct result *q, struct fault *why)
{
	if (is_whole(r))
		return why->status;
	return fault_prefix(why, "%s %llu (%g to %g s)",
	    r->segments > 0 ? "segment" : r->rule.utterances != NULL ?
	    "utterance" : "window", (unsigned long long)q->r.number,
	    q->r.start, q->r.end);
}

static enum status
take_part(void *ctx, const struct slice *part, struct fault *why)
{
	struct recogniser *r = ctx;
	struct result *q;
	enum status s = new_result(r, &q, why);

	if (s != ST_OK)
		return s;
	q->r = (struct recognition){ .start = part->start, .end = part->end,
	    .speech = NAN, .number = part->number + (r->segments > 0),
	    .is = part->is == SLICE_GOOD ? RECOGNITION_GOOD :
	    part->is == SLICE_SHORT ? RECOGNITION_SHORT : RECOGNITION_BEYOND };
	if (part->is == SLICE_SHORT && is_whole(r))
		return sounds_short(r->sounds, why);
	if (part->is == SLICE_GOOD && take_good(r, q, why) != ST_OK)
		return where(r, q, why);
	r->results += r->use != SPEAKER_COUNT;
	return ST_OK;
}

/* ---- the end ---- */

/* Predict what was held, if there is enough of its speaker by now. */
static enum status
release(struct recogniser *r, struct fault *why)
{
	struct speaker *speaker;
	enum status s = ST_OK;
	struct result *q;
	size_t i;

	for (i = r->given; s == ST_OK && i < r->results; i++) {
		q = &r->result[i];
		speaker = q->speaker;
		q->speaker = NULL;
		if (speaker != NULL && speaker_enough(speaker) &&
		    predict_own(r, speaker, q, true, why) != ST_OK)
			s = where(r, q, why);
	}
	if (r->hold != NULL)
		hold_empty(r->hold);
	return s;
}

enum status
recogniser_finish(struct recogniser *r, struct fault *why)
{
	enum status s = sounds_finish(r->sounds, why);

	return s == ST_OK ? release(r, why) : s;
}
