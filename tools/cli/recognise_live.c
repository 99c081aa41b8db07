/*
 * tonfall --live: a process copies the sound to a pipe (capture.h), this one
 * recognises it as it comes, so its end is the end of a pipe, whoever wanted
 * it.  Memory: that of a window.
 */
#include "recognise_run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/appendf.h"
#include "answerrows.h"
#include "capture.h"
#include "liveline.h"
#include "recognise_state.h"
#include "signals.h"

#define RATE	16000	/* Hz, if the model does not say */

struct live {
	struct run r;
	struct capture capture;
	struct answerrows *rows;
	FILE *to;		/* rows; NULL: only the line of the terminal */
	bool file;		/* they go to that of -o, */
	struct liveline *line;	/* or NULL */
	struct recording_row row;
	char *field[1];		/* of it: the source, */
	char *operand[2];	/* the same as an operand */
	uint64_t *count;	/* (choice.n + 2) of each class, of unknown and
				 * of nothing */
	uint64_t own;
	double seconds;		/* that were heard */
	bool begun;		/* something was */
};

/* ---- rows ---- */

static enum status
take(void *ctx, const struct answer *a, struct fault *why)
{
	struct live *l = ctx;
	const double *p;
	int predicted;

	(void)why;
	if (a->is != RECOGNITION_GOOD)
		return ST_OK;
	liveline_erase(l->to == stdout ? l->line : NULL);
	if (l->to == NULL)
		answerrows_decide(l->rows, a);
	else
		answerrows_write(l->rows, l->to, &l->row, a);
	if (l->to != NULL && (fflush(l->to) != 0 || ferror(l->to)))
		cli_die(EXIT_DATA, "%s: cannot write: %s", l->to == stdout ?
		    "<stdout>" : l->r.o->output, strerror(errno));
	p = answerrows_probabilities(l->rows, &predicted);
	liveline_answer(l->line, p, answerrows_predicted(l->rows));
	l->count[predicted < 0 ? l->r.choice.n + 1 : (size_t)predicted]++;
	l->own += a->own && predicted >= 0;
	l->r.rows++;
	return ST_OK;
}

/* ---- before ---- */

static void
tell(const char *text)
{
	cli_warn("%s", text);
}

/* What is there already must not be lost. */
static void
refuse_existing(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		cli_die(EXIT_DATA, "%s: is there already, and is not replaced "
		    "by what is live; name another file", path);
}

/* A file that grows. */
static FILE *
open_output(const char *path)
{
	int fd;
	FILE *f;

	refuse_existing(path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd == -1 || (f = fdopen(fd, "w")) == NULL)
		cli_die(EXIT_DATA, "%s: %s", path, strerror(errno));
	return f;
}

/* Where rows go: to a terminal only the line, unless they are asked for. */
static void
open_rows(struct live *l)
{
	const struct recognise_options *o = l->r.o;
	struct answerrows_config c = { .as = o->as, .in = l->r.in,
	    .extra = &l->r.extra, .channel = o->channel != AUDIO_MIX,
	    .pack = l->r.pack, .choice = &l->r.choice,
	    .threshold = o->threshold };
	struct fault why;

	cli_check(answerrows_new(&l->rows, &c, tell, &why), &why);
	l->count = calloc(l->r.choice.n + 2, sizeof *l->count);
	if (l->count == NULL)
		cli_die(EXIT_DATA, "out of memory");
	l->file = o->output != NULL && strcmp(o->output, "-") != 0;
	if (l->file)
		refuse_existing(o->output);
	else if (o->output != NULL || o->format || o->quiet ||
	    isatty(STDOUT_FILENO) != 1)
		l->to = stdout;
	else
		l->to = NULL;
}

static void
start(struct live *l)
{
	const char *name = *l->r.o->in.operands;
	double rate = pack_rate(l->r.pack);
	struct capture_spec spec = { .input = name != NULL &&
	    strcmp(name, "-") == 0, .device = name,
	    .rate = rate > 0 ? rate : RATE,
	    .channels = l->r.o->channel == AUDIO_MIX ? 1 :
	    (unsigned)l->r.o->channel };
	struct fault why;

	cli_check(capture_start(&l->capture, &spec, &why), &why);
	cli_stop_child(l->capture.pid);
	l->operand[0] = l->field[0] = l->capture.name;
	l->row.field = l->field;
	l->r.spec.operands = l->operand;
	cli_check(recordings_open(&l->r.in, &l->r.spec, &why), &why);
}

/* Since when, by the clock: rows have the seconds since then. */
static void
introduce(const struct live *l)
{
	const struct capture *c = &l->capture;
	bool device = c->rate > 0, types = isatty(STDERR_FILENO) == 1;
	char text[64] = "", of[128] = "";
	time_t now = time(NULL);
	struct tm at;

	setup_introduce(&l->r);
	if (l->r.o->quiet)
		return;
	if (localtime_r(&now, &at) != NULL)
		(void)strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &at);
	if (device)
		appendf(of, sizeof of, ", %g Hz, %u channel%s", c->rate,
		    c->channels, c->channels == 1 ? "" : "s");
	cli_warn("listening to %s%s, since %s%s", device ? c->name :
	    "standard input", of, text, types ? "; Ctrl-C ends" : "");
}

