/*
 * optim_rule.h - what an optimiser must provide: the interface between optim.c
 * and the optim_*.c, and the list of all optimisers.
 */
#ifndef TONFALL_OPTIM_RULE_H
#define TONFALL_OPTIM_RULE_H

#include "nn/optim.h"

struct optim_rule {
	struct choice choice;	/* name and settings */

	struct optim_moment {
		const char *name;	/* NULL after the last one */
		float least;		/* smaller values are invalid */
	} moment[OPTIM_MOMENTS];

	/*
	 * One step of parameters at..at+n-1, which changes w and the moments;
	 * o->step is 1 in the first step, rate that of this step.  Called from
	 * several threads.  False if a value is not finite.
	 */
	bool (*step)(const struct optim *o, double rate, size_t at, size_t n,
	    const float *grad, float *w);
};

/* RULE(sgd) is optim_sgd. */
#define OPTIM_RULES(RULE) \
	RULE(adam) \
	RULE(adamw) \
	RULE(sgd)

#define OPTIM_DECLARE(name) extern const struct optim_rule optim_##name;
OPTIM_RULES(OPTIM_DECLARE)
#undef OPTIM_DECLARE

#endif
