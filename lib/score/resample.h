/*
 * resample.h - bootstrap intervals of any values of a set of units; score.h
 * says how the ends are chosen.
 */
#ifndef TONFALL_RESAMPLE_H
#define TONFALL_RESAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/*
 * The values, NAN for one that is not defined, of a set in which unit u occurs
 * times[u] times.  False if that is an empty set: then units are drawn again.
 */
typedef bool resample_values(void *ctx, const uint32_t *times, double *out);

struct resample {
	size_t replicates, units, values;
	double level;
	uint64_t seed;
	resample_values *of;
	void *ctx;
	const size_t *stratum;	/* (strata) units in each, which add up to
				 * units: those of the first, then those of the
				 * next, drawn apart; NULL: all together */
	size_t strata;
	size_t least;	/* units by which the ends are chosen; 0: units */
};

/*
 * low, high (values): the ends of each interval, over the replicates in which
 * the value is defined, or NAN; mean (values) of these replicates, or NULL.
 * Draws for ever unless some unit has a value.  ST_BAD if the replicates are 0
 * or the level is not between 0 and 1; ST_NOMEM.
 */
enum status resample(const struct resample *ask, double *low, double *high,
    double *mean, struct fault *why) FAULT_CHECK;

#endif
