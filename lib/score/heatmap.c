#include "score/heatmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/score.h"

#define LARGEST		3600	/* width and height */
#define READABLE	0.2	/* scale below which text is left out */

/* Lengths in units of an SVG pixel, 1/96 inch, before scaling. */
struct layout {
	double cell_w, cell_h;
	double left, top;	/* position of the first cell */
	double names;		/* width of the row names */
	struct plotscript_size size;
	bool slant;		/* column names do not fit side by side */
};

static struct layout
lay_out(const struct heatmap *h)
{
	double C = (double)h->C, bottom, body, head;
	bool titled = *h->title != '\0', noted = *h->note != '\0';
	struct layout l = { 0 };
	size_t i;

	for (i = 0; i < h->C; i++)
		l.names = fmax(l.names, plotscript_room(h->name[i], 14));
	l.cell_w = h->C <= 5 ? 104 : 78;
	l.cell_h = h->C <= 5 ? 78 : 58;
	l.slant = l.names > l.cell_w;
	l.names = fmax(l.names, 60);
	l.top = 20 + (titled ? 26 : 0) + (noted ? 22 : 0);
	bottom = 64 + (l.slant ? 0.6 * l.names : 0);
	body = 56 + l.names + C * l.cell_w + 24;
	head = fmax(plotscript_room(h->title, 17),
	    plotscript_room(h->note, 13)) + 32;
	l.size.width = fmax(body, head);
	l.size.height = l.top + C * l.cell_h + bottom;
	l.left = 56 + l.names + (l.size.width - body) / 2;
	l.size.scale = fmin(1, LARGEST / fmax(l.size.width, l.size.height));
	return l;
}

static bool
readable(const struct layout *l)
{
	return l->size.scale >= READABLE;
}

/* ---- cells ---- */

/* White above the share at which it has the better contrast with the background
 * (WCAG 2: black and white are equal at a relative luminance of 0.18). */
static unsigned
ink(double share)
{
	return share > 0.72 ? 0xffffff : 0;
}

/* Lines "x y left right top bottom colour", of the diagonal alone or of all. */
static void
put_cells(FILE *f, const struct heatmap *h, const struct layout *l,
    const char *name, bool diagonal)
{
	double n, x, y, share;
	size_t i, j;

	(void)fprintf(f, "$%s << EOD\n", name);
	for (i = 0; i < h->C; i++) {
		n = score_row(h->conf, h->C, i);
		for (j = 0; j < h->C; j++) {
			if (diagonal && i != j)
				continue;
			share = n > 0 ? h->conf[i * h->C + j] / n : 0;
			x = l->left + (double)j * l->cell_w;
			y = l->top + (double)i * l->cell_h;
			(void)fprintf(f, "%.2f %.2f %.2f %.2f %.2f %.2f %u\n",
			    x, y, x, x + l->cell_w, y, y + l->cell_h,
			    plotscript_shade(share));
		}
	}
	(void)fputs("EOD\n", f);
}

/* Lines "x y percent count colour" of the diagonal, or of the rest; rows
 * without a label have none. */
static void
put_numbers(FILE *f, const struct heatmap *h, const struct layout *l,
    const char *name, bool diagonal)
{
	double n, count;
	size_t i, j;

	(void)fprintf(f, "$%s << EOD\n", name);
	for (i = 0; i < h->C; i++) {
		n = score_row(h->conf, h->C, i);
		for (j = 0; j < h->C && n > 0; j++) {
			if (diagonal != (i == j))
				continue;
			count = h->conf[i * h->C + j];
			(void)fprintf(f, "%.2f %.2f %.6f %.1f %u\n",
			    l->left + ((double)j + 0.5) * l->cell_w,
			    l->top + ((double)i + 0.5) * l->cell_h,
			    100 * count / n,
			    score_mean_count(count, h->seeds),
			    ink(count / n));
		}
	}
	(void)fputs("EOD\n", f);
}

static void
put_data(FILE *f, const struct heatmap *h, const struct layout *l)
{
	put_cells(f, h, l, "cells", false);
	put_cells(f, h, l, "frames", true);
	if (!readable(l))
		return;
	put_numbers(f, h, l, "right", true);
	if (h->C > 1)
		put_numbers(f, h, l, "wrong", false);
}

