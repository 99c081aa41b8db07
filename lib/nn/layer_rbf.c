/*
 * rbf N GAMMA: y[j] = e^(-GAMMA |x - centre[j]|^2), x being all T * C values of
 * a sample.
 *
 *	centre (N, T * C)
 *
 * With d = 2 GAMMA y dy, dx = sum_j d_j (centre_j - x), and the gradient of
 * centre_j is the sum over samples of d_j (x - centre_j).
 */
#include "nn/layer_rbf.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "math/gemm.h"
#include "math/vecexp.h"
#include "nn/layers.h"

#define MAXCENTRES ((size_t)1 << 20)

static enum status
rbf_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	struct rbf *set = l->set;
	enum status s;

	if ((s = layer_words(l, n, 2, why)) != ST_OK ||
	    (s = layer_size("number of centres", word[0], 1, MAXCENTRES,
	    &set->centres, why)) != ST_OK)
		return s;
	s = number_real(word[1], 1e-9, 1e9, &set->gamma, why);
	return s == ST_OK ? s : fault_prefix(why, "gamma");
}

static enum status
rbf_shape(struct layer *l, size_t classes, struct fault *why)
{
	const struct rbf *set = rbf_of(l);
	size_t in = l->in.t * l->in.c;
	struct layer_param *w;

	(void)classes;
	l->out.t = 1;
	l->out.c = set->centres;
	if (in > LAYER_MAXLEN / set->centres)
		return fault_set(why, ST_BAD, "%zu centres of %zu values are "
		    "too many", set->centres, in);
	l->save = set->centres * sizeof(float);
	l->scratch = (PASS_PIECE + 1) * set->centres;
	w = layer_param(l, "centre", PARAM_SUMMED);
	w->rank = 2;
	w->dim[0] = set->centres;
	w->dim[1] = in;
	w->bound = (float)(1 / sqrt((double)in));
	return ST_OK;
}

static size_t
rbf_valid(const struct layer *l, size_t v)
{
	(void)l;
	(void)v;
	return 1;
}

/* |a|^2, by the same sums as the product of a with another row */
static float
square(size_t len, const float *a)
{
	float sum;

	gemm_nt(1, 1, len, a, len, a, len, 0, &sum, 1);
	return sum;
}

static void
rbf_forward(const struct layer *l, const struct piece *p)
{
	const struct rbf *set = rbf_of(l);
	size_t i, j, in = l->in.t * l->in.c, N = set->centres;
	const float *centre = p->w + l->param[0].off;
	float *norm = p->scratch, *y = p->y, own, d;
	float gamma = (float)set->gamma;

	for (j = 0; j < N; j++)
		norm[j] = square(in, centre + j * in);
	gemm_nt(p->n, N, in, p->x, in, centre, in, 0, y, N);
	for (i = 0; i < p->n; i++, y += N) {
		own = square(in, p->x + i * in);
		for (j = 0; j < N; j++) {
			d = own + norm[j] - 2 * y[j];
			y[j] = d < 0 ? 0 : -gamma * d;
		}
	}
	vecexp(p->y, p->n * N);
	if (p->train)
		(void)memcpy(p->save, p->y, p->n * N * sizeof *p->y);
}

/* d (n, N) = 2 gamma y dy */
static void
slopes(const struct layer *l, const struct piece *p, float *d)
{
	const struct rbf *set = rbf_of(l);
	const float *y = p->save;
	float by = (float)(2 * set->gamma);
	size_t i;

	for (i = 0; i < p->n * set->centres; i++)
		d[i] = by * y[i] * p->dy[i];
}

/* grad += d^T x - (sums of the columns of d) centre */
static void
move_centres(const struct layer *l, const struct piece *p, const float *d,
    float *sum)
{
	size_t i, j, c, in = l->in.t * l->in.c, N = l->out.c;
	const float *centre = p->w + l->param[0].off;
	float *grad = p->grad + l->param[0].off;

	(void)memset(sum, 0, N * sizeof *sum);
	for (i = 0; i < p->n; i++)
		for (j = 0; j < N; j++)
			sum[j] += d[i * N + j];
	gemm_tn(N, in, p->n, d, N, p->x, in, 1, grad, in);
	for (j = 0; j < N; j++)
		for (c = 0; c < in; c++)
			grad[j * in + c] -= sum[j] * centre[j * in + c];
}

/* dx = d centre - (sums of the rows of d) x */
static void
pass_back(const struct layer *l, const struct piece *p, const float *d)
{
	size_t i, j, c, in = l->in.t * l->in.c, N = l->out.c;
	float sum;

	gemm_nn(p->n, in, N, d, N, p->w + l->param[0].off, in, 0, p->dx, in);
	for (i = 0; i < p->n; i++) {
		sum = 0;
		for (j = 0; j < N; j++)
			sum += d[i * N + j];
		for (c = 0; c < in; c++)
			p->dx[i * in + c] -= sum * p->x[i * in + c];
	}
}

static void
rbf_backward(const struct layer *l, const struct piece *p)
{
	float *d = p->scratch, *sum = d + PASS_PIECE * l->out.c;

	slopes(l, p, d);
	move_centres(l, p, d, sum);
	if (p->dx != NULL)
		pass_back(l, p, d);
}

const struct layer_kind layer_rbf = {
	.name = "rbf", .usage = "CENTRES GAMMA", .settings = sizeof(struct rbf),
	.parse = rbf_parse, .shape = rbf_shape, .valid = rbf_valid,
	.forward = rbf_forward, .backward = rbf_backward,
};
