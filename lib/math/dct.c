#include "math/dct.h"

#include <math.h>

void
dct_matrix(float *m, size_t cepstra, size_t bins)
{
	double B = (double)bins, norm;
	size_t k, b;

	for (k = 0; k < cepstra; k++) {
		norm = sqrt((k == 0 ? 1 : 2) / B);
		for (b = 0; b < bins; b++)
			m[k * bins + b] = (float)(norm * cos(M_PI / B *
			    ((double)b + 0.5) * (double)k));
	}
}
