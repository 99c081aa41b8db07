/*
 * label.h - names of classes as shown in printed tables and pictures.
 */
#ifndef TONFALL_LABEL_H
#define TONFALL_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#define LABEL_MAX	48	/* characters; longer names are cut */

/*
 * What can be shown: can(ctx, c) says whether there is a glyph for Unicode
 * character c.  can NULL: everything.
 */
struct label_glyphs {
	bool (*can)(void *ctx, unsigned long c);
	void *ctx;
};

/*
 * text with control characters and bytes that are not UTF-8 as "\x1b" (see
 * printable.h) and characters without a glyph as "\u4e2d".  More than LABEL_MAX
 * characters are cut, and " (number)" after them keeps such names apart;
 * number 0: nothing is cut.  The caller frees it; NULL: out of memory.
 */
char *label_shown(const char *text, size_t number,
    const struct label_glyphs *glyphs);

/*
 * Number of columns that UTF-8 text takes on a terminal: two for each character
 * of the wide scripts of East Asia (those blocks of Unicode Standard Annex 11
 * that contain letters, and pictures), one for every other.
 */
size_t label_columns(const char *text);

#endif
