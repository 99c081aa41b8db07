#include "sound/mp3.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sound/bytes.h"

#define GUARD	8		/* zeros: MAD_BUFFER_GUARD of libmad */
#define RESERVOIR 1024	/* bytes of earlier frames that a frame may need */
#define WINDOW	32768
#define LOOK	200		/* bytes that must be seen of a frame or tag */
#define PADDING	4096		/* zeros that a file may end with */

struct mp3 {
	int fd;
	off_t size, from;	/* of the file; place of the window */
	off_t bad;		/* where something other than a frame is */
	size_t held;
	unsigned char byte[WINDOW + LOOK];
};

size_t
mp3_frame(const unsigned char *p)
{
	static const unsigned kbps[2][15] = {
		{ 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144,
		    160 },
		{ 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256,
		    320 }
	};
	static const unsigned hz[3] = { 44100, 48000, 32000 };
	unsigned version = p[1] >> 3 & 3;	/* 0: 2.5, 2: 2, 3: 1 */
	unsigned rate = p[2] >> 4, at = p[2] >> 2 & 3, first = version == 3;

	if (p[0] != 0xff || (p[1] & 0xe0) != 0xe0 || version == 1 ||
	    (p[1] >> 1 & 3) != 1 || rate == 0 || rate == 15 || at == 3)
		return 0;
	return (first ? 144 : 72) * 1000 * kbps[first][rate] /
	    (hz[at] >> (first ? 0 : version == 2 ? 1 : 2)) + (p[2] >> 1 & 1);
}

/* LOOK bytes at this place, with zeros after the end of the file. */
static const unsigned char *
look(struct mp3 *m, off_t at)
{
	ssize_t n;

	if (at < m->from || at + LOOK > m->from + (off_t)m->held) {
		n = pread(m->fd, m->byte, WINDOW, at);
		m->held = n > 0 ? (size_t)n : 0;
		m->from = at;
		if (m->held < WINDOW) {
			(void)memset(m->byte + m->held, 0, LOOK);
			m->held += LOOK;
		}
	}
	return m->byte + (at - m->from);
}

/* Same version and rate, and as many channels? */
static bool
alike(const unsigned char a[4], const unsigned char *b)
{
	return ((a[1] ^ b[1]) & 0x18) == 0 && ((a[2] ^ b[2]) & 0x0c) == 0 &&
	    (a[3] >> 6 == 3) == (b[3] >> 6 == 3);
}

/* Bytes of the tag at p, or 0: ID3v1 and v2 (id3.org), APEv2. */
static off_t
tag(const unsigned char *p)
{
	if (memcmp(p, "ID3", 3) == 0 &&
	    ((p[6] | p[7] | p[8] | p[9]) & 0x80) == 0)
		return 10 + (p[6] << 21 | p[7] << 14 | p[8] << 7 | p[9]) +
		    ((p[5] & 0x10) != 0 ? 10 : 0);
	if (memcmp(p, "TAG", 3) == 0)
		return p[3] == '+' ? 227 : 128;
	if (memcmp(p, "APETAGEX", 8) == 0)
		return (off_t)bytes_little(p + 12) +
		    ((p[23] & 0x20) != 0 ? 32 : 0);
	return 0;
}

/* Is this allowed between the last frame and the end? */
static bool
is_end(struct mp3 *m, off_t at)
{
	const unsigned char *p = look(m, at);
	off_t i;

	if (memcmp(p, "LYRICSBEGIN", 11) == 0)
		return true;
	for (i = at; i < m->size && *look(m, i) == 0; i++)
		if (i - at >= PADDING)
			return false;
	return i == m->size;
}

/*
 * Samples per channel of the frame at p: ISO/IEC 11172-3 has 1152 of layer III,
 * 13818-3 (and "2.5") half of them.
 */
static unsigned
frame_samples(const unsigned char *p)
{
	return (p[1] >> 3 & 3) == 3 ? 1152 : 576;
}

