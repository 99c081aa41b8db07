#include <sox.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clones.h"
#include "decoder.h"
#include "source.h"

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

/* ---- resampling: source, SoX's rate, sink ---- */

struct effect {
	struct decoder *d;
};

CLONES static void
out_of_sox(const sox_sample_t *restrict x, size_t n, float *restrict out)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = (float)x[i] / SOURCE_ONE;
}

static int
source_drain(sox_effect_t *e, sox_sample_t *out, size_t *n)
{
	struct decoder *d = ((struct effect *)e->priv)->d;

	*n = source_scaled(&d->src, out, *n < SOURCE_PIECE ? *n : SOURCE_PIECE);
	return *n > 0 ? SOX_SUCCESS : SOX_EOF;
}

static int
sink_flow(sox_effect_t *e, const sox_sample_t *in, sox_sample_t *out,
    size_t *n, size_t *made)
{
	struct decoder *d = ((struct effect *)e->priv)->d;
	size_t done, take, room;
	float *to;

	(void)out;
	for (done = 0; done < *n; done += take) {
		to = next_place(d, &room);
		take = *n - done < room ? *n - done : room;
		out_of_sox(in + done, take, to);
		put(d, take);
	}
	*made = 0;
	return SOX_SUCCESS;
}

static const sox_effect_handler_t source_effect = {
	.name = "source", .flags = SOX_EFF_MCHAN, .drain = source_drain,
	.priv_size = sizeof(struct effect)
};

static const sox_effect_handler_t sink_effect = {
	.name = "sink", .flags = SOX_EFF_MCHAN, .flow = sink_flow,
	.priv_size = sizeof(struct effect)
};

static bool
add(sox_effects_chain_t *chain, const sox_effect_handler_t *h,
    struct decoder *d, sox_signalinfo_t *in, const sox_signalinfo_t *out)
{
	char quality[] = "-h", *argv[] = { quality };
	sox_effect_t *e = h == NULL ? NULL : sox_create_effect(h);
	int rc;

	if (e == NULL)
		return false;
	if (h == &source_effect || h == &sink_effect)
		((struct effect *)e->priv)->d = d;
	else if (sox_effect_options(e, 1, argv) != SOX_SUCCESS)
		return false;
	rc = sox_add_effect(chain, e, in, out);
	free(e);
	return rc == SOX_SUCCESS;
}

static void
resample(struct decoder *d, double rate)
{
	const sox_encodinginfo_t *enc = &d->src.ft->encoding;
	sox_effects_chain_t *chain = sox_create_effects_chain(enc, enc);
	sox_signalinfo_t in = { d->src.ft->signal.rate, 1, 32, 0, NULL };
	sox_signalinfo_t out = { rate, 1, 32, 0, NULL };

	if (chain == NULL || !add(chain, &source_effect, d, &in, &in) ||
	    !add(chain, sox_find_effect("rate"), d, &in, &out) ||
	    !add(chain, &sink_effect, d, &in, &out) ||
	    sox_flow_effects(chain, NULL, NULL) != SOX_SUCCESS)
		source_fail(&d->src, "SoX cannot convert %g Hz to %g Hz",
		    in.rate, rate);
	if (chain != NULL)
		sox_delete_effects_chain(chain);
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
			resample(d, d->rate);
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
