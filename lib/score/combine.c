#include "score/combine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum status
combine_init(struct combine *k, size_t models, size_t classes,
    struct fault *why)
{
	size_t m;

	*k = (struct combine){ models, classes,
	    calloc(models, sizeof *k->weight),
	    calloc(classes, sizeof *k->bias) };
	if (k->weight == NULL || k->bias == NULL) {
		combine_free(k);
		return fault_nomem(why);
	}
	for (m = 0; m < models; m++)
		k->weight[m] = 1 / (double)models;
	return ST_OK;
}

void
combine_free(struct combine *k)
{
	free(k->weight);
	free(k->bias);
	*k = (struct combine)COMBINE_INIT;
}

static double
floored(double p)
{
	return log(p > COMBINE_FLOOR ? p : COMBINE_FLOOR);
}

void
combine_row(const struct combine *k, const double *const *p, double *out)
{
	double top = -INFINITY, sum = 0;
	size_t c, m;

	for (c = 0; c < k->classes; c++) {
		out[c] = k->bias[c];
		for (m = 0; m < k->models; m++)
			out[c] += k->weight[m] * floored(p[m][c]);
		top = fmax(top, out[c]);
	}
	for (c = 0; c < k->classes; c++) {
		out[c] = exp(out[c] - top);
		sum += out[c];
	}
	for (c = 0; c < k->classes; c++)
		out[c] /= sum;
}

/* ---- rows to fit on ---- */

static enum status
grow(struct combine_set *d, struct fault *why)
{
	size_t cap = d->cap == 0 ? 256 : 2 * d->cap;
	double *logp;
	uint32_t *label;

	if (d->n < d->cap)
		return ST_OK;
	logp = reallocarray(d->logp, cap,
	    d->models * d->classes * sizeof *logp);
	if (logp != NULL)
		d->logp = logp;
	label = reallocarray(d->label, cap, sizeof *label);
	if (label != NULL)
		d->label = label;
	if (logp == NULL || label == NULL)
		return fault_nomem(why);
	d->cap = cap;
	return ST_OK;
}

enum status
combine_add(struct combine_set *d, const double *const *p, uint32_t label,
    struct fault *why)
{
	enum status s = grow(d, why);
	size_t m, c;
	double *x;

	if (s != ST_OK)
		return s;
	x = d->logp + d->n * d->models * d->classes;
	for (m = 0; m < d->models; m++)
		for (c = 0; c < d->classes; c++)
			*x++ = floored(p[m][c]);
	d->label[d->n++] = label;
	return ST_OK;
}

void
combine_set_free(struct combine_set *d)
{
	free(d->logp);
	free(d->label);
	*d = (struct combine_set)COMBINE_SET_INIT;
}
