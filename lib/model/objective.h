/*
 * objective.h - the loss of a batch: the sum of the targets' losses, each times
 * its weight.
 *
 * That of classes is the weighted cross-entropy of loss.h, over the samples
 * that have a class; that of a number is one of regress.h, over the samples
 * that have it, of the output and the standardised number.  A target that no
 * sample of a batch has adds nothing.
 *
 * A mixed sample (mixup.h) has a target if both parts have it, and its number
 * is mixed as the values are.
 */
#ifndef TONFALL_OBJECTIVE_H
#define TONFALL_OBJECTIVE_H

#include "nn/pass.h"
#include "model/train.h"

struct objective {
	const struct train *t;
	size_t head;		/* of the classes; targets.n: none */
	size_t K;		/* classes */
	/* The current batch, samples order[0..n) of data. */
	const struct train_data *data;
	const size_t *order;
	const struct mixup *mix;	/* (n), or NULL */
	size_t *y;		/* (n), or TRAIN_NONE */
	float *spread;		/* (n, K) classes, or NULL: y alone */
	double *number[TARGETS_MOST];	/* (n) standardised, or NAN */
	double total;		/* sum of the samples' class weights */
	double *part;		/* of the classes' loss, by micro-batch */
	struct regress_sums sums[TARGETS_MOST];
	size_t *hit, *seen;	/* (K) of dev, see objective_dev */
};

/* For batches of t->config.batch samples.  ST_NOMEM. */
enum status objective_new(struct objective *p, const struct train *t,
    struct fault *why) FAULT_CHECK;

void objective_free(struct objective *p);

/* Does the loss of t need the whole batch first? */
bool objective_waits(const struct train *t);

/* Begin a batch.  mix may be NULL; smooth: spread over classes, if config says
 * so. */
void objective_begin(struct objective *p, const struct train_data *data,
    const size_t *order, const struct mixup *mix, bool smooth, size_t n);

/* For pass.h; ctx is p. */
pass_fill objective_fill;
pass_whole objective_whole;
pass_loss objective_loss;

/* The loss of the batch, after pass_step. */
double objective_end(const struct objective *p, size_t n);

/* The batch's part of the scores of the epoch, from logits (n, outputs). */
void objective_count(const struct objective *p, size_t n, const float *logits,
    struct train_part *part);

/*
 * Score t->dev with the weights that the model would have now.  ST_END if
 * config.pause returned true.
 */
enum status objective_dev(struct objective *p, struct train *t,
    struct train_score *score, struct fault *why) FAULT_CHECK;

#endif
