/*
 * model.h - a trained network with everything needed to use it, as a
 * tensor(5) stream: network(5), section MODEL FILES.
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

/* Start from MODEL_INIT.  Owns everything. */
struct model {
	struct net net;		/* shapes set: net.in.t frames, net.in.c bins */
	float *w;		/* (net.total) */
	struct target target;
	size_t classes;		/* = net.classes */
	char **label; /* (classes) names, in the order of the outputs */
	float *count;		/* (classes) training samples of each class */
	struct attrs attr;	/* the description, key "model" included */
};

#define MODEL_INIT { NET_INIT, NULL, TARGET_LABEL, 0, NULL, NULL, \
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
 * Compute the probabilities of the classes, prob (n, classes), by pass_forward
 * and softmax.  r comes from pass_new(&r, &m->net, pool, batch, false, why).
 */
void model_predict(const struct model *m, struct pass *r, size_t n,
    pass_fill *fill, void *ctx, float *prob);

void model_free(struct model *m);

#endif
