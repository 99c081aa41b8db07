#include "sound/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sound/rows.h"

struct parts {
	struct front record;	/* for the attribute front */
	enum slices_type type;
	struct slices *slices;
	struct slices_span *span;	/* (spans) */
	size_t spans;
	struct extract_record rec;	/* of the current part; its rows are a
					 * view */
	/* The current signal: */
	struct attrs attr;
	char suffix[24];
	const struct alter *copy;	/* or NULL */
	const struct extract_job *job;
};

enum status
parts_new(struct parts **out, const struct front *front,
    const struct front *record, const struct slices_rule *rule,
    struct fault *why)
{
	struct parts *p = calloc(1, sizeof *p);
	enum status s;

	*out = NULL;
	if (p == NULL)
		return fault_nomem(why);
	p->record = *record;
	p->rec.spill = -1;
	p->type = rule->type;
	if ((s = slices_new(&p->slices, front, rule, why)) != ST_OK) {
		parts_free(p);
		return s;
	}
	*out = p;
	return ST_OK;
}

void
parts_free(struct parts *p)
{
	if (p == NULL)
		return;
	slices_free(p->slices);
	free(p->span);
	attrs_free(&p->attr);
	p->rec.t.data = NULL;
	tensor_free(&p->rec.t);
	free(p);
}

void
parts_reset(struct parts *p)
{
	slices_reset(p->slices);
	p->rec.t.data = NULL;
}

/* ---- one part ---- */

/* A segment that gives no record: what is wrong with it. */
static void
complain(const struct parts *p, const struct slice *x, struct fault *why)
{
	double rate = slices_rate(p->slices);
	char start[SLICES_MAXTEXT], end[SLICES_MAXTEXT], all[SLICES_MAXTEXT];

	(void)slices_text(x->start, start);
	(void)slices_text(x->end, end);
	(void)slices_text((double)slices_samples(p->slices) / rate, all);
	if (x->is == SLICE_BEYOND)
		(void)fault_set(why, ST_BAD, "the segment from %s to %s s is "
		    "beyond the end of the sound, %s s", start, end, all);
	else
		(void)fault_set(why, ST_BAD, "the segment from %s to %s s is "
		    "shorter than a frame, %zu samples at %g Hz", start, end,
		    feature_window(slices_feature(p->slices)), rate);
	if (p->copy != NULL)
		(void)fault_prefix(why, "copy %s", p->copy->text);
}

static enum status
set_key(struct parts *p, uint64_t number, struct fault *why)
{
	struct attrs *a = &p->rec.t.attr;
	const char *key = attrs_get(a, "key");

	if (number == 0)
		return attrs_setf(a, why, "key", "%s%s", key, p->suffix);
	return attrs_setf(a, why, "key", "%s%s#%llu", key, p->suffix,
	    (unsigned long long)number);
}

/* The attributes of a copy; the key is that of its original. */
static enum status
set_copy(struct parts *p, struct fault *why)
{
	struct attrs *a = &p->rec.t.attr;
	enum status s;

	if ((s = attrs_set(a, "original", attrs_get(a, "key"), why)) != ST_OK ||
	    (s = attrs_set(a, "copy", p->copy->text, why)) != ST_OK)
		return s;
	return attrs_setf(a, why, "key", "%s~%s", attrs_get(a, "original"),
	    p->copy->name);
}

static enum status
set_times(struct parts *p, double start, double end, struct fault *why)
{
	char text[SLICES_MAXTEXT];
	struct attrs *a = &p->rec.t.attr;
	enum status s;

	s = attrs_set(a, "start", slices_text(start, text), why);
	return s != ST_OK ? s :
	    attrs_set(a, "stop", slices_text(end, text), why);
}

