#include "sound/whole.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sound/bytes.h"
#include "sound/riff.h"

#define WINDOW	4096

/* A file of which some bytes are at hand. */
struct view {
	int fd;
	uint64_t size, from;
	size_t held;
	unsigned char byte[WINDOW];
	char *text;		/* what is wrong */
	size_t room;
};

static bool
view_file(struct view *v, int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return false;
	v->fd = fd;
	v->size = (uint64_t)st.st_size;
	return true;
}

/* The n <= WINDOW bytes at this offset; NULL if the file has fewer. */
static const unsigned char *
bytes_at(struct view *v, uint64_t at, size_t n)
{
	ssize_t got;

	if (at > v->size || v->size - at < n)
		return NULL;
	if (at < v->from || at + n > v->from + v->held) {
		got = pread(v->fd, v->byte, WINDOW, (off_t)at);
		v->from = at;
		v->held = got > 0 ? (size_t)got : 0;
	}
	return at + n <= v->from + v->held ? v->byte + (at - v->from) : NULL;
}

static uint64_t
long_big(const unsigned char *p)
{
	return (uint64_t)bytes_big(p) << 32 | bytes_big(p + 4);
}

static uint64_t
long_little(const unsigned char *p)
{
	return (uint64_t)bytes_little(p + 4) << 32 | bytes_little(p);
}

/* Does a part of so many bytes fit?  If not, say so. */
static bool
fits(struct view *v, uint64_t at, uint64_t size, const char *what)
{
	if (size <= v->size - at)
		return true;
	(void)snprintf(v->text, v->room, "cut short: %s at byte %llu has %llu "
	    "bytes, only %llu are there", what, (unsigned long long)at,
	    (unsigned long long)size, (unsigned long long)(v->size - at));
	return false;
}

static bool
broken(struct view *v, uint64_t at, const char *what)
{
	(void)snprintf(v->text, v->room, "damaged or cut short: no %s at byte "
	    "%llu of %llu", what, (unsigned long long)at,
	    (unsigned long long)v->size);
	return false;
}

/* ---- parts that tell their sizes ---- */

/*
 * Boxes: size, type; a size of 1 means that 64 bits of it follow, 0 that the
 * box is the last one.  What comes after index and sound does not matter.
 */
static bool
check_mp4(struct view *v)
{
	const unsigned char *p;
	uint64_t at = 0, size;
	bool index = false, sound;
	char what[5] = "";

	while ((p = bytes_at(v, at, 8)) != NULL) {
		size = bytes_big(p);
		(void)memcpy(what, p + 4, 4);
		sound = strcmp(what, "mdat") == 0 || strcmp(what, "moof") == 0;
		index |= strcmp(what, "moov") == 0;
		if (size == 1 && (p = bytes_at(v, at, 16)) != NULL)
			size = long_big(p + 8);
		if (size == 0 || (size < 8 && index))
			break;
		if (size < 8)
			return broken(v, at, "box of MP4");
		if ((sound || strcmp(what, "moov") == 0) &&
		    !fits(v, at, size, what))
			return false;
		if (size > v->size - at)
			break;
		at += size;
	}
	if (!index)
		(void)snprintf(v->text, v->room, "cut short: it has no index "
		    "(moov), which is written when a recording ends");
	return index;
}

/* A number of Matroska with its length in the first bits, without these;
 * UINT64_MAX if it is longer than 8 bytes or not there. */
static uint64_t
ebml_number(const unsigned char *p, size_t n, size_t *length)
{
	uint64_t x;
	size_t i;

	*length = n == 0 || p[0] == 0 ? 9 : (size_t)__builtin_clz(p[0]) - 23;
	if (*length > n || *length > 8)
		return UINT64_MAX;
	x = p[0] & (0xffU >> *length);
	for (i = 1; i < *length; i++)
		x = x << 8 | p[i];
	return x;
}

uint64_t
whole_matroska(const unsigned char *p, size_t n)
{
	uint64_t head, size;
	size_t length, at;

	if (n < 5 || bytes_big(p) != 0x1a45dfa3)
		return 0;
	head = ebml_number(p + 4, n - 4, &length);
	if (head > n || (at = 4 + length + (size_t)head) + 5 > n ||
	    bytes_big(p + at) != 0x18538067)
		return 0;
	size = ebml_number(p + at + 4, n - at - 4, &length);
	/* All bits set: not known. */
	if (size >= (UINT64_C(1) << (7 * length)) - 1)
		return 0;
	return at + 4 + length + size;
}

