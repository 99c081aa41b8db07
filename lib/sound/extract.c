#include "sound/extract.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/infile.h"
#include "sound/parts.h"
#include "sound/rows.h"

#define SILENT	0.001f	/* a lower peak, -60 dB of full scale, is silence */

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
	size_t records;		/* of a file, or of one of its channels */
	struct branch *branch;	/* (branches), records once it is prepared */
	size_t branches;
	unsigned channel;	/* the current one; 0: the mean */
	float peak;		/* of its samples */
	struct extract_record whole;	/* of a channel */
	char note[128];
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

static enum status
open_branches(struct extract *x, struct fault *why)
{
	enum status s = ST_OK;
	struct branch *b;
	size_t i;

	x->branch = calloc(x->records, sizeof *x->branch);
	if (x->branch == NULL)
		return fault_nomem(why);
	for (i = 0; s == ST_OK && i < x->records; i++) {
		b = &x->branch[x->branches++];
		if (x->c.only || i > 0)
			b->copy = &x->copy[x->c.only ? 0 : i - 1];
		s = open_branch(x, b, why);
	}
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
	x->whole.spill = -1;
	if (x->copy == NULL)
		return fault_nomem(why);
	for (i = 0; i < c->copies; i++) {
		x->copy[i] = c->copy[i];
		if (alter_wants_source(&x->copy[i]))
			x->source = 0;
	}
	return open_branches(x, why);
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
	audio_channel(a, c->channel > 0 ? (unsigned)c->channel : 0);
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
	if (x == NULL)
		return;
	while (x->branches > 0)
		close_branch(&x->branch[--x->branches]);
	tensor_free(&x->whole.t);
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

/* The attribute `channel', if one was chosen; and ":2", the suffix of its key,
 * if that is each one. */
static enum status
set_channel(const struct extract *x, struct attrs *a, char suffix[16],
    struct fault *why)
{
	suffix[0] = '\0';
	if (x->c.channel == AUDIO_EACH)
		(void)snprintf(suffix, 16, ":%u", x->channel);
	return x->channel == 0 ? ST_OK :
	    attrs_setf(a, why, "channel", "%u", x->channel);
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
	char suffix[16];
	size_t i;

	if ((s = set_channel(x, &rec[0].t.attr, suffix, why)) != ST_OK)
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

	for (i = 0; x->channel > 0 && i < n; i++)
		x->peak = fmaxf(x->peak, fabsf(block[i]));
	for (i = 0; i < x->records && s == ST_OK; i++) {
		b = &x->branch[i];
		s = b->alter != NULL ? alter_push(b->alter, block, n, why) :
		    to_branch(b, block, n, why);
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
	for (i = 0; i < x->records && s == ST_OK; i++)
		s = finish(&x->branch[i], why);
	for (i = 0; i < x->records; i++) {
		b = &x->branch[i];
		if (b->parts != NULL)
			parts_reset(b->parts);
		else
			rows_reset(b->rows);
	}
	return s;
}

/* A channel without sound is probably not the one that was meant. */
static void
note_silence(struct extract *x, const char *path)
{
	if (x->channel > 0 && x->peak < SILENT)
		(void)snprintf(x->note, sizeof x->note, "%.90s: channel %u is "
		    "silent", infile_name(path), x->channel);
}

const char *
extract_note(const struct extract *x)
{
	return x->note[0] == '\0' ? NULL : x->note;
}

bool
extract_ahead(struct extract *x, const char *path)
{
	return x->c.channel != AUDIO_EACH &&
	    audio_ahead(x->audio, path, x->source, x->c.type);
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
	x->note[0] = '\0';
	x->channel = (unsigned)x->c.channel;
	x->peak = 0;
	s = audio_open(x->audio, path, x->source, x->c.type, &source, why);
	if (s == ST_OK)
		s = compute(x, begin(x, source, rec, why), why);
	note_silence(x, path);
	if (s == ST_OK)
		return ST_OK;
	extract_discard(rec, x->records);
	return fault_prefix(why, "%s", infile_name(path));
}

/* ---- parts and channels ---- */

/* A channel whose record is the whole. */
static enum status
begin_whole(struct extract *x, double rate, const struct attrs *a,
    const char *suffix, struct fault *why)
{
	struct attrs *to = &x->whole.t.attr;
	enum status s;

	x->branch->rec = &x->whole;
	if ((s = attrs_copy(to, a, why)) != ST_OK ||
	    (s = attrs_setf(to, why, "key", "%s%s", attrs_get(a, "key"),
	    suffix)) != ST_OK)
		return s;
	return rows_begin(x->branch->rows, rate, &x->whole.t, why);
}

/* One signal: the sound as it is, with `only' the changed one, or a copy. */
static enum status
begin_branch(struct extract *x, struct branch *b, double source,
    const struct attrs *a, const char *suffix, const struct extract_job *job,
    struct fault *why)
{
	double rate = x->front.rate > 0 ? x->front.rate : source;
	enum status s;

	s = b->parts != NULL ? parts_begin(b->parts, rate, a, suffix,
	    x->c.only ? NULL : b->copy, job, why) :
	    begin_whole(x, rate, a, suffix, why);
	return s != ST_OK ? s :
	    begin_alter(x, b, source, attrs_get(a, "key"), why);
}

static enum status
begin_parts(struct extract *x, double source, const struct attrs *from,
    const struct extract_job *job, struct fault *why)
{
	struct attrs a = ATTRS_INIT;
	char suffix[16];
	enum status s;
	size_t i;

	if ((s = attrs_copy(&a, from, why)) == ST_OK &&
	    (s = set_channel(x, &a, suffix, why)) == ST_OK && x->c.only)
		s = attrs_set(&a, "copy", x->branch->copy->text, why);
	for (i = 0; i < x->records && s == ST_OK; i++)
		s = begin_branch(x, &x->branch[i], source, &a, suffix, job,
		    why);
	attrs_free(&a);
	return s;
}

/* The file once, or one of its channels. */
static enum status
one_pass(struct extract *x, const char *path, const struct attrs *a,
    const struct extract_job *job, struct fault *why)
{
	double source;
	enum status s;

	audio_channel(x->audio, x->channel);
	x->peak = 0;
	s = audio_open(x->audio, path, x->source, x->c.type, &source, why);
	if (s != ST_OK)
		return s;
	if (x->c.channel == AUDIO_EACH && audio_channels(x->audio) > 1 &&
	    !audio_again(x->audio)) {
		audio_close(x->audio);
		return fault_set(why, ST_BAD, "a pipe is read only once, so of "
		    "its %u channels one must be chosen by its number",
		    audio_channels(x->audio));
	}
	s = compute(x, begin_parts(x, source, a, job, why), why);
	note_silence(x, path);
	return s == ST_OK && x->c.rule == NULL ?
	    job->take(job->ctx, NULL, &x->whole, NULL, why) : s;
}

enum status
extract_parts(struct extract *x, const char *path, const struct attrs *a,
    const struct extract_job *job, struct fault *why)
{
	bool each = x->c.channel == AUDIO_EACH;
	enum status s;

	x->note[0] = '\0';
	x->channel = each ? 1 : (unsigned)x->c.channel;
	do
		s = one_pass(x, path, a, job, why);
	while (s == ST_OK && each &&
	    x->channel++ < audio_channels(x->audio));
	if (s == ST_OK)
		return ST_OK;
	extract_discard(&x->whole, 1);
	return fault_prefix(why, "%s", infile_name(path));
}
