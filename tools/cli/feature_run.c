#include "feature_run.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/infile.h"
#include "cleanenv.h"

#define SLOTS 12
#define MEMORY ((size_t)32 << 20) /* of the features of all slots, bytes */

/* ---- the list ---- */

/* Fill the slot with the next file. */
static enum status
next_slot(struct run *r, struct slot *s)
{
	enum status st = filelist_next(r->in, &s->file, &s->rec->t.attr,
	    &s->why);

	if (st != ST_OK)
		return st;
	free(s->path);
	s->path = NULL;
	s->done = false;
	if (s->queue != NULL)
		feature_queue_start(s->queue);
	s->s = ST_BAD;
	if (s->file.path != NULL && (s->path = strdup(s->file.path)) == NULL)
		return fault_nomem(&s->why);
	return ST_OK;
}

/* Put the next file into its slot; false at the end of the list. */
static bool
submit(struct run *r)
{
	struct slot *s = &r->slot[r->submitted % r->slots];
	enum status st = next_slot(r, s);

	(void)pthread_mutex_lock(&r->lock);
	if (st == ST_OK)
		r->submitted++;
	else {
		r->ended = true;
		r->end = st;
		r->why = s->why;
	}
	(void)pthread_cond_broadcast(&r->work);
	(void)pthread_mutex_unlock(&r->lock);
	return st == ST_OK;
}

static void *
read_list(void *ctx)
{
	struct run *r = ctx;

	do {
		(void)pthread_mutex_lock(&r->lock);
		while (r->submitted - r->delivered == r->slots)
			(void)pthread_cond_wait(&r->room, &r->lock);
		(void)pthread_mutex_unlock(&r->lock);
	} while (submit(r));
	return NULL;
}

/* ---- this thread ---- */

static void __attribute__((noreturn))
give_up(struct run *r, const struct fault *why)
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
			give_up(r, &why);
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
		give_up(r, why);
	cli_warn("%s", why->text);
	++*count;
}

static void
write_piece(struct run *r, struct slot *s, struct feature_piece *p)
{
	struct fault why;

	if (!p->bad) {
		if (extract_write(r->out, &p->rec, &why) != ST_OK)
			give_up(r, &why);
		r->parts++;
		return;
	}
	(void)fault_prefix(&p->why, "%s", infile_name(s->path));
	filelist_blame(r->in, &s->file, &p->why);
	refuse(r, ST_BAD, &p->why, &r->bad_parts);
}

/* Write the records of a file that has many as they come. */
static void
deliver_parts(struct run *r, struct slot *s)
{
	struct feature_piece *p;
	enum status claimed = ST_OK;
	uint64_t n = 0;
	struct fault why;

	for (; (p = feature_queue_next(s->queue)) != NULL; n++) {
		if (n == 0)
			claimed = filelist_claim(r->in, &s->file,
			    tensor_key(&s->rec->t), &why);
		if (claimed == ST_OK)
			write_piece(r, s, p);
		feature_piece_free(p);
	}
	await(r, s);
	if (claimed != ST_OK)
		refuse(r, claimed, &why, &r->failed);
	else if (s->s == ST_OK)
		r->written++;
	else {
		filelist_blame(r->in, &s->file, &s->why);
		refuse(r, s->s, &s->why, &r->failed);
	}
}

/* Write the oldest file's records, or say why there are none. */
static void
deliver(struct run *r, struct slot *s)
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
	(void)pthread_mutex_lock(&r->lock);
	r->delivered++;
	(void)pthread_mutex_unlock(&r->lock);
	cli_progress(&r->progress, r->written + r->failed, r->total);
}

/* Wait for a file that the list's thread submits; false after the last one. */
static bool
one_more(struct run *r)
{
	bool more;

	(void)pthread_mutex_lock(&r->lock);
	(void)pthread_cond_signal(&r->room);
	while (r->submitted == r->delivered && !r->ended)
		(void)pthread_cond_wait(&r->work, &r->lock);
	more = r->submitted > r->delivered;
	(void)pthread_mutex_unlock(&r->lock);
	return more;
}

static void
go(struct run *r)
{
	bool more = !r->piped;

	for (;;) {
		while (more && r->submitted - r->delivered < r->slots)
			more = submit(r);
		if (r->piped ? !one_more(r) : r->submitted == r->delivered)
			break;
		deliver(r, &r->slot[r->delivered % r->slots]);
	}
	if (r->end != ST_END)
		give_up(r, &r->why);
}

static void
start_threads(struct run *r)
{
	unsigned i;

	(void)pthread_mutex_init(&r->lock, NULL);
	(void)pthread_cond_init(&r->work, NULL);
	(void)pthread_cond_init(&r->done, NULL);
	(void)pthread_cond_init(&r->room, NULL);
	for (i = 0; i < r->threads; i++)
		if (pthread_create(&r->thread[i], NULL, feature_worker,
		    r) != 0)
			cli_die(EXIT_DATA, "cannot start %u threads; -j sets "
			    "their number", r->threads);
	if (r->piped && pthread_create(&r->reader, NULL, read_list, r) != 0)
		cli_die(EXIT_DATA, "cannot start a thread for the list");
}

