#include "math/gram_low.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "math/gemm.h"
#include "math/philox.h"

#define POWERS	2	/* times G towards its largest eigenvectors */
#define CHUNK	8	/* rows of a product on one thread */
#define ROWS	256	/* of the components on one thread */

void
gram_cholesky(size_t r, double *m)
{
	double d, top = 0;
	size_t i, j, k;

	for (i = 0; i < r; i++)
		top = m[i * r + i] > top ? m[i * r + i] : top;
	for (j = 0; j < r; j++) {
		d = m[j * r + j];
		for (k = 0; k < j; k++)
			d -= m[j * r + k] * m[j * r + k];
		m[j * r + j] = d > 1e-6 * top ? sqrt(d) : 0;
		for (i = j + 1; i < r; i++) {
			d = m[i * r + j];
			for (k = 0; k < j; k++)
				d -= m[i * r + k] * m[j * r + k];
			m[i * r + j] = m[j * r + j] > 0 ? d / m[j * r + j] :
			    0;
		}
	}
}

static void
product_chunk(void *ctx, size_t i, unsigned thread)
{
	const struct sketch *s = ctx;
	size_t at = i * CHUNK, n = s->g->n;
	size_t rows = s->r - at < CHUNK ? s->r - at : CHUNK;

	gram_product(s->g, rows, s->q + at * n, s->y + at * n, s->scratch +
	    thread * gram_scratch(s->g, CHUNK));
}

/* to (N, r) = y^T l^-T; a 0 on the diagonal of l makes the column 0. */
static void
divide(const struct sketch *s, const float *y, float *to)
{
	const double *l = s->l;
	size_t i, j, k, n = s->g->n, r = s->r;
	double v;

	for (i = 0; i < n; i++, to += r)
		for (j = 0; j < r; j++) {
			v = (double)y[j * n + i];
			for (k = 0; k < j; k++)
				v -= l[j * r + k] * (double)to[k];
			to[j] = l[j * r + j] > 0 ?
			    (float)(v / l[j * r + j]) : 0;
		}
}

/* l l^T = q b^T, for b (r, N) */
static void
factor(struct sketch *s, const float *b)
{
	size_t r = s->r, n = s->g->n, i, j;

	gemm_nt(r, r, n, s->q, n, b, n, 0, s->m, r);
	for (i = 0; i < r; i++)
		for (j = 0; j < r; j++)
			s->l[i * r + j] = ((double)s->m[i * r + j] +
			    (double)s->m[j * r + i]) / 2;
	gram_cholesky(r, s->l);
}

/*
 * From q, of random rows.  Each turn makes the rows of q orthonormal, by the
 * triangle of their products, and multiplies them with G.
 */
static void
approximate(struct sketch *s, struct threads *pool)
{
	size_t i, k, c, r = s->r, n = s->g->n;

	for (i = 0; i <= POWERS; i++) {
		factor(s, s->q);
		divide(s, s->q, s->low);
		for (k = 0; k < n; k++)
			for (c = 0; c < r; c++)
				s->q[c * n + k] = s->low[k * r + c];
		threads_run(pool, (r + CHUNK - 1) / CHUNK, product_chunk, s);
		if (i < POWERS)
			(void)memcpy(s->q, s->y, r * n * sizeof *s->q);
	}
	factor(s, s->y);
	divide(s, s->y, s->low);
}

/* Numbers of either sign, the same in every run. */
static void
scatter(size_t n, float *q)
{
	static const uint32_t key[2] = { 0, 0 };
	uint32_t ctr[4] = { 0, 0, 0, 0 }, bits[4];
	size_t i;

	for (i = 0; i < n; i++) {
		if (i % 4 == 0) {
			ctr[0] = (uint32_t)(i / 4);
			philox_fill(ctr, key, 1, bits);
		}
		q[i] = (bits[i % 4] & 1) != 0 ? 1 : -1;
	}
}

enum status
sketch_new(struct sketch *s, const struct gram *g, size_t r,
    struct threads *pool, struct fault *why)
{
	size_t n = g->n;

	*s = (struct sketch){ .g = g, .r = r };
	s->q = alloc_raw(2 * r * n + threads_count(pool) *
	    gram_scratch(g, CHUNK), sizeof *s->q);
	s->l = calloc(r * r + 1, sizeof *s->l);
	s->m = calloc(r * r + 1, sizeof *s->m);
	s->low = alloc_raw(n * r, sizeof *s->low);
	if (s->q == NULL || s->l == NULL || s->m == NULL || s->low == NULL)
		return fault_nomem(why);
	s->y = s->q + r * n;
	s->scratch = s->y + r * n;
	scatter(r * n, s->q);
	approximate(s, pool);
	return ST_OK;
}

void
sketch_free(struct sketch *s)
{
	free(s->q);
	free(s->l);
	free(s->m);
	free(s->low);
}

/* ---- components ---- */

/* low = G q^T l^-T and G = x x^T: low = x w with w = x^T (q^T l^-T). */
struct weigh {
	const struct sketch *s;
	float *w;		/* (F, r) */
};

static void
weigh_rows(void *ctx, size_t i, unsigned thread)
{
	const struct weigh *j = ctx;
	const struct sketch *s = j->s;
	size_t at = i * ROWS, dim = s->g->dim;
	size_t rows = dim - at < ROWS ? dim - at : ROWS;

	(void)thread;
	gemm_tn(rows, s->r, s->g->n, s->g->x + at, dim, s->low, s->r, 0,
	    j->w + at * s->r, s->r);
}

enum status
gram_components(const struct gram *g, size_t r, float *w,
    struct threads *pool, struct fault *why)
{
	struct sketch s;
	struct weigh j = { &s, w };
	enum status st = sketch_new(&s, g, r, pool, why);

	if (st == ST_OK) {
		divide(&s, s.q, s.low);
		threads_run(pool, (g->dim + ROWS - 1) / ROWS, weigh_rows, &j);
	}
	sketch_free(&s);
	return st;
}
