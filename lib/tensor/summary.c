#include "tensor/summary.h"

#include <math.h>

struct summary
summary_of(const float *x, size_t n)
{
	struct summary s = { NAN, NAN, 0, 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		s.mean += (double)x[i];
		s.odd += !isfinite(x[i]);
		/* fmin takes the number where the other one is NaN. */
		s.min = fminf(s.min, x[i]);
		s.max = fmaxf(s.max, x[i]);
	}
	s.mean /= (double)n;
	return s;
}
