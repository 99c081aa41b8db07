#include "math/gram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "math/gemm.h"
#include "math/philox.h"

#define PANEL	GRAM_PANEL
#define ROOM	((size_t)1 << 30)	/* bytes of pairs */
#define PAYS	2	/* pairs of up to so many samples for each column */
#define POWERS	2	/* times G towards its largest eigenvectors */
#define CHUNK	8	/* rows of a product on one thread */

static size_t
panels(const struct gram *g)
{
	return (g->n + PANEL - 1) / PANEL;
}

static size_t
wide(const struct gram *g, size_t b)
{
	return g->n - b * PANEL < PANEL ? g->n - b * PANEL : PANEL;
}

/* ---- pairs ---- */

/* Panel b from row b * PANEL on; what is above is mirrored afterwards. */
static void
pair_panel(void *ctx, size_t b, unsigned thread)
{
	const struct gram *g = ctx;
	size_t i, j, row = b * PANEL, n = wide(g, b);
	float *to = g->pairs + (b * g->n + row) * PANEL;
	const float *x = g->x + row * g->dim;

	(void)thread;
	gemm_nt(g->n - row, n, g->dim, x, g->dim, x, g->dim, 0, to, PANEL);
	for (i = 0; i < g->n - row; i++, to += PANEL)
		for (j = 0; j < PANEL; j++)
			to[j] = j < n ? to[j] + g->bias * g->bias : 0;
}

static void
mirror_panel(void *ctx, size_t b, unsigned thread)
{
	const struct gram *g = ctx;
	float *to = g->pairs + b * g->n * PANEL;
	size_t i, j, n = wide(g, b);
	const float *from;

	(void)thread;
	for (i = 0; i < b * PANEL; i++, to += PANEL) {
		from = g->pairs + (i / PANEL * g->n + b * PANEL) * PANEL +
		    i % PANEL;
		for (j = 0; j < PANEL; j++)
			to[j] = j < n ? from[j * PANEL] : 0;
	}
}

/* ---- products ---- */

size_t
gram_scratch(const struct gram *g, size_t p)
{
	return g->pairs != NULL ? 0 : p * g->dim;
}

static double
total(size_t n, const float *a)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (double)a[i];
	return sum;
}

void
gram_product(const struct gram *g, size_t p, const float *a, float *y,
    float *scratch)
{
	size_t b, i, j, n = g->n;
	float add;

	for (b = 0; g->pairs != NULL && b < panels(g); b++)
		gemm_nn(p, wide(g, b), n, a, n, g->pairs + b * n * PANEL,
		    PANEL, 0, y + b * PANEL, n);
	if (g->pairs != NULL)
		return;
	gemm_nn(p, g->dim, n, a, n, g->x, g->dim, 0, scratch, g->dim);
	gemm_nt(p, n, g->dim, scratch, g->dim, g->x, g->dim, 0, y, n);
	for (i = 0; i < p; i++) {
		add = (float)(total(n, a + i * n) * g->bias * g->bias);
		for (j = 0; j < n; j++)
			y[i * n + j] += add;
	}
}

void
gram_weights(const struct gram *g, size_t p, const float *a, float *w,
    float *b)
{
	size_t i;

	gemm_nn(p, g->dim, g->n, a, g->n, g->x, g->dim, 0, w, g->dim);
	for (i = 0; i < p; i++)
		b[i] = (float)(total(g->n, a + i * g->n) * g->bias);
}

/* ---- the approximation of low rank ---- */

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

struct job {
	const struct gram *g;
	const float *a;
	float *y, *scratch;
	size_t rows;
};

static void
product_chunk(void *ctx, size_t i, unsigned thread)
{
	const struct job *j = ctx;
	size_t at = i * CHUNK, n = j->g->n;
	size_t rows = j->rows - at < CHUNK ? j->rows - at : CHUNK;

	gram_product(j->g, rows, j->a + at * n, j->y + at * n, j->scratch +
	    thread * gram_scratch(j->g, CHUNK));
}

