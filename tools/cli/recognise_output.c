#include "recognise_output.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/infile.h"
#include "answerrows.h"
#include "drawtimeline.h"
#include "resume.h"
#include "samefile.h"
#include "signals.h"
#include "text.h"

#define BLOCK	65536	/* bytes written at a time to a file */

struct output {
	const struct recognise_options *o;
	const struct recordings *in;
	struct answerrows *rows;
	struct cli_text text;		/* or */
	struct resume *resume;
	bool first;			/* the recording to come is the one of
					 * resume_tail */
	uint64_t before, expected, written;
	struct drawtimeline *picture;	/* or NULL, of this recording */
	char *drawn;
	FILE *fp;			/* rows that were not written, to */
	char *kept;			/* (len) */
	size_t len;
};

/* The file of the lock, which an error that ends the program must not leave. */
static const char *held;

static void
remove_lock(void)
{
	if (held != NULL)
		(void)unlink(held);
}

static void
tell(const char *text)
{
	cli_warn("%s", text);
}

/* ---- rows ---- */

static void
settle(struct output *out)
{
	if (fflush(out->fp) != 0 || ferror(out->fp))
		cli_die(EXIT_DATA, "out of memory");
}

static bool
is_waited_for(const struct output *out)
{
	return out->o->output == NULL;
}

/* Write what is kept. */
static void
write_out(struct output *out)
{
	struct fault why;

	settle(out);
	if (out->resume != NULL)
		cli_check(resume_append(out->resume, out->kept, out->len,
		    &why), &why);
	else {
		if (is_waited_for(out))
			cli_progress_hide();
		(void)fwrite(out->kept, 1, out->len, out->text.fp);
		(void)fflush(out->text.fp);
	}
	rewind(out->fp);
}

/*
 * The rows that there are of the last recording must be those that it has now,
 * or the model or the options are others.
 */
static void
compare_tail(struct output *out)
{
	const char *tail = resume_tail(out->resume);
	size_t n = strlen(tail);

	settle(out);
	if (n > out->len || memcmp(tail, out->kept, n) != 0)
		cli_die(EXIT_DATA, "%s: its last rows are not what this "
		    "command gives, so it was written with another model, "
		    "other options, on another machine, or, with statistics of "
		    "its own, beside other recordings; name another file",
		    out->o->output);
	memmove(out->kept, out->kept + n, out->len - n);
	if (fseeko(out->fp, (off_t)(out->len - n), SEEK_SET) != 0)
		cli_die(EXIT_DATA, "out of memory");
	out->first = false;
}

/* One more part of the picture. */
static void
draw(struct output *out, const struct recording *rec, const struct answer *a)
{
	int predicted;
	const double *p = answerrows_probabilities(out->rows, &predicted);

	drawtimeline_add(out->picture, a->channel, a->start, a->end,
	    predicted, p);
	if (out->drawn == NULL && (out->drawn = strdup(infile_name(rec->path)))
	    == NULL)
		cli_die(EXIT_DATA, "out of memory");
}

void
output_row(struct output *out, const struct recording *rec,
    const struct answer *a)
{
	out->written++;
	answerrows_write(out->rows, out->fp, &rec->row[a->row], a);
	if (out->picture != NULL)
		draw(out, rec, a);
	if (out->resume == NULL && (is_waited_for(out) ||
	    ftello(out->fp) >= BLOCK))
		write_out(out);
}

void
output_recording(struct output *out)
{
	if (out->first)
		compare_tail(out);
	if (out->resume != NULL)
		write_out(out);
}

void
output_failed(struct output *out, const struct recording *rec)
{
	if (out->first)
		cli_die(EXIT_DATA, "%s: cannot be resumed, because %s, of "
		    "which it has rows, cannot be used now", out->o->output,
		    rec->path);
}

/* ---- resuming ---- */

/* What all rows about this row of the input begin with. */
static char *
prefix(struct output *out, const struct recording_row *row)
{
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL)
		cli_die(EXIT_DATA, "out of memory");
	answerrows_prefix(out->rows, f, row);
	if (fclose(f) != 0 || text == NULL)
		cli_die(EXIT_DATA, "out of memory");
	/* "\n", in JSON after the brace. */
	text[n - (out->o->as == ROWFORMAT_JSON ? 2 : 1)] = '\0';
	return text;
}

/* The segments of a file of their own begin with the same columns. */
static size_t
prefixes(const struct recording *rec)
{
	return rec->row[0].from != NULL ? 1 : rec->rows;
}

