#include "tensor/values.h"

#include <math.h>
#include <stdbool.h>

struct summary
values_summary(const float *x, size_t n)
{
	struct summary s = { NAN, NAN, 0, 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		s.mean += (double)x[i];
		s.odd += !isfinite(x[i]);
		/* fmin returns the number if the other is NaN. */
		s.min = fminf(s.min, x[i]);
		s.max = fmaxf(s.max, x[i]);
	}
	s.mean /= (double)n;
	return s;
}

/* Is d too large for a and b, neither of which is NaN? */
static bool
apart(double a, double b, double d, double absolute, double relative)
{
	if (isinf(a) || isinf(b))
		return true;	/* of two infinities, d is 0 or infinite */
	return d > absolute && d > relative * fmax(fabs(a), fabs(b));
}

static double
distance(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) && isnan(b) ? 0 : INFINITY;
	return a >= b && a <= b ? 0 : fabs(a - b);
}

struct difference
values_compare(const float *a, const float *b, size_t n, double absolute,
    double relative)
{
	struct difference diff = { 0, 0, 0, 0 };
	double d;
	size_t i;

	for (i = 0; i < n; i++) {
		d = distance((double)a[i], (double)b[i]);
		if (d <= 0 || (!isnan(a[i]) && !isnan(b[i]) &&
		    !apart((double)a[i], (double)b[i], d, absolute, relative)))
			continue;
		if (diff.count++ == 0)
			diff.first = i;
		if (d > diff.most) {
			diff.most = d;
			diff.largest = i;
		}
	}
	return diff;
}

void
values_place(unsigned rank, const uint64_t dim[], size_t index, size_t at[])
{
	unsigned k;

	for (k = rank; k-- > 0; index /= dim[k])
		at[k] = index % dim[k];
}
