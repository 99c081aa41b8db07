#include <math.h>

#include "loss.h"

/* p (K) = softmax of z (K), shifted by the largest so that exp never
 * overflows; returns the log of the sum plus the shift. */
static double
softmax_row(size_t k, const float *z, float *p)
{
	double e, sum = 0;
	float top = z[0];
	size_t j;

	for (j = 1; j < k; j++)
		top = z[j] > top ? z[j] : top;
	for (j = 0; j < k; j++)
		sum += exp((double)z[j] - top);
	for (j = 0; j < k; j++) {
		e = exp((double)z[j] - top);
		p[j] = (float)(e / sum);
	}
	return log(sum) + top;
}

void
loss_softmax(size_t n, size_t k, const float *logits, float *prob)
{
	size_t i;

	for (i = 0; i < n; i++)
		(void)softmax_row(k, logits + i * k, prob + i * k);
}

double
loss_cross_entropy(size_t n, size_t k, const float *logits, const size_t *y,
    const float *w, double total, float *dlogits)
{
	double sum = 0, wy;
	const float *z;
	size_t i, j;
	float *d;

	for (i = 0; i < n; i++) {
		z = logits + i * k;
		d = dlogits + i * k;
		wy = w[y[i]];
		sum += wy * (softmax_row(k, z, d) - z[y[i]]);
		for (j = 0; j < k; j++)
			d[j] = (float)((d[j] - (j == y[i])) * wy / total);
	}
	return sum;
}

void
loss_balance(size_t k, const size_t *count, float *w)
{
	size_t j, n = 0;

	for (j = 0; j < k; j++)
		n += count[j];
	for (j = 0; j < k; j++)
		w[j] = count[j] ?
		    (float)((double)n / ((double)k * (double)count[j])) : 0;
}
