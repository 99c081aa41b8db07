#include "sound/decoder.h"

#include <soxr.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sound/avfile.h"
#include "sound/filetype.h"
#include "sound/message.h"
#include "sound/resample.h"
#include "sound/soxfile.h"
#include "sound/whole.h"

struct decoder {
	int sock;
	float *shared;
	unsigned free;		/* mask of blocks */
	/* Files to decode, in order. */
	struct message job[DECODER_AHEAD];
	int fd[DECODER_AHEAD];
	unsigned first, jobs;
	/* The current one. */
	const struct message *now;
	union {
		struct source is;
		struct soxfile sox;
		struct avfile av;
	} src;
	double rate;		/* of its samples */
	float mono[SOURCE_PIECE];	/* to be resampled */
	uint64_t sent, max;	/* samples sent; their maximum */
	size_t piece;		/* maximum of samples in a block of it */
	size_t step;		/* of a pipe: message_step; else 0 */
	int block;		/* being filled; -1: none yet */
	size_t fill;
	/* Answers not yet sent. */
	struct message answer[DECODER_BATCH];
	size_t answers;
};

/* ---- talking to the parent ---- */

static void
flush(struct decoder *d)
{
	if (d->answers > 0 && message_send(d->sock, d->answer, d->answers,
	    NULL, 0) <= 0)
		_exit(0);
	d->answers = 0;
}

/* Receive the next packet: further files, or blocks that may be reused. */
static void
receive(struct decoder *d)
{
	struct message m[DECODER_AHEAD];
	int fd[DECODER_AHEAD], n, i, fds = 0;
	unsigned at;

	n = message_recv(d->sock, m, DECODER_AHEAD, fd, DECODER_AHEAD);
	if (n <= 0)
		_exit(0);
	for (i = 0; i < n; i++) {
		d->free |= m[i].taken;
		if (m[i].op != MESSAGE_DECODE || d->jobs == DECODER_AHEAD)
			continue;
		at = (d->first + d->jobs++) % DECODER_AHEAD;
		d->job[at] = m[i];
		d->fd[at] = fd[fds++];
	}
}

static struct message *
answer(struct decoder *d, enum message_op op)
{
	struct message *m = &d->answer[d->answers++];

	(void)memset(m, 0, sizeof *m);
	m->op = op;
	m->file = d->now->file;
	m->rate = d->rate;
	return m;
}

/* The block to be filled is not needed. */
static void
give_back(struct decoder *d)
{
	if (d->block != -1)
		d->free |= 1U << d->block;
	d->block = -1;
}

/*
 * Send the contents of the block.  Unless it is the only one of its file, it is
 * sent at once: if this process dies, the file that the parent has begun to
 * take is then the cause.
 */
static void
hand_over(struct decoder *d, bool last)
{
	struct message *m = answer(d, MESSAGE_BLOCK);
	bool alone = last && d->sent == 0;

	if (d->fill == 0)
		give_back(d);
	m->block = d->block == -1 ? 0 : (uint32_t)d->block;
	m->count = (uint32_t)d->fill;
	m->last = last;
	m->channels = d->src.is.channels;
	d->sent += d->fill;
	d->block = -1;
	d->fill = 0;
	if (!alone || d->answers == DECODER_BATCH)
		flush(d);
}

/*
 * How many samples to read next: from a pipe, those of 10 ms, for which it may
 * have to wait, or all that are there.
 */
static size_t
read_next(const struct decoder *d, size_t room)
{
	size_t n = d->step, ready;

	if (room > SOURCE_PIECE)
		room = SOURCE_PIECE;
	if (d->step == 0)
		return room;
	ready = d->src.is.kind->ready(&d->src.is);
	n = ready > n ? ready : n;
	return n < room ? n : room;
}

/* The place for the next samples, and *room for how many. */
static float *
next_place(struct decoder *d, size_t *room)
{
	if (d->block == -1) {
		while (d->free == 0) {
			flush(d);
			receive(d);
		}
		d->block = __builtin_ctz(d->free);
		d->free &= ~(1U << d->block);
	}
	*room = d->piece - d->fill;
	return d->shared + (size_t)d->block * DECODER_LEN + d->fill;
}

static void
put(struct decoder *d, size_t n)
{
	d->fill += n;
	if (d->sent + d->fill > d->max) {
		source_fail(&d->src.is, "lasts longer than %g s, which is the "
		    "limit (-x)", d->now->longest);
		d->fill = 0;	/* the parent counts as well */
	}
	/* A full block waits for more data, since it may be the last one. */
	if (d->fill == d->piece || (d->step != 0 && d->fill > 0 &&
	    d->src.is.kind->ready(&d->src.is) == 0))
		hand_over(d, false);
}

static void
copy(struct decoder *d)
{
	size_t n, room;
	float *to;

	do {
		to = next_place(d, &room);
		n = d->src.is.kind->read(&d->src.is, to, read_next(d, room));
		put(d, n);
	} while (n > 0);
}

/* ---- resampling ---- */

/* soxr's input: 0 samples are the end. */
static size_t
next_samples(void *ctx, soxr_in_t *x, size_t n)
{
	struct decoder *d = ctx;

	*x = d->mono;
	return d->src.is.kind->read(&d->src.is, d->mono,
	    n < SOURCE_PIECE ? n : SOURCE_PIECE);
}

