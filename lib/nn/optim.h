/*
 * optim.h - steps down the gradient.
 *
 * Formulas and default constants are those of PyTorch 1.13's torch.optim.
 */
#ifndef TONFALL_OPTIM_H
#define TONFALL_OPTIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/threads.h"

enum optim_kind {
	/*
	 * Kingma and Ba 2015, betas 0.9 and 0.999, eps 1e-8:
	 *	m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2
	 *	w -= rate / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)
	 */
	OPTIM_ADAM,
	/* m = momentum m + g (first step: m = g),  w -= rate m */
	OPTIM_SGD
};

/* "adam" or "sgd"; ST_BAD names them. */
enum status optim_parse(const char *name, enum optim_kind *kind,
    struct fault *why) FAULT_CHECK;

/*
 * All state of an optimiser: step, and OPTIM_MOMENTS arrays of n floats that
 * begin at 0.  Whoever stores these can go on exactly.
 */
#define OPTIM_MOMENTS 2		/* m, v; SGD leaves v at 0 */

struct optim {
	enum optim_kind kind;
	double rate, momentum;
	uint64_t step;		/* steps done */
	size_t n;
	float *moment[OPTIM_MOMENTS];	/* (n) */
};

#define OPTIM_INIT { OPTIM_ADAM, 0, 0, 0, 0, { NULL, NULL } }

enum status optim_new(struct optim *o, enum optim_kind kind, double rate,
    double momentum, size_t n, struct fault *why) FAULT_CHECK;

/*
 * One step: w (n) by grad (n), shared out by pool.  False where a weight or a
 * moment, and so each later one, is no finite number.
 */
bool optim_step(struct optim *o, struct threads *pool, float *w,
    const float *grad);

/* The settings in words, "adam rate 0.0001 betas 0.9 0.999 eps 1e-08". */
#define OPTIM_TEXT 128
const char *optim_text(const struct optim *o, char buf[OPTIM_TEXT]);

void optim_free(struct optim *o);

#endif
