/*
 * model.h - a trained network with everything needed to use it, as a
 * tensor(5) stream: network(5), section MODEL FILES.
 *
 * The outputs of the network are divided among the targets, in their order: a
 * target in classes has one for each class, a number has one, z, that stands
 * for the number mean + deviation z.  Most models have one target, in classes,
 * and then the outputs are the classes.
 */
#ifndef TONFALL_MODEL_H
#define TONFALL_MODEL_H

#include <stddef.h>

#include "base/fault.h"
#include "base/threads.h"
#include "tensor/attrs.h"
#include "tensor/tensor.h"
#include "data/target.h"
#include "nn/net.h"
#include "nn/pass.h"

#define MODEL_MAXCLASSES 1024

/* Outputs first..first+n-1 of the network, which are of one target. */
struct head {
	size_t first, n;
	double mean, deviation;	/* of a number */
};

/* Start from MODEL_INIT.  Owns everything. */
struct model {
	struct net net;		/* shapes set: net.in.t frames, net.in.c bins */
	float *w;		/* (net.total) */
	struct targets targets;
	struct head head[TARGETS_MOST];	/* (targets.n) */
	size_t classes;		/* outputs, = net.classes */
	char **label; /* (classes) names of classes and numbers, in the order
		       * of the outputs */
	float *count;		/* (classes) training samples of each class, or
				 * with the number */
	struct attrs attr;	/* the description, key "model" included */
};

#define MODEL_INIT { NET_INIT, NULL, TARGETS_LABEL, { { 0 } }, 0, NULL, NULL, \
			  ATTRS_INIT }

/*
 * Read a model; path "-" is standard input.  Checks names, shapes and values
 * of all parameters.  ST_OK, or ST_BAD/ST_IO/ST_NOMEM with "FILE: ...".
 */
enum status model_load(struct model *m, const char *path, struct fault *why)
    FAULT_CHECK;

/*
 * The same from a stream that holds more than one model: t is the first record
 * of it, read from r; the others are read into t, up to the last parameter.
 */
enum status model_read(struct model *m, struct tensor_reader *r,
    struct tensor *t, struct fault *why) FAULT_CHECK;

/*
 * An attribute of the description as text, or NULL if the model has none:
 * front, norm (what zscore did to the training data), rate, seed, epochs,
 * version, optimiser ...
 */
const char *model_attr(const struct model *m, const char *name);

/*
 * Set classes, label and count (to 0) from names separated by tabs, the
 * attribute `labels`.  m must have no classes yet.  ST_BAD if a name is empty
 * or there are too many.
 */
enum status model_labels(struct model *m, const char *text,
    struct fault *why) FAULT_CHECK;

/*
 * ---- heads.c ----
 *
 * Set head, for targets and classes, from the attributes `outputs' and `scale',
 * which are there only if they are needed.  ST_BAD if they do not fit.
 */
enum status model_divide(struct model *m, struct fault *why) FAULT_CHECK;

/* Set these attributes. */
enum status model_describe_heads(struct model *m, struct fault *why)
    FAULT_CHECK;

/*
 * Make m the model of its target in classes alone, without the outputs of
 * others.  ST_BAD if all targets are numbers, or if the outputs cannot be told
 * apart because the last layer is not `dense classes'.
 */
enum status model_only_classes(struct model *m, struct fault *why)
    FAULT_CHECK;

/* ST_BAD if a value is not finite, or below its minimum. */
enum status model_check(const struct model *m, struct fault *why)
    FAULT_CHECK;

/*
 * Write the records of a model; the caller writes the end record.  ST_BAD, and
 * nothing is written, if a value is not finite.
 */
enum status model_write(const struct model *m, struct tensor_writer *w,
    struct fault *why) FAULT_CHECK;

/*
 * Compute the probabilities of the classes by pass_forward and softmax, and the
 * numbers: value (n, classes).  r comes from pass_new(&r, &m->net, pool, batch,
 * PASS_FORWARD, why).
 */
void model_predict(const struct model *m, struct pass *r, size_t n,
    pass_fill *fill, void *ctx, float *value);

void model_free(struct model *m);

#endif
