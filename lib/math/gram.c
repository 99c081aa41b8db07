#include "math/gram.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "math/gemm.h"
#include "math/gram_low.h"
#include "math/vecexp.h"

#define PANEL	GRAM_PANEL
#define ROOM	((size_t)1 << 30)	/* bytes of pairs */
#define PAYS	2	/* pairs of up to so many samples for each column */

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

/* e^(-gamma |x_i - x_j|^2) in place of the products of row i. */
static void
bend(const struct gram *g, size_t i, size_t first, size_t n, float *to)
{
	const float *norm = g->norm;
	size_t j;
	float d;

	for (j = 0; j < n; j++) {
		d = norm[i] + norm[first + j] - 2 * to[j];
		to[j] = d > 0 ? -g->gamma * d : 0;
	}
	vecexp(to, n);
}

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
	for (i = 0; i < g->n - row; i++, to += PANEL) {
		if (g->norm != NULL)
			bend(g, row + i, row, n, to);
		for (j = 0; j < PANEL; j++)
			to[j] = j < n ? to[j] + g->bias * g->bias : 0;
	}
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

/* low, from a sketch of rank r */
static enum status
find_low(struct gram *g, struct threads *pool, struct fault *why)
{
	size_t r = g->n / 4 < GRAM_RANK ? g->n / 4 : GRAM_RANK;
	struct sketch k;
	enum status s = sketch_new(&k, g, r, pool, why);

	if (s == ST_OK) {
		g->rank = r;
		g->low = k.low;
		k.low = NULL;
	}
	sketch_free(&k);
	return s;
}

static enum status
find_pairs(struct gram *g, struct threads *pool, struct fault *why)
{
	g->pairs = alloc_raw(panels(g) * g->n * PANEL, sizeof *g->pairs);
	if (g->pairs == NULL)
		return fault_nomem(why);
	threads_run(pool, panels(g), pair_panel, g);
	threads_run(pool, panels(g), mirror_panel, g);
	return ST_OK;
}

static bool
has_room(const struct gram *g)
{
	return g->n <= ROOM / sizeof(float) / PANEL / panels(g);
}

enum status
gram_new(struct gram *g, size_t n, size_t dim, const float *x, float bias,
    struct threads *pool, struct fault *why)
{
	enum status s = ST_OK;

	*g = (struct gram){ .n = n, .dim = dim, .x = x, .bias = bias };
	if (n / PAYS <= dim && has_room(g))
		s = find_pairs(g, pool, why);
	return s == ST_OK ? find_low(g, pool, why) : s;
}

enum status
gram_rbf(struct gram *g, size_t n, size_t dim, const float *x, float gamma,
    float bias, struct threads *pool, struct fault *why)
{
	size_t i;
	enum status s;

	*g = (struct gram){ .n = n, .dim = dim, .x = x, .bias = bias,
	    .gamma = gamma };
	g->norm = alloc_raw(n, sizeof *g->norm);
	if (g->norm == NULL)
		return fault_nomem(why);
	for (i = 0; i < n; i++)
		gemm_nt(1, 1, dim, x + i * dim, dim, x + i * dim, dim, 0,
		    g->norm + i, 1);
	s = find_pairs(g, pool, why);
	return s == ST_OK ? find_low(g, pool, why) : s;
}

void
gram_free(struct gram *g)
{
	free(g->pairs);
	free(g->low);
	free(g->norm);
	g->pairs = g->low = g->norm = NULL;
}
