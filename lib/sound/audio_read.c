#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/printable.h"
#include "sound/audio_reader.h"
#include "sound/soundtype.h"

#define SMALL	((uint64_t)1 << 20)	/* bytes of a file read ahead */
#define LOOK 50 /* milliseconds after which to look at a silent decoder, */
#define MOSTLOOK 800 /* and, doubling each time, at most until the next look \
		      */
#define OFTEN	16	/* packets after which to look at one that answers */

static struct wanted *
wanted(struct audio *a, unsigned i)
{
	return &a->file[(a->first + i) % DECODER_AHEAD];
}

/* ---- the queue ---- */

static void
drop_first(struct audio *a)
{
	struct wanted *w = wanted(a, 0);

	input_close(&w->in);
	free(w->path);
	w->path = NULL;
	a->first = (a->first + 1) % DECODER_AHEAD;
	a->files--;
	if (w->sent) {
		a->sent--;
		a->number++;
	}
	if (a->alone > 0)
		a->alone--;
}

void
audio_forget(struct audio *a)
{
	while (a->files > 0)
		drop_first(a);
	a->busy = false;
	a->alone = 0;
}

/* Put path behind the others; NULL where memory is short. */
static struct wanted *
append(struct audio *a, const char *path, double rate, const char *type)
{
	struct wanted *w = wanted(a, a->files);

	if ((w->path = strdup(path)) == NULL)
		return NULL;
	w->rate = rate;
	w->type = type;
	w->sent = false;
	w->s = input_open(&w->in, path, type, &w->why);
	a->files++;
	return w;
}

