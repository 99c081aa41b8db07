#include "sound/decoder.h"

#include <sox.h>
#include <soxr.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sound/source.h"

struct decoder {
	int sock;
	float *shared;
	unsigned free;		/* mask of blocks */
	/* Files to come, in their order. */
	struct decoder_msg job[DECODER_AHEAD];
	int fd[DECODER_AHEAD];
	unsigned first, jobs;
	/* The one under way. */
	const struct decoder_msg *now;
	struct source src;
	double rate;		/* of its samples */
	float mono[SOURCE_PIECE];	/* to be resampled */
	uint64_t sent, most;	/* samples handed over; that it may have */
	size_t piece;		/* samples in a block of it, at most */
	int block;		/* being filled; -1: none yet */
	size_t fill;
	/* Answers not yet sent. */
	struct decoder_msg answer[DECODER_BATCH];
	size_t answers;
};

/* ---- talking to the parent ---- */

static void
flush(struct decoder *d)
{
	if (d->answers > 0 && decoder_send(d->sock, d->answer, d->answers,
	    NULL, 0) <= 0)
		_exit(0);
	d->answers = 0;
}

/* The next packet: further files, or blocks that may be written again. */
static void
hear(struct decoder *d)
{
	struct decoder_msg m[DECODER_AHEAD];
	int fd[DECODER_AHEAD], n, i, fds = 0;
	unsigned at;

	n = decoder_recv(d->sock, m, DECODER_AHEAD, fd, DECODER_AHEAD);
	if (n <= 0)
		_exit(0);
	for (i = 0; i < n; i++) {
		d->free |= m[i].taken;
		if (m[i].op != DECODER_DECODE || d->jobs == DECODER_AHEAD)
			continue;
		at = (d->first + d->jobs++) % DECODER_AHEAD;
		d->job[at] = m[i];
		d->fd[at] = fd[fds++];
	}
}

static struct decoder_msg *
answer(struct decoder *d, enum decoder_op op)
{
	struct decoder_msg *m = &d->answer[d->answers++];

	(void)memset(m, 0, sizeof *m);
	m->op = op;
	m->file = d->now->file;
	m->rate = d->rate;
	return m;
}

/* The block that was to be filled is not needed. */
static void
give_back(struct decoder *d)
{
	if (d->block != -1)
		d->free |= 1U << d->block;
	d->block = -1;
}

/*
 * Hand over what the block holds.  One that is not the only one of its file
 * goes at once: should this process die, then the file that the parent has
 * begun to take is the one to blame.
 */
static void
hand_over(struct decoder *d, bool last)
{
	struct decoder_msg *m = answer(d, DECODER_BLOCK);
	bool alone = last && d->sent == 0;

	if (d->fill == 0)
		give_back(d);
	m->block = d->block == -1 ? 0 : (uint32_t)d->block;
	m->count = (uint32_t)d->fill;
	m->last = last;
	d->sent += d->fill;
	d->block = -1;
	d->fill = 0;
	if (!alone || d->answers == DECODER_BATCH)
		flush(d);
}

/* Where the next samples go; how many may is in *room. */
static float *
next_place(struct decoder *d, size_t *room)
{
	if (d->block == -1) {
		while (d->free == 0) {
			flush(d);
			hear(d);
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
	if (d->sent + d->fill > d->most) {
		source_fail(&d->src, "lasts longer than %g s, which is the "
		    "limit (-x)", d->now->most);
		d->fill = 0;	/* the parent counts as well */
	}
	/* A full block waits for more: it may be the last one. */
	if (d->fill == d->piece)
		hand_over(d, false);
}

static void
copy(struct decoder *d)
{
	size_t n, room;
	float *to;

	do {
		to = next_place(d, &room);
		n = source_read(&d->src, to,
		    room < SOURCE_PIECE ? room : SOURCE_PIECE);
		put(d, n);
	} while (n > 0);
}

/* ---- resampling ---- */

/* soxr's input: 0 samples are the end. */
static size_t
next_samples(void *ctx, soxr_in_t *x, size_t most)
{
	struct decoder *d = ctx;

	*x = d->mono;
	return source_read(&d->src, d->mono,
	    most < SOURCE_PIECE ? most : SOURCE_PIECE);
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
		source_fail(&d->src, "cannot be converted from %g Hz to %g Hz: "
		    "%s", from, d->rate, bad);
	soxr_delete(r);
}

/* ---- one file ---- */

/* How long it may be, how long it is, if its header knows, and what that
 * means for the blocks: a file that fits into one is one answer. */
static void
measure(struct decoder *d)
{
	const struct source *src = &d->src;
	double own = src->ft->signal.rate, seconds;

	d->rate = d->now->rate > 0 ? d->now->rate : own;
	seconds = (double)src->promised / src->ft->signal.channels / own;
	d->most = decoder_most(d->now->most, d->rate);
	d->piece = src->promised != 0 && seconds * d->rate + 1 < DECODER_LEN ?
	    DECODER_LEN : DECODER_PIECE;
	if (d->now->most > 0 && seconds > d->now->most)
		source_fail(&d->src, "lasts %g s, longer than %g s, which is "
		    "the limit (-x)", seconds, d->now->most);
}

static void
decode(struct decoder *d, int fd)
{
	struct source *src = &d->src;

	if (!source_open(src, fd, d->now))
		return;
	measure(d);
	if (src->why[0] == '\0') {
		if (d->rate != src->ft->signal.rate)
			resample(d, src->ft->signal.rate);
		else
			copy(d);
	}
	source_judge(src);
}

static void
one_file(struct decoder *d, const struct decoder_msg *job, int fd)
{
	d->now = job;
	d->rate = 0;
	d->sent = 0;
	d->fill = 0;
	d->block = -1;
	decode(d, fd);
	source_close(&d->src);
	if (d->src.why[0] == '\0') {
		hand_over(d, true);
		return;
	}
	give_back(d);
	(void)snprintf(answer(d, DECODER_BAD)->text, sizeof d->answer[0].text,
	    "%s", d->src.why);
	if (d->sent > 0 || d->answers == DECODER_BATCH)
		flush(d);
}

void
decoder_serve(int sock, float *shared)
{
	static const struct decoder_msg ready = { .op = DECODER_READY };
	static struct decoder d;
	unsigned at;

	if (decoder_send(sock, &ready, 1, NULL, 0) <= 0)
		_exit(0);
	/* soxr takes orders from there: the same answer to everybody. */
	(void)clearenv();
	d.sock = sock;
	d.shared = shared;
	d.free = (1U << DECODER_BLOCKS) - 1;
	for (;;) {
		while (d.jobs == 0) {
			flush(&d);
			hear(&d);
		}
		at = d.first;
		one_file(&d, &d.job[at], d.fd[at]);
		d.first = (d.first + 1) % DECODER_AHEAD;
		d.jobs--;
	}
}
