#include "score/label.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

#define HEAD	40	/* characters of a name that is cut */

/* The character of valid UTF-8 at s; advances s past it. */
static unsigned long
decode(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	size_t i, n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	unsigned long c = n == 1 ? p[0] : p[0] & (0x7fu >> n);

	for (i = 1; i < n && (p[i] & 0xc0) == 0x80; i++)
		c = c << 6 | (p[i] & 0x3f);
	*s += i;
	return c;
}

static size_t
characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; n++)
		(void)decode(&text);
	return n;
}

/* Does every character that printable_next gave have a glyph? */
static bool
has_glyph(const struct label_glyphs *g, const char *one)
{
	return g->can == NULL || g->can(g->ctx, decode(&one));
}

/* All of text; each byte gives up to 10. */
static char *
all_shown(const char *text, const struct label_glyphs *glyphs)
{
	char one[PRINTABLE_MOST], *out, *end;
	const char *p;

	if ((out = end = malloc(10 * strlen(text) + 1)) == NULL)
		return NULL;
	while (*text != '\0') {
		text = printable_next(text, one);
		if (has_glyph(glyphs, one))
			end = stpcpy(end, one);
		else {
			p = one;
			end += sprintf(end, "\\u%04lx", decode(&p));
		}
	}
	*end = '\0';
	return out;
}

char *
label_shown(const char *text, size_t number, const struct label_glyphs *glyphs)
{
	char *all = all_shown(text, glyphs), *cut;
	const char *end = all;
	size_t i;

	if (all == NULL || number == 0 || characters(all) <= LABEL_MAX)
		return all;
	for (i = 0; i < HEAD; i++)
		(void)decode(&end);
	if (asprintf(&cut, "%.*s... (%zu)", (int)(end - all), all,
	    number) == -1)
		cut = NULL;
	free(all);
	return cut;
}

static bool
is_wide(unsigned long c)
{
	static const unsigned long range[][2] = {
		{ 0x1100, 0x115f }, { 0x2e80, 0xa4cf }, { 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 },
		{ 0x1f300, 0x1f9ff }, { 0x20000, 0x3fffd }
	};
	size_t i;

	for (i = 0; i < sizeof range / sizeof range[0]; i++)
		if (c >= range[i][0] && c <= range[i][1])
			return true;
	return false;
}

size_t
label_columns(const char *text)
{
	size_t n = 0;

	while (*text != '\0')
		n += is_wide(decode(&text)) ? 2 : 1;
	return n;
}
