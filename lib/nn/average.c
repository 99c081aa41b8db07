#include "nn/average.h"

#include "math/simd.h"

/* a += rest (w - a) */
CLONES static void
follow(size_t n, float rest, const float *restrict w, float *restrict a)
{
	size_t i;

	for (i = 0; i < n; i++)
		a[i] += rest * (w[i] - a[i]);
}

void
average_update(double decay, uint64_t t, size_t n, const float *w,
    float *average)
{
	double d = (1 + (double)t) / (10 + (double)t);

	follow(n, (float)(1 - (d < decay ? d : decay)), w, average);
}
