#include "sound/zip.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/tempfile.h"
#include "sound/bytes.h"

#define PIECE	((size_t)1 << 16)	/* bytes inflated at a time */

/* Lengths of the parts of an archive, before their texts. */
enum { LOCAL = 30, ENTRY = 46, END = 22, LOCATOR = 20, END64 = 56 };

#define COMMENT	65535		/* bytes, at most, at the end of the file */

static unsigned
two(const unsigned char *p)
{
	return (unsigned)p[1] << 8 | p[0];
}

static uint64_t
eight(const unsigned char *p)
{
	return (uint64_t)bytes_little(p + 4) << 32 | bytes_little(p);
}

static bool
begins(const unsigned char *p, unsigned which)
{
	return p[0] == 'P' && p[1] == 'K' && two(p + 2) == which;
}

/* ---- the end of the archive ---- */

static enum status
no_archive(struct fault *why)
{
	return fault_set(why, ST_BAD, "is cut short or not a ZIP archive: it "
	    "has no directory at its end");
}

/* Where the directory is, by the record of 64 bits, if a locator for it is
 * before the end (at) of the archive. */
static enum status
find_large(struct zip *z, uint64_t at, uint64_t *size, uint64_t *start,
    struct fault *why)
{
	unsigned char p[END64];

	if (at < LOCATOR || member_read(z->fd, p, LOCATOR,
	    (int64_t)at - LOCATOR) != LOCATOR || !begins(p, 0x0706))
		return ST_OK;
	if (eight(p + 8) > at || member_read(z->fd, p, END64,
	    (int64_t)eight(p + 8)) != END64 || !begins(p, 0x0606))
		return no_archive(why);
	z->left = eight(p + 32);
	*size = eight(p + 40);
	*start = eight(p + 48);
	return ST_OK;
}

/* The directory, of which p is the record at the end, at this place. */
static enum status
find_directory(struct zip *z, const unsigned char *p, uint64_t at,
    struct fault *why)
{
	uint64_t size = bytes_little(p + 12), start = bytes_little(p + 16);
	bool large = two(p + 10) == 0xffff || size == UINT32_MAX ||
	    start == UINT32_MAX;
	enum status s;

	z->left = two(p + 10);
	if (large && (s = find_large(z, at, &size, &start, why)) != ST_OK)
		return s;
	if (size > at || start > at - size)
		return no_archive(why);
	/* What was put before the archive, as if it had always been there. */
	if (!large)
		z->shift = at - size - start;
	z->next = start + z->shift;
	z->end = z->next + size;
	return ST_OK;
}

enum status
zip_open(struct zip *z, int fd, uint64_t size, struct fault *why)
{
	uint64_t from = size > END + COMMENT ? size - END - COMMENT : 0;
	ssize_t n, i;

	*z = (struct zip){ .fd = fd };
	if ((z->window = malloc(ZIP_WINDOW)) == NULL ||
	    (z->name = malloc(UINT16_MAX + 1)) == NULL)
		return fault_nomem(why);
	n = member_read(fd, z->window, END + COMMENT, (int64_t)from);
	if (n < 0)
		return fault_errno(why, ST_IO, "read failed");
	for (i = n - END; i >= 0; i--)
		if (begins(z->window + i, 0x0605) &&
		    two(z->window + i + 20) <= (size_t)(n - i - END))
			return find_directory(z, z->window + i,
			    from + (uint64_t)i, why);
	return no_archive(why);
}

void
zip_free(struct zip *z)
{
	free(z->window);
	free(z->name);
	z->window = NULL;
	z->name = NULL;
}

/* ---- the directory ---- */

/* The n bytes of the directory at z->next; NULL if it ends before. */
static const unsigned char *
directory(struct zip *z, size_t n)
{
	ssize_t k;

	if (n > z->end - z->next)
		return NULL;
	if (z->held == 0 || z->next < z->from ||
	    z->next - z->from + n > z->held) {
		k = member_read(z->fd, z->window, ZIP_WINDOW,
		    (int64_t)z->next);
		z->from = z->next;
		z->held = k > 0 ? (size_t)k : 0;
	}
	return n <= z->held - (z->next - z->from) ?
	    z->window + (z->next - z->from) : NULL;
}

/* Numbers that need 64 bits, in their order: those that are all ones. */
static bool
large_numbers(const unsigned char *p, size_t n, struct member *m)
{
	uint64_t *want[3] = { &m->size, &m->room, &m->at };
	size_t i, at = 4, all;

	for (; n >= 4; p += all, n -= all) {
		if ((all = 4 + (size_t)two(p + 2)) > n)
			return false;
		if (two(p) != 1)
			continue;
		for (i = 0; i < 3; i++) {
			if (*want[i] != UINT32_MAX)
				continue;
			if (at + 8 > all)
				return false;
			*want[i] = eight(p + at);
			at += 8;
		}
		return true;
	}
	return true;
}

