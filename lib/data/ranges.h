/*
 * ranges.h - classes for numbers, where something is to be divided evenly: five
 * ranges between quantiles, q1 to q5.
 *
 * With n values, x is in range 1 + floor(5 m / n), at most 5, if m of them are
 * smaller than x: so equal values are in one range, and fewer than five
 * different ones in fewer ranges.
 */
#ifndef TONFALL_RANGES_H
#define TONFALL_RANGES_H

#include <stddef.h>

#include "base/fault.h"

/* Start from RANGES_INIT; add all values, then sort, then ask. */
struct ranges {
	size_t n, cap;
	double *value;
};

#define RANGES_INIT	{ 0, 0, NULL }

/* ST_NOMEM. */
enum status ranges_add(struct ranges *r, double x, struct fault *why)
    FAULT_CHECK;
void ranges_sort(struct ranges *r);

/* The name of the range of x. */
const char *ranges_name(const struct ranges *r, double x);

void ranges_free(struct ranges *r);

#endif