static void
plot_numbers(FILE *f, const char *name, const char *before, const char *after)
{
	(void)fprintf(f, ", $%s using 1:($2 - 8):"
	    "('%s'.sprintf('%%.1f %%%%', $3).'%s'):5 with labels center "
	    "textcolor rgb variable font 'sans-serif,16' notitle"
	    ", $%s using 1:($2 + 13):(sprintf('%%.10g', $4)):5 with labels "
	    "center textcolor rgb variable font 'sans-serif,12' notitle",
	    name, before, after, name);
}

static void
plot(FILE *f, const struct heatmap *h, const struct layout *l)
{
	(void)fprintf(f, "unset border\nunset tics\nunset key\n"
	    "set margins 0, 0, 0, 0\nset xrange [0:%.2f]\n"
	    "set yrange [%.2f:0]\n", l->size.width, l->size.height);
	(void)fprintf(f, "plot $cells using 1:2:3:4:5:6:7 with boxxyerror "
	    "fillcolor rgb variable fillstyle solid border lc rgb '#666666' "
	    "lw %g notitle, $frames using 1:2:3:4:5:6:7 with boxxyerror "
	    "fillcolor rgb variable fillstyle solid border lc rgb '#666666' "
	    "lw %g notitle", 0.7 * l->size.scale, 2 * l->size.scale);
	if (readable(l)) {
		plot_numbers(f, "right", "{/:Bold ", "}");
		if (h->C > 1)
			plot_numbers(f, "wrong", "", "");
	}
	(void)putc('\n', f);
}

/* ---- around them ---- */

static void
draw_names(FILE *f, const struct heatmap *h, const struct layout *l)
{
	double below = l->top + (double)h->C * l->cell_h, y;
	char buf[64];
	size_t i;

	for (i = 0; i < h->C; i++) {
		y = l->top + ((double)i + 0.5) * l->cell_h;
		plotscript_text(f, &l->size, l->left - 10, y - 8, h->name[i],
		    "right font 'sans-serif,14'");
		(void)snprintf(buf, sizeof buf, "n = %.10g",
		    score_mean_count(score_row(h->conf, h->C, i), h->seeds));
		plotscript_text(f, &l->size, l->left - 10, y + 11, buf,
		    "right font 'sans-serif,11' textcolor rgb '#444444'");
		plotscript_text(f, &l->size,
		    l->left + ((double)i + 0.5) * l->cell_w, below + 16,
		    h->name[i], l->slant ?
		    "right rotate by 40 font 'sans-serif,14'" :
		    "center font 'sans-serif,14'");
	}
}

static void
draw_titles(FILE *f, const struct heatmap *h, const struct layout *l)
{
	double below = l->top + (double)h->C * l->cell_h;
	double across = l->left + (double)h->C * l->cell_w / 2;
	char predicted[64] = "predicted";

	if (h->seeds > 1)
		(void)snprintf(predicted, sizeof predicted,
		    "predicted (mean count over %zu seeds)", h->seeds);
	plotscript_bold(f, &l->size, across, l->size.height - 20, predicted,
	    "center font 'sans-serif,13'");
	plotscript_bold(f, &l->size, l->left - l->names - 34,
	    (l->top + below) / 2, "label",
	    "center rotate by 90 font 'sans-serif,13'");
	plotscript_text(f, &l->size, l->size.width / 2, 26, h->title,
	    "center font 'sans-serif,17'");
	plotscript_text(f, &l->size, l->size.width / 2,
	    *h->title != '\0' ? 50 : 26, h->note,
	    "center font 'sans-serif,13' textcolor rgb '#444444'");
}

enum status
heatmap_script(const struct heatmap *h, enum plotscript_format format,
    char **script, struct fault *why)
{
	struct layout l = lay_out(h);
	size_t size;
	FILE *f;

	*script = NULL;
	if ((f = open_memstream(script, &size)) == NULL)
		return fault_nomem(why);
	plotscript_terminal(f, &l.size, format);
	put_data(f, h, &l);
	if (readable(&l))
		draw_names(f, h, &l);
	draw_titles(f, h, &l);
	plot(f, h, &l);
	return plotscript_end(f, script, why);
}