/* Has the file rows of it?  Its first segment may have none, if it is beyond
 * the end. */
static bool
has_rows(struct output *out, const struct recording *rec)
{
	size_t i, n = prefixes(rec);
	bool has = false;
	char *text;

	for (i = 0; i < n && !has; i++) {
		text = prefix(out, &rec->row[i]);
		has = resume_has(out->resume, text);
		free(text);
	}
	return has;
}

void
output_spare(const struct recognise_options *o, const char *input)
{
	cli_keep_input(&o->tool, 'o', o->output, input);
	cli_keep_input_of(&o->tool, "--picture", o->picture, input);
}

bool
output_expect(struct output *out, const struct recordings *in,
    const struct recording *rec)
{
	size_t i, n = prefixes(rec);
	char **text;
	struct fault why;
	bool last, has = false;

	output_spare(out->o, rec->path);
	if (out->o->picture != NULL && out->expected > 0)
		cli_die(EXIT_USAGE, "--picture: %s is a second recording; a "
		    "picture is of one", rec->path);
	out->expected++;
	if (out->resume == NULL)
		return false;
	if ((text = calloc(n, sizeof *text)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < n; i++)
		text[i] = prefix(out, &rec->row[i]);
	if (resume_expect(out->resume, text, n, &last, &why) !=
	    ST_OK) {
		recordings_blame(in, &rec->row[0], &why);
		cli_fail(&why);
	}
	for (i = 0; i < n; i++) {
		has |= resume_has(out->resume, text[i]);
		free(text[i]);
	}
	out->before += !last && has;
	free(text);
	out->first |= last;
	return last;
}

bool
output_wants(struct output *out, const struct recording *rec)
{
	return out->resume == NULL || !has_rows(out, rec);
}

uint64_t
output_before(const struct output *out)
{
	return out->before;
}

/* ---- life ---- */

static char *
header(const struct output *out)
{
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL)
		cli_die(EXIT_DATA, "out of memory");
	answerrows_header(out->rows, f);
	if (fclose(f) != 0 || text == NULL)
		cli_die(EXIT_DATA, "out of memory");
	return text;
}

static void
open_resume(struct output *out)
{
	char *text = header(out);
	struct fault why;

	cli_check(resume_open(&out->resume, out->o->output, out->o->as, text,
	    answerrows_given(out->rows), &why), &why);
	held = resume_lock(out->resume);
	cli_stop_remove(held);
	(void)atexit(remove_lock);
	free(text);
}

void
output_begin(struct output *out)
{
	if (out->resume != NULL) {
		if (!out->first && resume_rows(out->resume) > 0)
			cli_die(EXIT_DATA, "%s: its last rows are about none "
			    "of these recordings; name another file",
			    out->o->output);
		return;
	}
	cli_text_open(&out->text, out->o->output);
	answerrows_header(out->rows, out->text.fp);
	(void)fflush(out->text.fp);
}

struct output *
output_open(const struct recognise_options *o, const struct recordings *in,
    const struct textset *extra, const struct pack *pack,
    const struct classchoice *choice)
{
	struct output *out = calloc(1, sizeof *out);
	struct answerrows_config c = { .as = o->as, .in = in,
	    .extra = extra,
	    .channel = o->channel != AUDIO_MIX, .pack = pack, .choice = choice,
	    .threshold = o->threshold };
	struct fault why;

	if (out == NULL ||
	    (out->fp = open_memstream(&out->kept, &out->len)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	out->o = o;
	out->in = in;
	cli_check(answerrows_new(&out->rows, &c, tell, &why), &why);
	if (o->picture != NULL)
		out->picture = drawtimeline_new(choice->name, choice->n);
	if (o->resume)
		open_resume(out);
	return out;
}

void
output_close(struct output *out, bool failed)
{
	uint64_t rows = out->written;
	struct fault why;

	write_out(out);
	/* Nothing that could be used leaves no file, as with wav2fbank -k. */
	if (out->resume == NULL && rows == 0 && failed)
		cli_text_abandon(&out->text);
	else if (out->resume != NULL) {
		cli_stop_remove(NULL);
		held = NULL;
		cli_check(resume_close(out->resume, &why), &why);
	} else
		cli_text_close(&out->text);
	if (out->drawn != NULL)
		drawtimeline_draw(out->picture, out->drawn,
		    out->o->picture);
	free(out->drawn);
	(void)fclose(out->fp);
	free(out->kept);
	answerrows_free(out->rows);
	free(out);
}