static bool
check_mkv(struct view *v)
{
	size_t n = v->size < WINDOW ? (size_t)v->size : WINDOW;
	const unsigned char *p = bytes_at(v, 0, n);
	uint64_t end = p == NULL ? 0 : whole_matroska(p, n);

	return fits(v, 0, end, "the segment");
}

/*
 * The objects within the header of ASF, which ends at end: *live is whether it
 * was written to a pipe, so that sizes are not known.  False: it is encrypted.
 */
static bool
check_asf_header(struct view *v, uint64_t end, bool *live)
{
	static const unsigned char properties[16] = { 0xa1, 0xdc, 0xab, 0x8c,
		0x47, 0xa9, 0xcf, 0x11, 0x8e, 0xe4, 0, 0xc0, 0x0c, 0x20, 0x53,
		0x65 },
	    encrypted[2][16] = {
		{ 0xfb, 0xb3, 0x11, 0x22, 0x23, 0xbd, 0xd2, 0x11, 0xb4, 0xb7, 0,
		0xa0, 0xc9, 0x55, 0xfc, 0x6e },
		{ 0x14, 0xe6, 0x8a, 0x29, 0x22, 0x26, 0x17, 0x4c, 0xb9, 0x35,
		0xda, 0xe0, 0x7e, 0xe9, 0x28, 0x9c }
	};
	const unsigned char *p;
	uint64_t at = 30, size;

	for (; at < end && (p = bytes_at(v, at, 24)) != NULL; at += size) {
		size = long_little(p + 16);
		if (size < 24 || size > end - at)
			break;
		if (memcmp(p, encrypted[0], 16) == 0 ||
		    memcmp(p, encrypted[1], 16) == 0) {
			(void)snprintf(v->text, v->room, "is encrypted (DRM)");
			return false;
		}
		if (memcmp(p, properties, 16) == 0 &&
		    (p = bytes_at(v, at, 92)) != NULL)
			*live = (p[88] & 1) != 0;
	}
	return true;
}

/* Objects: 16 bytes of identifier, and 8 of size; the first is the header. */
static bool
check_wma(struct view *v)
{
	const unsigned char *p;
	uint64_t at = 0, size;
	bool live = false;

	while ((p = bytes_at(v, at, 24)) != NULL) {
		size = long_little(p + 16);
		if (at == 0 && !check_asf_header(v, size, &live))
			return false;
		if (size < 24 || (at > 0 && live))
			return true;
		if (!fits(v, at, size, "an object"))
			return false;
		at += size;
	}
	return true;
}

static bool
check_caf(struct view *v)
{
	const unsigned char *p;
	uint64_t at = 8, size;

	while ((p = bytes_at(v, at, 12)) != NULL) {
		size = long_big(p + 4);
		if (size == UINT64_MAX && memcmp(p, "data", 4) == 0)
			return true;
		at += 12;
		if (!fits(v, at, size, "a chunk"))
			return false;
		at += size;
	}
	return true;
}

/* Chunks of an identifier of 16 bytes and a size that counts these 24 bytes,
 * each beginning at a multiple of 8 bytes. */
static bool
check_w64(struct view *v)
{
	const unsigned char *p;
	uint64_t at = 40, size;

	while ((p = bytes_at(v, at, 24)) != NULL) {
		size = long_little(p + 16);
		if (size < 24 || size >= INT64_MAX)	/* not known */
			return true;
		if (!fits(v, at, size, "a chunk"))
			return false;
		at += size + (8 - size % 8) % 8;
	}
	return true;
}

static bool
check_avi(struct view *v)
{
	const unsigned char *p;
	uint64_t at = 0, size;

	while ((p = bytes_at(v, at, 8)) != NULL &&
	    memcmp(p, "RIFF", 4) == 0) {
		size = bytes_little(p + 4);
		if (size == 0 || size >= 0x7fffffff)	/* not known */
			return true;
		at += 8;
		if (!fits(v, at, size, "RIFF"))
			return false;
		at += size + size % 2;
	}
	return true;
}

/*
 * WAV: samples may be in several chunks; what else there is after them does not
 * matter.  RF64 (EBU Tech 3306) has the size of the first one in ds64.
 */
static bool
check_riff(struct view *v)
{
	size_t n = v->size < WINDOW ? (size_t)v->size : WINDOW;
	const unsigned char *p = bytes_at(v, 0, n);
	uint64_t at = 12, size, first = UINT32_MAX;
	bool data, found = false;

	if (p == NULL || riff_endless(p, n, v->size))
		return p != NULL;
	if (n >= 36 && memcmp(p, "RF64", 4) == 0)
		first = long_little(p + 28);
	while ((p = bytes_at(v, at, 8)) != NULL) {
		size = bytes_little(p + 4);
		data = memcmp(p, "data", 4) == 0;
		if (data && !found && size == UINT32_MAX)
			size = first;
		at += 8;
		if (data && !fits(v, at, size, "a chunk of samples"))
			return false;
		found |= data;
		if (size > v->size - at)
			break;
		at += size + size % 2;
	}
	return found || broken(v, at, "chunk of samples");
}

