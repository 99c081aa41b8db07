/*
 * veclog.h - natural logarithms of many numbers at once.
 */
#ifndef TONFALL_VECLOG_H
#define TONFALL_VECLOG_H

#include <stddef.h>

/*
 * x[i] = ln max(x[i], floor), in place; floor is positive and normal, x finite.
 * Within one unit in the last place of the logarithm, and the same bytes on
 * every processor.
 */
void veclog_floored(float *x, size_t n, float floor);

#endif
