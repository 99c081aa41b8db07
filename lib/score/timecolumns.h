/*
 * timecolumns.h - a timeline of more parts than a picture has room for, as
 * columns of time.
 *
 * Each column says of one channel what is known of its time: the mean of the
 * probabilities, and the share of its time for which each class is predicted.
 * A part counts as long as it lasts within the column; parts that overlap share
 * what is common, so that no time counts twice.
 */
#ifndef TONFALL_TIMECOLUMNS_H
#define TONFALL_TIMECOLUMNS_H

#include <stddef.h>

#include "base/fault.h"
#include "score/timeline.h"

#define TIMECOLUMNS_PARTS	300	/* that there is room for */
#define TIMECOLUMNS_MOST	150	/* columns */

struct timecolumns {
	double width, end;	/* of a column, of the sound: seconds */
	size_t n, C;
	double *mean;		/* (n, C); NAN where nothing is predicted */
	double *share;		/* (n, C); the rest of the time up to 1 is
				 * unknown, or nothing is predicted */
};

/* The parts of a channel.  If they are more than TIMECOLUMNS_PARTS, columns are
 * needed. */
size_t timecolumns_parts(const struct timeline *t, unsigned channel);

/* How long a column of a sound of so many seconds is: round seconds, minutes or
 * hours. */
double timecolumns_width(double end);

/* "10 s", "5 min", "2 h". */
void timecolumns_name(double width, char *text, size_t size);

/* From where to where, in seconds, part i stands for the time; to <= from:
 * others stand for it. */
void timecolumns_part(const struct timeline *t, size_t i, double *from,
    double *to);

/* Of a channel; width > 0.  timecolumns_free() frees them, whether or not this
 * succeeds.  ST_OK or ST_NOMEM. */
enum status timecolumns_fill(struct timecolumns *x, const struct timeline *t,
    double width, unsigned channel, struct fault *why) FAULT_CHECK;
void timecolumns_free(struct timecolumns *x);

/* From where to where column k is, in seconds. */
void timecolumns_place(const struct timecolumns *x, size_t k, double *from,
    double *to);

#endif
