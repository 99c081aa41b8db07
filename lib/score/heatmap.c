#include "score/heatmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lengths in units of an SVG pixel, 1/96 inch. */
struct layout {
	double cell_w, cell_h;
	double left, top;	/* where the cells begin */
	double names;		/* width of the names beside them */
	double width, height;
	bool slant;	/* column names do not fit side by side */
};

bool
heatmap_format(const char *path, enum heatmap_format *out)
{
	static const char *const ending[] = { ".png", ".svg", ".pdf" };
	size_t i, n = strlen(path);

	for (i = 0; i < 3; i++) {
		if (n > 4 && !strcmp(path + n - 4, ending[i])) {
			*out = (enum heatmap_format)i;
			return true;
		}
	}
	return false;
}

/* Characters of UTF-8 text: all bytes but continuations. */
static size_t
chars(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* A width that fits text in a sans-serif face of this size: 0.6 em a letter. */
static double
room(const char *text, double size)
{
	return 0.6 * size * (double)chars(text);
}

static struct layout
lay_out(const struct heatmap *h)
{
	double C = (double)h->C, bottom, body, head;
	struct layout l = { 0 };
	size_t i;

	for (i = 0; i < h->C; i++)
		l.names = fmax(l.names, room(h->name[i], 14));
	l.cell_w = h->C <= 5 ? 104 : 78;
	l.cell_h = h->C <= 5 ? 78 : 58;
	l.slant = l.names > l.cell_w;
	l.names = fmax(l.names, 60);
	l.top = 20 + (*h->title ? 26 : 0) + (*h->note ? 22 : 0);
	bottom = 64 + (l.slant ? 0.6 * l.names : 0);
	body = 56 + l.names + C * l.cell_w + 24;
	head = fmax(room(h->title, 17), room(h->note, 13)) + 32;
	l.width = fmax(body, head);
	l.height = l.top + C * l.cell_h + bottom;
	l.left = 56 + l.names + (l.width - body) / 2;
	return l;
}

/* Single-quoted for gnuplot: only the quote itself is special, and in
 * enhanced text what marks it up. */
static void
quote(FILE *f, const char *s, bool enhanced)
{
	for (; *s; s++) {
		if (enhanced && strchr("{}^_@&~\\", *s))
			putc('\\', f);
		if (*s == '\'')
			putc('\'', f);
		putc((unsigned char)*s < ' ' ? ' ' : *s, f);
	}
}

/* Text at x, y in pixels from the upper left corner. */
static void
text(FILE *f, const struct layout *l, double x, double y, const char *s,
    const char *style)
{
	fputs("set label '", f);
	quote(f, s, false);
	fprintf(f, "' at screen %.6f, screen %.6f noenhanced %s\n",
	    x / l->width, 1 - y / l->height, style);
}

static void
bold(FILE *f, const struct layout *l, double x, double y, const char *s,
    const char *style)
{
	fputs("set label '{/:Bold ", f);
	quote(f, s, true);
	fprintf(f, "}' at screen %.6f, screen %.6f enhanced %s\n",
	    x / l->width, 1 - y / l->height, style);
}

/*
 * Ground for a share of 0..1: ColorBrewer's "Blues" (Brewer 2003), whose
 * lightness falls steadily, linear between its nine colours.
 */
static unsigned
shade(double share)
{
	static const unsigned char blues[9][3] = {
		{ 247, 251, 255 }, { 222, 235, 247 }, { 198, 219, 239 },
		{ 158, 202, 225 }, { 107, 174, 214 }, { 66, 146, 198 },
		{ 33, 113, 181 }, { 8, 81, 156 }, { 8, 48, 107 }
	};
	double at = 8 * fmin(fmax(share, 0), 1);
	size_t i = at < 8 ? (size_t)at : 7, c;
	unsigned rgb = 0;

	for (c = 0; c < 3; c++)
		rgb = rgb << 8 | (unsigned)lround(blues[i][c] +
		    (at - (double)i) * (blues[i + 1][c] - blues[i][c]));
	return rgb;
}

/* White from the share on where it has the better contrast with the ground
 * (WCAG 2: black and white are even at a relative luminance of 0.18). */
static const char *
ink(double share)
{
	return share > 0.72 ? "white" : "black";
}

static void
draw_cell(FILE *f, const struct heatmap *h, const struct layout *l, size_t i,
    size_t j, double row)
{
	double n = h->conf[i * h->C + j], share = row > 0 ? n / row : 0;
	double x = l->left + (double)j * l->cell_w;
	double y = l->top + (double)i * l->cell_h;
	char buf[64], style[80];

	fprintf(f, "set object rectangle from screen %.6f, screen %.6f to "
	    "screen %.6f, screen %.6f fillcolor rgb '#%06x' fillstyle solid "
	    "border lc rgb '#666666' lw %g\n", x / l->width,
	    1 - y / l->height, (x + l->cell_w) / l->width,
	    1 - (y + l->cell_h) / l->height, shade(share), i == j ? 2.0 : 0.7);
	if (row <= 0)
		return;
	snprintf(style, sizeof style, "center textcolor rgb '%s' front "
	    "font 'sans-serif,16'", ink(share));
	snprintf(buf, sizeof buf, "%.1f %%", 100 * share);
	(i == j ? bold : text)(f, l, x + l->cell_w / 2, y + l->cell_h / 2 - 8,
	    buf, style);
	snprintf(style, sizeof style, "center textcolor rgb '%s' front "
	    "font 'sans-serif,12'", ink(share));
	snprintf(buf, sizeof buf, "%.0f", n);
	text(f, l, x + l->cell_w / 2, y + l->cell_h / 2 + 13, buf, style);
}

static void
draw_row(FILE *f, const struct heatmap *h, const struct layout *l, size_t i)
{
	double y = l->top + ((double)i + 0.5) * l->cell_h, row = 0;
	char buf[64];
	size_t j;

	for (j = 0; j < h->C; j++)
		row += h->conf[i * h->C + j];
	for (j = 0; j < h->C; j++)
		draw_cell(f, h, l, i, j, row);
	text(f, l, l->left - 10, y - 8, h->name[i],
	    "right font 'sans-serif,14'");
	snprintf(buf, sizeof buf, "n = %.0f", row);
	text(f, l, l->left - 10, y + 11, buf,
	    "right font 'sans-serif,11' textcolor rgb '#444444'");
}

static void
draw_frame(FILE *f, const struct heatmap *h, const struct layout *l)
{
	double below = l->top + (double)h->C * l->cell_h;
	double across = l->left + (double)h->C * l->cell_w / 2;
	size_t j;

	for (j = 0; j < h->C; j++)
		text(f, l, l->left + ((double)j + 0.5) * l->cell_w, below + 16,
		    h->name[j],
		    l->slant ? "right rotate by 40 font 'sans-serif,14'"
			     : "center font 'sans-serif,14'");
	bold(f, l, across, l->height - 20, "predicted",
	    "center font 'sans-serif,13'");
	bold(f, l, l->left - l->names - 34, (l->top + below) / 2, "label",
	    "center rotate by 90 font 'sans-serif,13'");
	bold(f, l, l->width / 2, 26, h->title, "center font 'sans-serif,17'");
	text(f, l, l->width / 2, *h->title ? 50 : 26, h->note,
	    "center font 'sans-serif,13' textcolor rgb '#444444'");
}

static void
terminal(FILE *f, const struct layout *l, enum heatmap_format format)
{
	fputs("set encoding utf8\n", f);
	switch (format) {
	case HEATMAP_PNG:	/* two dots a pixel: 192 dpi */
		fprintf(f, "set terminal pngcairo enhanced size %.0f, %.0f "
		    "font 'sans-serif,12' fontscale 1.5 linewidth 2 "
		    "background 'white'\n", 2 * l->width, 2 * l->height);
		break;
	case HEATMAP_SVG:
		fprintf(f, "set terminal svg enhanced size %.0f, %.0f dynamic "
		    "font 'sans-serif,12' background 'white'\n",
		    l->width, l->height);
		break;
	case HEATMAP_PDF:
		fprintf(f, "set terminal pdfcairo enhanced size %.4fin, %.4fin "
		    "font 'sans-serif,12' fontscale 0.75 "
		    "background 'white'\n", l->width / 96, l->height / 96);
		break;
	}
}

enum status
heatmap_script(const struct heatmap *h, enum heatmap_format format,
    char **script, struct fault *why)
{
	struct layout l = lay_out(h);
	size_t i, size;
	FILE *f;
	bool bad;

	*script = NULL;
	if (!(f = open_memstream(script, &size)))
		return fault_nomem(why);
	terminal(f, &l, format);
	for (i = 0; i < h->C; i++)
		draw_row(f, h, &l, i);
	draw_frame(f, h, &l);
	fputs("unset border\nunset tics\nunset key\nset margins 0, 0, 0, 0\n"
	    "plot [0:1] [0:1] NaN\n", f);
	bad = ferror(f) != 0;
	/* The last allocation may fail without a word. */
	if (fclose(f) != 0 || bad || *script == NULL) {
		free(*script);
		*script = NULL;
		return fault_nomem(why);
	}
	return ST_OK;
}
