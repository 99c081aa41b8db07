/*
 * scatter.h - predicted against true numbers as a picture: the script for
 * gnuplot(1).
 *
 * A point is a recording, the mean of its predictions over the seeds.  Both
 * axes have the same range and length; the dashed line is where a prediction is
 * right, the other one the mean prediction for what is true, in ten bins of
 * as many recordings.  Points are translucent, so that print shows where they
 * are dense; more than SCATTER_POINTS are counted in squares instead, the
 * darker the more, on a logarithmic scale.
 */
#ifndef TONFALL_SCATTER_H
#define TONFALL_SCATTER_H

#include <stddef.h>

#include "base/fault.h"
#include "score/plotscript.h"
#include "score/predictions.h"

#define SCATTER_POINTS	3000

struct scatter {
	const struct predictions *table;	/* of a number, its units
						 * numbered */
	const char *name;	/* of the number, as shown */
	const char *title;	/* "" for none */
	const char *note;	/* a line under the title; "" for none */
};

/* The script; the caller frees it.  ST_OK or ST_NOMEM. */
enum status scatter_script(const struct scatter *s, enum plotscript_format f,
    char **script, struct fault *why) FAULT_CHECK;

#endif
