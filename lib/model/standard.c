#include "model/standard.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "nn/layers.h"

#define ROUNDING	1e-6	/* of a value, relative: a few units in the
				 * last place of a float */

bool
standard_is_copy(const struct tensor *t)
{
	return tensor_attr(t, "original") != NULL;
}

/* sum (B) += x - mean, or its square, over the frames of sample i. */
static void
add(const struct train_data *d, size_t i, size_t B, const double *mean,
    bool square, double *sum)
{
	const float *x = d->x[i];
	size_t f, b;
	double v;

	for (f = 0; f < d->frames[i]; f++, x += B)
		for (b = 0; b < B; b++) {
			v = x[b] - mean[b];
			sum[b] += square ? v * v : v;
		}
}

/* The mean of x - mean over all frames, or of its square; returns the number of
 * frames. */
static size_t
average(const struct train_data *d, size_t B, const double *mean, bool square,
    double *sum)
{
	size_t i, b, n = 0;

	for (b = 0; b < B; b++)
		sum[b] = 0;
	for (i = 0; i < d->n; i++) {
		if (!d->copy[i]) {
			add(d, i, B, mean, square, sum);
			n += d->frames[i];
		}
		train_data_passed(d, i);
	}
	for (b = 0; n > 0 && b < B; b++)
		sum[b] /= (double)n;
	return n;
}

static enum status
round_all(size_t B, const double *mean, const double *var, float *to_mean,
    float *to_deviation, struct fault *why)
{
	double dev;
	size_t b;

	for (b = 0; b < B; b++) {
		dev = sqrt(var[b]);
		if (!(dev <= FLT_MAX))
			return fault_set(why, ST_BAD, "column %zu varies by "
			    "more than a float can hold", b);
		if (dev <= ROUNDING * fabs(mean[b]) || dev < FLT_MIN)
			dev = 0;
		to_mean[b] = (float)mean[b];
		to_deviation[b] = (float)dev;
	}
	return ST_OK;
}

enum status
standard_fit(const struct train_data *d, size_t B, float *mean,
    float *deviation, struct fault *why)
{
	double *m = calloc(2 * B, sizeof *m), *var = m + B;
	enum status s = ST_OK;

	if (m == NULL)
		return fault_nomem(why);
	/* var is 0 so far */
	if (average(d, B, var, false, m) == 0)
		s = fault_set(why, ST_BAD, "%s: all records are copies; "
		    "statistics need the originals",
		    tensor_name(d->set.reader));
	if (s == ST_OK) {
		(void)average(d, B, m, true, var);
		s = round_all(B, m, var, mean, deviation, why);
	}
	free(m);
	return s;
}

enum status
standard_set(const struct net *net, const struct train_data *d, float *w,
    struct fault *why)
{
	const struct layer *l = net->layer;

	if (l->kind != &layer_standardize || l->frozen)
		return ST_OK;
	return standard_fit(d, l->in.c, w + l->param[0].off,
	    w + l->param[1].off, why);
}
