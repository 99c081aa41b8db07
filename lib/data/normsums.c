#include "data/normsums.h"

#include <stdbool.h>
#include <stdlib.h>

#define LANES	8

/* Sum of (x - from) or of its square over R values: several sums in parallel,
 * since each addition has to wait for the one before it. */
static double
sum_about(const float *x, size_t R, double from, bool square)
{
	double sum[LANES] = { 0 }, d;
	size_t r, p, whole = R - R % LANES;

	for (r = 0; r < whole; r += LANES) {
		for (p = 0; p < LANES; p++) {
			d = x[r + p] - from;
			sum[p] += square ? d * d : d;
		}
	}
	for (; r < R; r++) {
		d = x[r] - from;
		sum[0] += square ? d * d : d;
	}
	for (p = 1; p < LANES; p++)
		sum[0] += sum[p];
	return sum[0];
}

/*
 * Mean and sum of squares about it, of each column.
 *
 * x		(R, P)
 * mean, square	(P)
 */
static void
moments(const float *x, size_t R, size_t P, double *mean, double *square)
{
	size_t r, p;
	double d;

	if (P == 1) {
		*mean = *x + sum_about(x, R, *x, false) / (double)R;
		*square = sum_about(x, R, *mean, true);
		return;
	}
	for (p = 0; p < P; p++)
		mean[p] = square[p] = 0;
	for (r = 0; r < R; r++)
		for (p = 0; p < P; p++)
			mean[p] += (double)x[r * P + p] - x[p];
	for (p = 0; p < P; p++)
		mean[p] = x[p] + mean[p] / (double)R;
	for (r = 0; r < R; r++)
		for (p = 0; p < P; p++) {
			d = x[r * P + p] - mean[p];
			square[p] += d * d;
		}
}

/* Chan, Golub and LeVeque's merge of n = R values into m = s->count. */
static void
merge(struct normsums *s, size_t P, size_t R, const double *mean,
    const double *square)
{
	double m = (double)s->count, n = (double)R, d;
	size_t p;

	for (p = 0; p < P; p++) {
		d = mean[p] - s->mean[p];
		s->mean[p] += d * (n / (m + n));
		s->square[p] += square[p] + d * d * (m * n / (m + n));
	}
	s->count += R;
}

enum status
normsums_add(struct normsums *s, const float *x, size_t R, size_t P,
    uint64_t frames, double *work, struct fault *why)
{
	if (s->mean == NULL) {
		if ((s->mean = calloc(P, 2 * sizeof *s->mean)) == NULL)
			return fault_nomem(why);
		s->square = s->mean + P;
	}
	moments(x, R, P, work, work + P);
	merge(s, P, R, work, work + P);
	s->frames += frames;
	s->records++;
	return ST_OK;
}

void
normsums_blend(double n, double *mean, double *var, double N, double m,
    double v)
{
	double both = (n * *mean + N * m) / (n + N);

	*var = (n * (*var + (*mean - both) * (*mean - both)) +
	    N * (v + (m - both) * (m - both))) / (n + N);
	*mean = both;
}

void
normsums_free(struct normsums *s)
{
	free(s->mean);
	*s = (struct normsums){ 0 };
}
