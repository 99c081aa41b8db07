/* The fitting of combine.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/combine.h"

#define STEPS	100	/* at most; ten are usual */
#define HALVINGS 50
#define ENOUGH	1e-10	/* of the value: a smaller decrease is rounding */

/* P parameters: the M weights, then the C biases. */
struct fit {
	const struct combine_set *d;
	size_t P;
	bool bias;
	double *a;		/* (C) weight of a row of each class */
	double *x, *trial;	/* (P) parameters; those to try */
	double *grad, *dir;	/* (P) */
	double *hess;		/* (P, P) */
	double *work;		/* (P, P) of the free parameters */
	double *p, *mean;	/* (C) of a row; (M) expected log p_m */
	bool *occurs;		/* (C) */
	bool *fixed;		/* (P) in this step */
};

static void
fit_free(struct fit *f)
{
	free(f->a);
	free(f->x);
	free(f->hess);
	free(f->p);
	free(f->occurs);
}

static enum status
fit_init(struct fit *f, const struct combine_set *d, bool bias,
    struct fault *why)
{
	size_t M = d->models, C = d->classes, P = M + (bias ? C : 0);

	*f = (struct fit){ .d = d, .P = P, .bias = bias,
	    .a = calloc(C, sizeof *f->a),
	    .x = calloc(P, 4 * sizeof *f->x),
	    .hess = calloc(P * P, 2 * sizeof *f->hess),
	    .p = calloc(C + M, sizeof *f->p),
	    .occurs = calloc(C + P, sizeof *f->occurs) };
	if (f->a == NULL || f->x == NULL || f->hess == NULL || f->p == NULL ||
	    f->occurs == NULL) {
		fit_free(f);
		return fault_nomem(why);
	}
	f->trial = f->x + P;
	f->grad = f->x + 2 * P;
	f->dir = f->x + 3 * P;
	f->work = f->hess + P * P;
	f->mean = f->p + C;
	f->fixed = f->occurs + C;
	return ST_OK;
}

/* a_c = n / (K n_c). */
static void
balance(struct fit *f)
{
	size_t i, c, K = 0, C = f->d->classes;

	for (i = 0; i < f->d->n; i++)
		f->a[f->d->label[i]]++;
	for (c = 0; c < C; c++)
		K += f->occurs[c] = f->a[c] > 0;
	for (c = 0; c < C; c++)
		if (f->occurs[c])
			f->a[c] = (double)f->d->n / ((double)K * f->a[c]);
}

/* ---- the function ---- */

static const double *
row(const struct combine_set *d, size_t i)
{
	return d->logp + i * d->models * d->classes;
}

/* The probabilities of row i with parameters x into p; -log of its label's. */
static double
predict(const struct combine_set *d, bool bias, const double *x, size_t i,
    double *p)
{
	size_t c, m, M = d->models, C = d->classes;
	const double *logp = row(d, i);
	double top = -INFINITY, sum = 0, label;

	for (c = 0; c < C; c++) {
		p[c] = bias ? x[M + c] : 0;
		for (m = 0; m < M; m++)
			p[c] += x[m] * logp[m * C + c];
		top = fmax(top, p[c]);
	}
	label = p[d->label[i]] - top;
	for (c = 0; c < C; c++)
		sum += p[c] = exp(p[c] - top);
	for (c = 0; c < C; c++)
		p[c] /= sum;
	return log(sum) - label;
}

/* What the priors add: 1/2 sum (x - centre)^2. */
static double
centre(const struct fit *f, size_t j)
{
	return j < f->d->models ? 1 / (double)f->d->models : 0;
}

static double
loss(const struct fit *f, const double *x)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < f->d->n; i++)
		sum += f->a[f->d->label[i]] *
		    predict(f->d, f->bias, x, i, f->p);
	return sum;
}

static double
value(const struct fit *f, const double *x)
{
	double prior = 0, by;
	size_t j;

	for (j = 0; j < f->P; j++) {
		by = x[j] - centre(f, j);
		prior += by * by / 2;
	}
	return loss(f, x) + prior;
}

/* Gradient and Hessian of row i, whose probabilities are f->p. */
static void
add_weights(struct fit *f, size_t i, double a)
{
	size_t m, n, c, M = f->d->models, C = f->d->classes;
	const double *logp = row(f->d, i);
	double both;

	for (m = 0; m < M; m++) {
		f->mean[m] = 0;
		for (c = 0; c < C; c++)
			f->mean[m] += f->p[c] * logp[m * C + c];
		f->grad[m] += a * (f->mean[m] -
		    logp[m * C + f->d->label[i]]);
	}
	for (m = 0; m < M; m++)
		for (n = 0; n <= m; n++) {
			both = 0;
			for (c = 0; c < C; c++)
				both += f->p[c] * logp[m * C + c] *
				    logp[n * C + c];
			f->hess[m * f->P + n] += a *
			    (both - f->mean[m] * f->mean[n]);
		}
}

static void
add_biases(struct fit *f, size_t i, double a)
{
	size_t m, c, e, M = f->d->models, C = f->d->classes;
	const double *logp = row(f->d, i);
	double *h;

	for (c = 0; c < C; c++) {
		h = f->hess + (M + c) * f->P;
		f->grad[M + c] += a * (f->p[c] - (c == f->d->label[i]));
		for (m = 0; m < M; m++)
			h[m] += a * f->p[c] * (logp[m * C + c] - f->mean[m]);
		for (e = 0; e <= c; e++)
			h[M + e] += a * f->p[c] * ((c == e) - f->p[e]);
	}
}

