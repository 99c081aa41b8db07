#include <malloc.h>
#include <sox.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "audio.h"
#include "clones.h"
#include "decoder.h"
#include "source.h"

#define KEPT		(32 << 20)	/* bytes */
#define CPU_SECONDS	10	/* of processor time for a block */

/*
 * On the way through SoX's rate effect, which works on 32-bit integers,
 * samples are scaled down so that AUDIO_MAXLEVEL, and what a filter
 * overshoots from 1, still fits.
 */
#define INTO_SOX	(2147483648.0f / AUDIO_MAXLEVEL)

struct decoder {
	int sock;
	float *shared;
	struct decoder_msg msg;
	struct source src;
	unsigned block;		/* being filled */
	unsigned taken;		/* blocks that the parent is done with */
	size_t fill;
};

/* ---- talking to the parent ---- */

static void
say(struct decoder *d, enum decoder_op op)
{
	d->msg.op = op;
	if (decoder_send(d->sock, &d->msg, NULL, 0) <= 0)
		_exit(0);
}

/* A damaged header can send libsox round in circles: SIGXCPU ends that. */
static void
limit_cpu(void)
{
	struct rusage used;
	struct rlimit lim;

	if (getrusage(RUSAGE_SELF, &used) == -1 ||
	    getrlimit(RLIMIT_CPU, &lim) == -1)
		return;
	lim.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	    1 + CPU_SECONDS;
	if (lim.rlim_cur > lim.rlim_max)
		lim.rlim_cur = lim.rlim_max;
	(void)setrlimit(RLIMIT_CPU, &lim);
}

/* Hand over the block; wait until the other one may be written. */
static void
hand_over(struct decoder *d)
{
	struct decoder_msg m;

	d->msg.block = d->block;
	d->msg.count = (uint32_t)d->fill;
	say(d, DECODER_BLOCK);
	d->taken--;
	d->block = (d->block + 1) % DECODER_BLOCKS;
	d->fill = 0;
	while (d->taken == 0) {
		if (decoder_recv(d->sock, &m, NULL, 0) <= 0)
			_exit(0);
		if (m.op == DECODER_TAKEN)
			d->taken++;
	}
	limit_cpu();
}

/* Where the next samples go; how many may is in *room. */
static float *
next_place(struct decoder *d, size_t *room)
{
	*room = DECODER_LEN - d->fill;
	return d->shared + d->block * DECODER_LEN + d->fill;
}

static void
put(struct decoder *d, size_t n)
{
	d->fill += n;
	if (d->fill == DECODER_LEN)
		hand_over(d);
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
into_sox(const float *restrict x, size_t n, sox_sample_t *restrict out)
{
	const float most = 2147483520;	/* the last float below 2^31 */
	size_t i;

	for (i = 0; i < n; i++) {
		float v = x[i] * INTO_SOX;

		out[i] = (sox_sample_t)(v < most ? v : most);
	}
}

CLONES static void
out_of_sox(const sox_sample_t *restrict x, size_t n, float *restrict out)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = (float)x[i] / INTO_SOX;
}

static int
source_drain(sox_effect_t *e, sox_sample_t *out, size_t *n)
{
	struct decoder *d = ((struct effect *)e->priv)->d;
	float mono[SOURCE_PIECE];

	*n = source_read(&d->src, mono, *n < SOURCE_PIECE ? *n : SOURCE_PIECE);
	into_sox(mono, *n, out);
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

static void
decode(struct decoder *d, const struct decoder_msg *m, int fd)
{
	struct source *src = &d->src;
	double rate;

	limit_cpu();
	if (!source_open(src, fd, m->type, m->guess))
		return;
	rate = src->ft->signal.rate;
	d->msg.rate = m->rate > 0 ? m->rate : rate;
	say(d, DECODER_OPENED);
	if (m->rate > 0 && m->rate != rate)
		resample(d, m->rate);
	else
		copy(d);
	source_judge(src);
}

static void
one_file(struct decoder *d, const struct decoder_msg *m, int fd)
{
	const char *why = d->src.why;

	d->taken = DECODER_BLOCKS;
	d->block = 0;
	d->fill = 0;
	decode(d, m, fd);
	source_close(&d->src);
	if (d->fill > 0 && why[0] == '\0')
		hand_over(d);
	(void)snprintf(d->msg.text, sizeof d->msg.text, "%s", why);
	say(d, why[0] == '\0' ? DECODER_END : DECODER_BAD);
}

void
decoder_serve(int sock, float *shared)
{
	static struct decoder d;
	struct decoder_msg m;
	int fd;

	/* What one file needed, the next one does: no page is given back. */
	(void)mallopt(M_MMAP_THRESHOLD, KEPT);
	(void)mallopt(M_TRIM_THRESHOLD, KEPT);
	d.sock = sock;
	d.shared = shared;
	source_init();
	while (decoder_recv(sock, &m, &fd, 1) == 1)
		if (m.op == DECODER_DECODE && fd != -1)
			one_file(&d, &m, fd);
	_exit(0);
}
