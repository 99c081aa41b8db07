/*
 * heatmap.h - a confusion matrix as a picture: the script for gnuplot(1).
 *
 * Each cell shows the percentage of its row (on the diagonal, the recall) above
 * the count, on a background from light to dark in a single hue, which also
 * works in black and white and for colour-blind readers.  The cells are drawn
 * as rectangles, so that SVG and PDF contain no bitmap.
 */
#ifndef TONFALL_HEATMAP_H
#define TONFALL_HEATMAP_H

#include <stddef.h>

#include "base/fault.h"
#include "score/plotscript.h"

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
enum status heatmap_script(const struct heatmap *h, enum plotscript_format f,
    char **script, struct fault *why) FAULT_CHECK;

#endif
