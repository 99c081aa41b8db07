#include <pthread.h>
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

static void
write_records(struct run *r, struct slot *s)
{
	struct fault why;
	size_t i;

	for (i = 0; i < r->records; i++)
		if (extract_write(r->out, &s->rec[i], &why) != ST_OK)
			feature_give_up(r, &why);
	r->written++;
}

/* The keys of records must be unique.  A fault of a file names its line. */
static void
claim_keys(struct run *r, struct slot *s)
{
	size_t i;

	if (s->s != ST_OK && s->s != ST_NOMEM)
		filelist_blame(r->in, &s->file, &s->why);
	for (i = 0; i < r->records && s->s == ST_OK; i++)
		s->s = filelist_claim(r->in, &s->file,
		    tensor_key(&s->rec[i].t), &s->why);
	if (s->s != ST_OK)
		extract_discard(s->rec, r->records);
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
	else {
		await(r, s);
		claim_keys(r, s);
		if (s->s == ST_OK)
			write_records(r, s);
		else
			refuse(r, s->s, &s->why, &r->failed);
	}
	if (s->note[0] != '\0')
		cli_warn("%s", s->note);
	(void)pthread_mutex_lock(&r->lock);
	r->delivered++;
	(void)pthread_mutex_unlock(&r->lock);
	cli_progress(&r->progress, r->written + r->failed, r->total);
}
