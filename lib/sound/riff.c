#include "sound/riff.h"

#include <string.h>

#include "sound/bytes.h"

#define SLACK	4096	/* headers and whole blocks taken off a placeholder */
#define EXTENSIBLE 0xfffe	/* the tag is at the beginning of a GUID */

static uint32_t
word(const unsigned char *p, bool big)
{
	return big ? bytes_big(p) : bytes_little(p);
}

static bool
placeholder(uint64_t length)
{
	static const uint32_t most[] = { 0xffffffff, 0x80000000, 0x7ffff000 };
	size_t i;

	for (i = 0; i < sizeof most / sizeof most[0]; i++)
		if (length <= most[i] && most[i] - length < SLACK)
			return true;
	return false;
}

/* EBU Tech 3306: the sizes are in the chunk ds64, which comes first: of all, of
 * the data, each of 64 bits.  ffmpeg leaves zeros on a pipe. */
static bool
rf64_endless(const unsigned char *p)
{
	uint32_t low, high;

	if (memcmp(p + 8, "WAVEds64", 8) != 0)
		return false;
	low = bytes_little(p + 28);
	high = bytes_little(p + 32);
	return (low == 0 && high == 0) || high == 0xffffffff;
}

/* AIFF: ffmpeg leaves 0, SoX 0x7f000000 and its header. */
static bool
form_endless(const unsigned char *p, uint64_t size)
{
	uint32_t all = bytes_big(p + 4);

	if (memcmp(p + 8, "AIF", 3) != 0)
		return false;
	return all == 0 || (all >= 0x7f000000 && all - 0x7f000000 < SLACK &&
	    (size == 0 || all > size));
}

bool
riff_endless(const unsigned char *p, size_t n, uint64_t size)
{
	bool big = n >= 4 && memcmp(p, "RIFX", 4) == 0;
	uint64_t at, length; /* of chunks, which may end anywhere below 2^33 */
	uint32_t all;

	if (n >= 36 && memcmp(p, "RF64", 4) == 0)
		return rf64_endless(p);
	if (n >= 12 && memcmp(p, "FORM", 4) == 0)
		return form_endless(p, size);
	if (n < 12 || (!big && memcmp(p, "RIFF", 4) != 0) ||
	    memcmp(p + 8, "WAVE", 4) != 0)
		return false;
	all = word(p + 4, big);
	for (at = 12; at + 8 <= n; at += 8 + length + length % 2) {
		length = word(p + at + 4, big);
		if (memcmp(p + at, "data", 4) != 0)
			continue;
		if (length == 0)	/* unless more than that follows */
			return all <= at || placeholder(all);
		return placeholder(length) &&
		    (size == 0 || at + 8 + length > size);
	}
	return placeholder(all) && (size == 0 || all > size);
}

uint32_t
riff_frames(const unsigned char *p, size_t n)
{
	uint64_t at, length;

	if (n < 12 || memcmp(p, "FORM", 4) != 0 ||
	    (memcmp(p + 8, "AIFF", 4) != 0 && memcmp(p + 8, "AIFC", 4) != 0))
		return 0;
	for (at = 12; at + 8 <= n; at += 8 + length + length % 2) {
		length = bytes_big(p + at + 4);
		if (memcmp(p + at, "COMM", 4) == 0)	/* channels, frames */
			return at + 14 <= n ? bytes_big(p + at + 10) : 0;
	}
	return 0;
}

static unsigned
half(const unsigned char *p)
{
	return (unsigned)p[1] << 8 | p[0];
}

unsigned
riff_tag(const unsigned char *p, size_t n)
{
	uint64_t at, length, left;
	unsigned tag;

	if (n < 12 || (memcmp(p, "RIFF", 4) != 0 &&
	    memcmp(p, "RF64", 4) != 0) || memcmp(p + 8, "WAVE", 4) != 0)
		return 0;
	for (at = 12; at + 8 <= n; at += 8 + length + length % 2) {
		length = bytes_little(p + at + 4);
		if (memcmp(p + at, "fmt ", 4) != 0)
			continue;
		left = n - at - 8;
		left = length < left ? length : left;
		tag = left < 2 ? 0 : half(p + at + 8);
		if (tag == EXTENSIBLE)
			tag = left < 26 ? 0 : half(p + at + 8 + 24);
		return tag;
	}
	return 0;
}