static enum status
describe(struct parts *p, const struct slice *x,
    const struct extract_segment *segment, struct fault *why)
{
	struct attrs *a = &p->rec.t.attr;
	const char *name, *value;
	enum status s;
	size_t pos = 0;

	if ((s = attrs_copy(a, &p->attr, why)) != ST_OK)
		return s;
	while (s == ST_OK && segment != NULL && segment->attr != NULL &&
	    attrs_each(segment->attr, &pos, &name, &value))
		s = attrs_set(a, name, value, why);
	if (s == ST_OK)
		s = set_key(p, segment != NULL ? segment->number : x->number,
		    why);
	if (s == ST_OK && p->copy != NULL)
		s = set_copy(p, why);
	/* Of a copy, the times in its original; of a whole recording none. */
	if (s == ST_OK && (segment == NULL || !isinf(segment->end)))
		s = p->copy != NULL && segment != NULL ?
		    set_times(p, segment->start, segment->end, why) :
		    set_times(p, x->start, x->end, why);
	return s != ST_OK ? s : rows_describe(slices_feature(p->slices),
	    &p->record, slices_rate(p->slices), a, why);
}

/*
 * Does the segment that x is a copy of give no record?  One beyond the end of
 * the sound is known at the end of it, where that of the recording comes first.
 */
static bool
is_alone(const struct parts *p, const struct slice *x,
    const struct extract_segment *segment)
{
	double end = alter_time(p->copy, segment->end);
	double speed = (segment->end - segment->start) /
	    (end - alter_time(p->copy, segment->start));

	return x->is == SLICE_BEYOND ||
	    (!isinf(end) && (end - x->end) * speed >= SLICES_TOUCH) ||
	    !slices_has_frame(p->slices, segment->start, segment->end);
}

static enum status
take(void *ctx, const struct slice *x, struct fault *why)
{
	struct parts *p = ctx;
	const struct extract_segment *segment =
	    p->type == SLICES_SEGMENTS ? &p->job->segment[x->number] : NULL;
	struct fault bad;
	enum status s;

	if (x->is != SLICE_GOOD && segment == NULL)
		return ST_OK;
	if (p->copy != NULL && is_alone(p, x, segment))
		return ST_OK;
	if (x->is != SLICE_GOOD) {
		complain(p, x, &bad);
		return p->job->take(p->job->ctx, segment, NULL, &bad, why);
	}
	if ((s = describe(p, x, segment, why)) != ST_OK)
		return s;
	p->rec.t.rank = 2;
	p->rec.t.dim[0] = x->n;
	p->rec.t.dim[1] = feature_columns(slices_feature(p->slices));
	p->rec.t.data = (float *)(uintptr_t)x->rows;
	return p->job->take(p->job->ctx, segment, &p->rec, NULL, why);
}

/* ---- the signal ---- */

static enum status
set_spans(struct parts *p, const struct extract_job *job, struct fault *why)
{
	struct slices_span *more;
	size_t i;

	more = reallocarray(p->span, job->segments + 1, sizeof *more);
	if (more == NULL)
		return fault_nomem(why);
	p->span = more;
	p->spans = job->segments;
	for (i = 0; i < p->spans; i++) {
		more[i] = (struct slices_span){ job->segment[i].start,
		    job->segment[i].end };
		if (p->copy != NULL)
			more[i] = (struct slices_span){
			    alter_time(p->copy, more[i].start),
			    alter_time(p->copy, more[i].end) };
	}
	return ST_OK;
}

enum status
parts_begin(struct parts *p, double rate, const struct attrs *a,
    const char *suffix, const struct alter *copy,
    const struct extract_job *job, struct fault *why)
{
	enum status s;

	p->job = job;
	p->copy = copy;
	(void)snprintf(p->suffix, sizeof p->suffix, "%s", suffix);
	if ((s = attrs_copy(&p->attr, a, why)) != ST_OK ||
	    (s = set_spans(p, job, why)) != ST_OK)
		return s;
	return slices_begin(p->slices, rate, p->span, p->spans, take, p, why);
}

enum status
parts_push(struct parts *p, const float *x, size_t n, struct fault *why)
{
	return slices_push(p->slices, x, n, why);
}

enum status
parts_finish(struct parts *p, struct fault *why)
{
	size_t window = feature_window(slices_feature(p->slices));
	uint64_t samples = slices_samples(p->slices);
	enum status s = slices_finish(p->slices, why);

	if (s == ST_OK && p->type != SLICES_SEGMENTS && samples < window)
		return fault_set(why, ST_BAD, "has %llu samples at %g Hz, "
		    "a frame needs %zu", (unsigned long long)samples,
		    slices_rate(p->slices), window);
	return s;
}
