/*
 * The run: this thread reads the list and writes rows in its order, the others
 * listen, each with a decoder and a recogniser of its own.  Memory: the answers
 * of the recordings that are under way.
 */
#include "recognise_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/appendf.h"
#include "base/infile.h"
#include "cleanenv.h"
#include "conveyor.h"
#include "findmodel.h"
#include "groups.h"
#include "listener.h"
#include "recognise_output.h"
#include "samefile.h"

#define SLOTS	4	/* recordings per thread that are under way */
#define DETAILS	5	/* of one kind of message */

/* A recording under way. */
struct item {
	struct recording rec;
	struct recogniser_segment *segment;	/* (rec.rows) in room for cap */
	size_t cap;
	enum status s;
	struct fault why;
};

struct run {
	const struct recognise_options *o;
	struct pack *pack;
	char *name;		/* of the model's file */
	struct classchoice choice;
	struct recogniser_rule rule;
	struct recordings *in;
	struct output *out;
	struct audio_pool *audio;
	struct listener **listener;	/* (threads) */
	bool own;		/* a recording's windows are normalised by
				 * their own statistics; or */
	struct groups *groups;	/* by those of a group */
	struct conveyor *conveyor;
	unsigned threads;
	double hears;		/* seconds */

	struct recording tail;	/* to be done first, if it has a path */
	struct cli_progress progress;
	uint64_t total, done, failed, empty, cut, rows, owned;
	bool unread;		/* a folder could not be read */
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
	    .segment = i->segment, .use = SPEAKER_WHOLE };

	if (r->groups != NULL) {
		job.use = SPEAKER_KNOWN;
		job.speaker = groups_of(r->groups, &i->rec, &i->rec.row[0]);
	}
	if (recordings_are_segments(r->in))
		job.segments = i->rec.rows;
	i->s = listener_hear(r->listener[thread], &job, pass_on, to, &i->why);
}

/* ---- the list ---- */

