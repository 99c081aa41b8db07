#include "model/objective.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/loss.h"

#define PIECES(n)	(((n) + PASS_PIECE - 1) / PASS_PIECE)

/* ---- memory ---- */

enum status
objective_new(struct objective *p, const struct train *t, struct fault *why)
{
	const struct train_config *c = &t->config;
	const struct targets *g = &t->model.targets;
	size_t i;
	bool ok = true;

	*p = (struct objective){ .t = t, .head = targets_classes(g) };
	if (p->head < g->n)
		p->K = t->model.head[p->head].n;
	p->y = calloc(c->batch, sizeof *p->y);
	p->part = calloc(PIECES(c->batch), sizeof *p->part);
	p->hit = calloc(2 * p->K + 1, sizeof *p->hit);
	ok = p->y != NULL && p->part != NULL && p->hit != NULL;
	if (ok && p->K > 0 && (c->mixup > 0 || c->smooth > 0)) {
		p->spread = calloc(c->batch * p->K, sizeof *p->spread);
		ok = p->spread != NULL;
	}
	for (i = 0; ok && i < g->n; i++)
		if (g->of[i].number) {
			p->number[i] = calloc(c->batch, sizeof(double));
			ok = p->number[i] != NULL;
		}
	if (ok) {
		p->seen = p->hit + p->K;
		return ST_OK;
	}
	objective_free(p);
	*p = (struct objective){ .t = NULL };
	return fault_nomem(why);
}

void
objective_free(struct objective *p)
{
	size_t i;

	free(p->y);
	free(p->part);
	free(p->spread);
	free(p->hit);
	for (i = 0; i < TARGETS_MOST; i++)
		free(p->number[i]);
}

bool
objective_waits(const struct train *t)
{
	const struct targets *g = &t->model.targets;

	return g->n > 1 || g->of[0].number;
}

/* The weight of the loss of target i. */
static double
share(const struct objective *p, size_t i)
{
	const double *of = p->t->config.share;

	return of == NULL ? 1 : of[i];
}

/* ---- a batch ---- */

/* The classes of sample i; returns its weight. */
static double
spread_class(struct objective *p, size_t i, bool smooth)
{
	const struct train *t = p->t;
	const struct mixup *mix = p->mix == NULL ? NULL : &p->mix[i];
	size_t a = p->y[i];
	size_t b = mix == NULL ? a : p->data->y[mix->other];

	if (a == TRAIN_NONE || b == TRAIN_NONE) {
		if (p->spread != NULL)
			(void)memset(p->spread + i * p->K, 0,
			    p->K * sizeof *p->spread);
		p->y[i] = TRAIN_NONE;
		return 0;
	}
	if (!smooth || p->spread == NULL)
		return (double)t->weight[a];
	return loss_target(p->K, t->weight, t->config.smooth, a, b,
	    mix == NULL ? 1 : mix->share, p->spread + i * p->K);
}

static double
number_of(const struct objective *p, size_t k, size_t i)
{
	const struct head *h = &p->t->model.head[k];
	const struct mixup *mix = p->mix == NULL ? NULL : &p->mix[i];
	double v = p->data->number[k][p->order[i]];

	if (mix != NULL)
		v = mix->share * v +
		    (1 - mix->share) * p->data->number[k][mix->other];
	return (v - h->mean) / h->deviation;
}

void
objective_begin(struct objective *p, const struct train_data *data,
    const size_t *order, const struct mixup *mix, bool smooth, size_t n)
{
	size_t i, k;

	p->data = data;
	p->order = order;
	p->mix = mix;
	p->total = 0;
	for (i = 0; p->K > 0 && i < n; i++) {
		p->y[i] = data->y[order[i]];
		p->total += spread_class(p, i, smooth);
	}
	for (k = 0; k < p->t->model.targets.n; k++)
		for (i = 0; p->number[k] != NULL && i < n; i++)
			p->number[k][i] = number_of(p, k, i);
}

