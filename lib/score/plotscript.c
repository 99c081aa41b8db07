#include "score/plotscript.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "score/label.h"

bool
plotscript_format(const char *path, enum plotscript_format *out)
{
	static const char *const ending[] = { ".png", ".svg", ".pdf" };
	size_t i, n = strlen(path);

	for (i = 0; i < 3; i++)
		if (n > 4 && strcasecmp(path + n - 4, ending[i]) == 0) {
			*out = (enum plotscript_format)i;
			return true;
		}
	return false;
}

double
plotscript_room(const char *text, double size)
{
	return 0.6 * size * (double)label_columns(text);
}

/* A backslash and octal digits are a byte, whatever it is.  Digits could be
 * taken for part of the previous escape. */
void
plotscript_quote(FILE *f, const char *s)
{
	(void)putc('"', f);
	for (; *s != '\0'; s++)
		if (isascii((unsigned char)*s) && isalpha((unsigned char)*s))
			(void)putc(*s, f);
		else
			(void)fprintf(f, "\\%03o", (unsigned char)*s);
	(void)putc('"', f);
}

void
plotscript_text(FILE *f, const struct plotscript_size *l, double x, double y,
    const char *s, const char *style)
{
	(void)fputs("set label ", f);
	plotscript_quote(f, s);
	(void)fprintf(f, " at screen %.6f, screen %.6f noenhanced %s\n",
	    x / l->width, 1 - y / l->height, style);
}

void
plotscript_bold(FILE *f, const struct plotscript_size *l, double x, double y,
    const char *s, const char *style)
{
	(void)fprintf(f, "set label '{/:Bold %s}' at screen %.6f, "
	    "screen %.6f enhanced %s\n", s, x / l->width, 1 - y / l->height,
	    style);
}

void
plotscript_terminal(FILE *f, const struct plotscript_size *l,
    enum plotscript_format format)
{
	double w = l->scale * l->width, h = l->scale * l->height;

	(void)fputs("set encoding utf8\n", f);
	switch (format) {
	case PLOTSCRIPT_PNG:	/* two dots a pixel: 192 dpi */
		(void)fprintf(f, "set terminal pngcairo enhanced size "
		    "%.0f, %.0f font 'sans-serif,12' fontscale %g linewidth 2 "
		    "background 'white'\n", 2 * w, 2 * h, 1.5 * l->scale);
		break;
	case PLOTSCRIPT_SVG:
		(void)fprintf(f, "set terminal svg enhanced size %.0f, %.0f "
		    "dynamic font 'sans-serif,12' fontscale %g "
		    "background 'white'\n", w, h, l->scale);
		break;
	case PLOTSCRIPT_PDF:
		(void)fprintf(f, "set terminal pdfcairo enhanced size "
		    "%.4fin, %.4fin font 'sans-serif,12' fontscale %g "
		    "background 'white'\n", w / 96, h / 96, 0.75 * l->scale);
		break;
	}
}

unsigned
plotscript_shade(double share)
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

enum status
plotscript_end(FILE *f, char **script, struct fault *why)
{
	bool bad = ferror(f) != 0;

	/* The last allocation may fail without an error. */
	if (fclose(f) == 0 && !bad && *script != NULL)
		return ST_OK;
	free(*script);
	*script = NULL;
	return fault_nomem(why);
}
