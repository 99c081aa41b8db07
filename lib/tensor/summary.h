/*
 * summary.h - the values of a tensor in a few numbers.
 */
#ifndef TONFALL_SUMMARY_H
#define TONFALL_SUMMARY_H

#include <stddef.h>

struct summary {
	float  min, max;	/* over all values but NaN; NaN if there are none */
	double mean;		/* NaN if any value is */
	size_t odd;		/* how many are NaN or infinite */
};

/* Of x (n), n >= 1. */
struct summary summary_of(const float *x, size_t n);

#endif
