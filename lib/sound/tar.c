#include "sound/tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAXNAME	((uint64_t)1 << 16)	/* bytes of a name, */
#define MAXPAX	((uint64_t)1 << 20)	/* of a pax header */

/* Fields of a header: their places, and their lengths. */
enum {
	NAME = 0, SIZE = 124, SUM = 148, TYPE = 156, MAGIC = 257, PREFIX = 345,
	EXTENDED = 482, MORE = 504,	/* GNU's sparse files */
	NAME_LEN = 100, SIZE_LEN = 12, SUM_LEN = 8, PREFIX_LEN = 155
};

/* ---- numbers ---- */

/* Octal digits between blanks, or, if the first bit is set, binary: false if it
 * is neither, or negative or beyond 63 bits. */
static bool
number(const unsigned char *p, size_t n, uint64_t *x)
{
	size_t i = 0;

	*x = 0;
	if ((p[0] & 0x80) != 0) {
		for (*x = p[0] & 0x7f, i = 1; i < n; i++) {
			if (*x > (uint64_t)INT64_MAX >> 8)
				return false;
			*x = *x << 8 | p[i];
		}
		return true;
	}
	while (i < n && p[i] == ' ')
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
		*x = *x << 3 | (p[i] - '0');
	return i == n || p[i] == ' ' || p[i] == '\0';
}

