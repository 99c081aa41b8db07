#include "sound/mp3.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WINDOW	32768
#define LOOK	200		/* bytes that must be seen of a frame or tag */
#define PADDING	4096		/* zeros that a file may end with */

struct mp3 {
	int fd;
	off_t size, from;	/* of the file; place of the window */
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

/* LOOK bytes at this place; behind the end of the file there are zeros. */
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

static uint32_t
big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
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
		return (off_t)p[12] + ((off_t)p[13] << 8) +
		    ((off_t)p[14] << 16) + ((off_t)p[15] << 24) +
		    ((p[23] & 0x20) != 0 ? 32 : 0);
	return 0;
}

/* What may stand between the last frame and the end. */
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
 * How many frames the header of Xing (also "Info") or of Fraunhofer's VBRI in
 * the first frame promises; 0: it does not tell.
 */
static uint32_t
promised(const unsigned char *p)
{
	bool first = (p[1] >> 3 & 3) == 3, mono = p[3] >> 6 == 3;
	const unsigned char *x = p + 4 + (first ? (mono ? 17 : 32) :
	    (mono ? 9 : 17));

	if ((memcmp(x, "Xing", 4) == 0 || memcmp(x, "Info", 4) == 0) &&
	    (x[7] & 1) != 0)
		return big_endian(x + 8);
	if (memcmp(p + 36, "VBRI", 4) == 0)
		return big_endian(p + 36 + 14);
	return 0;
}

/*
 * Does a frame begin here, and another two or the end behind it?  What was cut
 * out of a stream may begin with the rest of one.
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

/* Where frames begin; -1: nowhere. */
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

const char *
mp3_check(int fd, char *text, size_t room)
{
	struct mp3 m = { .fd = fd };
	unsigned long long frames = 0, want;
	const unsigned char *p;
	unsigned char head[4];
	struct stat st;
	off_t at, n;

	if (fstat(fd, &st) == -1)
		return "its size cannot be told";
	m.size = st.st_size;
	if ((at = first_frame(&m, head)) == -1)
		return NULL;
	want = promised(look(&m, at));
	for (; at < m.size; at += n) {
		p = look(&m, at);
		if ((n = (off_t)mp3_frame(p)) > 0 && alike(head, p))
			frames += at + n <= m.size;
		else if ((n = tag(p)) == 0 && is_end(&m, at))
			break;
		else if (n == 0) {
			(void)snprintf(text, room, "damaged: no frame of MP3 "
			    "like the first one at byte %lld of %lld, behind "
			    "%llu frames", (long long)at, (long long)m.size,
			    frames);
			return text;
		}
	}
	/* The one that promises is not always counted. */
	if (frames >= want)
		return NULL;
	(void)snprintf(text, room, "cut short: its first frame promises %llu "
	    "frames, it has %llu", want, frames);
	return text;
}
