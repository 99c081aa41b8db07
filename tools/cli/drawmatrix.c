#include "drawmatrix.h"

#include <stdlib.h>

#include "score/heatmap.h"
#include "score/reliability.h"
#include "cli.h"
#include "plot.h"
#include "shown.h"

/* Draws in the format f with the characters that there are. */
typedef void draw(const struct scoretable *s, const char *title,
    const struct shown *as, enum plotscript_format f);

static void
matrix(const struct scoretable *s, const char *title, const struct shown *as,
    enum plotscript_format f)
{
	char line[SCORETABLE_LINE], *script;
	char **name = shown_names(as, s->table->classes.text, s->set.classes);
	char *drawn = shown_title(as, title);
	struct heatmap h = { s->conf, s->set.classes, s->set.seeds, name,
	    drawn, scoretable_line(s, line) };
	struct fault why;

	cli_check(heatmap_script(&h, f, &script, &why), &why);
	cli_check(plot_file(as->path, script, &why), &why);
	shown_free(name);
	free(drawn);
	free(script);
}

static void
reliability(const struct scoretable *s, const char *title,
    const struct shown *as, enum plotscript_format f)
{
	char *drawn = shown_title(as, title), *script;
	struct fault why;

	cli_check(reliability_script(&s->calibration, drawn, f, &script, &why),
	    &why);
	cli_check(plot_file(as->path, script, &why), &why);
	free(drawn);
	free(script);
}

static void
with_fonts(draw *picture, const struct scoretable *s, const char *title,
    const char *path)
{
	enum plotscript_format f;
	struct shown as;

	if (!plotscript_format(path, &f))
		return;
	shown_begin(&as, path, f);
	picture(s, title, &as, f);
	shown_end(&as);
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
