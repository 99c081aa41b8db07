#include "sound/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/infile.h"
#include "sound/parts.h"
#include "sound/rows.h"

/* One record of a signal, or its parts. */
struct branch {
	const struct alter *copy;	/* NULL: the sound as it is */
	struct alter_stream *alter;	/* NULL: samples go straight to rows */
	struct rows *rows;
	struct parts *parts;		/* instead of rows */
	struct extract_record *rec;	/* of rows */
};

struct extract {
	struct extract_config c;	/* front and copy: the following */
	struct front front;
	struct slices_rule rule;
	double source;		/* to be decoded to; 0: each file's own */
	struct audio *audio;
	struct alter *copy;	/* (copies) */
	size_t records;		/* of a stream */
	size_t streams;		/* of the current file: one, or its channels */
	struct branch *branch;	/* (streams, records), and room for more */
	size_t branches;
	struct extract_record *rec;	/* (branches) with AUDIO_EACH */
};

/* ---- life ---- */

size_t
extract_records(const struct extract_config *c)
{
	return c->only ? 1 : c->copies + 1;
}

/* Any branch may need its own conversion of the rate. */
static enum status
open_branch(struct extract *x, struct branch *b, struct fault *why)
{
	size_t keep = x->c.keep < EXTRACT_LEAST ? EXTRACT_LEAST : x->c.keep;
	struct front p = x->front;
	enum status s = ST_OK;

	if (b->copy != NULL)
		s = alter_front(b->copy, &p, why);
	if (s == ST_OK)
		s = x->c.rule != NULL ? parts_new(&b->parts, &p, &x->front,
		    x->c.rule, why) :
		    rows_new(&b->rows, &p, &x->front, keep, why);
	if (s == ST_OK && (b->copy != NULL || x->source != x->front.rate))
		s = alter_new(&b->alter, b->copy, why);
	return s != ST_OK && b->copy != NULL ?
	    fault_prefix(why, "copy %s", b->copy->text) : s;
}

static void
close_branch(struct branch *b)
{
	alter_free(b->alter);
	rows_free(b->rows);
	parts_free(b->parts);
	*b = (struct branch){ NULL, NULL, NULL, NULL, NULL };
}

/* Have branches for so many streams. */
static enum status
open_streams(struct extract *x, size_t streams, struct fault *why)
{
	size_t n = streams * x->records, i;
	enum status s = ST_OK;
	struct branch *more;

	x->streams = streams;
	if (n <= x->branches)
		return ST_OK;
	more = reallocarray(x->branch, n, sizeof *more);
	if (more == NULL)
		return fault_nomem(why);
	x->branch = more;
	for (i = x->branches; s == ST_OK && i < n; i++) {
		more[i] = (struct branch){ NULL, NULL, NULL, NULL, NULL };
		if (x->c.only || i % x->records > 0)
			more[i].copy = &x->copy[x->c.only ? 0 :
			    i % x->records - 1];
		s = open_branch(x, &more[i], why);
		x->branches++;
	}
	if (s != ST_OK)
		while (x->branches > i - 1)
			close_branch(&more[--x->branches]);
	return s;
}

static enum status
open_all(struct extract *x, const struct extract_config *c, struct fault *why)
{
	size_t i;

	x->c = *c;
	x->front = *c->front;
	if (c->rule != NULL) {
		x->rule = *c->rule;
		x->c.rule = &x->rule;
	}
	x->source = x->front.rate;
	x->records = extract_records(c);
	x->copy = calloc(c->copies + 1, sizeof *x->copy);
	x->rec = calloc(AUDIO_CHANNELS, sizeof *x->rec);
	if (x->copy == NULL || x->rec == NULL)
		return fault_nomem(why);
	for (i = 0; i < AUDIO_CHANNELS; i++)
		x->rec[i].spill = -1;
	for (i = 0; i < c->copies; i++) {
		x->copy[i] = c->copy[i];
		if (alter_wants_source(&x->copy[i]))
			x->source = 0;
	}
	return open_streams(x, 1, why);
}

enum status
extract_new(struct extract **out, const struct extract_config *c,
    struct audio *a, struct fault *why)
{
	struct extract *x = calloc(1, sizeof *x);
	enum status s;

	*out = NULL;
	if (x == NULL)
		return fault_nomem(why);
	x->audio = a;
	if ((s = open_all(x, c, why)) != ST_OK) {
		extract_free(x);
		return s;
	}
	*out = x;
	return ST_OK;
}

