/* The part of objective.h that scores the dev stream. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "nn/loss.h"
#include "model/objective.h"

/* What is counted. */
struct counts {
	double loss, total;		/* of the classes */
	struct regress_sums sums[TARGETS_MOST];
	double off[TARGETS_MOST];	/* sum of |x - y| */
};

static void
add_classes(const struct objective *p, struct counts *c, size_t n,
    const float *logits)
{
	const struct model *m = &p->t->model;
	const float *z = logits + m->head[p->head].first;
	size_t i;

	c->total += p->total;
	for (i = 0; i < n; i++, z += m->classes) {
		if (p->y[i] == TRAIN_NONE)
			continue;
		c->loss += loss_value(1, p->K, z, p->y + i, p->t->weight);
		p->seen[p->y[i]]++;
		p->hit[p->y[i]] += loss_best(p->K, z) == p->y[i];
	}
}

static void
add_numbers(const struct objective *p, struct counts *c, size_t n,
    const float *logits)
{
	const struct model *m = &p->t->model;
	size_t i, k;
	double x, y;

	for (k = 0; k < m->targets.n; k++)
		for (i = 0; p->number[k] != NULL && i < n; i++) {
			x = (double)logits[i * m->classes + m->head[k].first];
			y = p->number[k][i];
			if (isnan(y))
				continue;
			regress_add(&c->sums[k], x, y);
			c->off[k] += fabs(x - y);
		}
}

/* The scores of the classes; returns their loss. */
static double
sum_up_classes(const struct objective *p, const struct counts *c,
    struct train_score *score)
{
	const struct train_data *dev = &p->t->dev;
	size_t k, right = 0, occur = 0;
	double recalls = 0;

	for (k = 0; k < p->K; k++) {
		right += p->hit[k];
		occur += p->seen[k] > 0;
		recalls += p->seen[k] ?
		    (double)p->hit[k] / (double)p->seen[k] : 0;
	}
	score->dev_accuracy = (double)right /
	    (double)(dev->classed + dev->unknown);
	score->dev_uar = recalls / (double)(occur + dev->unknown_classes);
	return c->loss / c->total;
}

/* The losses of the targets that dev has, each times its weight; returns
 * whether there are any. */
static bool
sum_up(const struct objective *p, const struct counts *c,
    struct train_score *score)
{
	const struct train_config *config = &p->t->config;
	const struct model *m = &p->t->model;
	double sum = 0, loss;
	bool any = false, there;
	size_t k;

	for (k = 0; k < m->targets.n; k++) {
		const struct regress_sums *s = &c->sums[k];

		if (k == p->head) {
			loss = sum_up_classes(p, c, score);
			there = c->total > 0;
		} else {
			loss = regress_value(config->loss, s);
			there = s->n > 0;
			score->dev_ccc[k] = regress_ccc(s);
			score->dev_mae[k] = there ? c->off[k] / s->n *
			    m->head[k].deviation : NAN;
		}
		if (there)
			sum += config->share == NULL ? loss :
			    config->share[k] * loss;
		any = any || there;
	}
	score->dev_loss = any ? sum : NAN;
	return any;
}

static enum status
score_batches(struct objective *p, struct train *t, struct counts *c)
{
	size_t at, n, i;

	for (i = 0; i < t->dev.n; i++)
		t->order[i] = i;
	for (at = 0; at < t->dev.n; at += n) {
		n = t->dev.n - at;
		n = n < t->config.batch ? n : t->config.batch;
		objective_begin(p, &t->dev, t->order + at, NULL, false, n);
		pass_forward(t->run, train_weights(t), n, objective_fill, p,
		    t->logits);
		if (p->K > 0)
			add_classes(p, c, n, t->logits);
		add_numbers(p, c, n, t->logits);
		for (i = at; i < at + n; i++)
			train_data_passed(&t->dev, i);
		if (train_paused(t))
			return ST_END;
	}
	return ST_OK;
}

enum status
objective_dev(struct objective *p, struct train *t, struct train_score *score,
    struct fault *why)
{
	struct counts c = { 0 };
	bool any = false;
	enum status s;

	(void)memset(p->hit, 0, 2 * p->K * sizeof *p->hit);
	if ((s = score_batches(p, t, &c)) == ST_OK)
		any = sum_up(p, &c, score);
	if (any && !(fabs(score->dev_loss) <= FLT_MAX))
		return fault_set(why, ST_BAD, "epoch %u: the loss of dev is "
		    "%g", (unsigned)t->epoch + 1, score->dev_loss);
	return s;
}
