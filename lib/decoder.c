#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sox.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio.h"
#include "decoder.h"

#define PIECE		4096	/* frames decoded at a time */
#define MAXCHANNELS	1024
#define MINRATE		1000.0	/* Hz */
#define MAXRATE		768000.0
#define OGG_PAGE	65307	/* bytes, RFC 3533 */
#define CPU_SECONDS	10	/* of processor time for a block */
#define SNIFFED		256	/* bytes that libsox looks at to tell a type */

/*
 * On the way through SoX's rate effect, which works on 32-bit integers,
 * samples are scaled down so that AUDIO_MAXLEVEL, and what a filter
 * overshoots from 1, still fits.
 */
#define INTO_SOX	(2147483648.0f / AUDIO_MAXLEVEL)

/* The last complaint of libsox, whose handler has no place for a context. */
static char complaint[256];

struct source {
	sox_format_t *ft;
	FILE *fp;
	bool raw;		/* float samples, read past libsox */
	size_t width;		/* of one, in bytes */
	uint64_t promised, got;	/* samples of all channels; promised 0: unknown */
	void *buf;		/* (PIECE, channels) of 8 bytes at most */
	float mono[PIECE];
};

struct decoder {
	int sock;
	float *shared;
	struct decoder_msg msg;
	struct source src;
	unsigned block;		/* being filled */
	unsigned taken;		/* blocks that the parent is done with */
	size_t fill;
	char why[512];		/* first thing that went wrong, or "" */
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

static void
put(struct decoder *d, float x)
{
	d->shared[d->block * DECODER_LEN + d->fill] = x;
	if (++d->fill == DECODER_LEN)
		hand_over(d);
}

static void
fail(struct decoder *d, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
fail(struct decoder *d, const char *fmt, ...)
{
	va_list ap;

	if (d->why[0] != '\0')
		return;
	va_start(ap, fmt);
	(void)vsnprintf(d->why, sizeof d->why, fmt, ap);
	va_end(ap);
}

/* ---- opening ---- */

static void listen_to_sox(unsigned level, const char *file, const char *fmt,
    va_list ap) __attribute__((format(printf, 3, 0)));

static void
listen_to_sox(unsigned level, const char *file, const char *fmt, va_list ap)
{
	(void)file;
	if (level <= 2)		/* 1 failures, 2 warnings, then chatter */
		(void)vsnprintf(complaint, sizeof complaint, fmt, ap);
}

/* What libsox said, without "can't open input  `-': " in front. */
static const char *
complained(void)
{
	const char *p = strstr(complaint, "`-': ");

	return p != NULL ? p + 5 : complaint;
}

/* The whole input, which has ended within SNIFFED bytes, as a file. */
static int
small_file(int fd)
{
	char buf[SNIFFED];
	int copy = memfd_create("tonfall-input", MFD_CLOEXEC);
	ssize_t n;

	while ((n = read(fd, buf, sizeof buf)) > 0)
		if (copy == -1 || write(copy, buf, (size_t)n) != n)
			_exit(1);
	(void)close(fd);
	(void)lseek(copy, 0, SEEK_SET);
	return copy;
}

/*
 * libsox tells the type of a pipe from its first bytes and then steps back in
 * stdio's buffer, which holds what the last read(2) brought.  So wait until
 * one read will bring enough.  Returns the descriptor to read from.
 */
static int
settle(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLRDHUP };
	struct stat st;
	int n = 0;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	while (ioctl(fd, FIONREAD, &n) == 0 && n < SNIFFED) {
		if (poll(&p, 1, -1) == -1 && errno != EINTR)
			break;
		if ((p.revents & (POLLHUP | POLLRDHUP | POLLERR)) != 0 &&
		    ioctl(fd, FIONREAD, &n) == 0 && n < SNIFFED)
			return small_file(fd);
		if (n > 0)
			(void)usleep(1000);
	}
	return fd;
}

/*
 * Open the descriptor as standard input: the one name under which libsox
 * takes a stream that is open already.  It neither closes it nor opens a path.
 */
static sox_format_t *
open_stdin(struct source *src, const char *type)
{
	sox_get_globals()->stdin_in_use_by = NULL;
	complaint[0] = '\0';
	stdin = src->fp;
	return sox_open_read("-", NULL, NULL, type);
}

/* A type that reads files, and not a device of that name. */
static const char *
file_type(const char *type)
{
	const sox_format_handler_t *h;

	h = type[0] == '\0' ? NULL : sox_find_format(type, sox_true);
	if (h == NULL || (h->flags & (SOX_FILE_DEVICE | SOX_FILE_PHONY)) != 0)
		return NULL;
	return type;
}

static void
open_format(struct decoder *d, const struct decoder_msg *m)
{
	struct source *src = &d->src;
	const char *type = NULL;

	if (m->type[0] != '\0' && (type = file_type(m->type)) == NULL) {
		fail(d, "SoX knows no file type '%s'", m->type);
		return;
	}
	src->ft = open_stdin(src, type);
	if (src->ft == NULL && type == NULL &&
	    strstr(complaint, "determine type") != NULL) {
		type = file_type(m->guess);
		if (type != NULL && fseek(src->fp, 0, SEEK_SET) == 0)
			src->ft = open_stdin(src, type);
		else
			fail(d, "no audio of a type that SoX recognises by its "
			    "contents; -t TYPE names one");
	}
	if (src->ft == NULL)
		fail(d, "%s", complained()[0] != '\0' ? complained() :
		    "SoX cannot open it");
}

/* libsox turns NaN into -1 and clips, so plain floats are read here. */
static bool
plain_float(const sox_format_t *ft)
{
	static const char *const plain[] = { "wav", "au", "aiff", "aifc" };
	size_t i;

	if (ft->encoding.encoding != SOX_ENCODING_FLOAT || ft->fp == NULL ||
	    (ft->encoding.bits_per_sample != 32 &&
	    ft->encoding.bits_per_sample != 64))
		return false;
	for (i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (strcmp(ft->filetype, plain[i]) == 0)
			return true;
	return false;
}

static void
check_format(struct decoder *d)
{
	struct source *src = &d->src;
	const sox_signalinfo_t *sig = &src->ft->signal;

	if (sig->channels < 1 || sig->channels > MAXCHANNELS)
		fail(d, "%u channels, want 1 to %d", sig->channels, MAXCHANNELS);
	else if (!(sig->rate >= MINRATE && sig->rate <= MAXRATE))
		fail(d, "a sample rate of %g Hz, want %g to %g", sig->rate,
		    MINRATE, MAXRATE);
	else if ((src->buf = malloc(PIECE * sig->channels * 8)) == NULL)
		fail(d, "out of memory");
	/* The length of an MP3 file is an estimate. */
	src->promised = sig->length;
	if (sig->length == SOX_UNKNOWN_LEN || sig->length == SOX_IGNORE_LENGTH ||
	    src->ft->encoding.encoding == SOX_ENCODING_MP3)
		src->promised = 0;
	src->raw = plain_float(src->ft);
	src->width = src->ft->encoding.bits_per_sample / 8;
}

/* ---- reading ---- */

/* One plain float, whose bytes may stand in the other order. */
static double
float_at(const struct source *src, size_t i)
{
	const unsigned char *p = (unsigned char *)src->buf + i * src->width;
	unsigned char b[8];
	float narrow;
	double wide;
	size_t j;

	for (j = 0; j < src->width; j++)
		b[j] = p[src->ft->encoding.reverse_bytes == sox_option_yes ?
		    src->width - 1 - j : j];
	if (src->width == sizeof narrow) {
		(void)memcpy(&narrow, b, sizeof narrow);
		return (double)narrow;
	}
	(void)memcpy(&wide, b, sizeof wide);
	return wide;
}

static double
sample_at(struct decoder *d, size_t i)
{
	struct source *src = &d->src;
	double x;

	if (!src->raw)
		return ((sox_sample_t *)src->buf)[i] * (1 / 2147483648.0);
	x = float_at(src, i);
	if (!(fabs(x) <= AUDIO_MAXLEVEL))
		fail(d, isfinite(x) ? "sample %llu is %g, want -1 to 1" :
		    "sample %llu is %g, no finite number", (unsigned long long)
		    ((src->got + i) / src->ft->signal.channels), x);
	return x;
}

/* n samples of any channel to buf, fewer only at the end. */
static size_t
fill(struct source *src, size_t n)
{
	size_t got, done = 0;

	if (src->raw) {
		if (src->promised != 0 && n > src->promised - src->got)
			n = (size_t)(src->promised - src->got);
		return fread(src->buf, src->width, n, src->fp);
	}
	while (done < n && (got = sox_read(src->ft,
	    (sox_sample_t *)src->buf + done, n - done)) > 0)
		done += got;
	return done;
}

/* At most n <= PIECE frames to mono; 0 at the end or after a fault. */
static size_t
mix(struct decoder *d, size_t n)
{
	struct source *src = &d->src;
	size_t i, c, ch = src->ft->signal.channels, got = fill(src, n * ch);
	double sum;

	/* A type may go on, with silence, where it found damage. */
	if (src->ft->sox_errno != SOX_SUCCESS)
		fail(d, "damaged near sample %llu: %s",
		    (unsigned long long)src->got / ch, src->ft->sox_errstr);
	for (i = 0; i < got / ch; i++) {
		sum = 0;
		for (c = 0; c < ch; c++)
			sum += sample_at(d, i * ch + c);
		src->mono[i] = (float)(sum / (double)ch);
	}
	src->got += got;
	return d->why[0] == '\0' ? got / ch : 0;
}

static void
copy(struct decoder *d)
{
	size_t i, n;

	while ((n = mix(d, PIECE)) > 0)
		for (i = 0; i < n; i++)
			put(d, d->src.mono[i]);
}

/* ---- resampling: source, SoX's rate, sink ---- */

struct effect {
	struct decoder *d;
};

static int
source_drain(sox_effect_t *e, sox_sample_t *out, size_t *n)
{
	struct decoder *d = ((struct effect *)e->priv)->d;
	size_t i;

	*n = mix(d, *n < PIECE ? *n : PIECE);
	for (i = 0; i < *n; i++) {
		float x = d->src.mono[i] * INTO_SOX;

		out[i] = x >= 2147483648.0f ? SOX_SAMPLE_MAX : (sox_sample_t)x;
	}
	return *n > 0 ? SOX_SUCCESS : SOX_EOF;
}

static int
sink_flow(sox_effect_t *e, const sox_sample_t *in, sox_sample_t *out,
    size_t *n, size_t *made)
{
	struct decoder *d = ((struct effect *)e->priv)->d;
	size_t i;

	(void)out;
	for (i = 0; i < *n; i++)
		put(d, (float)in[i] / INTO_SOX);
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
		fail(d, "SoX cannot convert %g Hz to %g Hz", in.rate, rate);
	if (chain != NULL)
		sox_delete_effects_chain(chain);
}

/* ---- one file ---- */

/* Is p (n bytes) a whole page of Ogg, and marked as the last?  RFC 3533. */
static bool
last_page(const unsigned char *p, size_t n)
{
	size_t i, need = 27 + (size_t)p[26];

	for (i = 0; i < p[26] && 27 + i < n; i++)
		need += p[27 + i];
	return (p[5] & 4) != 0 && need <= n;
}

/* An Ogg file says nothing of its length, but its last page is marked. */
static bool
ogg_ends(FILE *fp)
{
	static unsigned char tail[OGG_PAGE];
	off_t size = lseek(fileno(fp), 0, SEEK_END);
	off_t at = size < OGG_PAGE ? 0 : size - OGG_PAGE;
	ssize_t n = pread(fileno(fp), tail, sizeof tail, at), i;

	for (i = n - 27; i >= 0; i--)	/* 27: the header of a page */
		if (memcmp(tail + i, "OggS", 4) == 0)
			return last_page(tail + i, (size_t)(n - i));
	return size == -1;		/* a pipe: who knows */
}

/* sox_read returns 0 at the end and after a failure alike; see also mix. */
static void
verdict(struct decoder *d)
{
	const struct source *src = &d->src;
	unsigned long long ch = src->ft->signal.channels;

	if (src->ft->fp != NULL && ferror((FILE *)src->ft->fp))
		fail(d, "read error: %s", strerror(EIO));
	if (src->got < src->promised)
		fail(d, "cut short: its header promises %llu samples a channel, "
		    "it has %llu", (unsigned long long)src->promised / ch,
		    (unsigned long long)src->got / ch);
	if (src->ft->encoding.encoding == SOX_ENCODING_VORBIS &&
	    !ogg_ends(src->fp))
		fail(d, "cut short: it has no last page");
}

static void
decode(struct decoder *d, const struct decoder_msg *m)
{
	double rate;

	limit_cpu();
	open_format(d, m);
	if (d->src.ft == NULL)
		return;
	check_format(d);
	if (d->why[0] != '\0')
		return;
	rate = d->src.ft->signal.rate;
	d->msg.rate = m->rate > 0 ? m->rate : rate;
	say(d, DECODER_OPENED);
	if (m->rate > 0 && m->rate != rate)
		resample(d, m->rate);
	else
		copy(d);
	verdict(d);
}

static void
one_file(struct decoder *d, const struct decoder_msg *m, int fd)
{
	int in = settle(fd);

	/* libsndfile, behind some of SoX's types, wants it as descriptor 0. */
	(void)dup2(in, STDIN_FILENO);
	d->src = (struct source){ .fp = fdopen(in, "rb") };
	d->taken = DECODER_BLOCKS;
	d->block = 0;
	d->fill = 0;
	d->why[0] = '\0';
	if (d->src.fp == NULL)
		fail(d, "cannot be read: %s", strerror(errno));
	else
		decode(d, m);
	if (d->src.ft != NULL)
		(void)sox_close(d->src.ft);
	/* Some types close the stream themselves, whether they succeed or not. */
	if (d->src.fp != NULL && fcntl(in, F_GETFD) != -1)
		(void)fclose(d->src.fp);
	free(d->src.buf);
	if (d->fill > 0 && d->why[0] == '\0')
		hand_over(d);
	(void)snprintf(d->msg.text, sizeof d->msg.text, "%s", d->why);
	say(d, d->why[0] == '\0' ? DECODER_END : DECODER_BAD);
}

void
decoder_serve(int sock, float *shared)
{
	static struct decoder d;
	struct decoder_msg m;
	int fd;

	d.sock = sock;
	d.shared = shared;
	(void)sox_init();
	sox_get_globals()->output_message_handler = listen_to_sox;
	while (decoder_recv(sock, &m, &fd, 1) == 1)
		if (m.op == DECODER_DECODE && fd != -1)
			one_file(&d, &m, fd);
	_exit(0);
}
