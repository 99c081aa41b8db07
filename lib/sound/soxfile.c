#include "sound/soxfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sox.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sound/filetype.h"
#include "sound/mix.h"
#include "sound/ogg.h"
#include "sound/whole.h"

/*
 * The last message of libsox, whose handler has no context argument; and
 * whether it said that it guesses the sample rate.
 */
static char complaint[256];
static bool guesses;

/* ---- opening ---- */

static void keep_complaint(unsigned level, const char *file, const char *fmt,
    va_list ap) __attribute__((format(printf, 3, 0)));

static void
keep_complaint(unsigned level, const char *file, const char *fmt, va_list ap)
{
	(void)file;
	if (level > 2)		/* 1 failures, 2 warnings, then chatter */
		return;
	(void)vsnprintf(complaint, sizeof complaint, fmt, ap);
	guesses |= strstr(complaint, "rate not specified") != NULL;
}

/* The types that SoX has libmad decode. */
static bool
is_mpeg(const char *type)
{
	return strcmp(type, "mp3") == 0 || strcmp(type, "mp2") == 0;
}

/* Does it begin with these bytes?  A wrong type from the user is not damage. */
static bool
begins(int fd, const char *bytes)
{
	size_t n = strlen(bytes);
	char p[8];

	return n <= sizeof p && pread(fd, p, n, 0) == (ssize_t)n &&
	    memcmp(p, bytes, n) == 0;
}

/* The message of libsox, without a leading "can't open input `-': ". */
static const char *
complained(void)
{
	const char *p = strstr(complaint, "`-': ");

	return p != NULL ? p + 5 : complaint;
}

/*
 * Start at the beginning, whatever the descriptor's offset; and check now what
 * libsox would not notice.
 */
static void
check_file(struct soxfile *src, const char *type)
{
	const char *what = NULL;
	char text[160];

	if (lseek(src->is.fd, 0, SEEK_SET) == -1)
		return;
	if (strcmp(type, "ogg") == 0 && begins(src->is.fd, "OggS"))
		what = ogg_check(src->is.fd, text, sizeof text);
	else if (is_mpeg(type))
		what = mp3_check(src->is.fd, &src->mp3, text, sizeof text);
	else if (strncmp(type, "amr-", 4) == 0 &&
	    begins(src->is.fd, "#!AMR"))
		what = whole_check(src->is.fd, "amr", text, sizeof text);
	if (what != NULL)
		source_fail(&src->is, "%s", what);
}

/*
 * Open the descriptor as standard input: the only name under which libsox takes
 * an open stream.  It neither closes it nor opens a path.  SoX would end MP3 at
 * the length that it estimates.
 */
