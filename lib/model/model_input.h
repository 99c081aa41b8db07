/*
 * model_input.h - turn any record into the input of a trained network,
 * normalised like the training data and with as many frames.
 *
 * The normalisation of the record is undone and that of the training data
 * applied, unless both are the same; frames that the network does not take are
 * dropped, and missing ones are zeros (which after normalising are the mean).
 */
#ifndef TONFALL_MODEL_INPUT_H
#define TONFALL_MODEL_INPUT_H

#include <stdint.h>

#include "data/norm.h"

/* Start from MODEL_INPUT_INIT.  Owns all that it points to. */
struct model_input {
	char *front;		/* of the training data; NULL for none */
	struct norm norm;	/* of the training data */
	uint64_t T, B;		/* frames and bins of the network's input */
	char *text;		/* attribute norm of the last record, or NULL */
	struct norm own;	/* the norm in text; NORM_INIT if NULL */
};

#define MODEL_INPUT_INIT { NULL, NORM_INIT, 0, 0, NULL, NORM_INIT }

/*
 * front and norm are a model's attributes of these names, or NULL.  ST_OK,
 * ST_BAD if norm cannot be parsed or has pairs for other than B bins, ST_NOMEM.
 */
enum status model_input_init(struct model_input *f, const char *front,
    const char *norm, uint64_t T, uint64_t B, struct fault *why) FAULT_CHECK;

/*
 * Make the network's input of record t.
 *
 * out		(T, B), written once and not read
 * *frames	how many of its frames are real
 *
 * Frames that the network does not take are not read, except if the model's
 * records were each normalised by themselves (`key`): the statistics are those
 * of all frames.
 *
 * ST_BAD if front, bins or grouping differ from the model's, naming both, and
 * as norm_of and norm_change.  A model trained on the groups of an attribute
 * needs records normalised by the same groups; only for `key`, where the
 * record is its own group, is that done here.
 */
enum status model_input_record(struct model_input *f, const struct tensor *t,
    float *out, size_t *frames, struct fault *why) FAULT_CHECK;

void model_input_free(struct model_input *f);

#endif