/* Floats in, floats out, so nothing clips; in this thread. */
static void
resample(struct decoder *d, double from)
{
	const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
	soxr_error_t bad = NULL;
	soxr_t r = soxr_create(from, d->rate, 1, &bad, NULL, &quality, NULL);
	size_t n = 1, room;
	float *to;

	if (bad == NULL)
		bad = soxr_set_input_fn(r, next_samples, d, SOURCE_PIECE);
	while (bad == NULL && n > 0) {
		to = next_place(d, &room);
		n = soxr_output(r, to, room);
		put(d, n);
		bad = soxr_error(r);
	}
	if (bad != NULL)
		source_fail(&d->src.is, "cannot be converted from %g Hz to %g "
		    "Hz: %s", from, d->rate, bad);
	soxr_delete(r);
}

static enum status
place(void *ctx, const float *y, size_t n, struct fault *why)
{
	struct decoder *d = ctx;
	size_t room, take;
	float *to;

	(void)why;
	for (; n > 0; n -= take, y += take) {
		to = next_place(d, &room);
		take = n < room ? n : room;
		(void)memcpy(to, y, take * sizeof *y);
		put(d, take);
	}
	return ST_OK;
}

/* The same from a pipe: all that can be made of what has come, before waiting
 * for more. */
static void
resample_pipe(struct decoder *d, double from)
{
	struct resample *r;
	struct fault why;
	enum status s = resample_new(&r, from, d->rate, &why);
	size_t n = 1;

	while (s == ST_OK && n > 0) {
		n = d->src.is.kind->read(&d->src.is, d->mono,
		    read_next(d, SOURCE_PIECE));
		s = resample_push(r, n == 0 ? NULL : d->mono, n, place, d,
		    &why);
	}
	if (s != ST_OK)
		source_fail(&d->src.is, "%s", why.text);
	resample_free(r);
}

/* ---- one file ---- */

/*
 * Set its maximum length and, from its length if the header gives it, the size
 * of the blocks: a file that fits into one is one answer.
 */
static void
measure(struct decoder *d)
{
	const struct source *src = &d->src.is;
	double own = src->rate, seconds;

	d->rate = d->now->rate > 0 ? d->now->rate : own;
	seconds = (double)src->promised / src->channels / own;
	d->max = message_max_samples(d->now->longest, d->rate);
	d->step = d->now->live ? message_step(own) : 0;
	d->piece = d->step == 0 && src->promised != 0 &&
	    seconds * d->rate + 1 < DECODER_LEN ? DECODER_LEN : DECODER_PIECE;
	if (d->now->longest > 0 && seconds > d->now->longest)
		source_fail(&d->src.is, "lasts %g s, longer than %g s, which "
		    "is the limit (-x)", seconds, d->now->longest);
}

/* Open it by the library that decodes it. */
static void
open_source(struct decoder *d)
{
	struct source *src = &d->src.is;
	struct message job = *d->now;
	const char *by_sox = strcmp(job.type, "amr") == 0 ?
	    whole_pauses(src->fd) : NULL;

	if (by_sox != NULL)
		(void)snprintf(job.type, sizeof job.type, "%s", by_sox);
	src->kind = (filetype_needs(job.type) & FILETYPE_AV) != 0 ?
	    &avfile_kind : &soxfile_kind;
	src->kind->open(src, &job);
}

static void
decode(struct decoder *d, int fd)
{
	struct source *src = &d->src.is;

	(void)memset(&d->src, 0, sizeof d->src);
	src->fd = fd;
	src->live = d->now->live != 0;
	src->channel = d->now->channel;
	open_source(d);
	if (src->why[0] == '\0' && src->channel > src->channels)
		source_fail(src, "has %u channel%s, none with the number %u",
		    src->channels, src->channels == 1 ? "" : "s",
		    src->channel);
	if (src->why[0] != '\0')
		return;
	measure(d);
	if (src->why[0] == '\0') {
		if (d->rate == src->rate)
			copy(d);
		else if (src->live)
			resample_pipe(d, src->rate);
		else
			resample(d, src->rate);
	}
	src->kind->judge(src);
}

static void
one_file(struct decoder *d, const struct message *job, int fd)
{
	d->now = job;
	d->rate = 0;
	d->sent = 0;
	d->fill = 0;
	d->block = -1;
	decode(d, fd);
	d->src.is.kind->close(&d->src.is);
	if (d->src.is.why[0] == '\0') {
		hand_over(d, true);
		return;
	}
	give_back(d);
	(void)snprintf(answer(d, MESSAGE_BAD)->text, sizeof d->answer[0].text,
	    "%s", d->src.is.why);
	if (d->sent > 0 || d->answers == DECODER_BATCH)
		flush(d);
}

void
decoder_prepare(void)
{
	/* soxr reads settings from the environment: make them the same
	 * for all. */
	(void)clearenv();
	/* The time at which a file was made is text to libavformat.  Another
	 * time zone than the last would be looked for in a file. */
	(void)setenv("TZ", "UTC0", 1);
	tzset();
}

void
decoder_run(int sock, float *shared)
{
	static const struct message ready = { .op = MESSAGE_READY };
	static struct decoder d;
	unsigned at;

	if (message_send(sock, &ready, 1, NULL, 0) <= 0)
		_exit(0);
	d.sock = sock;
	d.shared = shared;
	d.free = (1U << DECODER_BLOCKS) - 1;
	for (;;) {
		while (d.jobs == 0) {
			flush(&d);
			receive(&d);
		}
		at = d.first;
		one_file(&d, &d.job[at], d.fd[at]);
		d.first = (d.first + 1) % DECODER_AHEAD;
		d.jobs--;
	}
}