void
extract_free(struct extract *x)
{
	size_t i;

	if (x == NULL)
		return;
	while (x->branches > 0)
		close_branch(&x->branch[--x->branches]);
	for (i = 0; x->rec != NULL && i < AUDIO_CHANNELS; i++)
		tensor_free(&x->rec[i].t);
	free(x->rec);
	free(x->branch);
	free(x->copy);
	free(x);
}

/* ---- attributes ---- */

/* Those of rec[0], and what makes it a copy; before its features. */
static enum status
describe(const struct extract *x, struct extract_record *rec, size_t i,
    struct fault *why)
{
	const struct alter *copy = x->branch[i].copy;
	const char *key = tensor_key(&rec[0].t);
	struct attrs *a = &rec[i].t.attr;
	enum status s = ST_OK;

	if (copy == NULL)
		return ST_OK;
	if (!x->c.only && (
	    (s = attrs_copy(a, &rec[0].t.attr, why)) != ST_OK ||
	    (s = attrs_setf(a, why, "key", "%s~%s", key, copy->name)) !=
	    ST_OK ||
	    (s = attrs_set(a, "original", key, why)) != ST_OK))
		return s;
	return attrs_set(a, "copy", copy->text, why);
}

/* The attribute `channel' of stream i, if the channel was chosen; and ":2", the
 * suffix of its key, if that is each one. */
static enum status
set_channel(const struct extract *x, size_t i, struct attrs *a,
    char suffix[24], struct fault *why)
{
	size_t number = i + 1;

	suffix[0] = '\0';
	if (x->c.channel == AUDIO_MIX)
		return ST_OK;
	if (x->c.channel == AUDIO_EACH)
		(void)snprintf(suffix, 24, ":%zu", number);
	else
		number = (size_t)x->c.channel;
	return attrs_setf(a, why, "channel", "%zu", number);
}

/* ---- the sound ---- */

static enum status
to_branch(void *ctx, const float *x, size_t n, struct fault *why)
{
	struct branch *b = ctx;

	return b->parts != NULL ? parts_push(b->parts, x, n, why) :
	    rows_push(b->rows, x, n, why);
}

/* The conversion of a branch, if it has one; key is for its noise. */
static enum status
begin_alter(struct extract *x, struct branch *b, double source,
    const char *key, struct fault *why)
{
	double rate = x->front.rate > 0 ? x->front.rate : source;

	return b->alter == NULL ? ST_OK : alter_begin(b->alter, source, rate,
	    key, to_branch, b, why);
}

static enum status
begin(struct extract *x, double source, struct extract_record *rec,
    struct fault *why)
{
	double rate = x->front.rate > 0 ? x->front.rate : source;
	enum status s = ST_OK;
	struct branch *b;
	char suffix[24];
	size_t i;

	if ((s = set_channel(x, 0, &rec[0].t.attr, suffix, why)) != ST_OK)
		return s;
	for (i = 0; i < x->records && s == ST_OK; i++) {
		b = &x->branch[i];
		b->rec = &rec[i];
		if ((s = describe(x, rec, i, why)) == ST_OK &&
		    (s = rows_begin(b->rows, rate, &rec[i].t, why)) == ST_OK)
			s = begin_alter(x, b, source, tensor_key(&rec[0].t),
			    why);
	}
	return s;
}

static enum status
push(struct extract *x, const float *block, size_t n, struct fault *why)
{
	enum status s = ST_OK;
	struct branch *b;
	size_t i;

	for (i = 0; i < x->streams * x->records && s == ST_OK; i++) {
		b = &x->branch[i];
		s = b->alter != NULL ? alter_push(b->alter,
		    block + i / x->records * n, n, why) :
		    to_branch(b, block + i / x->records * n, n, why);
	}
	return s;
}

static enum status
read_all(struct extract *x, struct fault *why)
{
	const float *block;
	enum status s, pushed;
	size_t n;

	while ((s = audio_read(x->audio, &block, &n, why)) == ST_OK)
		if ((pushed = push(x, block, n, why)) != ST_OK)
			return pushed;
	return s == ST_END ? ST_OK : s;
}

static enum status
finish(struct branch *b, struct fault *why)
{
	enum status s = ST_OK;

	if (b->alter != NULL)
		s = alter_finish(b->alter, why);
	if (s == ST_OK)
		s = b->parts != NULL ? parts_finish(b->parts, why) :
		    rows_finish(b->rows, &b->rec->spill, why);
	return s != ST_OK && b->copy != NULL ?
	    fault_prefix(why, "copy %s", b->copy->text) : s;
}