static enum member_is
kind_of(const unsigned char *p, const char *name, const struct member *m)
{
	/* Made on Unix: st_mode. */
	unsigned mode = p[5] == 3 ? bytes_little(p + 38) >> 28 : 0;
	size_t n = strlen(name);

	if (n > 0 && name[n - 1] == '/')
		return MEMBER_FOLDER;
	if (mode == 012)
		return MEMBER_LINK;
	if ((two(p + 8) & 1) != 0)
		return MEMBER_ENCRYPTED;
	if (two(p + 10) != 0 && two(p + 10) != 8)
		return MEMBER_METHOD;
	return m->packed == 0 && m->room != m->size ? MEMBER_CUT : MEMBER_FILE;
}

static enum status
damaged(const struct zip *z, struct fault *why)
{
	return fault_set(why, ST_BAD, "is damaged at byte %llu: no entry of "
	    "its directory, of which %llu more are promised",
	    (unsigned long long)z->next, (unsigned long long)z->left);
}

enum status
zip_next(struct zip *z, struct member *m, struct fault *why)
{
	const unsigned char *p;
	size_t name, extra, all;

	if (z->left == 0)
		return ST_END;
	if ((p = directory(z, ENTRY)) == NULL || !begins(p, 0x0201))
		return damaged(z, why);
	name = two(p + 28);
	extra = two(p + 30);
	all = ENTRY + name + extra + two(p + 32);
	if ((p = directory(z, ENTRY + name + extra)) == NULL)
		return damaged(z, why);
	*m = (struct member){ .packed = two(p + 10) == 8,
	    .crc = bytes_little(p + 16), .room = bytes_little(p + 20),
	    .size = bytes_little(p + 24), .at = bytes_little(p + 42) };
	(void)memcpy(z->name, p + ENTRY, name);
	z->name[name] = '\0';
	if (!large_numbers(p + ENTRY + name, extra, m) ||
	    all > z->end - z->next)
		return damaged(z, why);
	m->name = member_name(z->name);
	m->is = kind_of(p, z->name, m);
	if (m->at > z->next || m->room > z->next) {
		m->is = MEMBER_CUT;
		m->at = 0;
	}
	m->at += z->shift;
	z->next += all;
	z->left--;
	return ST_OK;
}

/* ---- the bytes ---- */

static enum status
broken(const char *what, struct fault *why)
{
	return fault_set(why, ST_BAD, "is damaged in the archive: %s", what);
}

/* What is in z's output, at most what is left of the member. */
static enum status
put(z_stream *z, const unsigned char *out, int to, uint64_t *left,
    uint32_t *crc, struct fault *why)
{
	size_t n = PIECE - z->avail_out;

	if (n > *left)
		return broken("it has more bytes than it says", why);
	if (tempfile_write(to, out, n) == -1)
		return member_unheld(why);
	*crc = (uint32_t)crc32(*crc, out, (uInt)n);
	*left -= n;
	return ST_OK;
}

static enum status
inflate_all(z_stream *z, int fd, uint64_t at, const struct member *m, int to,
    uint32_t *crc, struct fault *why)
{
	unsigned char in[PIECE], out[PIECE];
	uint64_t got = 0, left = m->size;
	enum status s = ST_OK;
	int rc = Z_OK;
	ssize_t k;

	while (rc != Z_STREAM_END && s == ST_OK) {
		if (z->avail_in == 0) {
			k = member_read(fd, in, m->room - got < PIECE ?
			    (size_t)(m->room - got) : PIECE,
			    (int64_t)(at + got));
			if (k < 0)
				return fault_errno(why, ST_BAD,
				    "cannot be read");
			z->next_in = in;
			z->avail_in = (uInt)k;
			got += (uint64_t)k;
		}
		z->next_out = out;
		z->avail_out = PIECE;
		rc = inflate(z, Z_NO_FLUSH);
		if (rc == Z_MEM_ERROR)
			return fault_nomem(why);
		if (rc != Z_OK && rc != Z_STREAM_END)
			return broken(rc == Z_BUF_ERROR ? "it is cut short" :
			    "it cannot be inflated", why);
		s = put(z, out, to, &left, crc, why);
	}
	return s == ST_OK && left > 0 ? broken("it is cut short", why) : s;
}

static enum status
inflate_to(int to, int fd, uint64_t at, const struct member *m, uint32_t *crc,
    struct fault *why)
{
	z_stream z = { .next_in = NULL };
	enum status s;

	*crc = 0;
	if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
		return fault_nomem(why);
	s = inflate_all(&z, fd, at, m, to, crc, why);
	(void)inflateEnd(&z);
	return s;
}

enum status
zip_take(int fd, const struct member *m, int to, struct fault *why)
{
	unsigned char p[LOCAL];
	enum status s;
	uint32_t crc = 0;
	uint64_t at;

	if (member_read(fd, p, LOCAL, (int64_t)m->at) != LOCAL ||
	    !begins(p, 0x0403))
		return broken("it is not where the directory says", why);
	at = m->at + LOCAL + two(p + 26) + two(p + 28);
	s = m->packed != 0 ? inflate_to(to, fd, at, m, &crc, why) :
	    member_copy(to, fd, (int64_t)at, m->size, &crc, why);
	if (s == ST_OK && crc != m->crc)
		return broken("its sum (CRC) is wrong", why);
	return s;
}
