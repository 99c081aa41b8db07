#include "listener.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/infile.h"
#include "base/memberpath.h"
#include "base/textset.h"

struct listener {
	struct listener_config c;
	struct audio *audio;
	struct recogniser *recogniser;
	struct speaker *own;		/* of the recording; or NULL */
	struct textset names;		/* of speakers in a recording, whose
					 * statistics are these, in room for
					 * speakers */
	struct speaker **speaker;
	size_t speakers;
	struct recogniser_segment *part;	/* (parts) with speakers */
	size_t parts;
	double rate;			/* to decode to; 0: that of the file */

	/* Of the recording: */
	bool stream;			/* it may never end */
	unsigned channel;		/* 0: the mean */
	float peak;			/* of it */
	struct fault cut;		/* what ended live sound */
	listener_take *take;
	void *ctx;
	unsigned char *held;		/* (n) answers until its end */
	size_t n, cap, size;
};

size_t
answer_size(const struct pack *p)
{
	return offsetof(struct answer, p) + p->classes * sizeof(double);
}

enum status
listener_new(struct listener **out, const struct listener_config *c,
    struct audio *a, struct fault *why)
{
	struct listener *l = calloc(1, sizeof *l);
	enum status s;

	*out = NULL;
	if (l == NULL)
		return fault_nomem(why);
	l->c = *c;
	l->names = (struct textset)TEXTSET_INIT;
	l->audio = a;
	l->rate = pack_rate(c->pack);
	l->size = answer_size(c->pack);
	s = recogniser_new(&l->recogniser, c->pack, c->rule, why);
	if (s == ST_OK && c->own)
		s = speaker_new(&l->own, c->pack, why);
	if (s != ST_OK) {
		listener_free(l);
		return s;
	}
	*out = l;
	return ST_OK;
}

void
listener_free(struct listener *l)
{
	size_t i;

	if (l == NULL)
		return;
	recogniser_free(l->recogniser);
	speaker_free(l->own);
	for (i = 0; i < l->speakers; i++)
		speaker_free(l->speaker[i]);
	free(l->speaker);
	free(l->part);
	textset_free(&l->names);
	free(l->held);
	free(l);
}

/* ---- answers ---- */

/* Room for one more. */
static enum status
reserve(struct listener *l, struct fault *why)
{
	size_t cap = l->cap == 0 ? 16 : 2 * l->cap;
	void *more;

	if (l->n < l->cap)
		return ST_OK;
	if ((more = realloc(l->held, cap * l->size)) == NULL)
		return fault_nomem(why);
	l->held = more;
	l->cap = cap;
	return ST_OK;
}

static void
set_answer(const struct listener *l, struct answer *a,
    const struct recognition *r, bool segments)
{
	*a = (struct answer){ .is = r->is,
	    .row = segments ? (size_t)r->number - 1 : 0,
	    .channel = l->channel,
	    .start = r->start, .end = r->end, .speech = r->speech,
	    .nothing = r->nothing, .own = r->own };
	if (r->is == RECOGNITION_GOOD)
		memcpy(a->p, r->p, l->c.pack->classes * sizeof a->p[0]);
}

static int
by_row(const void *a, const void *b)
{
	size_t x = ((const struct answer *)a)->row,
	       y = ((const struct answer *)b)->row;

	return (x > y) - (x < y);
}

/* Pass on what is held. */
static enum status
give(struct listener *l, struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	for (i = 0; i < l->n && s == ST_OK; i++)
		s = l->take(l->ctx, (const void *)(l->held + i * l->size),
		    why);
	l->n = 0;
	return s;
}

/* Take all results that there are. */
static enum status
collect(struct listener *l, const struct listener_job *job, struct fault *why)
{
	struct recognition r;
	enum status s = ST_OK;

	while (s == ST_OK && recogniser_next(l->recogniser, &r) == ST_OK)
		if ((s = reserve(l, why)) == ST_OK)
			set_answer(l, (void *)(l->held + l->n++ * l->size), &r,
			    job->segments > 0);
	return s == ST_OK && l->stream && job->segments == 0 ?
	    give(l, why) : s;
}

/* ---- the sound ---- */

static bool
is_stream(const char *path)
{
	struct stat st;

	return strcmp(path, "-") == 0 || memberpath_stat(path, &st) != 0 ||
	    !S_ISREG(st.st_mode);
}

static enum status
read_all(struct listener *l, const struct listener_job *job, double rate,
    struct fault *why)
{
	const float *x;
	enum status s, heard;
	size_t i, n;

	while ((s = audio_read(l->audio, &x, &n, why)) == ST_OK) {
		for (i = 0; i < n; i++)
			l->peak = fmaxf(l->peak, fabsf(x[i]));
		if (job->heard != NULL)
			job->heard(l->ctx, x, n, rate);
		if ((heard = recogniser_push(l->recogniser, x, n, why)) !=
		    ST_OK || (heard = collect(l, job, why)) != ST_OK)
			return heard;
	}
	if (s == ST_BAD && job->live) {
		l->cut = *why;
		return ST_OK;
	}
	return s == ST_END ? ST_OK : s;
}

