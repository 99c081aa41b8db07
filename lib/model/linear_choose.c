/*
 * The part of linear.h that chooses C and the factor of the scores on inner
 * folds, which linear_folds.c makes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/loss.h"
#include "nn/regress.h"
#include "model/linear_work.h"

/* The usual C, times |x|^2, which is about the number of columns that vary, or
 * 1 with a kernel: so the same values suit few columns and many. */
static const double usual[] = { 0.03, 0.1, 0.3, 1, 3 };

#define ROUGH	1e-2	/* margins of inner models need no more */
#define LOW	1e-4	/* factors of the scores */
#define HIGH	1e4

/* ---- scores ---- */

/* The scores of the originals for one C, and the samples that they are of. */
struct held {
	size_t n, K;
	const size_t *y;	/* (n) classes; for a number, the samples */
	float *score;		/* (n, K) */
};

/* Mean of -log p of the true class, and its slope by log factor. */
static double
likelihood(const struct held *h, double factor, double *slope)
{
	double sum = 0, top, z, mean, e;
	const float *f = h->score;
	size_t i, k;

	*slope = 0;
	for (i = 0; i < h->n; i++, f += h->K) {
		top = (double)f[loss_best(h->K, f)];
		z = mean = 0;
		for (k = 0; k < h->K; k++) {
			e = exp(factor * ((double)f[k] - top));
			z += e;
			mean += e * (double)f[k];
		}
		sum += log(z) - factor * ((double)f[h->y[i]] - top);
		*slope += factor * (mean / z - (double)f[h->y[i]]);
	}
	*slope /= (double)h->n;
	return sum / (double)h->n;
}

/* The best factor: the likelihood has one maximum, found by bisection. */
static void
fit_factor(const struct held *h, struct linear_tried *t)
{
	double lo = log(LOW), hi = log(HIGH), mid = 0, slope;
	int i;

	for (i = 0; i < 40; i++) {
		mid = (lo + hi) / 2;
		(void)likelihood(h, exp(mid), &slope);
		if (slope > 0)
			hi = mid;
		else
			lo = mid;
	}
	t->factor = exp(mid);
	t->nll = likelihood(h, t->factor, &slope);
}

/* seen, hit (K) are scratch. */
static void
count_right(const struct held *h, size_t *seen, size_t *hit,
    struct linear_tried *t)
{
	size_t i, k, right = 0, occur = 0;

	(void)memset(seen, 0, h->K * sizeof *seen);
	(void)memset(hit, 0, h->K * sizeof *hit);
	for (i = 0; i < h->n; i++) {
		seen[h->y[i]]++;
		hit[h->y[i]] += loss_best(h->K, h->score + i * h->K) ==
		    h->y[i];
	}
	t->uar = 0;
	for (k = 0; k < h->K; k++) {
		right += hit[k];
		occur += seen[k] > 0;
		t->uar += seen[k] > 0 ? (double)hit[k] / (double)seen[k] : 0;
	}
	t->uar /= (double)occur;
	t->accuracy = (double)right / (double)h->n;
}

/* ---- the inner models ---- */

struct inner {
	size_t *fold;		/* (N) */
	bool *judged;		/* (K) classes that the folds can judge */
	struct svm_problem *p;	/* (folds, C, K) */
	float *weight;		/* (folds, N) */
	float *a, *score;	/* (folds, C, K, N) */
	float *held;		/* (originals, K) */
	size_t *y, *seen, *hit;	/* (originals), (K), (K) */
};

static void
inner_free(struct inner *in)
{
	free(in->fold);
	free(in->judged);
	free(in->p);
	free(in->weight);
	free(in->a);
	free(in->held);
}

static enum status
inner_new(struct inner *in, const struct linear *l, size_t K,
    struct fault *why)
{
	size_t n = l->samples, np = l->folds * l->tried * K;

	in->p = calloc(np, sizeof *in->p);
	in->weight = calloc(l->folds * n, sizeof *in->weight);
	in->a = calloc(2 * np, n * sizeof *in->a);
	in->held = calloc(n * K, sizeof *in->held);
	if (in->p == NULL || in->weight == NULL || in->a == NULL ||
	    in->held == NULL)
		return fault_nomem(why);
	in->score = in->a + np * n;
	return ST_OK;
}

static enum status
set_problems(struct inner *in, const struct linear *l, const struct work *w,
    struct fault *why)
{
	size_t f, c, k, K = w->train.model.classes, n = l->samples;
	struct svm_problem *p = in->p;
	enum status s;

	for (f = 0; f < l->folds; f++) {
		float *weight = in->weight + f * n;

		s = work_weights(w, in->fold, f, l->config.weights, weight,
		    why);
		if (s != ST_OK)
			return s;
		for (c = 0; c < l->tried; c++)
			for (k = 0; k < K; k++)
				*p++ = (struct svm_problem){ .class = k,
				    .value = w->value, .c = l->try[c].c,
				    .weight = weight,
				    .offset = work_offset(w, k) };
	}
	return ST_OK;
}

static struct regress_sums
sum_numbers(const struct held *h, const float *value, double factor)
{
	struct regress_sums s = { 0 };
	size_t i;

	for (i = 0; i < h->n; i++)
		regress_add(&s, factor * (double)h->score[i],
		    (double)value[h->y[i]]);
	return s;
}

/* The scores of standardised numbers: correlations are those of the numbers. */
static void
compare_numbers(const struct held *h, const float *value, double deviation,
    enum regress_loss loss, struct linear_tried *t)
{
	struct regress_sums s = sum_numbers(h, value, 1);
	double off = 0;
	size_t i;

