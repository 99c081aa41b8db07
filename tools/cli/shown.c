#include "shown.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

void
shown_begin(struct shown *s, const char *path, enum plotscript_format f)
{
	struct fault why;

	*s = (struct shown){ .path = path, .fonts = FONTS_INIT };
	/* SVG is drawn by its viewer, with the fonts it has. */
	if (f == PLOTSCRIPT_SVG)
		return;
	if (fonts_load(&s->fonts, &why) != ST_OK)
		cli_die(EXIT_DATA, "%s: %s", path, why.text);
	s->glyphs = (struct label_glyphs){ fonts_can, &s->fonts };
}

void
shown_end(struct shown *s)
{
	fonts_free(&s->fonts);
}

static char *
shown(const char *text, size_t number, const struct label_glyphs *glyphs)
{
	char *s = label_shown(text, number, glyphs);

	if (s == NULL)
		cli_die(EXIT_DATA, "out of memory");
	return s;
}

char **
shown_names(const struct shown *s, char *const name[], size_t n)
{
	const struct label_glyphs all = { NULL, NULL };
	char **drawn = calloc(n + 1, sizeof *drawn), *want;
	size_t i, changed = 0, first = 0;

	if (drawn == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < n; i++) {
		drawn[i] = shown(name[i], i + 1, &s->glyphs);
		want = shown(name[i], i + 1, &all);
		if (strcmp(drawn[i], want) != 0 && changed++ == 0)
			first = i;
		free(want);
	}
	if (changed > 0) {
		want = shown(name[first], first + 1, &all);
		cli_warn("%s: no font has all characters of %zu name%s; '%s' "
		    "is drawn as '%s': install a font that has them, or draw "
		    "an .svg", s->path, changed, changed == 1 ? "" : "s",
		    want, drawn[first]);
		free(want);
	}
	return drawn;
}

void
shown_free(char **names)
{
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		free(names[i]);
	free(names);
}

char *
shown_title(const struct shown *s, const char *title)
{
	const struct label_glyphs all = { NULL, NULL };
	char *drawn = shown(title, 0, &s->glyphs), *want = shown(title, 0,
	    &all);

	if (strcmp(drawn, want) != 0)
		cli_warn("%s: no font has all characters of the title '%s', "
		    "which is drawn as '%s': install a font that has them, or "
		    "draw an .svg", s->path, want, drawn);
	free(want);
	return drawn;
}
