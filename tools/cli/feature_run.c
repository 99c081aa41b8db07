/*
 * The run: this thread reads the list and writes records in its order, the
 * others turn files into records.  Each thread has a decoder and a front end of
 * its own.  At most SLOTS files per thread are in progress or waiting to be
 * written, and each holds no more in memory than its share of MEMORY, so memory
 * depends neither on the number of files nor on their length.
 *
 * A list that comes through a pipe has a thread of its own: its next row may
 * take long, and records wait for nothing but their files.
 */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/infile.h"
#include "sound/extract.h"
#include "cleanenv.h"
#include "feature_options.h"

#define SLOTS 12
#define AHEAD 8		/* files that a thread takes, to have them read ahead */
#define TELL 4
#define MEMORY ((size_t)32 << 20) /* of the features of all slots, bytes */

struct slot {
	char *path;		/* NULL: left out because of s and why */
	struct filelist_file file;
	struct extract_record *rec;	/* (records) */
	bool done;
	enum status s;
	struct fault why;
};

struct run {
	const struct feature_options *fe;
	struct filelist *in;
	struct tensor_writer *out;
	struct audio_pool *audio;
	size_t records;			/* of each file */
	unsigned threads;
	pthread_t *thread;
	struct extract **extract;	/* (threads) */
	unsigned named;			/* threads that know their number */
	cpu_set_t processors;		/* that this process may use */
	bool piped;			/* the list: reader fills the slots */
	pthread_t reader;

	pthread_mutex_t lock;		/* of all that follows */
	pthread_cond_t work, done, room;
	struct slot *slot;		/* file i is in slot i % slots */
	size_t slots;
	uint64_t submitted, begun;
	bool ended;			/* no more files will be submitted, */
	enum status end;		/* for this reason */
	struct fault why;
	unsigned untold;		/* files done since a signal */
	uint64_t delivered;

	/* Of the writer alone: */
	uint64_t written, failed, total;
	struct cli_progress progress;
};

/* ---- the other threads ---- */

/* The files that a thread has taken but not yet started. */
struct mine {
	struct slot *slot[AHEAD];
	unsigned first, n;
	bool full;		/* the last one is not for reading ahead */
	bool last;		/* there are no others */
};

/*
 * One more file for a thread, or NULL: a thread without files waits for one
 * until the end.  After its first it gets no more than its share of the waiting
 * files.
 */
static struct slot *
claim(struct run *r, struct mine *m)
{
	struct slot *s = NULL;
	unsigned n = m->n;

	(void)pthread_mutex_lock(&r->lock);
	while (n == 0 && r->begun == r->submitted && !r->ended)
		(void)pthread_cond_wait(&r->work, &r->lock);
	if (r->begun < r->submitted &&
	    (n == 0 || n <= (r->submitted - r->begun) / r->threads))
		s = &r->slot[r->begun++ % r->slots];
	m->last = r->ended && r->begun == r->submitted;
	(void)pthread_mutex_unlock(&r->lock);
	return s;
}

/* The next file; its decoder is told of those after it. */
static struct slot *
next_file(struct run *r, struct extract *x, struct mine *m)
{
	struct slot *s;

	if (m->n == 0)
		m->full = false;
	while (m->n < AHEAD && !m->full && (s = claim(r, m)) != NULL) {
		m->slot[(m->first + m->n++) % AHEAD] = s;
		m->full = s->path != NULL && !extract_ahead(x, s->path);
	}
	if (m->n == 0)
		return NULL;
	s = m->slot[m->first];
	m->first = (m->first + 1) % AHEAD;
	m->n--;
	return s;
}

/*
 * Waking the writer costs as much as a second of sound, so do it for several
 * records at a time, unless a reader may be waiting for this one, or the next
 * one may take long: there is none yet, or it is a pipe or a large file.
 */
static void
tell_done(struct run *r, struct slot *s, const struct mine *m)
{
	(void)pthread_mutex_lock(&r->lock);
	s->done = true;
	if (++r->untold >= TELL || m->n == 0 || m->full || r->piped) {
		(void)pthread_cond_signal(&r->done);
		r->untold = 0;
	}
	(void)pthread_mutex_unlock(&r->lock);
}

/*
 * With threads for all processors, thread i stays on one, and its decoder with
 * it: one reads what the other writes, and if they waited for each other on
 * different processors, other processes would run in between.  A processor that
 * has more to do gets fewer files.
 */
static bool
settle(const struct run *r, unsigned i)
{
	int cpu = -1, n = CPU_COUNT(&r->processors);
	cpu_set_t one;

	if (n < 2 || r->threads < (unsigned)n)
		return false;
	for (n = (int)(i % (unsigned)n); n >= 0; n--)
		while (!CPU_ISSET(++cpu, &r->processors))
			continue;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof one, &one) == -1)
		return false;
	audio_near(audio_reader(r->audio, i));
	return true;
}

/* The others will soon have no files, and their processors nothing to do. */
static void
spread(const struct run *r, unsigned i)
{
	if (sched_setaffinity(0, sizeof r->processors, &r->processors) == 0)
		audio_near(audio_reader(r->audio, i));
}

static void *
worker(void *ctx)
{
	struct run *r = ctx;
	struct mine m = { .n = 0 };
	struct extract *x;
	struct slot *s;
	unsigned i;
	bool settled;

	(void)pthread_mutex_lock(&r->lock);
	i = r->named++;
	(void)pthread_mutex_unlock(&r->lock);
	x = r->extract[i];
	settled = settle(r, i);
	while ((s = next_file(r, x, &m)) != NULL) {
		if (settled && m.last) {
			spread(r, i);
			settled = false;
		}
		if (s->path != NULL)
			s->s = extract_file(x, s->path, s->rec, &s->why);
		tell_done(r, s, &m);
	}
	return NULL;
}

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

/* Write the oldest file's records, or say why there are none. */
static void
deliver(struct run *r, struct slot *s)
{
	await(r, s);
	claim_keys(r, s);
	if (s->s == ST_OK)
		write_records(r, s);
	else if (r->fe->in.keep_going && s->s == ST_BAD) {
		cli_warn("%s", s->why.text);
		r->failed++;
	} else
		give_up(r, &s->why);
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
		if (pthread_create(&r->thread[i], NULL, worker, r) != 0)
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
	    .copy = fe->copy, .copies = fe->copies, .only = fe->only };
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
	for (i = 0; i < r->slots; i++)
		free(r->slot[i].path);
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
