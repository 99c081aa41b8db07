#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/infile.h"
#include "feature_run.h"

void
feature_give_up(struct run *r, const struct fault *why)
{
	tensor_abandon(r->out);
	if (!r->piped)
		cli_fail(why);
	/* exit(3) might wait for the list, which the other thread
	 * is reading. */
	cli_warn("%s", why->text);
	_exit(why->status == ST_USAGE ? EXIT_USAGE : EXIT_DATA);
}

static void
await(struct run *r, struct slot *s)
{
	(void)pthread_mutex_lock(&r->lock);
	while (!s->done)
		(void)pthread_cond_wait(&r->done, &r->lock);
	(void)pthread_mutex_unlock(&r->lock);
}

/* A file, or a part of it, that gives no record: leave it out, or end. */
static void
refuse(struct run *r, enum status s, const struct fault *why, uint64_t *count)
{
	if (!r->fe->in.keep_going || s != ST_BAD)
		feature_give_up(r, why);
	cli_warn("%s", why->text);
	++*count;
}

/*
 * The attributes of record i for another row of its file: those of the row, and
 * those that the first one's record has besides its own row's.
 */
static enum status
describe(const struct slot *s, size_t i, const struct attrs *row,
    struct attrs *a, struct fault *why)
{
	const struct attrs *first = &s->own.at[0].attr,
	    *have = &s->rec[i].t.attr;
	const char *name, *value, *key = attrs_get(row, "key");
	enum status st = attrs_copy(a, row, why);
	size_t pos = 0;

	while (st == ST_OK && attrs_each(have, &pos, &name, &value))
		if (attrs_get(first, name) == NULL)
			st = attrs_set(a, name, value, why);
	if (st == ST_OK && attrs_get(have, "original") != NULL)
		st = attrs_set(a, "original", key, why);
	/* A copy's key is that of the original and a suffix. */
	return st != ST_OK ? st : attrs_setf(a, why, "key", "%s%s", key,
	    attrs_get(have, "key") + strlen(attrs_get(first, "key")));
}

/* Claim the key of the record, or write it. */
static enum status
claim_or_write(struct run *r, const struct filelist_file *f, bool claim,
    const struct tensor *t, int spill, struct fault *why)
{
	if (claim)
		return filelist_claim(r->in, f, tensor_key(t), why);
	if ((spill == -1 ? tensor_write(r->out, t, why) :
	    tensor_write_file(r->out, t, spill, why)) != ST_OK)
		feature_give_up(r, why);
	return ST_OK;
}

/* The same for all records, for the file's own row or another one. */
static enum status
each_record(struct run *r, struct slot *s, const struct filelist_file *f,
    const struct attrs *row, bool claim, struct fault *why)
{
	enum status st = ST_OK;
	struct tensor t;
	size_t i;

	for (i = 0; i < r->records && st == ST_OK; i++) {
		t = s->rec[i].t;
		if (row != NULL) {
			t.attr = (struct attrs)ATTRS_INIT;
			st = describe(s, i, row, &t.attr, why);
		}
		if (st == ST_OK)
			st = claim_or_write(r, f, claim, &t, s->rec[i].spill,
			    why);
		if (row != NULL)
			attrs_free(&t.attr);
	}
	return st;
}

/* The records of a whole file, for each of its rows; keys must be unique. */
static void
deliver_file(struct run *r, struct slot *s)
{
	struct filelist_file f = s->file;
	const struct attrs *row;
	struct fault why;
	enum status st;
	size_t i = 0;

	await(r, s);
	do {
		if (s->own.n > 0)
			f.place = s->own.at[i].line;
		why = s->why;
		row = i == 0 ? NULL : &s->own.at[i].attr;
		if ((st = s->s) != ST_OK && st != ST_NOMEM)
			filelist_blame(r->in, &f, &why);
		if (st == ST_OK)
			st = each_record(r, s, &f, row, true, &why);
		if (st == ST_OK)
			st = each_record(r, s, &f, row, false, &why);
		if (st == ST_OK)
			r->written++;
		else
			refuse(r, st, &why, &r->failed);
	} while (++i < s->own.n);
	if (s->s == ST_OK)
		extract_discard(s->rec, r->records);
}

/* The key of a segment that has its own. */
static enum status
claim_own(struct run *r, const struct slot *s, const struct feature_piece *p,
    struct fault *why)
{
	struct filelist_file f = s->file;

	f.place = p->place;
	return filelist_claim(r->in, &f, tensor_key(&p->rec.t), why);
}

/* Where the segment was asked for. */
static void
blame(const struct run *r, const struct slot *s, struct feature_piece *p)
{
	struct filelist_file f = s->file;

	if (r->segments != NULL)
		(void)fault_prefix(&p->why, "%s: line %llu",
		    infile_name(r->fe->segments), (unsigned long long)p->place);
	else
		f.place = p->place;
	filelist_blame(r->in, &f, &p->why);
}

static void
write_piece(struct run *r, struct slot *s, struct feature_piece *p)
{
	struct fault why;

	enum status st;

	if (!p->bad && s->own.n > 0 &&
	    (st = claim_own(r, s, p, &why)) != ST_OK) {
		refuse(r, st, &why, &r->bad_parts);
		return;
	}
	if (!p->bad) {
		if (extract_write(r->out, &p->rec, &why) != ST_OK)
			feature_give_up(r, &why);
		r->parts++;
		return;
	}
	(void)fault_prefix(&p->why, "%s", infile_name(s->path));
	blame(r, s, p);
	refuse(r, ST_BAD, &p->why, &r->bad_parts);
}

/* A recording of which no segment is known. */
static void
note_none(const struct run *r, const struct slot *s)
{
	const char *key = segments_example(r->segments);

	cli_warn("%s: no segment of '%s'%s%s%s", infile_name(r->fe->segments),
	    tensor_key(&s->rec->t), key == NULL ? "" : "; there are those of '",
	    key == NULL ? "" : key, key == NULL ? "" : "'");
}

/* Write the records of a file that has many as they come. */
static void
deliver_parts(struct run *r, struct slot *s)
{
	struct feature_piece *p;
	enum status claimed = ST_OK;
	bool first = true;
	struct fault why;

	for (; (p = feature_queue_next(s->queue)) != NULL; first = false) {
		if (first && s->own.n == 0)
			claimed = filelist_claim(r->in, &s->file,
			    tensor_key(&s->rec->t), &why);
		if (claimed == ST_OK)
			write_piece(r, s, p);
		feature_piece_free(p);
	}
	await(r, s);
	if (s->s == ST_END)
		note_none(r, s);
	else if (claimed != ST_OK)
		refuse(r, claimed, &why, &r->failed);
	else if (s->s == ST_OK)
		r->written++;
	else {
		filelist_blame(r->in, &s->file, &s->why);
		refuse(r, s->s, &s->why, &r->failed);
	}
}

/* Write the oldest file's records, or say why there are none. */
void
feature_deliver(struct run *r, struct slot *s)
{
	if (s->queue != NULL)
		deliver_parts(r, s);
	else
		deliver_file(r, s);
	if (s->note[0] != '\0')
		cli_warn("%s", s->note);
	(void)pthread_mutex_lock(&r->lock);
	r->delivered++;
	(void)pthread_mutex_unlock(&r->lock);
	cli_progress(&r->progress, r->written + r->failed, r->total);
}
