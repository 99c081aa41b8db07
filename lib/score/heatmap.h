/*
 * heatmap.h - a confusion matrix as a picture: the script for gnuplot(1).
 *
 * Each cell shows the percent of its row, the recall on the diagonal, above
 * the count, on a ground from light to dark in one hue: it reads the same in
 * a black-and-white print and to colour-blind eyes.  The cells are drawn as
 * rectangles, so that SVG and PDF hold no bitmap.
 *
 * gnuplot interprets no text from outside: numbers go to it as data, names and
 * titles with an octal escape for every byte that is not a letter, and not as
 * enhanced text.
 */
#ifndef TONFALL_HEATMAP_H
#define TONFALL_HEATMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

enum heatmap_format { HEATMAP_PNG, HEATMAP_SVG, HEATMAP_PDF };

/* The format that the end of a file's name asks for; false: none of them. */
bool heatmap_format(const char *path, enum heatmap_format *out);

struct heatmap {
	const double *conf;	/* (C, C) as in score.h */
	size_t C;
	size_t seeds;		/* the counts shown are conf / seeds */
	char *const *name;	/* (C) the classes, see label_shown() */
	const char *title;	/* "" for none */
	const char *note;	/* a line under the title; "" for none */
};

/*
 * The script that makes gnuplot write the picture to its standard output.  A
 * large matrix is drawn smaller, and one of more than 200 classes or so without
 * any text in or beside the cells.  *script is the caller's to free.  ST_OK or
 * ST_NOMEM.
 */
enum status heatmap_script(const struct heatmap *h, enum heatmap_format f,
    char **script, struct fault *why) FAULT_CHECK;

#endif
