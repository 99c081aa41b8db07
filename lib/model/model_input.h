/*
 * model_input.h - any record into the input of a trained network: the values
 * the training data had, and its number of frames.
 *
 * What zscore did to the record is undone, what it did to the training data
 * is done, unless both are the same; frames beyond the network's are left out,
 * and missing ones are zeros (which after normalising are the mean).
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
	struct norm own;	/* what it says; of one without: nothing */
};

#define MODEL_INPUT_INIT { NULL, NORM_INIT, 0, 0, NULL, NORM_INIT }

/*
 * front and norm are a model's attributes of these names, or NULL.  ST_OK,
 * ST_BAD where norm cannot be read or has not B pairs, ST_NOMEM.
 */
enum status model_input_init(struct model_input *f, const char *front,
    const char *norm, uint64_t T, uint64_t B, struct fault *why) FAULT_CHECK;

/*
 * The network's input for record t.
 *
 * out		(T, B), written once and not read
 * *frames	how many of them are real
 *
 * Frames that the network does not take are not looked at, but for a model of
 * records normalised by themselves (`key`), whose statistics are those of all.
 *
 * ST_BAD where front, bins or grouping do not agree with the model's, naming
 * both, and as norm_of and norm_change.  A model trained on the groups of an
 * attribute needs records normalised by the same groups; only for `key`,
 * where the record is its own group, is that done here.
 */
enum status model_input_record(struct model_input *f, const struct tensor *t,
    float *out, size_t *frames, struct fault *why) FAULT_CHECK;

void model_input_free(struct model_input *f);

#endif
