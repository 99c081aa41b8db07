/*
 * The part of linear.h that weights columns by how well they tell the classes
 * apart.
 *
 * The weight of a column is F^p, scaled so that the mean square of all weights
 * is 1.  F is the ratio of Fisher's analysis of variance, between / within:
 *
 *	between = sum_k n_k (m_k - m)^2 / (K - 1)
 *	within = sum_i (x_i - m_{y_i})^2 / (n - K)
 *
 * of the samples that are trained on, without copies.  A penalty on the length
 * of the weights of the model then costs little for columns that matter.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/linear_work.h"
#include "model/standard.h"

#define TOP	1e4	/* of F: columns without variance within classes */

/* Sums by class: of x and, over all classes, of x^2. */
struct sums {
	size_t K, n, *count;	/* (K) */
	double *x, *square;	/* (K, F), (F) */
};

static void
add_samples(const struct work *w, const float *weight, struct sums *s)
{
	const struct train_data *d = &w->train.data;
	const float *x = w->x;
	size_t i, c;

	for (i = 0; i < d->n; i++, x += w->dim) {
		double *sum = s->x + d->y[i] * w->dim;

		if (!(weight[i] > 0) || d->copy[i])
			continue;
		s->count[d->y[i]]++;
		s->n++;
		for (c = 0; c < w->dim; c++) {
			sum[c] += (double)x[c];
			s->square[c] += (double)x[c] * (double)x[c];
		}
	}
}

/* F of column c. */
static double
ratio(const struct work *w, const struct sums *s, size_t c)
{
	double all = 0, means = 0, between, within, f;
	size_t k, classes = 0;

	for (k = 0; k < s->K; k++) {
		double sum = s->x[k * w->dim + c];

		all += sum;
		means += s->count[k] > 0 ? sum * sum / (double)s->count[k] :
		    0;
		classes += s->count[k] > 0;
	}
	if (classes < 2 || s->n <= classes)
		return 1;
	between = means - all * all / (double)s->n;
	within = s->square[c] - means;
	if (!(within > 0))
		return between > 0 ? TOP : 0;
	f = between / within * (double)(s->n - classes) /
	    (double)(classes - 1);
	return fmin(fmax(f, 0), TOP);
}

static void
weigh(const struct work *w, const struct sums *s, double power, float *to)
{
	double sum = 0;
	size_t c, n = 0;

	for (c = 0; c < w->dim; c++) {
		to[c] = w->deviation[c] > 0 ?
		    (float)pow(ratio(w, s, c), power) : 0;
		sum += (double)to[c] * (double)to[c];
		n += w->deviation[c] > 0;
	}
	for (c = 0; sum > 0 && c < w->dim; c++)
		to[c] *= (float)sqrt((double)n / sum);
}

enum status
work_emphasis(const struct work *w, const float *weight, double power,
    float *to, struct fault *why)
{
	size_t K = w->train.model.classes;
	struct sums s = { .K = K };
	size_t *count = calloc(K, sizeof *count);
	double *x = calloc((K + 1) * w->dim, sizeof *x);

	if (count != NULL && x != NULL) {
		s.count = count;
		s.x = x;
		s.square = x + K * w->dim;
		add_samples(w, weight, &s);
		weigh(w, &s, power, to);
	}
	free(count);
	free(x);
	return s.x == NULL ? fault_nomem(why) : ST_OK;
}
