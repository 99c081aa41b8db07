#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio.h"
#include "source.h"

#define MAXCHANNELS	1024
#define MINRATE		1000.0	/* Hz */
#define MAXRATE		768000.0
#define OGG_PAGE	65307	/* bytes, RFC 3533 */
#define SNIFFED		256	/* bytes that libsox looks at to tell a type */

/* The last complaint of libsox, whose handler has no place for a context. */
static char complaint[256];

void
source_fail(struct source *src, const char *fmt, ...)
{
	va_list ap;

	if (src->why[0] != '\0')
		return;
	va_start(ap, fmt);
	(void)vsnprintf(src->why, sizeof src->why, fmt, ap);
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
open_format(struct source *src, const char *want, const char *guess)
{
	const char *type = file_type(want);

	if (want[0] != '\0' && type == NULL) {
		source_fail(src, "SoX knows no file type '%s'", want);
		return;
	}
	src->ft = open_stdin(src, type);
	if (src->ft == NULL && type == NULL &&
	    strstr(complaint, "determine type") != NULL) {
		type = file_type(guess);
		if (type != NULL && fseek(src->fp, 0, SEEK_SET) == 0)
			src->ft = open_stdin(src, type);
		else
			source_fail(src, "no audio of a type that SoX "
			    "recognises by its contents; -t TYPE names one");
	}
	if (src->ft == NULL)
		source_fail(src, "%s", complained()[0] != '\0' ? complained() :
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
check_format(struct source *src)
{
	const sox_signalinfo_t *sig = &src->ft->signal;

	if (sig->channels < 1 || sig->channels > MAXCHANNELS)
		source_fail(src, "%u channels, want 1 to %d", sig->channels,
		    MAXCHANNELS);
	else if (!(sig->rate >= MINRATE && sig->rate <= MAXRATE))
		source_fail(src, "a sample rate of %g Hz, want %g to %g", sig->rate,
		    MINRATE, MAXRATE);
	else if ((src->buf = malloc(SOURCE_PIECE * sig->channels * 8)) == NULL)
		source_fail(src, "out of memory");
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
sample_at(struct source *src, size_t i)
{
	double x;

	if (!src->raw)
		return ((sox_sample_t *)src->buf)[i] * (1 / 2147483648.0);
	x = float_at(src, i);
	if (!(fabs(x) <= AUDIO_MAXLEVEL))
		source_fail(src, isfinite(x) ?
		    "sample %llu is %g, want -1 to 1" :
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

size_t
source_read(struct source *src, size_t n)
{
	size_t i, c, ch = src->ft->signal.channels, got = fill(src, n * ch);
	double sum;

	/* A type may go on, with silence, where it found damage. */
	if (src->ft->sox_errno != SOX_SUCCESS)
		source_fail(src, "damaged near sample %llu: %s",
		    (unsigned long long)src->got / ch, src->ft->sox_errstr);
	for (i = 0; i < got / ch; i++) {
		sum = 0;
		for (c = 0; c < ch; c++)
			sum += sample_at(src, i * ch + c);
		src->mono[i] = (float)(sum / (double)ch);
	}
	src->got += got;
	return src->why[0] == '\0' ? got / ch : 0;
}

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

/* sox_read returns 0 at the end and after a failure alike. */
void
source_judge(struct source *src)
{
	unsigned long long ch = src->ft->signal.channels;

	if (src->ft->fp != NULL && ferror((FILE *)src->ft->fp))
		source_fail(src, "read error: %s", strerror(EIO));
	if (src->got < src->promised)
		source_fail(src, "cut short: its header promises %llu "
		    "samples a channel, it has %llu",
		    (unsigned long long)src->promised / ch,
		    (unsigned long long)src->got / ch);
	if (src->ft->encoding.encoding == SOX_ENCODING_VORBIS &&
	    !ogg_ends(src->fp))
		source_fail(src, "cut short: it has no last page");
}

/* ---- life ---- */

void
source_init(void)
{
	(void)sox_init();
	sox_get_globals()->output_message_handler = listen_to_sox;
}

bool
source_open(struct source *src, int fd, const char *type, const char *guess)
{
	int in = settle(fd);

	*src = (struct source){ .fp = fdopen(in, "rb") };
	/* libsndfile, behind some of SoX's types, wants it as descriptor 0. */
	(void)dup2(in, STDIN_FILENO);
	if (src->fp == NULL)
		source_fail(src, "cannot be read: %s", strerror(errno));
	else
		open_format(src, type, guess);
	src->fd = in;
	if (src->ft != NULL)
		check_format(src);
	return src->why[0] == '\0';
}

void
source_close(struct source *src)
{
	if (src->ft != NULL)
		(void)sox_close(src->ft);
	/* Some types close the stream themselves, whether they succeed or not. */
	if (src->fp != NULL && fcntl(src->fd, F_GETFD) != -1)
		(void)fclose(src->fp);
	free(src->buf);
}