static void
set_speaker(struct listener *l, const struct listener_job *job)
{
	if (job->speaker == NULL && l->own != NULL && job->use ==
	    SPEAKER_WHOLE) {
		speaker_reset(l->own);
		recogniser_speaker(l->recogniser, l->own, SPEAKER_WHOLE);
	} else
		recogniser_speaker(l->recogniser, job->speaker, job->use);
}

/* ---- speakers in a recording ---- */

/* The statistics of the speaker with this name, empty if it is new. */
static enum status
find_speaker(struct listener *l, const char *name, struct speaker **out,
    struct fault *why)
{
	size_t id, known = l->names.n;
	struct speaker **more;
	enum status s = textset_add(&l->names, name, &id, why);

	if (s == ST_OK && id == l->speakers) {
		more = reallocarray(l->speaker, id + 1, sizeof(void *));
		if (more == NULL)
			return fault_nomem(why);
		l->speaker = more;
		if ((s = speaker_new(&more[id], l->c.pack, why)) == ST_OK)
			l->speakers++;
	}
	if (s != ST_OK)
		return s;
	if (id == known)
		speaker_reset(l->speaker[id]);
	*out = l->speaker[id];
	return ST_OK;
}

/* The segments with their speakers. */
static enum status
set_parts(struct listener *l, const struct listener_job *job,
    struct fault *why)
{
	struct recogniser_segment *more;
	enum status s = ST_OK;
	size_t i;

	if (job->segments > l->parts) {
		more = reallocarray(l->part, job->segments, sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		l->part = more;
		l->parts = job->segments;
	}
	textset_free(&l->names);
	for (i = 0; i < job->segments && s == ST_OK; i++) {
		l->part[i] = job->segment[i];
		if (job->who[i] != NULL)
			s = find_speaker(l, job->who[i], &l->part[i].speaker,
			    why);
	}
	return s;
}

static enum status
hear(struct listener *l, const struct listener_job *job, struct fault *why)
{
	const struct recogniser_segment *part = job->segment;
	size_t before = l->n;
	double rate;
	enum status s;

	audio_channel(l->audio, l->channel);
	l->peak = 0;
	l->cut.status = ST_OK;
	s = audio_open(l->audio, job->path, l->rate, l->c.type, &rate, why);
	if (s == ST_OK && l->c.channel == AUDIO_EACH && l->stream &&
	    audio_channels(l->audio) > 1) {
		audio_close(l->audio);
		return fault_set(why, ST_BAD, "a pipe is read only once, so of "
		    "its %u channels one must be chosen by its number",
		    audio_channels(l->audio));
	}
	if (s != ST_OK)
		return s;
	set_speaker(l, job);
	if (job->who != NULL) {
		s = set_parts(l, job, why);
		part = l->part;
	}
	if (s == ST_OK)
		s = recogniser_begin(l->recogniser, rate, part,
		    job->segments, why);
	if (s == ST_OK)
		s = read_all(l, job, rate, why);
	audio_close(l->audio);
	if (s == ST_OK && (s = recogniser_finish(l->recogniser, why)) == ST_OK)
		s = collect(l, job, why);
	if (s == ST_OK && job->segments > 0)
		qsort(l->held + before * l->size, l->n - before, l->size,
		    by_row);
	if (s == ST_OK && l->cut.status != ST_OK) {
		*why = l->cut;
		return l->cut.status;
	}
	return s;
}

/* A channel on which there is nothing is often a mistake. */
static void
note_silence(const struct listener *l, const struct listener_job *job)
{
	if (job->note != NULL && l->peak == 0 && l->channel > 0 &&
	    *job->note == '\0')
		(void)snprintf(job->note, LISTENER_NOTE, "channel %u of %u is "
		    "silent", l->channel, audio_channels(l->audio));
}

enum status
listener_hear(struct listener *l, const struct listener_job *job,
    listener_take *take, void *ctx, struct fault *why)
{
	enum status s;

	l->n = 0;
	l->take = take;
	l->ctx = ctx;
	l->stream = is_stream(job->path);
	l->channel = l->c.channel == AUDIO_EACH ? 1 : (unsigned)l->c.channel;
	if (job->note != NULL)
		*job->note = '\0';
	do {
		s = hear(l, job, why);
		if (s == ST_OK)
			note_silence(l, job);
	} while (s == ST_OK && l->c.channel == AUDIO_EACH &&
	    l->channel++ < audio_channels(l->audio));
	if (s != ST_OK)
		return fault_prefix(why, "%.600s", infile_name(job->path));
	return give(l, why);
}