/*
 * The tag of Xing (also "Info") in the frame at p, or NULL.  It has flags,
 * followed by the fields they announce: 1 the number of frames, 2 that of
 * bytes, 4 a table, 8 a quality.
 */
static const unsigned char *
xing_tag(const unsigned char *p)
{
	bool first = (p[1] >> 3 & 3) == 3, mono = p[3] >> 6 == 3;
	const unsigned char *x = p + 4 + (first ? (mono ? 17 : 32) :
	    (mono ? 9 : 17));

	return memcmp(x, "Xing", 4) == 0 || memcmp(x, "Info", 4) == 0 ? x :
	    NULL;
}

/* Read how much silence LAME or FFmpeg added. */
static void
read_lame(const unsigned char *xing, unsigned samples, uint64_t frames,
    struct mp3_info *t)
{
	unsigned flags = xing[7], before, after;
	const unsigned char *p = xing + 8 + 4 * (flags & 1) +
	    2 * (flags & 2) + 25 * (flags & 4) + (flags & 8) / 2;

	if (memcmp(p, "LAME", 4) != 0 && memcmp(p, "Lavf", 4) != 0 &&
	    memcmp(p, "Lavc", 4) != 0)
		return;
	before = (unsigned)p[21] << 4 | p[22] >> 4;
	after = (p[22] & 15U) << 8 | p[23];
	t->start += before + MP3_DELAY;
	if (frames > 0 && after > MP3_DELAY) {
		t->to = (frames + 1) * samples;
		t->from = t->to - (after - MP3_DELAY);
	}
}

/*
 * The number of frames that the first one, at p, promises; 0: unknown.  If it
 * has a number of frames or bytes, it is not sound itself.
 */
static uint32_t
promised(const unsigned char *p, struct mp3_info *t)
{
	const unsigned char *x = xing_tag(p);
	uint32_t frames;

	if (x == NULL) {
		frames = memcmp(p + 36, "VBRI", 4) == 0 ?
		    bytes_big(p + 36 + 14) : 0;
		t->start = frames > 0 ? frame_samples(p) : 0;
		return frames;
	}
	frames = (x[7] & 1) != 0 ? bytes_big(x + 8) : 0;
	if (frames == 0 && ((x[7] & 2) == 0 ||
	    bytes_big(x + 8 + 4 * (x[7] & 1)) == 0))
		return 0;
	t->start = frame_samples(p);
	read_lame(x, frame_samples(p), frames, t);
	return frames;
}

/*
 * Does a frame begin here, and another two or the end after it?  A part cut out
 * of a stream may begin with the rest of a frame.
 */
static bool
begins(struct mp3 *m, off_t at, unsigned char head[4])
{
	const unsigned char *p = look(m, at);
	size_t n = mp3_frame(p), i;

	(void)memcpy(head, p, 4);
	for (i = 0; i < 2 && n > 0; i++) {
		at += (off_t)n;
		p = look(m, at);
		if (at >= m->size || tag(p) > 0)
			return true;
		n = alike(head, p) ? mp3_frame(p) : 0;
	}
	return n > 0;
}

/* The position of the first frame; -1: none. */
static off_t
first_frame(struct mp3 *m, unsigned char head[4])
{
	off_t at = 0, n;

	while (at + 4 <= m->size) {
		if ((n = tag(look(m, at))) > 0)
			at += n;
		else if (begins(m, at, head))
			return at;
		else
			at++;
	}
	return -1;
}

/* Does the frame at p need bytes of earlier ones (main_data_begin)? */
static bool
needs_others(const unsigned char *p)
{
	const unsigned char *side = p + ((p[1] & 1) != 0 ? 4 : 6);

	return side[0] != 0 ||
	    ((p[1] >> 3 & 3) == 3 && (side[1] & 0x80) != 0);
}

/* The first frame of sound: this one, unless it describes the others. */
static off_t
first_sound(struct mp3 *m, off_t at, const struct mp3_info *info)
{
	return info->start > 0 ? at + (off_t)mp3_frame(look(m, at)) : at;
}