/* A device is open, or the first sound has come through a pipe. */
static void
begin(struct live *l)
{
	l->begun = true;
	introduce(l);
	if (l->file)
		l->to = open_output(l->r.o->output);
	if (l->to != NULL) {
		answerrows_header(l->rows, l->to);
		(void)fflush(l->to);
	}
}

static void
heard(void *ctx, const float *x, size_t n, double rate)
{
	struct live *l = ctx;

	if (!l->begun)
		begin(l);
	l->seconds += (double)n / rate;
	liveline_sound(l->line, x, n, rate);
}

/* ---- after ---- */

/* "166 windows, 83.0 s: angry 12, sad 50, no speech 104". */
static void
summarise(const struct live *l)
{
	const struct classchoice *c = &l->r.choice;
	char text[1024] = "";
	const char *name;
	size_t i;

	for (i = 0; i < c->n + 2; i++) {
		name = i < c->n ? c->name[i] : i == c->n ? "unknown" :
		    "no speech";
		if (l->count[i] > 0)
			appendf(text, sizeof text, "%s %s %llu", *text == '\0'
			    ? ":" : ",", name, (unsigned long long)l->count[i]);
	}
	if (l->own > 0)
		appendf(text, sizeof text, "; %llu by the speaker's own "
		    "statistics", (unsigned long long)l->own);
	cli_warn("%llu %s%s in %.1f s%s", (unsigned long long)l->r.rows,
	    l->r.o->utterances ? "utterance" : "window", l->r.rows == 1 ? "" :
	    "s", l->seconds, text);
}

static void
tear_down(struct live *l, struct listener *listener)
{
	struct run *r = &l->r;

	listener_free(listener);
	audio_stop(r->audio);
	recordings_close(r->in);
	answerrows_free(l->rows);
	liveline_free(l->line);
	free(l->count);
	textset_free(&r->extra);
	classchoice_free(&r->choice);
	pack_free(r->pack);
	free(r->name);
}

/* The sound failed, or the device, whose end is the cause of the other. */
static int
finish(struct live *l, enum status s, const char *note, struct fault *why)
{
	enum status end;
	struct fault cause;
	uint64_t lost;

	end = capture_end(&l->capture, &lost, &cause);
	liveline_erase(l->line);
	if (s == ST_IO || s == ST_NOMEM)
		cli_fail(why);
	if (l->to != NULL && l->to != stdout && fclose(l->to) != 0)
		cli_die(EXIT_DATA, "%s: %s", l->r.o->output, strerror(errno));
	if (lost > 0)
		cli_warn("%s: sound was lost %llu times, because this machine "
		    "was too slow; times after that are too early",
		    l->capture.name, (unsigned long long)lost);
	if (!l->r.o->quiet && (l->begun || s == ST_OK || cli_stopped() != 0))
		summarise(l);
	if (*note != '\0')
		cli_warn("%s", note);
	if (end != ST_OK)
		cli_warn("%s", cause.text);
	else if (s != ST_OK && cli_stopped() == 0)
		cli_warn("%s", why->text);
	else
		return EXIT_SUCCESS;
	return EXIT_DATA;
}

int
recognise_live(const struct recognise_options *o)
{
	static struct live l;
	char note[LISTENER_NOTE] = "";
	struct listener_job job = { .path = "-", .use = SPEAKER_GROW,
	    .note = note, .heard = heard, .live = true };
	struct listener_config c = { .rule = &l.r.rule, .type = o->type,
	    .channel = o->channel };
	struct listener *listener = NULL;
	struct fault why;
	enum status s;
	int status;

	l.r = (struct run){ .o = o, .threads = 1, .spec = o->in,
	    .extra = TEXTSET_INIT, .choice = CLASSCHOICE_INIT,
	    .rule = { o->window, o->hop, o->speech, o->utterances ?
		&o->utterance : NULL } };
	cli_stop_catch();
	setup_model(&l.r);
	setup_classes(&l.r);
	start(&l);
	setup_statistics(&l.r);
	if (l.r.own)
		cli_check(speaker_new(&job.speaker, l.r.pack, &why), &why);
	cli_check(audio_start(&l.r.audio, 1, &o->limits, &why), &why);
	c.pack = l.r.pack;
	cli_check(listener_new(&listener, &c, audio_reader(l.r.audio, 0),
	    &why), &why);
	open_rows(&l);
	if (!o->quiet)
		l.line = liveline_new((const char *const *)l.r.choice.name,
		    l.r.choice.n);
	if (l.capture.rate > 0)
		begin(&l);
	s = listener_hear(listener, &job, take, &l, &why);
	status = finish(&l, s, note, &why);
	speaker_free(job.speaker);
	tear_down(&l, listener);
	return status;
}
