#include "score/permute.h"

#include <math.h>
#include <stdlib.h>

#include "math/rng.h"

#define ROUNDING	1e-9	/* of the scale of a value */
#define BITS		16	/* signs from one random number */

struct work {
	const struct permute *ask;
	double *observed, *value;	/* (values) */
	size_t *beyond;		/* (values) patterns with as large ones */
	bool *swapped;		/* (units) the current pattern */
};

static void
work_free(struct work *w)
{
	free(w->observed);
	free(w->value);
	free(w->beyond);
	free(w->swapped);
}

static enum status
work_init(struct work *w, const struct permute *ask, struct fault *why)
{
	*w = (struct work){ ask, calloc(ask->values, sizeof *w->observed),
	    calloc(ask->values, sizeof *w->value),
	    calloc(ask->values, sizeof *w->beyond),
	    calloc(ask->units, sizeof *w->swapped) };
	if (w->observed != NULL && w->value != NULL && w->beyond != NULL &&
	    w->swapped != NULL)
		return ST_OK;
	return fault_nomem(why);
}

/* Compare the differences of the current pattern with those observed. */
static void
count(struct work *w)
{
	const struct permute *ask = w->ask;
	double x;
	size_t v;

	ask->of(ask->ctx, w->swapped, w->value);
	for (v = 0; v < ask->values; v++) {
		x = fabs(w->value[v]) + ROUNDING * ask->scale[v];
		w->beyond[v] += isnan(x) || x >= fabs(w->observed[v]);
	}
}

/* All patterns in which the last unit is as observed; the others are these with
 * every unit exchanged, and as large. */
static void
take_all(struct work *w)
{
	size_t u, n = w->ask->units - 1;
	unsigned long pattern;

	for (pattern = 0; pattern < 1ul << n; pattern++) {
		for (u = 0; u < n; u++)
			w->swapped[u] = pattern >> u & 1;
		count(w);
	}
}

static enum status
draw(struct work *w, size_t patterns, struct fault *why)
{
	size_t i, u, bits = 0;
	struct rng *rng;
	enum status s;

	if ((s = rng_new(&rng, w->ask->seed, "permutation", why)) != ST_OK)
		return s;
	for (i = 0; i < patterns; i++) {
		for (u = 0; u < w->ask->units; u++, bits >>= 1) {
			if (u % BITS == 0)
				bits = rng_below(rng, (size_t)1 << BITS);
			w->swapped[u] = bits & 1;
		}
		count(w);
	}
	rng_free(rng);
	return ST_OK;
}

/* Fill out; n patterns were taken, and `also` more that are as observed. */
static void
conclude(const struct work *w, size_t n, size_t also,
    struct permute_result *out)
{
	size_t v;

	for (v = 0; v < w->ask->values; v++)
		out->p[v] = isnan(w->observed[v]) ? (double)NAN :
		    (double)(w->beyond[v] + also) / (double)(n + also);
}

enum status
permute(const struct permute *ask, struct permute_result *out,
    struct fault *why)
{
	size_t n = ask->units;
	struct work w;
	enum status s;

	if (n == 0)
		return fault_set(why, ST_BAD, "nothing to permute");
	if ((s = work_init(&w, ask, why)) == ST_OK) {
		ask->of(ask->ctx, w.swapped, w.observed);
		out->exact = n <= PERMUTE_EXACT;
		if (out->exact) {
			take_all(&w);
			out->patterns = (size_t)1 << n;
			conclude(&w, out->patterns / 2, 0, out);
		} else {
			n = n > PERMUTE_MANY ? PERMUTE_FEW : PERMUTE_DRAWN;
			out->patterns = n + 1;
			if ((s = draw(&w, n, why)) == ST_OK)
				conclude(&w, n, 1, out);
		}
	}
	work_free(&w);
	return s;
}