/*
 * Count the complete frames like the first one, from this place, in *frames.
 * NULL, or what is wrong at m->bad.
 */
static const char *
count_frames(struct mp3 *m, off_t at, const unsigned char head[4],
    unsigned long long *frames, struct mp3_info *info)
{
	unsigned samples = frame_samples(head);
	off_t sound = first_sound(m, at, info), n;
	off_t early = needs_others(look(m, sound)) ? sound + RESERVOIR : at;
	const unsigned char *p;

	for (; at < m->size; at += n) {
		p = look(m, at);
		if ((n = (off_t)mp3_frame(p)) > 0 && alike(head, p)) {
			*frames += at + n <= m->size;
			if (at < early)
				info->early = *frames * samples;
		} else if ((n = tag(p)) == 0) {
			if (is_end(m, at))
				break;
			m->bad = at;
			return "damaged: no frame of MP3 like the first one";
		}
	}
	info->all = *frames * samples;
	return NULL;
}

const char *
mp3_check(int fd, struct mp3_info *info, char *text, size_t room)
{
	struct mp3 m = { .fd = fd };
	unsigned long long frames = 0, want;
	unsigned char head[4];
	const char *what;
	struct stat st;
	off_t at;

	*info = (struct mp3_info){ .start = 0 };
	if (fstat(fd, &st) == -1)
		return "its size cannot be told";
	m.size = st.st_size;
	if ((at = first_frame(&m, head)) == -1)
		return NULL;
	want = promised(look(&m, at), info);
	what = count_frames(&m, at, head, &frames, info);
	/* The first frame, which has the number, is not always counted. */
	if (what == NULL && frames >= want)
		return NULL;
	if (what != NULL)
		(void)snprintf(text, room, "%s at byte %lld of %lld, after "
		    "%llu frames", what, (long long)m.bad, (long long)m.size,
		    frames);
	else
		(void)snprintf(text, room, "cut short: its first frame "
		    "promises %llu frames, it has %llu", want, frames);
	return text;
}

/* ---- samples that are not sound ---- */

/* Remove the samples numbered `from' to to - 1; returns how many are left. */
static size_t
cut(uint64_t at, float *mono, size_t n, uint64_t from, uint64_t to)
{
	uint64_t end = at + n;

	from = from > at ? from : at;
	to = to < end ? to : end;
	if (from >= to)
		return n;
	(void)memmove(mono + (from - at), mono + (to - at),
	    (size_t)(end - to) * sizeof *mono);
	return n - (size_t)(to - from);
}

size_t
mp3_cut(const struct mp3_info *t, uint64_t at, float *mono, size_t n)
{
	/* The later ones first, since their numbers count the others. */
	n = cut(at, mono, n, t->from > t->start ? t->from : t->start, t->to);
	return cut(at, mono, n, 0, t->start);
}

/* ---- zeros after the end ---- */

struct padded {
	FILE *fp;
	size_t zeros;		/* still to come */
};

static ssize_t
read_padded(void *cookie, char *buf, size_t n)
{
	struct padded *p = cookie;
	size_t got = fread(buf, 1, n, p->fp);

	if (got == 0 && ferror(p->fp))
		return -1;
	if (got > 0 || n == 0)
		return (ssize_t)got;
	n = n < p->zeros ? n : p->zeros;
	(void)memset(buf, 0, n);
	p->zeros -= n;
	return (ssize_t)n;
}

static int
close_padded(void *cookie)
{
	free(cookie);
	return 0;
}

FILE *
mp3_padded(FILE *fp)
{
	static const cookie_io_functions_t calls = { .read = read_padded,
	    .close = close_padded };
	struct padded *p = malloc(sizeof *p);
	FILE *f;

	if (p == NULL)
		return NULL;
	*p = (struct padded){ fp, GUARD };
	if ((f = fopencookie(p, "rb", calls)) == NULL)
		free(p);
	return f;
}