	if (loss == REGRESS_CCC && s.xx > 0)
		t->factor = sqrt(s.yy / s.xx);
	s = sum_numbers(h, value, t->factor);
	for (i = 0; i < h->n; i++)
		off += fabs(t->factor * (double)h->score[i] -
		    (double)value[h->y[i]]);
	t->ccc = regress_ccc(&s);
	t->pearson = regress_pearson(&s);
	t->mae = deviation * off / (double)h->n;
	t->mse = deviation * deviation * regress_value(REGRESS_MSE, &s);
}

/* What the inner models with C number c say of the originals. */
static void
evaluate(const struct inner *in, const struct linear *l, const struct work *w,
    size_t c, struct linear_tried *t)
{
	const struct train_data *d = &w->train.data;
	size_t i, k, p, n = 0, K = w->train.model.classes;
	struct held h = { 0, K, in->y, in->held };

	for (i = 0; i < d->n; i++) {
		if (d->copy[i] || !in->judged[d->y[i]])
			continue;
		p = (in->fold[i] * l->tried + c) * K;
		for (k = 0; k < K; k++)
			in->held[n * K + k] = in->score[(p + k) * d->n + i];
		in->y[n++] = w->value != NULL ? i : d->y[i];
	}
	h.n = n;
	if (w->value != NULL) {
		compare_numbers(&h, w->value,
		    w->train.model.head[0].deviation, l->config.loss, t);
	} else {
		count_right(&h, in->seen, in->hit, t);
		fit_factor(&h, t);
	}
	for (p = 0; p < l->folds * l->tried * K; p++)
		if (p / K % l->tried == c && in->p[p].products > t->products)
			t->products = in->p[p].products;
}

/* All folds at once, or one by one if each has weights of its own for the
 * columns. */
static enum status
solve_folds(struct inner *in, const struct linear *l, struct work *w,
    struct fault *why)
{
	size_t n = l->samples, each = l->tried * w->train.model.classes, f, at;
	size_t turns = l->config.emphasis > 0 ? l->folds : 1;
	enum status s = ST_OK;

	for (f = 0; s == ST_OK && f < turns; f++) {
		at = f * each;
		s = work_gram(w, in->weight + f * n, l->config.emphasis, why);
		if (s == ST_OK)
			s = svm_solve(&w->gram, w->train.data.y,
			    each * (l->folds / turns), in->p + at, ROUGH,
			    in->a + at * n, in->score + at * n, w->pool, why);
	}
	return s;
}

/* A correlation that is not defined is worse than any other. */
static bool
better(const struct linear *l, const struct linear_tried *a,
    const struct linear_tried *b)
{
	if (!l->config.targets.of[0].number)
		return a->uar > b->uar;
	if (l->config.loss == REGRESS_MSE)
		return a->mse < b->mse;
	return a->ccc > b->ccc || (isnan(b->ccc) && !isnan(a->ccc));
}

/* Divide the records; l->folds is 0 if that leaves nothing to choose by. */
static enum status
divide(struct linear *l, const struct work *w, struct inner *in,
    struct fault *why)
{
	size_t n = l->samples, K = w->train.model.classes;
	enum status s;

	in->fold = calloc(2 * n + 2 * K, sizeof *in->fold);
	in->judged = calloc(K, sizeof *in->judged);
	if (in->fold == NULL || in->judged == NULL)
		return fault_nomem(why);
	in->y = in->fold + n;
	in->seen = in->y + n;
	in->hit = in->seen + K;
	s = work_folds(l, w, in->fold, why);
	return s != ST_OK ? s : work_judged(l, w, in->fold, in->judged, why);
}

static enum status
try_all(struct linear *l, struct work *w, struct inner *in,
    struct fault *why)
{
	size_t c, K = w->train.model.classes;
	enum status s;

	if ((s = inner_new(in, l, K, why)) != ST_OK ||
	    (s = set_problems(in, l, w, why)) != ST_OK ||
	    (s = solve_folds(in, l, w, why)) != ST_OK)
		return s;
	for (c = 0; c < l->tried; c++) {
		evaluate(in, l, w, c, &l->try[c]);
		if (better(l, &l->try[c], &l->try[l->best]))
			l->best = c;
	}
	return ST_OK;
}

static int
by_value(const void *a, const void *b)
{
	const struct linear_tried *x = a, *y = b;

	return (x->c > y->c) - (x->c < y->c);
}

static void
list_values(struct linear *l)
{
	const struct linear_config *c = &l->config;
	size_t i, square = c->gamma > 0 ? 1 : l->columns - l->constant;

	l->tried = c->n > 0 ? c->n : sizeof usual / sizeof usual[0];
	for (i = 0; i < l->tried; i++) {
		l->try[i].c = c->n > 0 ? c->c[i] :
		    usual[i] / (double)square;
		l->try[i].factor = 1;
	}
	qsort(l->try, l->tried, sizeof l->try[0], by_value);
}

/* Nothing says which C is the best, nor what its scores mean. */
static enum status
take_middle(struct linear *l)
{
	size_t c;

	l->best = (l->tried - 1) / 2;
	for (c = 0; c < l->tried; c++)
		l->try[c].uar = l->try[c].accuracy = l->try[c].nll = NAN;
	return ST_OK;
}

enum status
linear_choose(struct linear *l, struct work *w, struct fault *why)
{
	struct inner in = { .fold = NULL };
	enum status s;

	list_values(l);
	if (l->config.folds == 0)
		return l->tried == 1 ? ST_OK : fault_set(why, ST_USAGE,
		    "to choose C there must be inner folds: give one C, or "
		    "another -k");
	if ((s = divide(l, w, &in, why)) == ST_OK)
		s = l->folds > 0 ? try_all(l, w, &in, why) : take_middle(l);
	inner_free(&in);
	return s;
}