/* ---- frames ---- */

static bool
check_flv(struct view *v)
{
	const unsigned char *p = bytes_at(v, 0, 9);
	uint64_t at;

	if (p == NULL || memcmp(p, "FLV", 3) != 0)
		return broken(v, 0, "header of FLV");
	at = (uint64_t)bytes_big(p + 5) + 4;
	while (at < v->size) {
		if ((p = bytes_at(v, at, 11)) == NULL ||
		    (p[0] != 8 && p[0] != 9 && p[0] != 18))
			return broken(v, at, "tag of FLV");
		if (!fits(v, at, (bytes_big(p) & 0xffffff) + 15, "a tag"))
			return false;
		at += (bytes_big(p) & 0xffffff) + 15;
	}
	return true;
}

/* Frames of AAC, and at the end perhaps a tag (ID3v1). */
static bool
check_aac(struct view *v)
{
	const unsigned char *p;
	uint64_t at = 0, size;

	while (at < v->size) {
		p = bytes_at(v, at, 7);
		if (p != NULL && v->size - at == 128 &&
		    memcmp(p, "TAG", 3) == 0)
			return true;
		if (p == NULL || p[0] != 0xff || (p[1] & 0xf6) != 0xf0)
			return broken(v, at, "frame of AAC");
		size = (p[3] & 3U) << 11 | (unsigned)p[4] << 3 | p[5] >> 5;
		if (size < 7)
			return broken(v, at, "frame of AAC");
		if (!fits(v, at, size, "a frame"))
			return false;
		at += size;
	}
	return true;
}

/* ---- AMR ---- */

/* Frames, whose first byte tells their type, and so their size, by its bits 3
 * to 6; types: a mask of those that there are. */
static bool
frames_amr(struct view *v, bool *is_wide, unsigned *types)
{
	static const unsigned char narrow[16] = { 13, 14, 16, 18, 20, 21, 27,
		32, 6, 1, 1, 1, 1, 1, 1, 1 },
	    wide[16] = { 18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1,
		1 };
	const unsigned char *p = bytes_at(v, 0, 9), *size = narrow;
	uint64_t at = 6;
	unsigned type;

	*types = 0;
	*is_wide = p != NULL && memcmp(p, "#!AMR-WB\n", 9) == 0;
	if (*is_wide) {
		size = wide;
		at = 9;
	} else if (p == NULL || memcmp(p, "#!AMR\n", 6) != 0)
		return broken(v, 0, "header of AMR");
	while (at < v->size) {
		if ((p = bytes_at(v, at, 1)) == NULL || (*p & 0x80) != 0)
			return broken(v, at, "frame of AMR");
		type = *p >> 3 & 15;
		if (!fits(v, at, size[type], "a frame"))
			return false;
		*types |= 1U << type;
		at += size[type];
	}
	return true;
}

static bool
check_amr(struct view *v)
{
	unsigned types;
	bool wide;

	return frames_amr(v, &wide, &types);
}

const char *
whole_check(int fd, const char *type, char *text, size_t room)
{
	static const struct {
		const char *type;
		bool (*check)(struct view *v);
	} kind[] = {
		{ "mp4", check_mp4 }, { "mkv", check_mkv },
		{ "wma", check_wma }, { "caf", check_caf },
		{ "w64", check_w64 }, { "avi", check_avi },
		{ "flv", check_flv }, { "aac", check_aac },
		{ "amr", check_amr }, { "riff", check_riff }
	};
	struct view v = { .text = text, .room = room };
	size_t i;

	if (!view_file(&v, fd))
		return "its size cannot be told";
	for (i = 0; i < sizeof kind / sizeof kind[0]; i++)
		if (strcmp(kind[i].type, type) == 0 && !kind[i].check(&v))
			return text;
	return NULL;
}

const char *
whole_pauses(int fd)
{
	char text[160];
	struct view v = { .text = text, .room = sizeof text };
	unsigned types;
	bool wide;

	if (!view_file(&v, fd) || !frames_amr(&v, &wide, &types))
		return NULL;
	if (wide)
		return (types & 0xc200) != 0 ? "amr-wb" : NULL;
	return (types & 0x8100) != 0 ? "amr-nb" : NULL;
}
