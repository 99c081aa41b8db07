#include "sound/ogg.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sound/bytes.h"

#define HEADER	27		/* bytes before the sizes of the segments */
#define SEGMENTS 255
#define FIRST	2		/* flags of a page */
#define LAST	4
#define STREAMS	16		/* interleaved in one file */

struct page {
	unsigned char byte[HEADER + SEGMENTS + SEGMENTS * 255];
	size_t size;
};

struct ogg {
	uint32_t table[256];
	struct stream {
		uint32_t serial, next;	/* number of its next page */
		bool open;
	} stream[STREAMS];
	struct page page;
};

/* CRC-32 with the polynomial 0x04c11db7, the highest bit first, from 0. */
static void
make_table(uint32_t table[256])
{
	uint32_t r;
	unsigned i, bit;

	for (i = 0; i < 256; i++) {
		r = (uint32_t)i << 24;
		for (bit = 0; bit < 8; bit++)
			r = r << 1 ^ ((r >> 31) != 0 ? 0x04c11db7 : 0);
		table[i] = r;
	}
}

/* The page's checksum, computed with its own field as 0. */
static uint32_t
checksum(const struct ogg *o)
{
	const struct page *p = &o->page;
	uint32_t crc = 0;
	size_t i;

	for (i = 0; i < p->size; i++)
		crc = crc << 8 ^ o->table[crc >> 24 ^
		    (i >= 22 && i < 26 ? 0 : p->byte[i])];
	return crc;
}

/* Read the page at this offset; false if there is no complete one. */
static bool
read_page(int fd, off_t at, struct page *p)
{
	ssize_t n = pread(fd, p->byte, HEADER + SEGMENTS, at);
	size_t i, head;

	if (n < HEADER || memcmp(p->byte, "OggS", 4) != 0)
		return false;
	p->size = head = HEADER + (size_t)p->byte[HEADER - 1];
	if ((size_t)n < head)
		return false;
	for (i = HEADER; i < head; i++)
		p->size += p->byte[i];
	return pread(fd, p->byte, p->size, at) == (ssize_t)p->size;
}

/* Is this the next page of its stream? */
static bool
in_order(struct ogg *o)
{
	const unsigned char *p = o->page.byte;
	struct stream *s = o->stream, *end = o->stream + STREAMS;
	uint32_t serial = bytes_little(p + 14), number = bytes_little(p + 18);

	if ((p[5] & FIRST) != 0) {
		while (s < end && s->open)
			s++;
		if (s == end || number != 0)
			return false;
		*s = (struct stream){ serial, 0, true };
	} else
		while (s < end && (!s->open || s->serial != serial))
			s++;
	if (s == end || s->next++ != number)
		return false;
	s->open = (p[5] & LAST) == 0;
	return true;
}

/* Read the page at this offset; returns what is wrong with it, or NULL. */
static const char *
check_page(struct ogg *o, int fd, off_t at)
{
	if (!read_page(fd, at, &o->page))
		return "damaged or cut short: no whole page of Ogg";
	if (bytes_little(o->page.byte + 22) != checksum(o))
		return "damaged: a wrong checksum of the page";
	if (!in_order(o))
		return "damaged: pages are missing before the one";
	return NULL;
}

const char *
ogg_check(int fd, char *text, size_t room)
{
	struct ogg o = { .page = { .size = 0 } };
	const char *what = NULL;
	struct stat st;
	off_t at = 0;
	size_t i;

	if (fstat(fd, &st) == -1)
		return "its size cannot be told";
	make_table(o.table);
	while (at < st.st_size && (what = check_page(&o, fd, at)) == NULL)
		at += (off_t)o.page.size;
	for (i = 0; i < STREAMS && what == NULL; i++)
		if (o.stream[i].open)
			what = "cut short: no last page of Ogg";
	if (what == NULL)
		return NULL;
	(void)snprintf(text, room, "%s at byte %lld of %lld", what,
	    (long long)at, (long long)st.st_size);
	return text;
}
