#include "model/mixup.h"

#include <math.h>
#include <stdio.h>

#include "math/rng.h"
#include "math/simd.h"

/* Beta(alpha, alpha): of pairs u^(1/alpha), v^(1/alpha) whose sum is at most 1,
 * the share of the first (Johnk 1964). */
static double
beta(struct rng *r, double alpha)
{
	double a, b;

	do {
		a = pow(rng_uniform(r), 1 / alpha);
		b = pow(rng_uniform(r), 1 / alpha);
	} while (a + b > 1);
	return a + b > 0 ? a / (a + b) : 1;
}

/* m (n); other samples are among order (n), or all n of them. */
static void
draw(struct mixup *m, size_t n, const size_t *order, double alpha,
    struct rng *r)
{
	double share;
	size_t i;

	for (i = 0; i < n; i++) {
		share = beta(r, alpha);
		m[i].share = share < 0.5 ? 1 - share : share;
		m[i].other = rng_below(r, n);
		if (order != NULL)
			m[i].other = order[m[i].other];
	}
}

enum status
mixup_draw(struct mixup *m, const struct shuffle *s, const size_t *order,
    double alpha, uint64_t seed, uint32_t epoch, struct fault *why)
{
	char purpose[40];
	struct rng *r;
	size_t w;

	(void)snprintf(purpose, sizeof purpose, "mixup %u", (unsigned)epoch);
	if (rng_new(&r, seed, purpose, why) != ST_OK)
		return why->status;
	if (s->blocks == 0)
		draw(m, s->n, NULL, alpha, r);
	for (w = 0; s->blocks > 0 && w < s->windows; w++)
		draw(m + s->begin[w], s->begin[w + 1] - s->begin[w],
		    order + s->begin[w], alpha, r);
	rng_free(r);
	return ST_OK;
}

CLONES void
mixup_values(size_t len, double share, const float *restrict other,
    float *restrict x)
{
	float keep = (float)share, rest = (float)(1 - share);
	size_t i;

	for (i = 0; i < len; i++)
		x[i] = keep * x[i] + rest * other[i];
}