static sox_format_t *
open_stdin(struct soxfile *src, const char *type)
{
	sox_signalinfo_t all = { .length = SOX_IGNORE_LENGTH };
	bool ignore = src->endless || is_mpeg(type);

	sox_get_globals()->stdin_in_use_by = NULL;
	complaint[0] = '\0';
	guesses = false;
	stdin = src->fp;
	return sox_open_read("-", ignore ? &all : NULL, NULL, type);
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
refuse_headerless(struct soxfile *src, const char *type)
{
	source_fail(&src->is, "type '%s' has no header that tells the sample "
	    "rate; if it is of that type: sox -t %s -r RATE -c CHANNELS FILE "
	    "-t wav - | %s -", type, type, filetype_reader());
}

/* libsox says what it found; the user needs to know what helps. */
static void
refuse(struct soxfile *src, const struct message *job)
{
	const char *say = complained();

	if (say[0] == '\0')
		say = "SoX cannot open it";
	if (job->named == 0)
		source_fail(&src->is,
		    "a header that SoX does not take (%s); damaged, "
		    "or of a kind that another program must convert",
		    say);
	else if (strstr(say, "not specified") != NULL)
		source_fail(&src->is, "raw samples do not tell what they are; "
		    "for 16 bits: sox -t raw -r RATE -e signed -b 16 -c "
		    "CHANNELS FILE -t wav - | %s -", filetype_reader());
	else
		source_fail(&src->is, "damaged, or not of type '%s' as given "
		    "with %s (%s)", job->type, filetype_option(), say);
}

/* From here on libsox reads zeros after the end. */
static void
pad(struct soxfile *src)
{
	src->ft->signal.length = SOX_UNSPEC;
	if ((src->padded = mp3_padded(src->fp)) == NULL)
		source_fail(&src->is, "out of memory");
	else
		src->ft->fp = src->padded;
}

static void
open_format(struct soxfile *src, const struct message *job)
{
	const char *type = file_type(job->type);

	if (type == NULL) {
		if (job->named)
			source_fail(&src->is, "SoX knows no file type '%s'; "
			    "FFmpeg may read it: " FILETYPE_FFMPEG, job->type,
			    filetype_reader());
		else
			source_fail(&src->is, "SoX knows no file type '%s'; is "
			    "a package of it missing? (libsox-fmt-base, "
			    "libsox-fmt-mp3)", job->type);
		return;
	}
	src->ft = open_stdin(src, type);
	/* libFLAC computes the MD5 of all samples, in a quarter of its time,
	 * and SoX ignores the result.  After a seek it does not, but still
	 * verifies the checksum of each frame. */
	if (src->ft == NULL)
		refuse(src, job);
	else if (guesses)
		refuse_headerless(src, type);
	else if (is_mpeg(type))
		pad(src);
	else if (strcmp(type, "flac") == 0 && src->ft->seekable)
		(void)sox_seek(src->ft, 0, SOX_SEEK_SET);
}

/*
 * libsox turns NaN into -1 and clips, so plain floats are read here; and plain
 * integers of 16 bits, since most files have these and it is faster.
 */
static bool
is_plain(const sox_format_t *ft)
{
	static const char *const plain[] = { "wav", "au", "aiff", "aifc" };
	const sox_encodinginfo_t *e = &ft->encoding;
	size_t i;

	if (ft->fp == NULL || !((e->encoding == SOX_ENCODING_FLOAT &&
	    (e->bits_per_sample == 32 || e->bits_per_sample == 64)) ||
	    (e->encoding == SOX_ENCODING_SIGN2 && e->bits_per_sample == 16 &&
	    e->reverse_bytes == sox_option_no)))
		return false;
	for (i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (strcmp(ft->filetype, plain[i]) == 0)
			return true;
	return false;
}

/* Number of samples of all channels that the header promises; 0: unknown. */
static uint64_t
promised(const struct soxfile *src)
{
	uint64_t n = src->ft->signal.length;

	/* The length of an MP3 file is an estimate. */
	if (src->endless || n == SOX_UNKNOWN_LEN || n == SOX_IGNORE_LENGTH ||
	    src->ft->encoding.encoding == SOX_ENCODING_MP3)
		return 0;
	return n;
}

/* frames: samples per channel that its header also promises, or 0. */
static void
check_format(struct soxfile *src, uint64_t frames)
{
	const sox_signalinfo_t *sig = &src->ft->signal;

	src->is.rate = sig->rate;
	src->is.channels = sig->channels;
	source_check(&src->is);
	if (src->is.why[0] != '\0')
		return;
	if ((src->buf = malloc((size_t)SOURCE_PIECE * sig->channels *
	    8)) == NULL)
		source_fail(&src->is, "out of memory");
	src->is.promised = promised(src);
	if (src->is.promised / sig->channels < frames)
		source_fail(&src->is, "cut short: its header promises %llu "
		    "samples per channel, it has %llu",
		    (unsigned long long)frames,
		    (unsigned long long)src->is.promised / sig->channels);
	/* Except a WAV file without samples but with data after them. */
	src->raw = is_plain(src->ft) && (sig->length != 0 || src->endless ||
	    strcmp(src->ft->filetype, "wav") != 0);
	src->width = src->ft->encoding.bits_per_sample / 8;
}

/* ---- reading ---- */

/* One plain float, whose bytes may be in the other order. */
static double
float_at(const struct soxfile *src, const void *x, size_t i)
{
	const unsigned char *p = (const unsigned char *)x + i * src->width;
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

/* The same, which must be valid as sound. */
static double
sample_at(struct soxfile *src, const void *from, size_t i)
{
	double x = float_at(src, from, i);

	source_check_level(&src->is, x, (src->got + i) / src->is.channels);
	return x;
}

static void
mix_floats(struct soxfile *src, const void *x, size_t n, size_t ch, float *mono)
{
	size_t i, c;
	double sum;

	for (i = 0; i < n; i++) {
		sum = 0;
		for (c = 0; c < ch; c++)
			sum += sample_at(src, x, i * ch + c);
		mono[i] = (float)(sum / (double)ch);
		if (src->is.channel > 0)
			mono[i] = (float)sample_at(src, x,
			    i * ch + src->is.channel - 1);
	}
}

static void
mix(struct soxfile *src, const void *x, size_t n, size_t ch, float *mono)
{
	size_t c = src->is.channel;

	if (src->raw && src->width != sizeof(int16_t))
		mix_floats(src, x, n, ch, mono);
	else if (src->raw && c > 0)
		mix_take_int16(x, n, ch, c - 1, 1 / 32768.0, mono);
	else if (src->raw)
		mix_int16(x, n, ch, 1 / 32768.0, mono);
	else if (c > 0)
		mix_take_int32(x, n, ch, c - 1, 1 / 2147483648.0, mono);
	else
		mix_int32(x, n, ch, 1 / 2147483648.0, mono);
}

/*
 * At most n plain samples, 0 only at the end.  As many as buf holds are read at
 * a time: each read costs two system calls, the second one for the part beyond
 * whole blocks.
 */
static size_t
fill_raw(struct soxfile *src, size_t n, const void **x)
{
	uint64_t left = src->is.promised - src->got;
	size_t all = src->is.live ? n :
	    SOURCE_PIECE * src->is.channels * 8 / src->width;

	if (src->at == src->held) {
		if (src->is.promised != 0 && all > left)
			all = (size_t)left;
		src->at = 0;
		src->held = fread(src->buf, src->width, all, src->fp);
	}
	*x = (unsigned char *)src->buf + src->at * src->width;
	n = n < src->held - src->at ? n : src->held - src->at;
	src->at += n;
	return n;
}

/* At most n samples of any channel, at *x; 0 only at the end. */
static size_t
fill(struct soxfile *src, size_t n, const void **x)
{
	size_t got, done = 0;

	if (src->raw)
		return fill_raw(src, n, x);
	*x = src->buf;
	while (done < n && (got = sox_read(src->ft,
	    (sox_sample_t *)src->buf + done, n - done)) > 0)
		done += got;
	return done;
}

/* Read samples, at most n of each channel; returns the number of
 * all channels. */
static size_t
next(struct soxfile *src, size_t n, const void **x)
{
	size_t ch = src->is.channels, got = fill(src, n * ch, x);

	/* Some types return silence after damage. */
	if (src->ft->sox_errno != SOX_SUCCESS)
		source_fail(&src->is, "damaged near sample %llu: %s",
		    (unsigned long long)src->got / ch, src->ft->sox_errstr);
	return got;
}

/* Read at most n samples, some of which may not be sound. */
static size_t
read_mono(struct soxfile *src, float *mono, size_t n)
{
	size_t ch = src->is.channels, got;
	const void *x;

	got = next(src, n, &x);
	mix(src, x, got / ch, ch, mono);
	src->got += got;
	return src->is.why[0] == '\0' ? got / ch : 0;
}

static size_t
read_sox(struct source *s, float *mono, size_t n)
{
	struct soxfile *src = (struct soxfile *)s;
	size_t got, left;
	uint64_t at;

	do {
		at = src->got / src->is.channels;
		got = read_mono(src, mono, n);
		left = mp3_cut(&src->mp3, at, mono, got);
	} while (got > 0 && left == 0);
	return left;
}

/* Of other than plain samples the number is not known. */
static size_t
sox_ready(const struct source *s)
{
	const struct soxfile *src = (const struct soxfile *)s;
	size_t bytes = source_waiting(s);

	return src->raw ? bytes / src->width / s->channels : bytes > 0;
}

/* sox_read returns 0 at the end and after a failure alike. */
static void
judge_sox(struct source *s)
{
	struct soxfile *src = (struct soxfile *)s;
	unsigned long long ch = src->is.channels;

	if (src->ft->fp != NULL && ferror((FILE *)src->ft->fp))
		source_fail(&src->is, "read error: %s", strerror(EIO));
	if (src->got / ch + src->mp3.early < src->mp3.all)
		source_fail(&src->is, "damaged: its frames have %llu samples "
		    "per channel, but only %llu can be decoded",
		    (unsigned long long)src->mp3.all, src->got / ch);
	if (src->got == 0 && src->is.promised > 0)
		source_fail(&src->is, "damaged or cut short: its header "
		    "promises %llu samples per channel, it has none",
		    (unsigned long long)src->is.promised / ch);
	if (src->got < src->is.promised)
		source_fail(&src->is, "cut short: its header promises %llu "
		    "samples per channel, it has %llu",
		    (unsigned long long)src->is.promised / ch,
		    (unsigned long long)src->got / ch);
}

/* ---- life ---- */

void
soxfile_init(void)
{
	(void)sox_init();
	sox_get_globals()->output_message_handler = keep_complaint;
}

void
soxfile_load(void)
{
	(void)sox_format_init();
}

static void
open_sox(struct source *s, const struct message *job)
{
	struct soxfile *src = (struct soxfile *)s;

	*src = (struct soxfile){ .is = *s, .endless = job->endless != 0 };
	if ((src->fp = fdopen(s->fd, "rb")) == NULL) {
		source_fail(s, "cannot be read: %s", strerror(errno));
		return;
	}
	/* What is in a buffer could not be seen in the pipe. */
	if (s->live)
		(void)setvbuf(src->fp, NULL, _IONBF, 0);
	check_file(src, job->type);
	/* libsndfile, which reads some of SoX's types, needs descriptor 0. */
	(void)dup2(s->fd, STDIN_FILENO);
	if (s->why[0] == '\0')
		open_format(src, job);
	if (src->ft != NULL)
		check_format(src, job->frames);
}

static void
close_sox(struct source *s)
{
	struct soxfile *src = (struct soxfile *)s;

	if (src->padded != NULL) {
		src->ft->fp = src->fp;
		(void)fclose(src->padded);
	}
	if (src->ft != NULL)
		(void)sox_close(src->ft);
	/* Some types close the stream themselves, whether they succeed or not.
	 */
	if (src->fp == NULL)
		(void)close(s->fd);
	else if (fcntl(s->fd, F_GETFD) != -1)
		(void)fclose(src->fp);
	free(src->buf);
}

const struct source_kind soxfile_kind = {
	open_sox, read_sox, sox_ready, judge_sox, close_sox
};