static enum status
set_segments(struct run *r, struct item *i, struct fault *why)
{
	struct recogniser_segment *more;
	size_t k, n = i->rec.rows;

	if (!recordings_are_segments(r->in))
		return ST_OK;
	if (n > i->cap) {
		more = realloc(i->segment, n * sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		i->segment = more;
		i->cap = n;
	}
	for (k = 0; k < n; k++)
		i->segment[k] = (struct recogniser_segment){
		    i->rec.row[k].start, i->rec.row[k].end,
		    r->groups != NULL ? groups_of(r->groups, &i->rec,
		    &i->rec.row[k]) : NULL };
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

	(void)fault_set(&why, ST_BAD, "the segment from %g to %g s is %s",
	    row->start, row->end, a->is == RECOGNITION_BEYOND ?
	    "beyond the end of the sound" : "shorter than a frame");
	(void)fault_prefix(&why, "%.600s", infile_name(rec->path));
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
}

static void
start_threads(struct run *r)
{
	struct conveyor_config how = { .threads = r->threads,
	    .items = (size_t)r->threads * SLOTS, .item = sizeof(struct item),
	    .result = answer_size(r->pack), .work = listen_to, .ctx = r };
	struct listener_config c = { .pack = r->pack, .rule = &r->rule,
	    .type = r->o->type, .own = r->own };
	struct fault why;
	unsigned i;

	/* Forks, so it comes before the first thread. */
	cli_check(audio_start(&r->audio, r->threads, &r->o->limits, &why),
	    &why);
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
	cli_check(recordings_open(&in, &r->o->in, &why), &why);
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
	groups_free(r->groups);
	classchoice_free(&r->choice);
	pack_free(r->pack);
	free(r->name);
}

/* What is to be said at the end; the exit status. */
static int
sum_up(const struct run *r)
{
	uint64_t others = recordings_others(r->in);

	if (r->cut > DETAILS)
		cli_warn("%llu in all have more speech than the %.1f s that "
		    "the model's network hears", (unsigned long long)r->cut,
		    r->hears);
	if (others > 0 && !r->o->quiet)
		cli_warn("%llu files in folders are not named like sound and "
		    "were left out", (unsigned long long)others);
	if ((r->own || r->groups != NULL) && !r->o->quiet)
		cli_warn("%llu of %llu rows are by the speaker's own "
		    "statistics", (unsigned long long)r->owned,
		    (unsigned long long)r->rows);
	if (r->failed > 0 && r->done > 1)
		cli_warn("%llu of %llu recordings could not be used",
		    (unsigned long long)r->failed,
		    (unsigned long long)r->done);
	if (r->done == 0 && !r->unread)
		cli_warn("there is no recording");
	return r->failed > 0 || r->empty > 0 || r->unread || r->done == 0 ?
	    EXIT_DATA : EXIT_SUCCESS;
}

/* ---- the model ---- */

static void
load_model(struct run *r)
{
	struct fault why;

	cli_check(findmodel(&r->name, r->o->model, &why), &why);
	cli_keep_input(&r->o->tool, 'o', r->o->output, r->name);
	cli_check(pack_load(&r->pack, r->name, &why), &why);
	r->hears = pack_hears(r->pack);
}

/* Of an installed one its name, as -m takes it. */
static const char *
name_of(const struct run *r)
{
	if (r->o->model == NULL && getenv("TONFALL_MODEL") == NULL)
		return FINDMODEL_DEFAULT;
	return r->o->model != NULL ? r->o->model : r->name;
}

/* Which model it is, trained on what, under which licence. */
static void
introduce(const struct run *r)
{
	const char *about = pack_attr(r->pack, "about"),
		   *corpus = pack_attr(r->pack, "corpus"),
		   *licence = pack_attr(r->pack, "licence");
	char text[1024] = "";

	if (about != NULL)
		appendf(text, sizeof text, ": %s", about);
	if (corpus != NULL)
		appendf(text, sizeof text, "%s trained on %s",
		    about != NULL ? ";" : ":", corpus);
	if (licence != NULL)
		appendf(text, sizeof text, "; licence %s", licence);
	if (!r->o->quiet)
		cli_warn("model %s%s", name_of(r), text);
}

/* The classes that the list of --classes changes. */
static void
choose_classes(struct run *r)
{
	struct classchoice *c = &r->choice;
	char left[512] = "";
	struct fault why;
	size_t i;

	if (classchoice_parse(c, r->o->classes,
	    (const char *const *)r->pack->label, r->pack->classes, &why) !=
	    ST_OK) {
		if (why.status == ST_BAD)
			cli_usage(&r->o->tool, "--classes: %s", why.text);
		cli_fail(&why);
	}
	for (i = 0; i < c->from; i++)
		if (c->to[i] == CLASSCHOICE_OUT)
			appendf(left, sizeof left, "%s%s", *left != '\0' ?
			    ", " : "", r->pack->label[i]);
	if (*left != '\0' && !r->o->quiet)
		cli_warn("--classes leaves out %s: the probabilities are as "
		    "if it were certainly none of these", left);
}

/* ---- whose statistics ---- */

static void
group_by(struct run *r, int column, bool single)
{
	struct fault why;

	if (recordings_are_read_once(&r->o->in))
		cli_usage(&r->o->tool, "--adapt %s needs a list that can be "
		    "read twice", r->o->adapt);
	cli_check(groups_new(&r->groups, r->pack, column, single, &why),
	    &why);
}

/* The column of the list that is named, or that auto means; -1. */
static int
group_column(const struct run *r, bool automatic)
{
	if (!recordings_is_list(r->in) ||
	    (automatic && recordings_are_read_once(&r->o->in)))
		return -1;
	return recordings_find(r->in, automatic ? "speaker" : r->o->adapt);
}

static void
choose_statistics(struct run *r)
{
	const char *adapt = r->o->adapt;
	bool automatic = strcmp(adapt, "auto") == 0,
	     single = r->o->window == 0 && !r->o->utterances;
	int column;

	if (strcmp(adapt, "none") == 0)
		return;
	if (r->pack->group[PACK_ADAPTED].n == 0) {
		if (!automatic)
			cli_die(EXIT_DATA, "--adapt %s: model %s has no second "
			    "group of members, which takes a speaker's own "
			    "statistics", adapt, r->name);
		return;
	}
	if (strcmp(adapt, "folder") == 0)
		group_by(r, GROUPS_FOLDER, single);
	else if (strcmp(adapt, "recording") == 0)
		r->own = true;
	else if ((column = group_column(r, automatic)) != -1)
		group_by(r, column, single);
	else if (!automatic)
		cli_usage(&r->o->tool, "--adapt %.80s: there is no such "
		    "column; auto, none, recording and folder need none",
		    adapt);
	else
		r->own = !single || recordings_are_segments(r->in);
}

int
recognise_run(const struct recognise_options *o)
{
	struct run r = { .o = o, .threads = o->threads,
	    .rule = { o->window, o->hop, o->speech, o->utterances ?
		&o->utterance : NULL },
	    .choice = CLASSCHOICE_INIT };
	struct fault why;
	int status;

	cleanenv_soxr();
	load_model(&r);
	choose_classes(&r);
	cli_check(recordings_open(&r.in, &o->in, &why), &why);
	choose_statistics(&r);
	r.out = output_open(o, r.in, r.pack, &r.choice);
	check_input(&r);
	introduce(&r);
	if (r.total > 0 && r.total < r.threads)
		r.threads = (unsigned)r.total;
	start_threads(&r);
	output_begin(r.out);
	cli_progress_begin(&r.progress, "recordings", o->quiet);
	work_off(&r);
	cli_progress_end(&r.progress);
	output_close(r.out, r.failed + r.empty > 0 || r.done == 0);
	status = sum_up(&r);
	tear_down(&r);
	return status;
}
