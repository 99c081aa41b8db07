/*
 * The run: this thread reads the list and writes rows in its order, the others
 * listen, each with a decoder and a recogniser of its own.  Memory: the answers
 * of the recordings that are under way.
 */
#include "recognise_run.h"

#include <math.h>
#include <stdlib.h>

#include "base/infile.h"
#include "cleanenv.h"
#include "recognise_state.h"

#define SLOTS	4	/* recordings per thread that are under way */
#define DETAILS	5	/* of one kind of message */

/* A recording under way. */
struct item {
	struct recording rec;
	struct recogniser_segment *segment;	/* (rec.rows) in room for cap */
	const char **who;	/* (rec.rows), as above */
	char note[LISTENER_NOTE];
	size_t cap;
	enum status s;
	struct fault why;
};

/* ---- the other threads ---- */

static enum status
pass_on(void *ctx, const struct answer *a, struct fault *why)
{
	return conveyor_give(ctx, a, why);
}

static void
listen_to(void *ctx, void *what, struct conveyor_place *to, unsigned thread)
{
	struct run *r = ctx;
	struct item *i = what;
	struct listener_job job = { .path = i->rec.path,
	    .segment = i->segment, .use = SPEAKER_WHOLE, .note = i->note };

	if (r->groups != NULL) {
		job.use = SPEAKER_KNOWN;
		job.speaker = groups_of(r->groups, &i->rec, &i->rec.row[0]);
	}
	if (recordings_are_segments(r->in)) {
		job.segments = i->rec.rows;
		job.speaker = NULL;	/* each has its own */
	}
	if (r->whose != NULL)
		job.who = i->who;
	i->s = listener_hear(r->listener[thread], &job, pass_on, to, &i->why);
}

/* ---- the list ---- */

