/*
 * compare.h - where two arrays differ, and by how much.
 */
#ifndef TONFALL_COMPARE_H
#define TONFALL_COMPARE_H

#include <stddef.h>
#include <stdint.h>

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
struct difference compare_values(const float *a, const float *b, size_t n,
    double absolute, double relative);

/* Index into a row-major array to one per dimension: at (rank). */
void compare_place(unsigned rank, const uint64_t dim[], size_t index,
    size_t at[]);

#endif
