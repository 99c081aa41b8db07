/*
 * optim.h - optimisers: steps down the gradient.
 *
 * Formulas and default settings are those of PyTorch 1.13's torch.optim; g is
 * the gradient, t the number of the step from 1, rate that of the schedule:
 *
 *	adam   Kingma and Ba 2015; settings beta1 0.9, beta2 0.999, eps 1e-8
 *	       m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2
 *	       w -= rate / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)
 *	adamw  Loshchilov and Hutter 2019; the same, and decay 0.01
 *	       w *= 1 - rate decay, then as adam; of all parameters
 *	sgd    setting momentum 0.9
 *	       m = momentum m + g (first step: m = g),  w -= rate m
 *
 * Each is a file, listed in optim_rule.h.
 */
#ifndef TONFALL_OPTIM_H
#define TONFALL_OPTIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/threads.h"
#include "nn/choice.h"

#define OPTIM_MOMENTS	2	/* at most */
#define OPTIM_TEXT	(CHOICE_TEXT + 100)

/* The settings a user gives. */
struct optim_config {
	struct chosen rule, schedule;
	double rate;
};

/* Adam at a constant rate of 1e-4. */
void optim_usual(struct optim_config *c);

/* Parse a rule, "adamw:decay=0.05"; ST_BAD lists the valid ones. */
enum status optim_parse(struct chosen *rule, const char *text,
    struct fault *why) FAULT_CHECK;

/*
 * All state of an optimiser: step, and the moments, arrays of n floats that
 * start at 0.  Storing these is enough to resume exactly.
 */
struct optim {
	struct optim_config config;
	uint64_t step;		/* steps done */
	uint64_t steps;		/* of the whole training, for the schedule */
	size_t n;
	size_t spans;
	struct optim_span {
		size_t at, n;
	} *span;		/* (spans) what steps change, by growing at */
	size_t moments;		/* of the rule */
	float *moment[OPTIM_MOMENTS];	/* (n) */
};

enum status optim_new(struct optim *o, const struct optim_config *config,
    uint64_t steps, size_t n, struct fault *why) FAULT_CHECK;

/* Leave parameters at..at+n-1 as they are, in all later steps.  None of them
 * may be held yet. */
enum status optim_hold(struct optim *o, size_t at, size_t n,
    struct fault *why) FAULT_CHECK;

/* The name of moment i, "v", and the minimum of its values. */
const char *optim_moment(const struct optim *o, size_t i, float *least);

/*
 * One step of w (n) by grad (n), divided among the threads of pool.  False if
 * a weight or a moment, and so all later ones, are not finite.
 */
bool optim_step(struct optim *o, struct threads *pool, float *w,
    const float *grad);

/* The settings in words, "adam rate 0.0001 betas 0.9 0.999 eps 1e-08". */
const char *optim_text(const struct optim *o, char buf[OPTIM_TEXT]);

/* The same with all digits, and the schedule's, without names of rules. */
const char *optim_exactly(const struct optim *o, char buf[2 * OPTIM_TEXT]);

void optim_free(struct optim *o);

#endif
