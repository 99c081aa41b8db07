/*
 * shown.h - names and titles in a picture, as far as the fonts have them.
 */
#ifndef TONFALL_SHOWN_H
#define TONFALL_SHOWN_H

#include <stddef.h>

#include "score/label.h"
#include "score/plotscript.h"
#include "fonts.h"

struct shown {
	const char *path;	/* of the picture, for warnings */
	struct fonts fonts;
	struct label_glyphs glyphs;
};

/* Find the fonts for a picture in format f.  This and the following functions
 * end the program if they fail. */
void shown_begin(struct shown *s, const char *path, enum plotscript_format f);
void shown_end(struct shown *s);

/* The names (n) as they can be drawn, ending in NULL, and a warning if some had
 * to be changed.  Free them by shown_free. */
char **shown_names(const struct shown *s, char *const name[], size_t n);
void shown_free(char **names);

/* The title, and a warning if it had to be changed.  The caller frees it. */
char *shown_title(const struct shown *s, const char *title);

#endif
