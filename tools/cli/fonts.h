/*
 * fonts.h - the characters that some font of this machine can draw, by
 * fontconfig's fc-list(1).
 */
#ifndef TONFALL_FONTS_H
#define TONFALL_FONTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

struct fonts {
	struct fonts_range {
		unsigned long from, to;
	} *range;		/* (n) sorted, without overlaps */
	size_t n, cap;
};

#define FONTS_INIT	{ NULL, 0, 0 }

/*
 * Ask which characters there are.  If fc-list is absent or fails these are
 * Latin, Greek and Cyrillic letters, which every general font has.  ST_IO if
 * there is no font with letters; ST_NOMEM.
 */
enum status fonts_load(struct fonts *f, struct fault *why) FAULT_CHECK;

/* Is there a font with Unicode character c?  fonts is a struct fonts. */
bool fonts_can(void *fonts, unsigned long c);

void fonts_free(struct fonts *f);

#endif
