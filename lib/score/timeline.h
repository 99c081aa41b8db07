/*
 * timeline.h - probabilities over time as a picture: the script for gnuplot(1).
 *
 * One panel per channel: a line per class, which differ in colour, dashes and
 * points so that they can be told apart in black and white and by colour-blind
 * readers, and a strip below that names the class predicted.  Where nothing is
 * predicted both are empty.  Of more parts than there is room for, columns of
 * time are drawn (timecolumns.h): means, and in the strip stacked shares.
 */
#ifndef TONFALL_TIMELINE_H
#define TONFALL_TIMELINE_H

#include <stddef.h>

#include "base/fault.h"
#include "score/plotscript.h"

/* A part of the sound, in the order of time within a channel. */
struct timeline_part {
	double start, end;	/* seconds */
	unsigned channel;	/* 0: there is only one */
	int predicted;		/* class; C: unknown; -1: nothing */
	const double *p;	/* (C) */
};

struct timeline {
	const struct timeline_part *part;	/* (n) */
	size_t n, C;
	double end;		/* of the sound, seconds */
	char *const *name;	/* (C) the classes, see label_shown() */
	const char *title;
};

#define TIMELINE_PANELS	8	/* channels that are drawn */

/* The script that makes gnuplot write the picture to its standard output.  The
 * caller frees *script.  ST_OK or ST_NOMEM. */
enum status timeline_script(const struct timeline *t,
    enum plotscript_format f, char **script, struct fault *why) FAULT_CHECK;

#endif
