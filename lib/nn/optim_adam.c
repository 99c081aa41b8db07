/* Adam, and AdamW, which also moves each weight towards 0: optim.h has the
 * formulas. */
#include <float.h>
#include <math.h>

#include "math/simd.h"
#include "nn/optim_rule.h"

#define BETAS \
	{ "beta1", " betas", 0.9, 0, 0.999999 }, \
	{ "beta2", "", 0.999, 0, 0.999999 }, \
	{ "eps", " eps", 1e-8, 1e-30, 1 }

enum { BETA1, BETA2, EPS, DECAY };

/* Of one step. */
struct adam {
	float beta1, rest1, beta2, rest2;	/* rest: 1 - beta */
	float eps, unscale, step;	/* 1 / sqrt(1 - b2^t), r / (1 - b1^t) */
	float keep;			/* of a weight */
};

/* False if a value is not finite; an infinite m has an infinite v. */
CLONES static bool
update(const struct adam *a, size_t n, const float *restrict grad,
    float *restrict m, float *restrict v, float *restrict w)
{
	const struct adam s = *a;
	int wild = 0;
	float g;
	size_t i;

	for (i = 0; i < n; i++) {
		g = grad[i];
		m[i] = s.beta1 * m[i] + s.rest1 * g;
		v[i] = s.beta2 * v[i] + s.rest2 * g * g;
		w[i] = s.keep * w[i] -
		    s.step * m[i] / (sqrtf(v[i]) * s.unscale + s.eps);
		wild |= !(fabsf(w[i]) <= FLT_MAX) | !(v[i] <= FLT_MAX);
	}
	return wild == 0;
}

static bool
adam_step(const struct optim *o, double rate, size_t at, size_t n,
    const float *grad, float *w)
{
	const double *set = o->config.rule.value;
	double t = (double)o->step;
	struct adam a = {
		.beta1 = (float)set[BETA1], .rest1 = (float)(1 - set[BETA1]),
		.beta2 = (float)set[BETA2], .rest2 = (float)(1 - set[BETA2]),
		.eps = (float)set[EPS],
		.unscale = (float)(1 / sqrt(1 - pow(set[BETA2], t))),
		.step = (float)(rate / (1 - pow(set[BETA1], t))),
		.keep = (float)(1 - rate * set[DECAY]),
	};

	return update(&a, n, grad + at, o->moment[0] + at, o->moment[1] + at,
	    w + at);
}

/* Adam's own decay is always 0. */
const struct optim_rule optim_adam = {
	.choice = { .name = "adam", .setting = { BETAS } },
	.moment = { { "m", -FLT_MAX }, { "v", 0 } },
	.step = adam_step,
};

const struct optim_rule optim_adamw = {
	.choice = {
		.name = "adamw",
		.setting = { BETAS, { "decay", " decay", 0.01, 0, 100 } },
	},
	.moment = { { "m", -FLT_MAX }, { "v", 0 } },
	.step = adam_step,
};
