/*
 * train.h - training a network on a stream of labelled records.
 *
 *	train_open    read the training (and dev) data, set up all state
 *	train_epoch   one pass; any number of times
 *	train_close
 *
 * train.model is the model at any time.  The same seed gives the same model
 * for any number of threads, and for any team.
 */
#ifndef TONFALL_TRAIN_H
#define TONFALL_TRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/team.h"
#include "base/threads.h"
#include "tensor/tensor.h"
#include "data/norm.h"
#include "nn/optim.h"
#include "nn/regress.h"
#include "model/feed.h"
#include "model/mixup.h"
#include "model/model.h"
#include "model/shuffle.h"

struct train_config {
	const char *network;	/* file, see network(5) */
	const char *data;	/* training stream, "-": standard input */
	const char *dev;	/* stream to score after each epoch, or NULL */
	const char *initial;	/* model to start from, initial.h; or NULL */
	const char *freeze;	/* layers, net_freeze; or NULL */
	struct targets targets;	/* as targets_parse makes them */
	const double *share;	/* (targets.n) weights of their losses; NULL:
				 * 1 for each */
	enum regress_loss loss;	/* of numbers */
	size_t batch;		/* samples per step */
	struct optim_config optim;
	uint32_t epochs;	/* in all, for a schedule that has an end */
	uint64_t seed;
	struct shuffle_config shuffle;
	bool records;		/* keep train_data.sample */
	bool weights;		/* balance the classes, n / (K n_k) */
	double smooth;		/* of the targets, loss_target; 0: none */
	double mixup;		/* alpha of mixup.h; 0: none */
	double average;		/* decay of average.h; 0: none */
	unsigned threads;
	struct team *team;	/* whose rank this is, see together.h; NULL:
				 * alone */
	/* Called after each batch, also those of dev; if true, on any rank,
	 * train_epoch returns ST_END.  NULL: never. */
	bool (*pause)(void *ctx);
	void *pause_ctx;
};

/* Records with one target or more, as views into a stream. */
struct train_data {
	struct tensor_set set;
	struct tensor first;	/* shape and attributes of the first sample,
				 * without values */
	size_t n;		/* samples */
	size_t skipped;		/* records without any target */
	size_t unknown;		/* dev: records of classes not in training */
	size_t unknown_classes;	/* number of such classes */
	char *unknown_class;	/* one of them, or NULL */
	size_t cap;		/* samples that there is room for */
	const float **x;	/* (n) values, all of the same shape */
	const struct tensor **sample;	/* (n) the records; or NULL */
	bool *copy;		/* (n) is it one, standard_is_copy? */
	size_t *frames;		/* (n) that are not padding */
	size_t *y;		/* (n) classes; TRAIN_NONE: it has none */
	size_t classed;		/* samples that have one */
	double *number[TARGETS_MOST];	/* (n) of a target that is a number,
					 * NAN: it has none; else NULL */
	size_t step;		/* samples after which train_data_passed gives
				 * memory back; 0: never */
};

#define TRAIN_NONE	SIZE_MAX

struct train_score {		/* of one epoch; dev_* are 0 without dev */
	double loss;		/* mean of the losses of the batches */
	/* Of the same outputs, so with dropout; of targets in classes, and of
	 * each that is a number, NAN if it is not defined. */
	double accuracy;
	double ccc[TARGETS_MOST];
	/* Weighted by class as in training, without unknown classes, which
	 * have no output; NAN if nothing in dev has a weight. */
	double dev_loss;
	double dev_accuracy;	/* unknown classes are always wrong */
	double dev_uar;		/* mean recall over the classes in dev */
	double dev_ccc[TARGETS_MOST];
	double dev_mae[TARGETS_MOST];	/* mean absolute error; NAN of none */
};

/* Progress within the current epoch. */
struct train_part {
	size_t samples;		/* done, whole batches */
	double loss;		/* sum of the batches' losses */
	size_t classed, right;	/* samples with a class; predicted so */
	/* Of each target that is a number, see objective.h. */
	struct regress_sums sums[TARGETS_MOST];
};

