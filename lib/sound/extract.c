#include "sound/extract.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/infile.h"
#include "sound/rows.h"

/* One record of the file. */
struct branch {
	const struct alter *copy;	/* NULL: the sound as it is */
	struct alter_stream *alter;	/* NULL: samples go straight to rows */
	struct rows *rows;
};

struct extract {
	double rate;		/* wanted; 0: each file's own */
	double source;		/* to be decoded to; 0: each file's own */
	struct audio *audio;
	const char *type;
	struct alter *copy;	/* (copies) */
	bool only;
	size_t n;
	struct branch branch[];	/* (n), one per record */
};

/* ---- life ---- */

size_t
extract_records(const struct extract_config *c)
{
	return c->only ? 1 : c->copies + 1;
}

/* Any branch may need its own conversion of the rate. */
static enum status
open_branch(struct extract *x, struct branch *b,
    const struct extract_config *c, struct fault *why)
{
	size_t keep = c->keep < EXTRACT_LEAST ? EXTRACT_LEAST : c->keep;
	struct front p = *c->front;
	enum status s = ST_OK;

	if (b->copy != NULL)
		s = alter_front(b->copy, &p, why);
	if (s == ST_OK)
		s = rows_new(&b->rows, &p, c->front, keep, why);
	if (s == ST_OK && (b->copy != NULL || x->source != x->rate))
		s = alter_new(&b->alter, b->copy, why);
	return s != ST_OK && b->copy != NULL ?
	    fault_prefix(why, "copy %s", b->copy->text) : s;
}

static enum status
open_all(struct extract *x, const struct extract_config *c, struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	x->rate = x->source = c->front->rate;
	x->type = c->type;
	x->only = c->only;
	x->copy = calloc(c->copies + 1, sizeof *x->copy);
	if (x->copy == NULL)
		return fault_nomem(why);
	for (i = 0; i < c->copies; i++) {
		x->copy[i] = c->copy[i];
		if (alter_wants_source(&x->copy[i]))
			x->source = 0;
	}
	for (i = 0; i < x->n && s == ST_OK; i++) {
		if (c->only || i > 0)
			x->branch[i].copy = &x->copy[c->only ? i : i - 1];
		s = open_branch(x, &x->branch[i], c, why);
	}
	return s;
}

enum status
extract_new(struct extract **out, const struct extract_config *c,
    struct audio *a, struct fault *why)
{
	size_t n = extract_records(c);
	struct extract *x = calloc(1, sizeof *x + n * sizeof x->branch[0]);
	enum status s;

	*out = NULL;
	if (x == NULL)
		return fault_nomem(why);
	x->audio = a;
	x->n = n;
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
	for (i = 0; i < x->n; i++) {
		alter_free(x->branch[i].alter);
		rows_free(x->branch[i].rows);
	}
	free(x->copy);
	free(x);
}

/* ---- attributes of copies ---- */

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
	if (!x->only && (
	    (s = attrs_copy(a, &rec[0].t.attr, why)) != ST_OK ||
	    (s = attrs_setf(a, why, "key", "%s~%s", key, copy->name)) !=
	    ST_OK ||
	    (s = attrs_set(a, "original", key, why)) != ST_OK))
		return s;
	return attrs_set(a, "copy", copy->text, why);
}

/* ---- the sound ---- */

static enum status
to_rows(void *ctx, const float *x, size_t n, struct fault *why)
{
	struct branch *b = ctx;

	return rows_push(b->rows, x, n, why);
}

static enum status
begin(struct extract *x, double source, struct extract_record *rec,
    struct fault *why)
{
	double rate = x->rate > 0 ? x->rate : source;
	struct branch *b;
	enum status s = ST_OK;
	size_t i;

	for (i = 0; i < x->n && s == ST_OK; i++) {
		b = &x->branch[i];
		if ((s = describe(x, rec, i, why)) == ST_OK &&
		    (s = rows_begin(b->rows, rate, &rec[i].t, why)) == ST_OK &&
		    b->alter != NULL)
			s = alter_begin(b->alter, source, rate,
			    tensor_key(&rec[0].t), to_rows, b, why);
	}
	return s;
}

static enum status
push(struct extract *x, const float *block, size_t n, struct fault *why)
{
	enum status s = ST_OK;
	struct branch *b;
	size_t i;

	for (i = 0; i < x->n && s == ST_OK; i++) {
		b = &x->branch[i];
		s = b->alter != NULL ? alter_push(b->alter, block, n, why) :
		    rows_push(b->rows, block, n, why);
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
finish(struct branch *b, struct extract_record *rec, struct fault *why)
{
	enum status s = ST_OK;

	if (b->alter != NULL)
		s = alter_finish(b->alter, why);
	if (s == ST_OK)
		s = rows_finish(b->rows, &rec->spill, why);
	return s != ST_OK && b->copy != NULL ?
	    fault_prefix(why, "copy %s", b->copy->text) : s;
}

static enum status
compute(struct extract *x, double source, struct extract_record *rec,
    struct fault *why)
{
	enum status s = begin(x, source, rec, why);
	size_t i;

	if (s == ST_OK)
		s = read_all(x, why);
	audio_close(x->audio);
	for (i = 0; i < x->n && s == ST_OK; i++)
		s = finish(&x->branch[i], &rec[i], why);
	for (i = 0; i < x->n; i++)
		rows_reset(x->branch[i].rows);
	return s;
}

bool
extract_ahead(struct extract *x, const char *path)
{
	return audio_ahead(x->audio, path, x->source, x->type);
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

	for (i = 0; i < x->n; i++)
		rec[i].spill = -1;
	s = audio_open(x->audio, path, x->source, x->type, &source, why);
	if (s == ST_OK)
		s = compute(x, source, rec, why);
	if (s == ST_OK)
		return ST_OK;
	extract_discard(rec, x->n);
	return fault_prefix(why, "%s", infile_name(path));
}