static enum status
set_segments(struct run *r, struct item *i, struct fault *why)
{
	struct recogniser_segment *more;
	const char **who;
	size_t k, n = i->rec.rows;

	if (!recordings_are_segments(r->in))
		return ST_OK;
	if (n > i->cap) {
		more = reallocarray(i->segment, n, sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		i->segment = more;
		who = reallocarray(i->who, n, sizeof *who);
		if (who == NULL)
			return fault_nomem(why);
		i->who = who;
		i->cap = n;
	}
	for (k = 0; k < n; k++) {
		i->who[k] = r->whose != NULL ?
		    attrs_known(&i->rec.row[k].from->attr,
		    r->whose) : NULL;
		i->segment[k] = (struct recogniser_segment){
		    i->rec.row[k].start, i->rec.row[k].end,
		    r->groups != NULL ? groups_of(r->groups, &i->rec,
		    &i->rec.row[k]) : NULL };
	}
	return ST_OK;
}

/* The next recording that is to be done; ST_END. */
static enum status
next_recording(struct run *r, struct recording *rec, struct fault *why)
{
	enum status s;

	while ((s = recordings_next(r->in, rec, why)) == ST_OK ||
	    s == ST_BAD) {
		if (s == ST_OK && output_wants(r->out, rec))
			return ST_OK;
		if (s == ST_OK)
			continue;
		cli_warn("%s", why->text);
		r->unread = true;
	}
	return s;
}

/* False: there are no more. */
static bool
submit(struct run *r, struct item *i)
{
	struct fault why;
	enum status s = ST_OK;

	if (r->tail.path != NULL) {
		recording_free(&i->rec);
		i->rec = r->tail;
		r->tail = (struct recording){ .path = NULL };
	} else
		s = next_recording(r, &i->rec, &why);
	if (s == ST_END)
		return false;
	if (s == ST_OK)
		s = set_segments(r, i, &why);
	cli_check(s, &why);
	conveyor_submit(r->conveyor);
	return true;
}

/* ---- this thread ---- */

/* A segment that there is not. */
static void
complain(struct run *r, const struct recording *rec, const struct answer *a)
{
	const struct recording_row *row = &rec->row[a->row];
	struct fault why;

	if (recordings_are_segments(r->in))
		(void)fault_set(&why, ST_BAD, "the segment from %g to %g s is "
		    "%s", row->start, row->end, a->is == RECOGNITION_BEYOND ?
		    "beyond the end of the sound" : "shorter than a frame");
	else
		(void)fault_set(&why, ST_BAD, "is shorter than a frame");
	(void)fault_prefix(&why, "%.600s", infile_name(rec->path));
	if (row->from != NULL)
		(void)fault_prefix(&why, "%.200s: line %llu",
		    r->o->segments, (unsigned long long)row->from->line);
	recordings_blame(r->in, row, &why);
	cli_warn("%s", why.text);
	r->empty++;
}

/* A network ignores the rest, as cnneval(1) says, too; silence does not count.
 */
static void
note_length(struct run *r, const struct recording *rec, const struct answer *a)
{
	double length = isnan(a->speech) ? a->end - a->start : a->speech;

	if (length <= r->hears + 0.05 || r->cut++ >= DETAILS)
		return;
	cli_warn("%s: the model's network hears only the first %.1f s of the "
	    "speech; with windows (-w 3) all of it is recognised",
	    infile_name(rec->path), r->hears);
}

static void
deliver(struct run *r, const struct item *i, const struct answer *a)
{
	if (a->is != RECOGNITION_GOOD) {
		complain(r, &i->rec, a);
		return;
	}
	note_length(r, &i->rec, a);
	output_row(r->out, &i->rec, a);
	r->rows++;
	r->owned += a->own;
}

static void
finish_item(struct run *r, struct item *i)
{
	struct fault why;

	if (i->note[0] != '\0')
		cli_warn("%s: %s", infile_name(i->rec.path), i->note);
	if (i->s == ST_OK)
		output_recording(r->out);
	else {
		why = i->why;
		recordings_blame(r->in, &i->rec.row[0], &why);
		if (i->s != ST_BAD)
			cli_fail(&why);
		cli_warn("%s", why.text);
		output_failed(r->out, &i->rec);
		r->failed++;
	}
	cli_progress(&r->progress, ++r->done, r->total);
}

static void
work_off(struct run *r)
{
	enum conveyor_event e;
	const void *answer;
	bool more = true;
	void *item;

	do {
		while (more && (item = conveyor_room(r->conveyor)) != NULL)
			more = submit(r, item);
		e = conveyor_next(r->conveyor, &item, &answer);
		if (e == CONVEYOR_RESULT)
			deliver(r, item, answer);
		else if (e == CONVEYOR_DONE)
			finish_item(r, item);
	} while (more || e != CONVEYOR_EMPTY);
}

/* ---- before and after ---- */

static void
free_item(void *item)
{
	struct item *i = item;

	recording_free(&i->rec);
	free(i->segment);
	free(i->who);
}

static void
start_threads(struct run *r)
{
	struct conveyor_config how = { .threads = r->threads,
	    .items = (size_t)r->threads * SLOTS, .item = sizeof(struct item),
	    .result = answer_size(r->pack), .work = listen_to, .ctx = r };
	struct listener_config c = { .pack = r->pack, .rule = &r->rule,
	    .type = r->o->type, .channel = r->o->channel,
	    .own = r->own };
	struct audio_limits limits = r->o->limits;
	struct fault why;
	unsigned i;

	limits.archives = r->spec.archives;
	/* Forks, so it comes before the first thread. */
	cli_check(audio_start(&r->audio, r->threads, &limits, &why), &why);
	r->listener = calloc(r->threads, sizeof(struct listener *));
	if (r->listener == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < r->threads; i++)
		cli_check(listener_new(&r->listener[i], &c,
		    audio_reader(r->audio, i), &why), &why);
	if (r->groups != NULL)
		cli_check(groups_count(r->groups, r->listener, r->threads,
		    r->o->quiet, &why), &why);
	cli_check(conveyor_new(&r->conveyor, &how, &why), &why);
}

/* Count them, and find mistakes in row 900,000 before hours of work. */
static void
check_input(struct run *r)
{
	struct recording rec = { .path = NULL };
	struct recordings *in;
	struct fault why;
	enum status s;

	if (recordings_are_read_once(&r->o->in))
		return;
	cli_check(recordings_open(&in, &r->spec, &why), &why);
	while ((s = recordings_next(in, &rec, &why)) == ST_OK || s == ST_BAD) {
		if (s == ST_BAD)
			continue;
		r->total++;
		if (r->groups != NULL)
			cli_check(groups_add(r->groups, &rec,
			    recordings_are_segments(in), &why), &why);
		if (output_expect(r->out, in, &rec)) {
			recording_free(&r->tail);
			r->tail = rec;
			rec = (struct recording){ .path = NULL };
		}
	}
	if (s != ST_END)
		cli_fail(&why);
	recording_free(&rec);
	recordings_close(in);
	r->total -= output_before(r->out);
}

static void
tear_down(struct run *r)
{
	unsigned i;

	conveyor_free(r->conveyor, free_item);
	for (i = 0; i < r->threads; i++)
		listener_free(r->listener[i]);
	free(r->listener);
	audio_stop(r->audio);
	recordings_close(r->in);
	archives_free(r->spec.archives);
	segments_close(r->spec.segments);
	textset_free(&r->extra);
	groups_free(r->groups);
	classchoice_free(&r->choice);
	pack_free(r->pack);
	free(r->name);
}

/* Segments of recordings that were not there. */
static void
note_unused(const struct run *r)
{
	const char *key;
	size_t n;

	if (r->spec.segments == NULL || !segments_keyed(r->spec.segments) ||
	    (key = segments_unused(r->spec.segments, &n)) == NULL)
		return;
	cli_warn("%s: no recording is '%s'%s, of which there are "
	    "segments", infile_name(r->o->segments), key, n > 1 ?
	    " nor others" : "");
}

/* What is to be said at the end; the exit status. */
static int
sum_up(const struct run *r)
{
	uint64_t others = recordings_others(r->in);

	note_unused(r);
	if (recordings_bare(r->in) > 0 && !r->o->quiet)
		cli_warn("recordings without segments, left out: %llu",
		    (unsigned long long)recordings_bare(r->in));
	if (r->cut > DETAILS)
		cli_warn("%llu in all have more speech than the %.1f s that "
		    "the model's network hears", (unsigned long long)r->cut,
		    r->hears);
	if (others > 0 && !r->o->quiet)
		cli_warn("%llu files in folders and archives are not named "
		    "like sound and were left out", (unsigned long long)others);
	if ((r->own || r->groups != NULL) && !r->o->quiet)
		cli_warn("%llu of %llu rows are by the speaker's own "
		    "statistics", (unsigned long long)r->owned,
		    (unsigned long long)r->rows);
	if (r->failed > 0 && r->done > 1)
		cli_warn("%llu of %llu recordings could not be used",
		    (unsigned long long)r->failed,
		    (unsigned long long)r->done);
	if (r->done == 0 && !r->unread)
		cli_warn(r->spec.segments == NULL ? "there is no recording" :
		    "there is no segment of what was given");
	return r->failed > 0 || r->empty > 0 || r->unread || r->done == 0 ?
	    EXIT_DATA : EXIT_SUCCESS;
}

int
recognise_run(const struct recognise_options *o)
{
	struct run r = { .o = o, .threads = o->threads, .spec = o->in,
	    .extra = TEXTSET_INIT,
	    .rule = { o->window, o->hop, o->speech, o->utterances ?
		&o->utterance : NULL },
	    .choice = CLASSCHOICE_INIT };
	struct fault why;
	int status;

	cleanenv_soxr();
	setup_model(&r);
	setup_classes(&r);
	setup_segments(&r);
	cli_check(archives_new(&r.spec.archives, &why), &why);
	cli_check(recordings_open(&r.in, &r.spec, &why), &why);
	setup_check_list(&r);
	setup_statistics(&r);
	r.out = output_open(o, r.in, &r.extra, r.pack, &r.choice);
	check_input(&r);
	setup_check_segments(&r);
	setup_introduce(&r);
	if (r.total > 0 && r.total < r.threads)
		r.threads = (unsigned)r.total;
	start_threads(&r);
	output_begin(r.out);
	cli_progress_begin(&r.progress, "recordings", o->quiet);
	work_off(&r);
	cli_progress_hide();
	output_close(r.out, r.failed + r.empty > 0 || r.done == 0);
	status = sum_up(&r);
	tear_down(&r);
	return status;
}
