#include "math/rng.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>

#include "base/hash.h"

struct rng {
	gsl_rng *g;
};

enum status
rng_new(struct rng **out, uint64_t seed, const char *purpose,
    struct fault *why)
{
	struct rng *r = calloc(1, sizeof *r);

	*out = NULL;
	if (r == NULL)
		return fault_nomem(why);
	/* GSL would abort the process if memory is short. */
	(void)gsl_set_error_handler_off();
	if ((r->g = gsl_rng_alloc(gsl_rng_mt19937)) == NULL) {
		free(r);
		return fault_nomem(why);
	}
	gsl_rng_set(r->g, (unsigned long)(hash_text(seed, purpose) &
	    0xffffffff));
	*out = r;
	return ST_OK;
}

void
rng_free(struct rng *r)
{
	if (r == NULL)
		return;
	gsl_rng_free(r->g);
	free(r);
}

double
rng_uniform(struct rng *r)
{
	return gsl_rng_uniform(r->g);
}

size_t
rng_below(struct rng *r, size_t n)
{
	return gsl_rng_uniform_int(r->g, (unsigned long)n);
}

void
rng_shuffle(struct rng *r, size_t *idx, size_t n)
{
	gsl_ran_shuffle(r->g, idx, n, sizeof *idx);
}