bool
audio_ahead(struct audio *a, const char *path, double rate, const char *type)
{
	struct wanted *w;
	struct stat st;

	if (a->files == DECODER_AHEAD || strcmp(path, "-") == 0 ||
	    stat(path, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (uint64_t)st.st_size > SMALL)
		return false;
	if ((w = append(a, path, rate, type)) == NULL)
		return false;
	if (w->s != ST_IO)
		return true;
	/* No descriptor is free: perhaps there will be one in its turn. */
	free(w->path);
	w->path = NULL;
	a->files--;
	return false;
}

/* ---- what it may cost ---- */

/* Seconds of processor time that the decoder has used; -1: not known. */
static double
used_cpu(const struct audio *a)
{
	struct timespec used;
	clockid_t clock;

	if (clock_getcpuclockid(a->pid, &clock) != 0 ||
	    clock_gettime(clock, &used) == -1)
		return -1;
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

/*
 * What it may use from now on: as much as one of its files may.  More would be
 * just where it has several, but then too much costs no more than a second
 * try, one by one.
 */
static void
allow_cpu(struct audio *a)
{
	double one, most = 0;
	unsigned i;

	for (i = 0; i < a->sent; i++) {
		one = (double)wanted(a, i)->in.size / (1 << 20);
		most = one > most ? one : most;
	}
	a->cpu = used_cpu(a) + a->pool->limits.cpu + most;
}

/* ---- a decoder's end ---- */

/* What was sent is to be sent again, to another decoder. */
static void
unsend(struct audio *a)
{
	unsigned i;

	for (i = 0; i < a->files; i++)
		wanted(a, i)->sent = false;
	a->number = 0;
	a->sent = 0;
	a->next = a->answers = 0;
	a->held = -1;
	a->patience = a->pool->limits.patience;
}

static int
bury(struct audio *a)
{
	int status = a->sock == -1 ? -1 : audio_dismiss(a);

	unsend(a);
	return status;
}

/*
 * The decoder is dead or must die.  It is the first file's fault if that was
 * all the decoder ever had, or has been delivered in part, or cannot be read
 * twice.  Else, for an earlier one may have spoilt the decoder or a later one
 * have killed it, ST_OK: those that it had are tried again, one by one.  ST_IO
 * where no file can have done it.
 */
static enum status
lost(struct audio *a, const char *what, struct fault *why)
{
	const struct wanted *w = wanted(a, 0);
	bool sure = a->begun || (w->sent && (a->fed <= 1 || !w->in.file));
	bool ready = a->ready;
	unsigned sent = a->sent;
	int status = bury(a);

	if (status == -1)
		return audio_orphaned(why);
	if (!ready && what == NULL)
		return audio_stillborn(status, why);
	if (!sure) {
		a->alone = sent;
		return ST_OK;
	}
	if (what != NULL)
		return fault_set(why, ST_BAD, "its decoder %s and was "
		    "ended; the file may be damaged", what);
	return audio_cause(status, why);
}

/* ---- talking to it ---- */

static void
describe(const struct audio *a, const struct wanted *w, struct decoder_msg *m)
{
	(void)memset(m, 0, sizeof *m);
	m->op = DECODER_DECODE;
	m->file = a->number + a->sent;
	m->named = w->type != NULL;
	m->endless = w->in.endless;
	m->frames = w->in.frames;
	m->rate = w->rate;
	m->most = a->pool->limits.longest;
	(void)memcpy(m->type, w->in.type, sizeof m->type);
}

/* May this file go to the decoder now, behind a->sent others? */
static bool
may_go(const struct audio *a, const struct wanted *w)
{
	if (a->sent == 0)
		return true;
	return a->alone == 0 && w->in.file &&
	    (a->plugins || soundtype_built_in(w->in.type));
}

/*
 * Send the files that may go, and which blocks are free again.  ST_OK, also
 * where the decoder is dead, which will be heard, or lost.
 */
static enum status
send_files(struct audio *a, struct fault *why)
{
	struct decoder_msg m[DECODER_AHEAD];
	int fd[DECODER_AHEAD];
	struct wanted *w;
	enum status s;
	unsigned n = 0, i;

	for (i = a->sent; i < a->files; i++) {
		w = wanted(a, i);
		if (w->s != ST_OK || !may_go(a, w))
			break;
		if (a->sent == 0 && a->sock != -1 && !a->plugins &&
		    !soundtype_built_in(w->in.type))
			(void)bury(a);
		if (a->sock == -1 && (s = audio_hire(a,
		    !soundtype_built_in(w->in.type), why)) != ST_OK)
			return s;
		describe(a, w, &m[n]);
		fd[n++] = w->in.fd;
		w->sent = true;
		a->sent++;
		a->fed++;
	}
	if (n == 0)
		return ST_OK;
	m[0].taken = a->taken;
	a->taken = 0;
	allow_cpu(a);
	return decoder_send(a->sock, m, n, fd, n) == -1 ?
	    lost(a, "could not be sent a file", why) : ST_OK;
}

/* Tell of free blocks, once there are so many that it may soon want them. */
static enum status
send_taken(struct audio *a, struct fault *why)
{
	struct decoder_msg m = { .op = DECODER_TAKEN, .taken = a->taken };

	if (a->sock == -1 || __builtin_popcount(a->taken) < DECODER_BLOCKS / 2)
		return ST_OK;
	a->taken = 0;
	return decoder_send(a->sock, &m, 1, NULL, 0) == -1 ?
	    lost(a, "could not be answered", why) : ST_OK;
}

/* Is there something that the decoder could read, if it did? */
static bool
has_input(struct audio *a)
{
	const struct input *in = &wanted(a, 0)->in;
	int n;

	return in->file || ioctl(in->fd, FIONREAD, &n) == -1 || n > 0;
}

/*
 * Wait for an answer: NULL, or what is wrong.  A decoder that waits for a pipe
 * has all the time, one that has something to read and is silent has not.  One
 * that answers is looked at as well: it may go on doing so.
 */
static const char *
await(struct audio *a)
{
	struct pollfd p = { .fd = a->sock, .events = POLLIN };
	unsigned step = LOOK;
	int rc;

	for (;; step = step < MOSTLOOK ? 2 * step : step) {
		rc = poll(&p, 1, (int)step);
		if (rc == -1 && errno != EINTR)
			return "cannot be waited for";
		if ((rc <= 0 || ++a->packets % OFTEN == 0) &&
		    used_cpu(a) > a->cpu)
			return "took more processor time than such a file "
			       "needs";
		if (rc > 0)
			return NULL;
		if (rc == 0 && has_input(a))
			a->patience -= step / 1000.0;
		else if (rc == 0 && a->patience < a->pool->limits.patience)
			a->patience = a->pool->limits.patience;
		if (a->patience <= 0)
			return "has been silent for too long";
	}
}

/* Is it the rate wanted, or one that a file can have; and
 * the same all along? */
static bool
right_rate(struct audio *a, double rate)
{
	double want = a->begun ? a->rate : wanted(a, 0)->rate;

	if (want > 0)
		return rate == want;
	return rate >= DECODER_MINRATE && rate <= DECODER_MAXRATE;
}

/*
 * The answer, whose contents are not to be trusted, to the first file?  NULL,
 * or what is wrong.
 */
static const char *
objection(struct audio *a, const struct decoder_msg *m)
{
	static const char *const none = "gave an answer that is none";

	if (!a->ready || !wanted(a, 0)->sent || m->file != a->number)
		return none;
	if (m->op == DECODER_BAD)
		return m->text[0] != '\0' ? NULL : none;
	if (m->op != DECODER_BLOCK || m->block >= DECODER_BLOCKS ||
	    m->count > DECODER_LEN || m->last > 1 || !right_rate(a, m->rate) ||
	    (m->last == 0 && m->count != DECODER_LEN &&
	    m->count != DECODER_PIECE))
		return none;
	if (m->count > decoder_most(a->pool->limits.longest, m->rate) - a->had)
		return "gave more sound than it may (-x)";
	return NULL;
}

/* The next packet; one whose first answer is none is the end as well. */
static enum status
listen(struct audio *a, struct fault *why)
{
	const char *what;
	int n;

	a->next = a->answers = 0;
	if (a->sock == -1)	/* just lost: once more */
		return ST_OK;
	if ((what = await(a)) != NULL)
		return lost(a, what, why);
	n = decoder_recv(a->sock, a->answer, DECODER_BATCH, NULL, 0);
	if (n <= 0)
		return lost(a, NULL, why);
	if (!a->ready && n == 1 && a->answer[0].op == DECODER_READY)
		a->ready = true;
	else
		a->answers = (unsigned)n;
	return ST_OK;
}

/* The next answer; ST_BAD where the decoder is lost and the file to blame. */
static enum status
hear(struct audio *a, struct decoder_msg **m, struct fault *why)
{
	const char *what;
	enum status s;

	for (;;) {
		while (a->next == a->answers) {
			if ((s = send_files(a, why)) != ST_OK ||
			    (s = send_taken(a, why)) != ST_OK ||
			    (s = listen(a, why)) != ST_OK)
				return s;
		}
		*m = &a->answer[a->next++];
		if ((what = objection(a, *m)) == NULL)
			return ST_OK;
		if ((s = lost(a, what, why)) != ST_OK)
			return s;
	}
}

static enum status
complaint(struct decoder_msg *m, struct fault *why)
{
	char text[sizeof m->text];

	printable(text, sizeof text, m->text);
	return fault_set(why, ST_BAD, "%s", text);
}

/* ---- one file ---- */

/* The first answer to the first file stays, for audio_read; its rate. */
static enum status
begin(struct audio *a, double *is, struct fault *why)
{
	struct decoder_msg *m;
	enum status s = hear(a, &m, why);

	if (s != ST_OK)
		return s;
	if (m->op == DECODER_BAD)
		return complaint(m, why);
	a->begun = true;
	a->next--;
	*is = a->rate = m->rate;
	return ST_OK;
}

enum status
audio_open(struct audio *a, const char *path, double rate, const char *type,
    double *is, struct fault *why)
{
	struct wanted *w = wanted(a, 0);
	enum status s;

	*is = 0;
	if (a->busy || (a->files > 0 && (strcmp(w->path, path) != 0 ||
	    w->rate != rate || w->type != type))) {
		(void)bury(a);
		audio_forget(a);
	}
	if (a->files == 0 && append(a, path, rate, type) == NULL)
		return fault_nomem(why);
	w = wanted(a, 0);
	a->busy = true;
	a->begun = a->over = false;
	a->had = 0;
	a->patience = a->pool->limits.patience;
	a->held = -1;
	if ((s = w->s) != ST_OK && why != NULL)
		*why = w->why;
	if (s == ST_OK)
		s = begin(a, is, why);
	if (s != ST_OK) {
		drop_first(a);
		a->busy = false;
	}
	return s;
}

static void
release(struct audio *a)
{
	if (a->held != -1)
		a->taken |= 1U << a->held;
	a->held = -1;
}

enum status
audio_read(struct audio *a, const float **x, size_t *n, struct fault *why)
{
	struct decoder_msg *m;
	enum status s;

	release(a);
	if (a->over)
		return ST_END;
	if ((s = hear(a, &m, why)) != ST_OK) {
		a->over = true;
		return s;
	}
	a->over = m->op == DECODER_BAD || m->last == 1;
	if (m->op == DECODER_BAD)
		return complaint(m, why);
	if (m->count == 0)
		return ST_END;
	a->had += m->count;
	a->patience += m->count / m->rate;
	a->cpu += m->count / m->rate / 10;
	a->held = (int)m->block;
	*x = a->shared + (size_t)m->block * DECODER_LEN;
	*n = m->count;
	return ST_OK;
}

void
audio_close(struct audio *a)
{
	if (!a->busy)
		return;
	release(a);
	/* A decoder in the middle of a file may never come to its end. */
	if (!a->over)
		(void)bury(a);
	drop_first(a);
	a->busy = false;
}