void
objective_fill(void *ctx, size_t i, float *x, size_t *frames)
{
	const struct objective *p = ctx;
	const struct train_data *d = p->data;
	size_t len = tensor_len(&d->first);
	const struct mixup *mix;

	(void)memcpy(x, d->x[p->order[i]], len * sizeof *x);
	*frames = d->frames[p->order[i]];
	if (p->mix == NULL)
		return;
	mix = &p->mix[i];
	mixup_values(len, mix->share, d->x[mix->other], x);
	if (d->frames[mix->other] > *frames)
		*frames = d->frames[mix->other];
}

/* ---- the loss ---- */

void
objective_whole(void *ctx, size_t n, const float *logits)
{
	struct objective *p = ctx;
	const struct model *m = &p->t->model;
	size_t i, k;

	for (k = 0; k < m->targets.n; k++) {
		p->sums[k] = (struct regress_sums){ 0 };
		for (i = 0; p->number[k] != NULL && i < n; i++)
			if (!isnan(p->number[k][i]))
				regress_add(&p->sums[k], (double)logits[i *
				    m->classes + m->head[k].first],
				    p->number[k][i]);
	}
}

/* The classes of samples first.., with logits z (n, K): their loss, not yet
 * divided by the sum of the weights. */
static double
class_loss(const struct objective *p, size_t first, size_t n, const float *z,
    float *dz)
{
	if (p->spread != NULL)
		return loss_soft(n, p->K, z, p->spread + first * p->K,
		    p->total, dz);
	return loss_cross_entropy(n, p->K, z, p->y + first, p->t->weight,
	    p->total, dz);
}

/* The same of one sample among other targets. */
static double
one_class_loss(const struct objective *p, size_t i, const float *z, float *dz)
{
	double sum;
	size_t k;

	if (p->y[i] == TRAIN_NONE) {
		(void)memset(dz, 0, p->K * sizeof *dz);
		return 0;
	}
	sum = class_loss(p, i, 1, z, dz);
	for (k = 0; k < p->K; k++)
		dz[k] *= (float)share(p, p->head);
	return sum;
}

void
objective_loss(void *ctx, size_t first, size_t n, const float *logits,
    float *dlogits)
{
	struct objective *p = ctx;
	const struct model *m = &p->t->model;
	double *part = &p->part[first / PASS_PIECE], y;
	size_t i, k, at;

	*part = 0;
	if (!objective_waits(p->t)) {
		*part = class_loss(p, first, n, logits, dlogits);
		return;
	}
	for (i = first; i < first + n; i++)
		for (k = 0; k < m->targets.n; k++) {
			at = (i - first) * m->classes + m->head[k].first;
			if (k == p->head) {
				*part += one_class_loss(p, i, logits + at,
				    dlogits + at);
				continue;
			}
			y = p->number[k][i];
			dlogits[at] = isnan(y) ? 0 : (float)(share(p, k) *
			    regress_slope(p->t->config.loss, &p->sums[k],
			    (double)logits[at], y));
		}
}

/* The weighted losses of the targets that are numbers, from their sums. */
static double
number_loss(const struct objective *p)
{
	double sum = 0;
	size_t k;

	for (k = 0; k < p->t->model.targets.n; k++)
		if (p->number[k] != NULL)
			sum += share(p, k) * regress_value(p->t->config.loss,
			    &p->sums[k]);
	return sum;
}

double
objective_end(const struct objective *p, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < PIECES(n); i++)
		sum += p->part[i];
	sum = p->total > 0 ? sum / p->total : 0;
	return p->head == p->t->model.targets.n ? number_loss(p) :
	    objective_waits(p->t) ? share(p, p->head) * sum + number_loss(p) :
	    sum;
}

void
objective_count(const struct objective *p, size_t n, const float *logits,
    struct train_part *part)
{
	const struct model *m = &p->t->model;
	const float *z = logits + (p->K > 0 ? m->head[p->head].first : 0);
	size_t i, k;

	for (i = 0; p->K > 0 && i < n; i++, z += m->classes) {
		part->classed += p->y[i] != TRAIN_NONE;
		part->right += loss_best(p->K, z) == p->y[i];
	}
	for (k = 0; k < m->targets.n; k++)
		regress_join(&part->sums[k], &p->sums[k]);
	part->samples += n;
}
