/*
 * values.h - the values of an array: in a few numbers, and where two arrays
 * differ.
 */
#ifndef TONFALL_VALUES_H
#define TONFALL_VALUES_H

#include <stddef.h>
#include <stdint.h>

struct summary {
	float  min, max;	/* ignoring NaN; NaN if there is nothing else */
	double mean;		/* NaN if any value is */
	size_t odd;		/* how many are NaN or infinite */
};

/* Of x (n), n >= 1. */
struct summary values_summary(const float *x, size_t n);

struct difference {
	size_t count;		/* values that differ */
	size_t first, largest;	/* their indices, where count > 0 */
	double most;		/* the largest |a - b|; may be infinite */
};

/*
 * Compare a (n) and b (n).  Two values are equal if |a - b| <= absolute or
 * |a - b| <= relative * max(|a|, |b|), if both are the same infinity, or if
 * both are NaN.  NaN and a number differ by infinity.
 */
struct difference values_compare(const float *a, const float *b, size_t n,
    double absolute, double relative);

/* Index into a row-major array to one per dimension: at (rank). */
void values_place(unsigned rank, const uint64_t dim[], size_t index,
    size_t at[]);

#endif