/*
 * All state of a training.  From step to step, model.w, average, optim, epoch,
 * part and log change; everything random follows from seed and epoch.  So
 * storing these (checkpoint.h) is enough to resume exactly.
 */
struct train {
	struct train_config config;
	struct model model;
	size_t new_head;		/* layer, from 1, that initial did not
					 * set, though there is one; else 0 */
	float *average;			/* (net.total) of model.w, or NULL */
	struct optim optim;
	uint32_t epoch;			/* epochs completed */
	struct train_part part;		/* of the next one */
	float *log;			/* (epoch, train_scores) */
	size_t logcap;			/* rows that log has room for */
	struct train_data data, dev;
	float *weight;			/* (classes of the target in classes)
					 * of the loss */
	struct shuffle shuffle;
	struct feed *feed;
	size_t *order;			/* (data.n) of this epoch */
	struct mixup *mix;		/* (data.n) the same, or NULL */
	float *grad;			/* (net.trained) */
	float *logits;			/* (batch, outputs) */
	struct threads *pool;
	struct pass *run;
};

/*
 * Read everything, first the network, and set the initial weights.  Classes:
 * for a label those of the training data in the order of their bytes, for a
 * rating all of its classes, from low to high.  Numbers are standardised by the
 * mean and deviation of the training data without copies.  All records must
 * have the same shape, front end and normalisation; t need not be initialised.
 * ST_OK, or ST_BAD with a text that names file and record.
 */
enum status train_open(struct train *t, const struct train_config *config,
    struct fault *why) FAULT_CHECK;

/*
 * One pass over the training data, then dev, and a new row of the log.  ST_END
 * if config.pause returned true: the next call continues from there, with the
 * dev stream from its start.  ST_BAD if a loss, a weight or a moment is not
 * finite.  In a team, it returns the same on all ranks, with the same text.
 */
enum status train_epoch(struct train *t, struct train_score *score,
    struct fault *why) FAULT_CHECK;

/* Is it time to pause, for any rank? */
bool train_paused(const struct train *t);

/* The weights that the model would have now: the average, if there is one. */
float *train_weights(const struct train *t);

/* Store in the model's attributes how it was trained so far. */
enum status train_describe(struct train *t, struct fault *why) FAULT_CHECK;

/* train_describe, then model_write of train_weights. */
enum status train_write(struct train *t, struct tensor_writer *w,
    struct fault *why) FAULT_CHECK;

void train_close(struct train *t);

/* Length of a row of the log: the members of a train_score in order, as far as
 * there are such targets and a dev stream, as floats, so that a stream can hold
 * them. */
size_t train_scores(const struct train *t);

/* What entry i of a row is called in a table; returns buf. */
#define TRAIN_SCORENAME	(ATTR_MAXNAME + 16)
const char *train_score_name(const struct train *t, size_t i,
    char buf[TRAIN_SCORENAME]);

/* Write the row of the epoch that t->epoch counts next; there is room. */
void train_log_row(struct train *t, const struct train_score *s);

/* Make room for `rows' rows of the log; keeps those it has. */
enum status train_log_room(struct train *t, size_t rows, struct fault *why)
    FAULT_CHECK;

/* ---- dataset.c ---- */

/*
 * Load the training stream into t->data and describe it in t->model: targets,
 * classes, heads, counts, attributes front, norm, rate, frames, bins.
 */
enum status train_load(struct train *t, struct fault *why) FAULT_CHECK;

/*
 * Load the dev stream into t->dev; it must fit t->model.  Records of a class
 * that the training data lacks are counted there but are not samples: any
 * prediction for them is wrong.
 */
enum status train_load_dev(struct train *t, struct fault *why) FAULT_CHECK;

/* In a pass over all samples in their order: sample i is done. */
void train_data_passed(const struct train_data *d, size_t i);

/* Sample `from' takes the place of sample `to'. */
void train_data_move(struct train_data *d, size_t to, size_t from);

void train_data_free(struct train_data *d);

#endif
