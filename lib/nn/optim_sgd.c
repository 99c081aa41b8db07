/* Stochastic gradient descent with momentum: optim.h has the formula. */
#include <float.h>
#include <math.h>

#include "nn/optim_rule.h"

enum { MOMENTUM };

static bool
sgd_step(const struct optim *o, double rate, size_t at, size_t n,
    const float *grad, float *w)
{
	float momentum = (float)o->config.rule.value[MOMENTUM];
	float *m = o->moment[0], step = (float)rate;
	int wild = 0;
	size_t i;

	/* m is 0 before the first step, so that m = g there. */
	for (i = at; i < at + n; i++) {
		m[i] = momentum * m[i] + grad[i];
		w[i] -= step * m[i];
		wild |= !(fabsf(w[i]) <= FLT_MAX) | !(fabsf(m[i]) <= FLT_MAX);
	}
	return wild == 0;
}

const struct optim_rule optim_sgd = {
	.choice = {
		.name = "sgd",
		.setting = { { "momentum", " momentum", 0.9, 0, 1 } },
	},
	.moment = { { "m", -FLT_MAX } },
	.step = sgd_step,
};
