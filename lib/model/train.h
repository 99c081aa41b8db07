/*
 * train.h - fitting a network to a stream of labelled records.
 *
 *	train_open    read the training (and dev) data, set up all state
 *	train_epoch   one pass; any number of times
 *	train_close
 *
 * The model is train.model all the while.  The same seed gives the same
 * model for any number of threads.
 */
#ifndef TONFALL_TRAIN_H
#define TONFALL_TRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/threads.h"
#include "tensor/tensor.h"
#include "data/norm.h"
#include "nn/optim.h"
#include "model/model.h"

struct train_config {
	const char *network;	/* file, see network(5) */
	const char *data;	/* training stream, "-": standard input */
	const char *dev;	/* stream to be scored each epoch, or NULL */
	struct target target;	/* as target_parse makes it */
	size_t batch;		/* samples a step */
	struct optim_config optim;
	uint32_t epochs;	/* in all, for a schedule that has an end */
	uint64_t seed;
	bool shuffle_once;	/* else anew each epoch */
	bool weights;		/* balance the classes, n / (K n_k) */
	unsigned threads;
	/* Asked after each batch, and between batches of dev: shall train_epoch
	 * return with ST_END?  NULL: never. */
	bool (*pause)(void *ctx);
	void *pause_ctx;
};

/* Records with a class, as views into a stream. */
struct train_data {
	struct tensor_set set;
	size_t n;		/* samples */
	size_t skipped;		/* records without a class */
	size_t unknown;		/* of dev: of a class that training lacks */
	size_t unknown_classes;	/* of how many such classes */
	const char *unknown_class;	/* one of them */
	const struct tensor **sample;	/* (n) */
	size_t *frames;		/* (n) that are no padding */
	size_t *y;		/* (n) classes */
};

struct train_score {		/* of one epoch; dev 0 where there is none */
	double loss;		/* mean of the losses of the batches */
	double accuracy;	/* of the same outputs, so with dropout */
	/* Weighted by class as in training, without unknown classes, which
	 * have no output; NAN where nothing in dev has a weight. */
	double dev_loss;
	double dev_accuracy;	/* unknown classes are always wrong */
	double dev_uar;		/* mean recall over the classes in dev */
};


/* Of the epoch at hand. */
struct train_part {
	size_t samples;		/* done, whole batches */
	double loss;		/* sum of the batches' losses */
	size_t right;		/* samples */
};

/*
 * All state of a training.  What changes from step to step: model.w, optim,
 * epoch, part, log; everything random follows from seed and epoch.  So
 * whoever stores these (checkpoint.h) can go on exactly.
 */
struct train {
	struct train_config config;
	struct model model;
	struct optim optim;
	uint32_t epoch;			/* done */
	struct train_part part;		/* of the next one */
	float *log;			/* (epoch, train_scores) */
	size_t logcap;			/* rows that log has room for */
	struct train_data data, dev;
	float *weight;			/* (classes) of the loss */
	size_t *order;			/* (data.n) of this epoch */
	float *grad;			/* (net.trained) */
	float *logits;			/* (batch, classes) */
	struct threads *pool;
	struct pass *run;
};

/*
 * Read everything, first the network, and set start values.  Names of classes:
 * those of the training data in the order of their bytes for a label; all
 * classes of a rating, from low to high.  All records must have one shape,
 * front end and normalisation; t need not be initialised.  ST_OK, or ST_BAD
 * with a text that names file and record.
 */
enum status train_open(struct train *t, const struct train_config *config,
    struct fault *why) FAULT_CHECK;

/*
 * One pass over the training data, then dev, and a row to the log.  ST_END
 * where config.pause wanted it: the next call goes on from there, with the
 * dev stream from its start.  ST_BAD where a loss, a weight or a moment is no
 * finite number.
 */
enum status train_epoch(struct train *t, struct train_score *score,
    struct fault *why) FAULT_CHECK;

/* Note in the model's attributes how it was trained so far. */
enum status train_describe(struct train *t, struct fault *why) FAULT_CHECK;

/* train_describe, then model_write. */
enum status train_write(struct train *t, struct tensor_writer *w,
    struct fault *why) FAULT_CHECK;

void train_close(struct train *t);

/* Numbers in a row of the log: those of a train_score in their order, without
 * dev the first two; in single precision, so that a stream can hold them. */
size_t train_scores(const struct train *t);

/* Room for so many rows of the log; keeps what is there. */
enum status train_log_room(struct train *t, size_t rows, struct fault *why)
    FAULT_CHECK;

/* ---- dataset.c ---- */

/*
 * Load the training stream into t->data and describe it in t->model: classes,
 * counts, attributes front, norm, rate, frames, bins.
 */
enum status train_load(struct train *t, struct fault *why) FAULT_CHECK;

/*
 * Load the dev stream into t->dev; it must fit what t->model says.  Records of
 * a class that the training data lacks are counted there and are no samples:
 * whatever the network says of them is wrong.
 */
enum status train_load_dev(struct train *t, struct fault *why) FAULT_CHECK;

void train_data_free(struct train_data *d);

#endif
