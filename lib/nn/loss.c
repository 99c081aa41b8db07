#include "nn/loss.h"

#include <math.h>

/* log of the sum of exp(z) (K), shifted so that exp never overflows. */
static double
log_sum(size_t k, const float *z)
{
	float top = z[loss_best(k, z)];
	double sum = 0;
	size_t j;

	for (j = 0; j < k; j++)
		sum += exp((double)z[j] - top);
	return log(sum) + top;
}

size_t
loss_best(size_t k, const float *logits)
{
	size_t j, best = 0;

	for (j = 1; j < k; j++)
		if (logits[j] > logits[best])
			best = j;
	return best;
}

void
loss_softmax(size_t n, size_t k, const float *logits, float *prob)
{
	size_t i, j;
	double ls;

	for (i = 0; i < n; i++) {
		ls = log_sum(k, logits + i * k);
		for (j = 0; j < k; j++)
			prob[i * k + j] = (float)exp(logits[i * k + j] - ls);
	}
}

double
loss_value(size_t n, size_t k, const float *logits, const size_t *y,
    const float *w)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++, logits += k)
		sum += w[y[i]] * (log_sum(k, logits) - logits[y[i]]);
	return sum;
}

/* dz = w_y (softmax(z) - onehot(y)) / total */
double
loss_cross_entropy(size_t n, size_t k, const float *logits, const size_t *y,
    const float *w, double total, float *dlogits)
{
	size_t i, j;
	float *d;

	loss_softmax(n, k, logits, dlogits);
	for (i = 0; i < n; i++) {
		d = dlogits + i * k;
		for (j = 0; j < k; j++)
			d[j] = (float)(((double)d[j] - (j == y[i])) *
			    w[y[i]] / total);
	}
	return loss_value(n, k, logits, y, w);
}

/* dz = (T softmax(z) - target) / total, T being the sum of the targets */
double
loss_soft(size_t n, size_t k, const float *logits, const float *target,
    double total, float *dlogits)
{
	double sum = 0, all, ls;
	size_t i, j;

	for (i = 0; i < n; i++, logits += k, target += k, dlogits += k) {
		ls = log_sum(k, logits);
		all = 0;
		for (j = 0; j < k; j++) {
			all += target[j];
			sum += target[j] * (ls - logits[j]);
		}
		for (j = 0; j < k; j++)
			dlogits[j] = (float)((all * exp(logits[j] - ls) -
			    target[j]) / total);
	}
	return sum;
}

double
loss_target(size_t k, const float *w, double smooth, size_t a, size_t b,
    double share, float *target)
{
	double q, total = share * w[a] + (1 - share) * w[b];
	size_t j;

	for (j = 0; j < k; j++) {
		q = share * (j == a) + (1 - share) * (j == b);
		target[j] = (float)(w[j] *
		    ((1 - smooth) * q + smooth / (double)k));
	}
	return total;
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
