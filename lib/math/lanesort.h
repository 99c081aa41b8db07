/*
 * lanesort.h - sort sixteen arrays of the same length at the same time.
 */
#ifndef TONFALL_LANESORT_H
#define TONFALL_LANESORT_H

#include <stddef.h>

#define LANES	16

/*
 * Sort each column of x (n, LANES), in ascending order.  x must not hold NaN.
 *
 * Batcher's merge exchange (Knuth, The Art of Computer Programming 3, 5.2.2,
 * algorithm M): the pairs that it compares do not depend on the values, so all
 * columns take the same steps, about n (log2 n)^2 / 4 of them.
 */
void lanesort(float *x, size_t n);

#endif
