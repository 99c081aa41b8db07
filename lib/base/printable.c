#include "base/printable.h"

#include <stdlib.h>
#include <string.h>

/* Length of a character that begins with this byte; 0: none does. */
static size_t
length(unsigned char lead)
{
	if (lead < 0x80)
		return lead >= ' ' && lead != 0x7f;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* Whether this second byte may follow: no overlong forms, no surrogates,
 * nothing above U+10FFFF; and no control characters. */
static int
follows(unsigned char lead, unsigned char second)
{
	unsigned char least = lead == 0xc2 || lead == 0xe0 ? 0xa0 :
	    lead == 0xf0 ? 0x90 : 0x80;
	unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;

	return second >= least && second <= most;
}

/* Length of the character at s; 0 if it is invalid, or not to be shown. */
static size_t
character(const char *s)
{
	size_t i, n = length((unsigned char)*s);

	if (n > 1 && !follows((unsigned char)s[0], (unsigned char)s[1]))
		return 0;
	for (i = 2; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

const char *
printable_next(const char *s, char out[PRINTABLE_MOST])
{
	static const char digit[] = "0123456789abcdef";
	size_t n = character(s);

	if (n == 0) {
		out[0] = '\\';
		out[1] = 'x';
		out[2] = digit[(unsigned char)*s >> 4];
		out[3] = digit[(unsigned char)*s & 15];
		out[4] = '\0';
		return s + 1;
	}
	(void)memcpy(out, s, n);
	out[n] = '\0';
	return s + n;
}

void
printable(char *out, size_t size, const char *s)
{
	char one[PRINTABLE_MOST];
	size_t n;

	while (*s != '\0') {
		s = printable_next(s, one);
		n = strlen(one);
		if (n >= size)
			break;
		(void)memcpy(out, one, n);
		out += n;
		size -= n;
	}
	*out = '\0';
}

char *
printable_copy(const char *s)
{
	size_t size = 4 * strlen(s) + 1;
	char *out = malloc(size);

	if (out != NULL)
		printable(out, size, s);
	return out;
}
