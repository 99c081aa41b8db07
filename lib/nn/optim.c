#include "nn/optim.h"

#include <float.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"

#define CHUNK	8192	/* parameters in one piece of work */
#define BETA1	0.9
#define BETA2	0.999
#define EPS	1e-8

struct job {
	struct optim *o;
	float *w;
	const float *grad;
	atomic_bool wild;	/* a value is no finite number */
};

enum status
optim_parse(const char *name, enum optim_kind *kind, struct fault *why)
{
	if (strcmp(name, "adam") == 0)
		*kind = OPTIM_ADAM;
	else if (strcmp(name, "sgd") == 0)
		*kind = OPTIM_SGD;
	else
		return fault_set(why, ST_BAD,
		    "'%.40s' is no optimiser: adam or sgd", name);
	return ST_OK;
}

enum status
optim_new(struct optim *o, enum optim_kind kind, double rate, double momentum,
    size_t n, struct fault *why)
{
	size_t i;

	(void)memset(o, 0, sizeof *o);
	o->kind = kind;
	o->rate = rate;
	o->momentum = momentum;
	o->n = n;
	for (i = 0; i < OPTIM_MOMENTS; i++) {
		o->moment[i] = calloc(n, sizeof(float));
		if (o->moment[i] == NULL) {
			optim_free(o);
			return fault_nomem(why);
		}
	}
	return ST_OK;
}

/* unscale is 1 / sqrt(1 - b2^t), step is rate / (1 - b1^t).  False where a
 * value is no finite number; an infinite m has an infinite v. */
CLONES static bool
adam(size_t n, float unscale, float step, const float *restrict grad,
    float *restrict m, float *restrict v, float *restrict w)
{
	int wild = 0;
	float g;
	size_t i;

	for (i = 0; i < n; i++) {
		g = grad[i];
		m[i] = (float)BETA1 * m[i] + (float)(1 - BETA1) * g;
		v[i] = (float)BETA2 * v[i] + (float)(1 - BETA2) * g * g;
		w[i] -= step * m[i] / (sqrtf(v[i]) * unscale + (float)EPS);
		wild |= !(fabsf(w[i]) <= FLT_MAX) | !(v[i] <= FLT_MAX);
	}
	return wild == 0;
}

static void
adam_work(void *ctx, size_t chunk, unsigned thread)
{
	struct job *job = ctx;
	const struct optim *o = job->o;
	size_t at = chunk * CHUNK, n = o->n - at < CHUNK ? o->n - at : CHUNK;
	double t = (double)o->step;

	(void)thread;
	if (!adam(n, (float)(1 / sqrt(1 - pow(BETA2, t))),
	    (float)(o->rate / (1 - pow(BETA1, t))), job->grad + at,
	    o->moment[0] + at, o->moment[1] + at, job->w + at))
		atomic_store(&job->wild, true);
}

static void
sgd_work(void *ctx, size_t chunk, unsigned thread)
{
	struct job *job = ctx;
	const struct optim *o = job->o;
	int wild = 0;
	size_t i, at = chunk * CHUNK, end = at + CHUNK;
	float momentum = (float)o->momentum, rate = (float)o->rate;

	(void)thread;
	end = end < o->n ? end : o->n;
	/* m is 0 before the first step, so that m = g there. */
	for (i = at; i < end; i++) {
		o->moment[0][i] = momentum * o->moment[0][i] + job->grad[i];
		job->w[i] -= rate * o->moment[0][i];
		wild |= !(fabsf(job->w[i]) <= FLT_MAX) |
		    !(fabsf(o->moment[0][i]) <= FLT_MAX);
	}
	if (wild != 0)
		atomic_store(&job->wild, true);
}

bool
optim_step(struct optim *o, struct threads *pool, float *w, const float *grad)
{
	struct job job = { o, w, grad, false };

	o->step++;
	threads_run(pool, (o->n + CHUNK - 1) / CHUNK,
	    o->kind == OPTIM_ADAM ? adam_work : sgd_work, &job);
	return !atomic_load(&job.wild);
}

const char *
optim_text(const struct optim *o, char buf[OPTIM_TEXT])
{
	if (o->kind == OPTIM_ADAM)
		(void)snprintf(buf, OPTIM_TEXT,
		    "adam rate %.9g betas %g %g eps %g", o->rate, BETA1,
		    BETA2, EPS);
	else
		(void)snprintf(buf, OPTIM_TEXT, "sgd rate %.9g momentum %.9g",
		    o->rate, o->momentum);
	return buf;
}

void
optim_free(struct optim *o)
{
	size_t i;

	for (i = 0; i < OPTIM_MOMENTS; i++) {
		free(o->moment[i]);
		o->moment[i] = NULL;
	}
}