/* grad and the lower half of hess at x. */
static void
derive(struct fit *f)
{
	size_t i, j;
	double a;

	(void)memset(f->hess, 0, f->P * f->P * sizeof *f->hess);
	for (j = 0; j < f->P; j++) {
		f->grad[j] = f->x[j] - centre(f, j);
		f->hess[j * f->P + j] = 1;
	}
	for (i = 0; i < f->d->n; i++) {
		a = f->a[f->d->label[i]];
		(void)predict(f->d, f->bias, f->x, i, f->p);
		add_weights(f, i, a);
		if (f->bias)
			add_biases(f, i, a);
	}
}

/* ---- Newton's step ---- */

/*
 * dir = -hess^-1 grad over the parameters that are not fixed, 0 for the others.
 * Cholesky's decomposition; the priors keep hess positive definite.
 */
static void
solve(struct fit *f)
{
	size_t i, j, k, P = f->P;
	double *l = f->work, sum;

	for (i = 0; i < P; i++) {
		f->dir[i] = f->fixed[i] ? 0 : -f->grad[i];
		for (j = 0; j <= i; j++) {
			if (f->fixed[i] || f->fixed[j]) {
				l[i * P + j] = i == j;
				continue;
			}
			sum = f->hess[i * P + j];
			for (k = 0; k < j; k++)
				sum -= l[i * P + k] * l[j * P + k];
			l[i * P + j] = i == j ? sqrt(sum) : sum / l[j * P + j];
		}
	}
	for (i = 0; i < P; i++) {
		for (k = 0; k < i; k++)
			f->dir[i] -= l[i * P + k] * f->dir[k];
		f->dir[i] /= l[i * P + i];
	}
	for (i = P; i-- > 0; ) {
		for (k = i + 1; k < P; k++)
			f->dir[i] -= l[k * P + i] * f->dir[k];
		f->dir[i] /= l[i * P + i];
	}
}

/* Fix the weights at 0 that the step would make negative, and the biases of
 * classes that do not occur; then the direction of the others. */
static void
direct(struct fit *f)
{
	size_t j, M = f->d->models;
	bool again;

	for (j = 0; j < f->P; j++)
		f->fixed[j] = j < M ? f->x[j] <= 0 && f->grad[j] > 0 :
		    !f->occurs[j - M];
	do {
		solve(f);
		again = false;
		for (j = 0; j < M; j++)
			if (!f->fixed[j] && f->x[j] <= 0 && f->dir[j] < 0)
				f->fixed[j] = again = true;
	} while (again);
}

/* The part of the step after which the first weight is 0, at most 1. */
static double
reach(const struct fit *f)
{
	double t = 1;
	size_t j;

	for (j = 0; j < f->d->models; j++)
		if (f->dir[j] < 0)
			t = fmin(t, f->x[j] / -f->dir[j]);
	return t;
}

static void
move(struct fit *f, double t)
{
	size_t j;

	for (j = 0; j < f->P; j++) {
		f->trial[j] = f->x[j] + t * f->dir[j];
		if (j < f->d->models && f->trial[j] < 1e-12)
			f->trial[j] = 0;
	}
}

/* One step from x, whose value is *at; false if there is nothing to gain. */
static bool
step(struct fit *f, double *at)
{
	double t, slope = 0, next;
	size_t j;
	int i;

	derive(f);
	direct(f);
	for (j = 0; j < f->P; j++)
		slope += f->grad[j] * f->dir[j];
	t = reach(f);
	for (i = 0; i < HALVINGS; i++, t /= 2) {
		move(f, t);
		next = value(f, f->trial);
		if (next <= *at + 1e-4 * t * slope)
			break;
	}
	if (i == HALVINGS || !(*at - next > ENOUGH * fabs(*at)))
		return false;
	(void)memcpy(f->x, f->trial, f->P * sizeof *f->x);
	*at = next;
	return true;
}

static void
minimise(struct fit *f, unsigned *steps)
{
	double at = value(f, f->x);

	while (*steps < STEPS && step(f, &at))
		++*steps;
}

enum status
combine_fit(struct combine *k, const struct combine_set *d, bool bias,
    struct combine_fitted *out, struct fault *why)
{
	size_t j, M = d->models;
	enum status s;
	struct fit f;

	*out = (struct combine_fitted){ .steps = 0 };
	if (d->n == 0)
		return fault_set(why, ST_BAD, "no rows to fit on");
	if ((s = fit_init(&f, d, bias, why)) != ST_OK)
		return s;
	balance(&f);
	for (j = 0; j < f.P; j++)
		f.x[j] = j < M ? k->weight[j] : k->bias[j - M];
	out->before = loss(&f, f.x) / (double)d->n;
	minimise(&f, &out->steps);
	out->loss = loss(&f, f.x) / (double)d->n;
	for (j = 0; j < f.P; j++)
		*(j < M ? &k->weight[j] : &k->bias[j - M]) = f.x[j];
	fit_free(&f);
	return ST_OK;
}
