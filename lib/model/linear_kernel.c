/*
 * The part of linear.h with a kernel: e^(-gamma |z_i - z_j|^2) of all pairs of
 * records, each reduced to R numbers z.
 *
 * The reduction keeps almost all that R principal components would keep
 * (gram_components in math/gram.h).  It makes the model small, as all centres
 * are stored in it, and leaves out directions that are noise.  z is scaled so
 * that the mean of |z|^2 is 1, lest gamma depend on the number of columns.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "math/gemm.h"
#include "model/linear_work.h"

#define ROWS	64	/* samples on one thread */

/* ---- fewer records ---- */

static bool
remains(const struct tensor *t, size_t by)
{
	const char *original = tensor_attr(t, "original");

	return hash_text(0, original != NULL ? original : tensor_key(t)) %
	    by == 0;
}

static size_t
count_remaining(const struct train_data *d, size_t by)
{
	size_t i, n = 0;

	for (i = 0; i < d->n; i++)
		n += remains(d->sample[i], by);
	return n;
}

void
work_thin(const struct linear_config *c, struct train_data *d)
{
	size_t i, n = 0, by = (d->n + c->most - 1) / c->most;

	if (by == 1)
		return;
	while (count_remaining(d, by) > c->most)
		by++;
	for (i = 0; i < d->n; i++)
		if (remains(d->sample[i], by))
			train_data_move(d, n++, i);
	d->n = n;
}

/* ---- fewer columns ---- */

struct reduce {
	struct work *w;
	size_t R;
};

static void
reduce_rows(void *ctx, size_t i, unsigned thread)
{
	const struct reduce *r = ctx;
	const struct work *w = r->w;
	size_t at = i * ROWS, n = w->train.data.n, R = r->R;
	size_t rows = n - at < ROWS ? n - at : ROWS;

	(void)thread;
	gemm_nn(rows, R, w->dim, w->x + at * w->dim, w->dim, w->down, R, 0,
	    w->z + at * R, R);
}

static void
reduce_all(struct work *w, size_t R)
{
	struct reduce r = { w, R };

	threads_run(w->pool, (w->train.data.n + ROWS - 1) / ROWS, reduce_rows,
	    &r);
}

static void
scale(struct work *w, size_t R)
{
	size_t i, n = w->train.data.n;
	double sum = 0;
	float by;

	for (i = 0; i < n * R; i++)
		sum += (double)w->z[i] * (double)w->z[i];
	by = (float)(sum > 0 ? 1 / sqrt(sum / (double)n) : 1);
	for (i = 0; i < w->dim * R; i++)
		w->down[i] *= by;
}

/* Not more than there are columns or records. */
static size_t
components(const struct linear_config *c, const struct work *w)
{
	size_t R = c->components < w->dim ? c->components : w->dim;

	return R < w->train.data.n ? R : w->train.data.n;
}

enum status
work_kernel(const struct linear_config *c, struct work *w, struct fault *why)
{
	size_t n = w->train.data.n, R = components(c, w);
	struct gram products;
	enum status s;

	w->down = alloc_raw(w->dim * R, sizeof *w->down);
	w->z = alloc_raw(n * R, sizeof *w->z);
	if (w->down == NULL || w->z == NULL)
		return fault_nomem(why);
	s = gram_new(&products, n, w->dim, w->x, 0, w->pool, why);
	if (s == ST_OK)
		s = gram_components(&products, R, w->down, w->pool, why);
	gram_free(&products);
	if (s != ST_OK)
		return s;
	reduce_all(w, R);
	scale(w, R);
	reduce_all(w, R);
	free(w->x);
	w->x = NULL;
	return gram_rbf(&w->gram, n, R, w->z, (float)c->gamma, 1, w->pool, why);
}

/* ---- the model ---- */

static bool
counts(const float *a, size_t n, size_t K, size_t i)
{
	size_t k;

	for (k = 0; k < K; k++)
		if (fabsf(a[k * n + i]) > 0)
			return true;
	return false;
}

/* Centres (N', R), weight (N', K) and bias (K) of the last two layers. */
static void
fill(const struct work *w, size_t R, const float *a, double factor,
    float *centre, float *weight, float *bias)
{
	size_t i, k, n = w->train.data.n, K = w->train.model.classes;
	double sum;

	for (i = 0; i < n; i++) {
		if (!counts(a, n, K, i))
			continue;
		(void)memcpy(centre, w->z + i * R, R * sizeof *centre);
		centre += R;
		for (k = 0; k < K; k++)
			*weight++ = (float)(factor * (double)a[k * n + i]);
	}
	for (k = 0; k < K; k++) {
		sum = 0;
		for (i = 0; i < n; i++)
			sum += (double)a[k * n + i];
		bias[k] = (float)(factor * sum * (double)w->gram.bias);
	}
}

enum status
work_kernel_model(const struct linear_config *c, struct work *w,
    const float *a, double factor, size_t *centres, struct fault *why)
{
	struct model *m = &w->train.model;
	size_t i, n = w->train.data.n, R = components(c, w);
	const struct param *p;
	char text[128];
	enum status s;

	*centres = 0;
	for (i = 0; i < n; i++)
		*centres += counts(a, n, m->classes, i);
	(void)snprintf(text, sizeof text, "standardize; clip %.9g; dense %zu; "
	    "rbf %zu %.9g; dense classes", c->clip, R, *centres, c->gamma);
	if ((s = work_network(w, text, why)) != ST_OK)
		return s;
	/* mean, deviation, weight, bias, centre, weight, bias */
	p = m->net.param;
	(void)memcpy(m->w + p[2].off, w->down, w->dim * R * sizeof *m->w);
	fill(w, R, a, factor, m->w + p[4].off, m->w + p[5].off,
	    m->w + p[6].off);
	return ST_OK;
}