static void
tell_note(const char *text)
{
	cli_warn("%s", text);
}

static void
make_slots(struct run *r)
{
	struct extract_record *rec;
	size_t i;

	r->slots = (size_t)r->threads * SLOTS;
	r->slot = calloc(r->slots, sizeof *r->slot);
	rec = calloc(r->slots * r->records, sizeof *rec);
	r->thread = calloc(r->threads, sizeof(pthread_t));
	r->extract = calloc(r->threads, sizeof(struct extract *));
	if (r->slot == NULL || rec == NULL || r->thread == NULL ||
	    r->extract == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < r->slots; i++)
		r->slot[i].rec = rec + i * r->records;
	for (i = 0; i < r->slots * r->records; i++)
		rec[i].spill = -1;
}

static void
make_queues(struct run *r)
{
	size_t i;

	r->queue = calloc(r->slots, sizeof *r->queue);
	if (r->queue == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < r->slots; i++) {
		feature_queue_init(&r->queue[i], MEMORY / r->slots);
		r->slot[i].queue = &r->queue[i];
	}
}

static void
make_extracts(struct run *r, const struct extract_config *c)
{
	struct fault why;
	unsigned i;

	for (i = 0; i < r->threads; i++)
		if (extract_new(&r->extract[i], c, audio_reader(r->audio, i),
		    &why) != ST_OK)
			cli_die(why.status == ST_BAD ? EXIT_USAGE : EXIT_DATA,
			    "%s", why.text);
}

static void
set_up(struct run *r, const struct feature_options *fe)
{
	struct filelist_spec in = fe->in;
	struct extract_config c = { .front = &fe->front, .type = fe->type,
	    .copy = fe->copy, .copies = fe->copies, .only = fe->only,
	    .rule = fe->parts ? &fe->rule : NULL, .channel = fe->channel };
	struct fault why;

	r->fe = fe;
	if (sched_getaffinity(0, sizeof r->processors, &r->processors) == -1)
		CPU_ZERO(&r->processors);
	cleanenv_soxr();
	in.note = tell_note;
	r->piped = filelist_is_stream(&in);
	cli_check(filelist_check(&in, &r->total, &why), &why);
	r->threads = r->total > 0 && r->total < fe->threads ?
	    (unsigned)r->total : fe->threads;
	r->records = extract_records(&c);
	make_slots(r);
	if (fe->parts || fe->channel == AUDIO_EACH)
		make_queues(r);
	/* Forks, so it comes before the first thread and the output file. */
	cli_check(audio_start(&r->audio, r->threads, &fe->limits,
	    &why), &why);
	c.keep = MEMORY / (r->slots * r->records);
	c.keep = c.keep < EXTRACT_MOST ? c.keep : EXTRACT_MOST;
	make_extracts(r, &c);
	cli_check(tensor_create(&r->out, fe->output, &why), &why);
	cli_check(filelist_open(&r->in, &in, &why), &why);
}

static void
tear_down(struct run *r)
{
	size_t i;

	if (r->piped)
		(void)pthread_join(r->reader, NULL);
	for (i = 0; i < r->threads; i++) {
		(void)pthread_join(r->thread[i], NULL);
		extract_free(r->extract[i]);
	}
	for (i = 0; i < r->slots; i++) {
		free(r->slot[i].path);
		if (r->queue != NULL)
			feature_queue_destroy(&r->queue[i]);
	}
	free(r->queue);
	for (i = 0; i < r->slots * r->records; i++)
		tensor_free(&r->slot[0].rec[i].t);
	free(r->slot[0].rec);
	audio_stop(r->audio);
	filelist_close(r->in);
	free(r->slot);
	free(r->thread);
	free(r->extract);
}

/* The end of the output; the exit status. */
static int
finish(struct run *r)
{
	struct fault why;

	if (r->failed > 0)
		cli_warn("%llu of %llu files could not be used",
		    (unsigned long long)r->failed,
		    (unsigned long long)r->failed + r->written);
	if (r->written + r->failed == 0)
		cli_warn("%s: names no file; the output is a stream of no "
		    "records", infile_name(r->fe->in.list));
	if (r->written == 0 && r->failed > 0) {
		tensor_abandon(r->out);
		return EXIT_DATA;
	}
	cli_check(tensor_finish(r->out, &why), &why);
	return EXIT_SUCCESS;
}

int
feature_run(const struct feature_options *fe)
{
	struct run r = { .fe = fe };
	int status;

	set_up(&r, fe);
	start_threads(&r);
	cli_progress_begin(&r.progress, "files", fe->quiet);
	go(&r);
	cli_progress_end(&r.progress);
	status = finish(&r);
	/* The reader of the output need not wait for the decoders to end. */
	(void)close(STDOUT_FILENO);
	tear_down(&r);
	return status;
}
