#include "listener.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/infile.h"

struct listener {
	struct listener_config c;
	struct audio *audio;
	struct recogniser *recogniser;
	struct speaker *own;		/* of the recording; or NULL */
	double rate;			/* to decode to; 0: that of the file */

	/* Of the recording: */
	bool stream;			/* it may never end */
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
	if (l == NULL)
		return;
	recogniser_free(l->recogniser);
	speaker_free(l->own);
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
	return s == ST_OK && l->stream ? give(l, why) : s;
}

/* ---- the sound ---- */

static bool
is_stream(const char *path)
{
	struct stat st;

	return strcmp(path, "-") == 0 || stat(path, &st) != 0 ||
	    !S_ISREG(st.st_mode);
}

static enum status
read_all(struct listener *l, const struct listener_job *job, struct fault *why)
{
	const float *x;
	enum status s, heard;
	size_t n;

	while ((s = audio_read(l->audio, &x, &n, why)) == ST_OK)
		if ((heard = recogniser_push(l->recogniser, x, n, why)) !=
		    ST_OK || (heard = collect(l, job, why)) != ST_OK)
			return heard;
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

static enum status
hear(struct listener *l, const struct listener_job *job, struct fault *why)
{
	double rate;
	enum status s = audio_open(l->audio, job->path, l->rate, l->c.type,
	    &rate, why);

	if (s != ST_OK)
		return s;
	set_speaker(l, job);
	s = recogniser_begin(l->recogniser, rate, job->segment, job->segments,
	    why);
	if (s == ST_OK)
		s = read_all(l, job, why);
	audio_close(l->audio);
	if (s == ST_OK && (s = recogniser_finish(l->recogniser, why)) == ST_OK)
		s = collect(l, job, why);
	return s;
}

enum status
listener_hear(struct listener *l, const struct listener_job *job,
    listener_take *take, void *ctx, struct fault *why)
{
	enum status s;

	l->n = 0;
	l->take = take;
	l->ctx = ctx;
	l->stream = job->segments == 0 && is_stream(job->path);
	if ((s = hear(l, job, why)) != ST_OK)
		return fault_prefix(why, "%.600s", infile_name(job->path));
	if (job->segments > 0)
		qsort(l->held, l->n, l->size, by_row);
	return give(l, why);
}