static uint64_t
to_block(uint64_t n)
{
	return (n + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
}

/* The sum of all bytes, its own field counting as blanks.  Some programs took
 * the bytes as signed: 256 less for each above 127. */
bool
tar_is_header(const unsigned char block[TAR_BLOCK])
{
	int sum = 0, high = 0;
	uint64_t want;
	size_t i;

	for (i = 0; i < TAR_BLOCK; i++) {
		sum += block[i];
		high += block[i] >> 7;
	}
	for (i = SUM; i < SUM + SUM_LEN; i++) {
		sum += ' ' - block[i];
		high -= block[i] >> 7;
	}
	return number(block + SUM, SUM_LEN, &want) &&
	    ((int64_t)want == sum || (int64_t)want == sum - 256 * high);
}

/* ---- reading ---- */

/* What the archive has been told to be wrong with, at its present header. */
static enum status
damaged(const struct tar *t, const char *what, struct fault *why)
{
	return fault_set(why, ST_BAD, "is damaged at byte %llu: %s",
	    (unsigned long long)t->next, what);
}

/* The bytes of a stream before this place. */
static enum status
pass_over(struct tar *t, uint64_t at, struct fault *why)
{
	char buf[65536];
	uint64_t left;
	ssize_t k = 1;

	while (k > 0 && (left = at - t->here) > 0) {
		k = member_read(t->fd, buf,
		    left < sizeof buf ? (size_t)left : sizeof buf, -1);
		t->here += k > 0 ? (uint64_t)k : 0;
	}
	return k < 0 ? fault_errno(why, ST_IO, "read failed") : ST_OK;
}

/* Up to n bytes at this place; fewer at the end. */
static enum status
fetch(struct tar *t, void *buf, size_t n, uint64_t at, size_t *got,
    struct fault *why)
{
	enum status s;
	ssize_t k;

	*got = 0;
	if (at > INT64_MAX - n)
		return ST_OK;
	if (t->stream && (s = pass_over(t, at, why)) != ST_OK)
		return s;
	k = member_read(t->fd, buf, n, t->stream ? -1 : (int64_t)at);
	if (k < 0)
		return fault_errno(why, ST_IO, "read failed");
	*got = (size_t)k;
	t->here += t->stream ? (uint64_t)k : 0;
	return ST_OK;
}

static bool
is_end(const unsigned char *block)
{
	size_t i;

	for (i = 0; i < TAR_BLOCK; i++)
		if (block[i] != 0)
			return false;
	return true;
}

/* The next header; ST_END at a block of zeros. */
static enum status
read_header(struct tar *t, unsigned char block[TAR_BLOCK], struct fault *why)
{
	size_t got;
	enum status s = fetch(t, block, TAR_BLOCK, t->next, &got, why);

	if (s != ST_OK)
		return s;
	if (got < TAR_BLOCK)
		return fault_set(why, ST_BAD, "is cut short: the next member, "
		    "or its end, should be at byte %llu",
		    (unsigned long long)t->next);
	if (is_end(block))
		return ST_END;
	return tar_is_header(block) ? ST_OK :
	    damaged(t, "no header of a member", why);
}

static enum status
name_room(struct tar *t, size_t n, struct fault *why)
{
	char *more;

	if (n <= t->room)
		return ST_OK;
	if ((more = realloc(t->name, n)) == NULL)
		return fault_nomem(why);
	t->name = more;
	t->room = n;
	return ST_OK;
}

/* The n bytes after the present header, in new memory, with a zero at the
 * end. */
static enum status
read_body(struct tar *t, uint64_t n, uint64_t max, char **body,
    struct fault *why)
{
	size_t got = 0;
	enum status s;

	*body = NULL;
	if (n > max)
		return damaged(t, "a name or header too long", why);
	if ((*body = malloc((size_t)n + 1)) == NULL)
		return fault_nomem(why);
	s = fetch(t, *body, (size_t)n, t->next + TAR_BLOCK, &got, why);
	if (s == ST_OK && got < n)
		s = fault_set(why, ST_BAD, "is cut short at byte %llu",
		    (unsigned long long)(t->next + TAR_BLOCK + got));
	if (s == ST_OK) {
		(*body)[n] = '\0';
		return ST_OK;
	}
	free(*body);
	*body = NULL;
	return s;
}

/* ---- headers that tell of the next one ---- */

static enum status
set_name(struct tar *t, const char *name, size_t n, struct fault *why)
{
	enum status s;

	n = strnlen(name, n);
	if ((s = name_room(t, n + 1, why)) != ST_OK)
		return s;
	(void)memcpy(t->name, name, n);
	t->name[n] = '\0';
	return ST_OK;
}

static enum status
long_name(struct tar *t, uint64_t n, struct fault *why)
{
	char *body;
	enum status s = read_body(t, n, MAXNAME, &body, why);

	if (s == ST_OK && !t->named)
		s = set_name(t, body, (size_t)n, why);
	t->named = true;
	free(body);
	return s;
}

/* The decimal number that is all of the n bytes. */
static bool
decimal(const char *p, size_t n, uint64_t *x)
{
	*x = 0;
	if (n == 0 || n > 18)
		return false;
	for (; n > 0; n--, p++) {
		if (*p < '0' || *p > '9')
			return false;
		*x = *x * 10 + (uint64_t)(*p - '0');
	}
	return true;
}

/* One keyword with its value.  The path of a sparse file is one of GNU's own
 * making. */
static enum status
keyword(struct tar *t, const char *key, size_t keys, const char *value,
    size_t n, struct fault *why)
{
	if ((keys == 4 && memcmp(key, "path", 4) == 0 && !t->sparse) ||
	    (keys == 15 && memcmp(key, "GNU.sparse.name", 15) == 0)) {
		t->sparse |= keys == 15;
		t->named = true;
		return set_name(t, value, n, why);
	}
	if (keys == 4 && memcmp(key, "size", 4) == 0) {
		t->sized = true;
		if (!decimal(value, n, &t->size))
			return damaged(t, "a size that is not a number", why);
	}
	if (keys > 11 && memcmp(key, "GNU.sparse.", 11) == 0)
		t->sparse = true;
	return ST_OK;
}

/* "LENGTH KEYWORD=VALUE\n", where LENGTH counts all of it. */
static enum status
parse_pax(struct tar *t, const char *p, size_t n, struct fault *why)
{
	static const char *const bad = "a pax header that is not one";
	const char *blank, *equals;
	enum status s = ST_OK;
	uint64_t all;

	while (s == ST_OK && n > 0) {
		blank = memchr(p, ' ', n);
		if (blank == NULL || !decimal(p, (size_t)(blank - p), &all) ||
		    all > n || all < (uint64_t)(blank - p) + 3 ||
		    p[all - 1] != '\n')
			return damaged(t, bad, why);
		equals = memchr(blank, '=', (size_t)(p + all - blank));
		if (equals == NULL)
			return damaged(t, bad, why);
		s = keyword(t, blank + 1, (size_t)(equals - blank - 1),
		    equals + 1, (size_t)(p + all - 1 - equals - 1), why);
		p += all;
		n -= (size_t)all;
	}
	return s;
}

static enum status
pax(struct tar *t, uint64_t n, struct fault *why)
{
	char *body;
	enum status s = read_body(t, n, MAXPAX, &body, why);

	if (s == ST_OK)
		s = parse_pax(t, body, (size_t)n, why);
	free(body);
	return s;
}

/* ---- members ---- */

static enum status
short_name(struct tar *t, const unsigned char *block, struct fault *why)
{
	const char *name = (const char *)block + NAME,
		   *prefix = (const char *)block + PREFIX;
	size_t n = strnlen(name, NAME_LEN), before = 0;
	enum status s;

	/* GNU has other fields there. */
	if (memcmp(block + MAGIC, "ustar\0", 6) == 0)
		before = strnlen(prefix, PREFIX_LEN);
	if ((s = name_room(t, before + n + 2, why)) != ST_OK)
		return s;
	(void)sprintf(t->name, "%.*s%s%.*s", (int)before, prefix,
	    before > 0 ? "/" : "", (int)n, name);
	return ST_OK;
}

/* Blocks of GNU's that say where the zeros of a sparse file are. */
static enum status
skip_map(struct tar *t, const unsigned char *block, struct fault *why)
{
	unsigned char map[TAR_BLOCK];
	bool more = block[EXTENDED] != 0;
	enum status s;
	size_t got;

	while (more) {
		t->next += TAR_BLOCK;
		s = fetch(t, map, sizeof map, t->next, &got, why);
		if (s != ST_OK)
			return s;
		if (got < sizeof map)
			return fault_set(why, ST_BAD, "is cut short at byte "
			    "%llu", (unsigned long long)(t->next + got));
		more = map[MORE] != 0;
	}
	return ST_OK;
}

static enum member_is
kind_of(const struct tar *t, unsigned char type)
{
	size_t n = strlen(t->name);

	switch (type) {
	case '\0': case '0': case '7':
		if (n > 0 && t->name[n - 1] == '/')
			return MEMBER_FOLDER;
		return t->sparse ? MEMBER_SPARSE : MEMBER_FILE;
	case '1': case '2':
		return MEMBER_LINK;
	case '5': case 'D':
		return MEMBER_FOLDER;
	case 'S':
		return MEMBER_SPARSE;
	case 'M':
		return MEMBER_PART;
	default:
		return MEMBER_OTHER;
	}
}

/* The member of this header; moves to the one after it. */
static enum status
describe(struct tar *t, const unsigned char *block, uint64_t size,
    struct member *m, struct fault *why)
{
	enum status s = ST_OK;

	if (!t->named)
		s = short_name(t, block, why);
	if (s == ST_OK && block[TYPE] == 'S')
		s = skip_map(t, block, why);
	if (s != ST_OK)
		return s;
	if (t->sized)
		size = t->size;
	else if (block[TYPE] >= '1' && block[TYPE] <= '6')
		size = 0;	/* nothing follows, whatever it says */
	*m = (struct member){ .name = member_name(t->name),
	    .is = kind_of(t, block[TYPE]), .at = t->next + TAR_BLOCK,
	    .size = size };
	if (size > INT64_MAX - TAR_BLOCK - m->at)
		return damaged(t, "an absurd size", why);
	t->next = m->at + to_block(size);
	t->named = t->sized = t->sparse = false;
	return ST_OK;
}

enum status
tar_next(struct tar *t, struct member *m, struct fault *why)
{
	unsigned char block[TAR_BLOCK];
	enum status s;
	uint64_t size;

	while ((s = read_header(t, block, why)) == ST_OK) {
		if (!number(block + SIZE, SIZE_LEN, &size) ||
		    size > INT64_MAX - 2 * TAR_BLOCK - t->next)
			return damaged(t, "an absurd size", why);
		switch (block[TYPE]) {
		case 'x':
		case 'X':
			s = pax(t, size, why);
			break;
		case 'L':
			s = long_name(t, size, why);
			break;
		case 'g':	/* of all members: comments */
		case 'K':	/* the name of a link's file */
		case 'V':	/* the name of the volume */
			break;
		default:
			return describe(t, block, size, m, why);
		}
		if (s != ST_OK)
			return s;
		t->next += TAR_BLOCK + to_block(size);
	}
	return s;
}

enum status
tar_take(struct tar *t, const struct member *m, int to, struct fault *why)
{
	enum status s = pass_over(t, m->at, why);

	if (s == ST_OK)
		s = member_copy(to, t->fd, -1, m->size, NULL, why);
	t->here = m->at + m->size;
	return s;
}

void
tar_free(struct tar *t)
{
	free(t->name);
	t->name = NULL;
	t->room = 0;
}