/* to (N, rank) = y^T l^-T, for a lower triangle l (rank, rank); a 0 on its
 * diagonal makes the column 0. */
static void
divide(const struct gram *g, const float *y, const double *l, float *to)
{
	size_t i, j, k, r = g->rank;
	double v;

	for (i = 0; i < g->n; i++, to += r)
		for (j = 0; j < r; j++) {
			v = (double)y[j * g->n + i];
			for (k = 0; k < j; k++)
				v -= l[j * r + k] * (double)to[k];
			to[j] = l[j * r + j] > 0 ?
			    (float)(v / l[j * r + j]) : 0;
		}
}

/* l l^T = a b^T, for a, b (rank, N) */
static void
factor(const struct gram *g, const float *a, const float *b, float *m,
    double *l)
{
	size_t r = g->rank, i, j;

	gemm_nt(r, r, g->n, a, g->n, b, g->n, 0, m, r);
	for (i = 0; i < r; i++)
		for (j = 0; j < r; j++)
			l[i * r + j] = ((double)m[i * r + j] +
			    (double)m[j * r + i]) / 2;
	gram_cholesky(r, l);
}

/*
 * low from q, of random rows.  q, y (rank, N), m, l (rank, rank) are scratch.
 * Each turn makes the rows of q orthonormal, by the triangle of their products,
 * and multiplies them with G.
 */
static void
approximate(struct gram *g, struct job *j, float *q, float *m, double *l,
    struct threads *pool)
{
	size_t i, k, c, r = g->rank, n = g->n;

	for (i = 0; i <= POWERS; i++) {
		factor(g, q, q, m, l);
		divide(g, q, l, g->low);
		for (k = 0; k < n; k++)
			for (c = 0; c < r; c++)
				q[c * n + k] = g->low[k * r + c];
		threads_run(pool, (r + CHUNK - 1) / CHUNK, product_chunk, j);
		if (i < POWERS)
			(void)memcpy(q, j->y, r * n * sizeof *q);
	}
	factor(g, q, j->y, m, l);
	divide(g, j->y, l, g->low);
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

static enum status
find_low(struct gram *g, struct threads *pool, struct fault *why)
{
	size_t r = g->n / 4 < GRAM_RANK ? g->n / 4 : GRAM_RANK, n = g->n;
	float *q = alloc_raw(2 * r * n + threads_count(pool) *
	    gram_scratch(g, CHUNK), sizeof *q);
	double *l = calloc(r * r + 1, sizeof *l);
	float *m = calloc(r * r + 1, sizeof *m);
	struct job j = { g, q, q + r * n, q + 2 * r * n, r };
	enum status s = ST_NOMEM;

	g->rank = r;
	g->low = alloc_raw(n * r, sizeof *g->low);
	if (q != NULL && l != NULL && m != NULL && g->low != NULL) {
		scatter(r * n, q);
		approximate(g, &j, q, m, l, pool);
		s = ST_OK;
	}
	free(q);
	free(l);
	free(m);
	return s == ST_OK ? s : fault_nomem(why);
}

enum status
gram_new(struct gram *g, size_t n, size_t dim, const float *x, float bias,
    struct threads *pool, struct fault *why)
{
	*g = (struct gram){ .n = n, .dim = dim, .x = x, .bias = bias };
	if (n / PAYS <= dim && n <= ROOM / sizeof(float) / PANEL / panels(g)) {
		g->pairs = alloc_raw(panels(g) * n * PANEL, sizeof *g->pairs);
		if (g->pairs == NULL)
			return fault_nomem(why);
		threads_run(pool, panels(g), pair_panel, g);
		threads_run(pool, panels(g), mirror_panel, g);
	}
	return find_low(g, pool, why);
}

void
gram_free(struct gram *g)
{
	free(g->pairs);
	free(g->low);
	g->pairs = g->low = NULL;
}
