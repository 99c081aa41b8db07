/*
 * vecexp.h - exponentials of many numbers at once.
 */
#ifndef TONFALL_VECEXP_H
#define TONFALL_VECEXP_H

#include <stddef.h>

#define VECEXP_LEAST	(-87.0f)
#define VECEXP_MOST	88.0f

/*
 * x[i] = e^x[i], in place; numbers beyond the above count as these, and what is
 * not a finite number becomes NaN.  The relative error is below 3e-7, and the
 * bytes are the same on every processor.
 */
void vecexp(float *x, size_t n);

#endif
