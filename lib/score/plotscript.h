/*
 * plotscript.h - parts of the scripts for gnuplot(1) that draw our pictures.
 *
 * gnuplot never interprets text from outside: numbers are passed as data, names
 * and titles with an octal escape for every byte that is not a letter, and not
 * as enhanced text.
 */
#ifndef TONFALL_PLOTSCRIPT_H
#define TONFALL_PLOTSCRIPT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/fault.h"

enum plotscript_format { PLOTSCRIPT_PNG, PLOTSCRIPT_SVG, PLOTSCRIPT_PDF };

/* The format that the suffix of a file's name means, in letters of any case;
 * false: none of them. */
bool plotscript_format(const char *path, enum plotscript_format *out);

/* In units of an SVG pixel, 1/96 inch, before scaling. */
struct plotscript_size {
	double width, height;
	double scale;		/* of the picture */
};

/* A width that fits text in a sans-serif face of this size: 0.6 em a letter. */
double plotscript_room(const char *text, double size);

/* The commands that choose the terminal. */
void plotscript_terminal(FILE *f, const struct plotscript_size *l,
    enum plotscript_format format);

/* Any text in double quotes. */
void plotscript_quote(FILE *f, const char *s);

/* Any text at x, y from the upper left corner; style is gnuplot's. */
void plotscript_text(FILE *f, const struct plotscript_size *l, double x,
    double y, const char *s, const char *style);

/* The same in bold, for our own texts, which need no escapes. */
void plotscript_bold(FILE *f, const struct plotscript_size *l, double x,
    double y, const char *s, const char *style);

/*
 * Background for a share of 0..1: ColorBrewer's "Blues" (Brewer 2003), whose
 * lightness decreases steadily, linear between its nine colours.
 */
unsigned plotscript_shade(double share);

/* Close f, of open_memstream(3): *script is whole, or freed and NULL. */
enum status plotscript_end(FILE *f, char **script, struct fault *why)
    FAULT_CHECK;

#endif
