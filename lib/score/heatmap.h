/*
 * heatmap.h - a confusion matrix as a picture: the script for gnuplot(1).
 *
 * Each cell shows the percentage of its row (on the diagonal, the recall) above
 * the count, on a background from light to dark in a single hue, which also
 * works in black and white and for colour-blind readers.  The cells are drawn
 * as rectangles, so that SVG and PDF contain no bitmap.
 *
 * gnuplot never interprets text from outside: numbers are passed as data, names
 * and titles with an octal escape for every byte that is not a letter, and not
 * as enhanced text.
 */
#ifndef TONFALL_HEATMAP_H
#define TONFALL_HEATMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

enum heatmap_format { HEATMAP_PNG, HEATMAP_SVG, HEATMAP_PDF };

/* The format that the suffix of a file's name means; false: none of them. */
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
 * large matrix is drawn smaller, and one of more than about 200 classes without
 * text in or next to the cells.  The caller frees *script.  ST_OK or ST_NOMEM.
 */
enum status heatmap_script(const struct heatmap *h, enum heatmap_format f,
    char **script, struct fault *why) FAULT_CHECK;

#endif
