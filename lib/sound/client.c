#include "sound/client.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "base/printable.h"
#include "sound/filetype.h"
#include "sound/spawn.h"

/* Milliseconds until a silent decoder is checked; doubled up to a maximum. */
#define LOOK	50
#define MAXLOOK	800
#define OFTEN	16	/* packets after which one that answers is checked */

static struct wanted *
wanted(struct audio *a, unsigned i)
{
	return &a->file[(a->first + i) % DECODER_AHEAD];
}

struct wanted *
client_first(struct audio *a)
{
	return wanted(a, 0);
}

/* ---- the queue ---- */

void
client_drop(struct audio *a)
{
	struct wanted *w = wanted(a, 0);

	probe_close(&w->in);
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
client_forget(struct audio *a)
{
	while (a->files > 0)
		client_drop(a);
	a->busy = false;
	a->alone = 0;
}

struct wanted *
client_append(struct audio *a, const char *path, double rate, const char *type)
{
	struct wanted *w = wanted(a, a->files);
	const struct probe_members from = { a->pool->archives, &w->store };

	if ((w->path = strdup(path)) == NULL)
		return NULL;
	w->rate = rate;
	w->channel = a->channel;
	w->type = type;
	w->sent = false;
	w->s = probe_open(&w->in, &from, path, type, a->pool->limits.live,
	    &w->why);
	a->files++;
	return w;
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
 * Set the limit from now on: that of one of its files.  With several it should
 * be more, but exceeding it then only means a second try, one by one.
 */
static void
allow_cpu(struct audio *a)
{
	double one, max = 0;
	unsigned i;

	for (i = 0; i < a->sent; i++) {
		one = (double)wanted(a, i)->in.size / (1 << 20);
		max = one > max ? one : max;
	}
	a->cpu = used_cpu(a) + a->pool->limits.cpu + max;
}

/* ---- a decoder's end ---- */

/* Files that were sent must be sent again, to another decoder. */
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

int
client_end_decoder(struct audio *a)
{
	int status = a->sock == -1 ? -1 : spawn_end(a);

	unsend(a);
	return status;
}

/*
 * The decoder is dead or must be ended.  It is the first file's fault if that
 * was all the decoder ever had, or has been delivered in part, or cannot be
 * read twice.  Otherwise an earlier one may have spoilt the decoder or a later
 * one have killed it: ST_OK, and those that it had are tried again, one by one.
 * ST_IO if no file can have done it.
 */
static enum status
decoder_lost(struct audio *a, const char *what, struct fault *why)
{
	const struct wanted *w = wanted(a, 0);
	bool sure = a->begun || (w->sent && (a->fed <= 1 || !w->in.file));
	bool ready = a->ready, named = w->type != NULL;
	unsigned sent = a->sent;
	int status = client_end_decoder(a);

	if (status == -1)
		return spawn_no_server(why);
	if (!ready && what == NULL)
		return spawn_no_start(status, why);
	if (!sure) {
		a->alone = sent;
		return ST_OK;
	}
	if (what != NULL)
		return fault_set(why, ST_BAD, "its decoder %s and was "
		    "ended; the file may be damaged", what);
	return spawn_cause(status, named, why);
}

/* ---- talking to it ---- */

static void
describe(const struct audio *a, const struct wanted *w, struct message *m)
{
	(void)memset(m, 0, sizeof *m);
	m->op = MESSAGE_DECODE;
	m->file = a->number + a->sent;
	m->named = w->type != NULL;
	m->endless = w->in.endless;
	m->live = !w->in.file;
	m->frames = w->in.frames;
	m->rate = w->rate;
	m->channel = w->channel;
	m->longest = a->pool->limits.longest;
	(void)memcpy(m->type, w->in.type, sizeof m->type);
}

/* May this file go to the decoder now, after a->sent others? */
static bool
may_go(const struct audio *a, const struct wanted *w)
{
	if (a->sent == 0)
		return true;
	return a->alone == 0 && w->in.file &&
	    (filetype_needs(w->in.type) & ~a->has) == 0;
}

/*
 * Send the files that can be sent, and which blocks are free again.  ST_OK also
 * if the decoder is dead, which its next answer will show, or lost.
 */
static enum status
send_files(struct audio *a, struct fault *why)
{
	struct message m[DECODER_AHEAD];
	int fd[DECODER_AHEAD];
	struct wanted *w;
	enum status s;
	unsigned n = 0, i, needs;

	for (i = a->sent; i < a->files; i++) {
		w = wanted(a, i);
		if (w->s != ST_OK || !may_go(a, w))
			break;
		needs = filetype_needs(w->in.type);
		/* One that has to have more keeps what it had. */
		if (a->sent == 0 && a->sock != -1 && (needs & ~a->has) != 0)
			(void)client_end_decoder(a);
		if (a->sock == -1 && (s = spawn_decoder(a, a->has | needs,
		    why)) != ST_OK)
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
	return message_send(a->sock, m, n, fd, n) == -1 ?
	    decoder_lost(a, "could not be sent a file", why) : ST_OK;
}

/* Report free blocks once there are so many that it may be waiting for them. */
static enum status
send_taken(struct audio *a, struct fault *why)
{
	struct message m = { .op = MESSAGE_TAKEN, .taken = a->taken };

	if (a->sock == -1 || __builtin_popcount(a->taken) < DECODER_BLOCKS / 2)
		return ST_OK;
	a->taken = 0;
	return message_send(a->sock, &m, 1, NULL, 0) == -1 ?
	    decoder_lost(a, "could not be answered", why) : ST_OK;
}

/* Is there anything for the decoder to read? */
static bool
has_input(struct audio *a)
{
	const struct probe *in = &wanted(a, 0)->in;
	int n;

	return in->file || ioctl(in->fd, FIONREAD, &n) == -1 || n > 0;
}

/*
 * Wait for an answer: NULL, or what is wrong.  A decoder that waits for a pipe
 * has no time limit; one that has something to read but is silent has.  One
 * that answers is checked, too: it might answer for ever.
 */
static const char *
wait_answer(struct audio *a)
{
	struct pollfd p = { .fd = a->sock, .events = POLLIN };
	unsigned step = LOOK;
	int rc;

	for (;; step = step < MAXLOOK ? 2 * step : step) {
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

/* Is it the requested rate, or one that a file can have, and always
 * the same? */
static bool
right_rate(struct audio *a, double rate)
{
	double want = a->begun ? a->rate : wanted(a, 0)->rate;

	if (want > 0)
		return rate == want;
	return rate >= DECODER_MINRATE && rate <= DECODER_MAXRATE;
}

/* Can a block of the first file, except the last, have this many samples? */
static bool
right_count(struct audio *a, uint32_t count)
{
	if (count == DECODER_LEN || count == DECODER_PIECE)
		return true;
	return !wanted(a, 0)->in.file && count > 0 && count < DECODER_PIECE;
}

/*
 * Validate an answer for the first file; its contents are not to be trusted.
 * NULL, or what is wrong.
 */
static const char *
check_answer(struct audio *a, const struct message *m)
{
	static const char *const none = "sent an invalid answer";
	uint64_t max;

	if (!a->ready || !wanted(a, 0)->sent || m->file != a->number)
		return none;
	if (m->op == MESSAGE_BAD)
		return m->text[0] != '\0' ? NULL : none;
	if (m->op != MESSAGE_BLOCK || m->block >= DECODER_BLOCKS ||
	    m->count > DECODER_LEN || m->last > 1 ||
	    m->channels > AUDIO_CHANNELS || !right_rate(a, m->rate) ||
	    (m->last == 0 && !right_count(a, m->count)))
		return none;
	max = message_max_samples(a->pool->limits.longest, m->rate);
	if (m->count > max - a->had)
		return "gave more sound than it may (-x)";
	return NULL;
}

/* Receive the next packet; an empty one also means the end. */
static enum status
receive(struct audio *a, struct fault *why)
{
	const char *what;
	int n;

	a->next = a->answers = 0;
	if (a->sock == -1)	/* just lost: once more */
		return ST_OK;
	if ((what = wait_answer(a)) != NULL)
		return decoder_lost(a, what, why);
	n = message_recv(a->sock, a->answer, DECODER_BATCH, NULL, 0);
	if (n <= 0)
		return decoder_lost(a, NULL, why);
	if (!a->ready && n == 1 && a->answer[0].op == MESSAGE_READY)
		a->ready = true;
	else
		a->answers = (unsigned)n;
	return ST_OK;
}

enum status
client_answer(struct audio *a, struct message **m, struct fault *why)
{
	const char *what;
	enum status s;

	for (;;) {
		while (a->next == a->answers) {
			if ((s = send_files(a, why)) != ST_OK ||
			    (s = send_taken(a, why)) != ST_OK ||
			    (s = receive(a, why)) != ST_OK)
				return s;
		}
		*m = &a->answer[a->next++];
		if ((what = check_answer(a, *m)) == NULL)
			return ST_OK;
		if ((s = decoder_lost(a, what, why)) != ST_OK)
			return s;
	}
}

enum status
client_fault(const struct message *m, struct fault *why)
{
	char text[sizeof m->text];

	printable(text, sizeof text, m->text);
	return fault_set(why, ST_BAD, "%s", text);
}
