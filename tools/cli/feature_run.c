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

/* The segments of the file for extract_parts. */
static enum status
list_segments(struct slot *s, const struct segment_list *l, struct fault *why)
{
	size_t i, k = 0, n = l == NULL ? 0 : l->n;
	struct extract_segment *more;

	more = reallocarray(s->segment, n + 1, sizeof *more);
	if (more == NULL)
		return fault_nomem(why);
	s->segment = more;
	for (i = 0; i < n; i++)
		if (segment_is_of(l, &l->at[i]))
			more[k++] = (struct extract_segment){ l->at[i].start,
			    l->at[i].end, &l->at[i].attr, l->at[i].number,
			    l->at[i].line };
	s->segments = k;
	return ST_OK;
}

/* Those of the list or of --segments. */
static enum status
find_segments(struct run *r, struct slot *s)
{
	const char *key = tensor_key(&s->rec->t);
	const struct segment_list *l = s->file.segments;
	enum status st;

	segment_list_free(&s->own);
	if (l != NULL) {
		s->own = filelist_take_segments(r->in);
		return list_segments(s, &s->own, &s->why);
	}
	st = segments_find(r->segments, key, s->path, &l, &s->why);
	if (st != ST_OK)
		return st;
	if (l == NULL) {
		free(s->path);
		s->path = NULL;
		s->s = ST_END;
	}
	return list_segments(s, l, &s->why);
}

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
	s->note[0] = '\0';
	if (s->queue != NULL)
		feature_queue_start(s->queue);
	s->s = ST_BAD;
	if (s->file.path != NULL && (s->path = strdup(s->file.path)) == NULL)
		return fault_nomem(&s->why);
	if (r->joined) {
		segment_list_free(&s->own);
		s->own = filelist_take_segments(r->in);
	}
	return r->rule.type == SLICES_SEGMENTS && s->path != NULL ?
	    find_segments(r, s) : ST_OK;
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
		feature_deliver(r, &r->slot[r->delivered % r->slots]);
	}
	if (r->end != ST_END)
		feature_give_up(r, &r->why);
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

/* --segments. */
static void
open_segments(struct run *r)
{
	const char *path = r->fe->segments;
	struct fault why;

	cli_check(segments_open(&r->segments, path, r->fe->in.path_keys,
	    tell_note, &why), &why);
	if (!segments_keyed(r->segments) && r->total != 1)
		cli_die(EXIT_DATA, "%s: has no column key or path, so it is of "
		    "one recording, but %s given", infile_name(path),
		    r->total == 0 ? "a list is" : "several are");
}

/* A list whose rows are segments. */
static void
take_segments(struct run *r)
{
	const struct feature_options *fe = r->fe;

	if (fe->parts)
		cli_die(EXIT_USAGE, "%s: has the column start, so its rows are "
		    "segments, which cannot be combined with %s",
		    infile_name(fe->in.list), fe->segments != NULL ?
		    "--segments" : "-w or -v");
	r->rule.type = SLICES_SEGMENTS;
}

/* Are records the same whichever row of a file they are computed for? */
static bool
can_join(const struct feature_options *fe)
{
	size_t i;

	for (i = 0; i < fe->copies; i++)
		if (alter_is_keyed(&fe->copy[i]))
			return false;
	return !fe->parts && fe->channel != AUDIO_EACH;
}

static void
set_up(struct run *r, const struct feature_options *fe)
{
	struct filelist_spec in = fe->in;
	struct extract_config c = { .front = &fe->front, .type = fe->type,
	    .copy = fe->copy, .copies = fe->copies, .only = fe->only,
	    .channel = fe->channel };
	struct audio_limits limits = fe->limits;
	struct fault why;

	cli_check(archives_new(&r->archives, &why), &why);
	in.archives = limits.archives = r->archives;
	r->fe = fe;
	r->rule = fe->rule;
	if (sched_getaffinity(0, sizeof r->processors, &r->processors) == -1)
		CPU_ZERO(&r->processors);
	cleanenv_soxr();
	in.note = tell_note;
	in.join = can_join(fe);
	r->piped = filelist_is_stream(&in);
	cli_check(filelist_check(&in, &r->total, &why), &why);
	r->threads = r->total > 0 && r->total < fe->threads ?
	    (unsigned)r->total : fe->threads;
	r->records = extract_records(&c);
	make_slots(r);
	if (fe->segments != NULL)
		open_segments(r);
	/* Forks, so it comes before the first thread and the output file. */
	cli_check(audio_start(&r->audio, r->threads, &limits, &why), &why);
	cli_check(filelist_open(&r->in, &in, &why), &why);
	if (filelist_has_segments(r->in))
		take_segments(r);
	r->joined = in.join && !filelist_has_segments(r->in);
	if (fe->parts || r->rule.type == SLICES_SEGMENTS)
		c.rule = &r->rule;
	if (c.rule != NULL || fe->channel == AUDIO_EACH)
		make_queues(r);
	c.keep = MEMORY / (r->slots * r->records);
	c.keep = c.keep < EXTRACT_MOST ? c.keep : EXTRACT_MOST;
	make_extracts(r, &c);
	cli_check(tensor_create(&r->out, fe->output, &why), &why);
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
		free(r->slot[i].segment);
		segment_list_free(&r->slot[i].own);
		if (r->queue != NULL)
			feature_queue_destroy(&r->queue[i]);
	}
	free(r->queue);
	for (i = 0; i < r->slots * r->records; i++)
		tensor_free(&r->slot[0].rec[i].t);
	free(r->slot[0].rec);
	audio_stop(r->audio);
	filelist_close(r->in);
	archives_free(r->archives);
	segments_close(r->segments);
	free(r->slot);
	free(r->thread);
	free(r->extract);
}

/* Segments of recordings that were not there. */
static void
note_unused(const struct run *r)
{
	const char *key;
	size_t n;

	if (r->segments == NULL || !segments_keyed(r->segments) ||
	    (key = segments_unused(r->segments, &n)) == NULL)
		return;
	if (n == 1)
		cli_warn("%s: no recording is '%s', of which there "
		    "are segments", infile_name(r->fe->segments), key);
	else
		cli_warn("%s: no recording is '%s' nor %zu others, "
		    "of which there are segments",
		    infile_name(r->fe->segments), key, n - 1);
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
	if (r->delivered == 0)
		cli_warn("%s: names no file; the output is a stream of no "
		    "records", infile_name(r->fe->in.list));
	if (r->bad_parts > 0)
		cli_warn("%llu of %llu segments could not be used",
		    (unsigned long long)r->bad_parts,
		    (unsigned long long)r->bad_parts + r->parts);
	note_unused(r);
	if (r->fe->parts && r->rule.type == SLICES_UTTERANCES &&
	    r->parts == 0 && r->written > 0)
		cli_warn("no utterance was found; the output is a stream of no "
		    "records");
	if ((r->written == 0 && r->failed > 0) ||
	    (r->rule.type == SLICES_SEGMENTS && r->parts == 0)) {
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
	cli_progress_hide();
	status = finish(&r);
	/* The reader of the output need not wait for the decoders to end. */
	(void)close(STDOUT_FILENO);
	tear_down(&r);
	return status;
}