/* After `begun', the status of its beginning: the rest of a file. */
static enum status
compute(struct extract *x, enum status begun, struct fault *why)
{
	enum status s = begun;
	struct branch *b;
	size_t i;

	if (s == ST_OK)
		s = read_all(x, why);
	audio_close(x->audio);
	for (i = 0; i < x->streams * x->records && s == ST_OK; i++)
		s = finish(&x->branch[i], why);
	for (i = 0; i < x->streams * x->records; i++) {
		b = &x->branch[i];
		if (b->parts != NULL)
			parts_reset(b->parts);
		else
			rows_reset(b->rows);
	}
	return s;
}

bool
extract_ahead(struct extract *x, const char *path)
{
	return audio_ahead(x->audio, path, x->source, x->c.type);
}

enum status
extract_write(struct tensor_writer *w, struct extract_record *rec,
    struct fault *why)
{
	enum status s;

	if (rec->spill == -1)
		return tensor_write(w, &rec->t, why);
	s = tensor_write_file(w, &rec->t, rec->spill, why);
	extract_discard(rec, 1);
	return s;
}

void
extract_discard(struct extract_record *rec, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (rec[i].spill != -1)
			(void)close(rec[i].spill);
		rec[i].spill = -1;
	}
}

enum status
extract_file(struct extract *x, const char *path, struct extract_record *rec,
    struct fault *why)
{
	double source;
	enum status s;
	size_t i;

	for (i = 0; i < x->records; i++)
		rec[i].spill = -1;
	x->streams = 1;
	s = audio_open(x->audio, path, x->source, x->c.type, &source, why);
	if (s == ST_OK)
		s = compute(x, begin(x, source, rec, why), why);
	if (s == ST_OK)
		return ST_OK;
	extract_discard(rec, x->records);
	return fault_prefix(why, "%s", infile_name(path));
}

/* ---- parts and channels ---- */

/* A stream whose record is the whole. */
static enum status
begin_whole(struct extract *x, size_t i, double rate, const struct attrs *a,
    const char *suffix, struct fault *why)
{
	struct branch *b = &x->branch[i];
	struct attrs *to = &x->rec[i].t.attr;
	enum status s;

	b->rec = &x->rec[i];
	if ((s = attrs_copy(to, a, why)) != ST_OK ||
	    (s = attrs_setf(to, why, "key", "%s%s", attrs_get(a, "key"),
	    suffix)) != ST_OK)
		return s;
	return rows_begin(b->rows, rate, &x->rec[i].t, why);
}

static enum status
begin_stream(struct extract *x, size_t i, double source,
    const struct attrs *from, const struct extract_job *job, struct fault *why)
{
	double rate = x->front.rate > 0 ? x->front.rate : source;
	struct attrs a = ATTRS_INIT;
	struct branch *b = &x->branch[i];
	char suffix[24];
	enum status s;

	if ((s = attrs_copy(&a, from, why)) == ST_OK &&
	    (s = set_channel(x, i, &a, suffix, why)) == ST_OK &&
	    b->copy != NULL)
		s = attrs_set(&a, "copy", b->copy->text, why);
	if (s == ST_OK)
		s = b->parts != NULL ?
		    parts_begin(b->parts, rate, &a, suffix, job, why) :
		    begin_whole(x, i, rate, &a, suffix, why);
	if (s == ST_OK)
		s = begin_alter(x, b, source, attrs_get(from, "key"), why);
	attrs_free(&a);
	return s;
}

static enum status
begin_streams(struct extract *x, double source, const struct attrs *a,
    const struct extract_job *job, struct fault *why)
{
	enum status s = open_streams(x, 1, why);
	size_t i;

	for (i = 0; s == ST_OK && i < x->streams; i++)
		s = begin_stream(x, i, source, a, job, why);
	return s;
}

/* The whole records of all streams, if that is what they have. */
static enum status
give_whole(struct extract *x, const struct extract_job *job, struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < x->streams; i++)
		s = job->take(job->ctx, NULL, &x->rec[i], NULL, why);
	return s;
}

enum status
extract_parts(struct extract *x, const char *path, const struct attrs *a,
    const struct extract_job *job, struct fault *why)
{
	double source;
	enum status s;

	s = audio_open(x->audio, path, x->source, x->c.type, &source, why);
	if (s == ST_OK)
		s = compute(x, begin_streams(x, source, a, job, why), why);
	if (s == ST_OK && x->c.rule == NULL)
		s = give_whole(x, job, why);
	if (s == ST_OK)
		return ST_OK;
	extract_discard(x->rec, AUDIO_CHANNELS);
	return fault_prefix(why, "%s", infile_name(path));
}
