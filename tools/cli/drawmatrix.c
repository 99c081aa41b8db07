#include "drawmatrix.h"

#include <stdlib.h>
#include <string.h>

#include "score/heatmap.h"
#include "score/label.h"
#include "score/reliability.h"
#include "cli.h"
#include "fonts.h"
#include "plot.h"

static char *
shown(const char *text, size_t number, const struct label_glyphs *glyphs)
{
	char *s = label_shown(text, number, glyphs);

	if (s == NULL)
		cli_die(EXIT_DATA, "out of memory");
	return s;
}

/* The names of the classes (C), and a warning if some had to be changed. */
static char **
names(const struct scoretable *s, const char *path,
    const struct label_glyphs *glyphs)
{
	char **name = calloc(s->set.classes + 1, sizeof *name);
	size_t i, changed = 0, first = 0;

	if (name == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < s->set.classes; i++) {
		name[i] = shown(s->table->classes.text[i], i + 1, glyphs);
		if (strcmp(name[i], s->label[i]) != 0 && changed++ == 0)
			first = i;
	}
	if (changed > 0)
		cli_warn("%s: no font has all characters of %zu name%s; '%s' "
		    "is drawn as '%s': install a font that has them, or draw "
		    "an .svg", path, changed, changed == 1 ? "" : "s",
		    s->label[first], name[first]);
	return name;
}

/* The title, and a warning if it had to be changed. */
static char *
titled(const char *title, const char *path, const struct label_glyphs *glyphs)
{
	const struct label_glyphs all = { NULL, NULL };
	char *drawn = shown(title, 0, glyphs), *want = shown(title, 0, &all);

	if (strcmp(drawn, want) != 0)
		cli_warn("%s: no font has all characters of the title '%s', "
		    "which is drawn as '%s': install a font that has them, or "
		    "draw an .svg", path, want, drawn);
	free(want);
	return drawn;
}

/* Draws in the format f with the characters that there are. */
typedef void draw(const struct scoretable *s, const char *title,
    const char *path, enum plotscript_format f,
    const struct label_glyphs *glyphs);

static void
matrix(const struct scoretable *s, const char *title, const char *path,
    enum plotscript_format f, const struct label_glyphs *glyphs)
{
	char line[SCORETABLE_LINE], *script;
	char **name = names(s, path, glyphs);
	struct heatmap h = { s->conf, s->set.classes, s->set.seeds, name,
	    titled(title, path, glyphs), scoretable_line(s, line) };
	struct fault why;
	size_t i;

	cli_check(heatmap_script(&h, f, &script, &why), &why);
	cli_check(plot_file(path, script, &why), &why);
	for (i = 0; i < s->set.classes; i++)
		free(name[i]);
	free(name);
	free((void *)(uintptr_t)h.title);
	free(script);
}

static void
reliability(const struct scoretable *s, const char *title, const char *path,
    enum plotscript_format f, const struct label_glyphs *glyphs)
{
	char *drawn = titled(title, path, glyphs), *script;
	struct fault why;

	cli_check(reliability_script(&s->calibration, drawn, f, &script, &why),
	    &why);
	cli_check(plot_file(path, script, &why), &why);
	free(drawn);
	free(script);
}

static void
with_fonts(draw *picture, const struct scoretable *s, const char *title,
    const char *path)
{
	struct label_glyphs glyphs = { NULL, NULL };
	struct fonts fonts = FONTS_INIT;
	enum plotscript_format f;
	struct fault why;

	if (!plotscript_format(path, &f))
		return;
	/* SVG is drawn by its viewer, with the fonts it has. */
	if (f != PLOTSCRIPT_SVG) {
		if (fonts_load(&fonts, &why) != ST_OK)
			cli_die(EXIT_DATA, "%s: %s", path, why.text);
		glyphs = (struct label_glyphs){ fonts_can, &fonts };
	}
	picture(s, title, path, f, &glyphs);
	fonts_free(&fonts);
}

void
draw_matrix(const struct scoretable *s, const char *title, const char *path)
{
	with_fonts(matrix, s, title, path);
}

void
draw_reliability(const struct scoretable *s, const char *title,
    const char *path)
{
	with_fonts(reliability, s, title, path);
}
