/*
 * model_input.h - any record into the input of a trained network: the values
 * the training data had, and its number of frames.
 *
 * What zscore did to the record is undone, what it did to the training data
 * is done, unless both are the same; then frames are cut, or zeros put behind
 * them (zeros after normalising are the mean).
 */
#ifndef TONFALL_MODEL_INPUT_H
#define TONFALL_MODEL_INPUT_H

#include <stdint.h>

#include "data/norm.h"

/* Start from MODEL_INPUT_INIT.  Owns front, norm and x. */
struct model_input {
	char *front;		/* of the training data; NULL for none */
	struct norm norm;	/* of the training data */
	uint64_t T, B;		/* frames and bins of the network's input */
	float *x;		/* (T', B): a record normalised */
	size_t cap;
};

#define MODEL_INPUT_INIT { NULL, NORM_INIT, 0, 0, NULL, 0 }

/*
 * front and norm are a model's attributes of these names, or NULL.  ST_OK,
 * ST_BAD where norm cannot be read or has not B pairs, ST_NOMEM.
 */
enum status model_input_init(struct model_input *f, const char *front,
    const char *norm, uint64_t T, uint64_t B, struct fault *why) FAULT_CHECK;

/*
 * The network's input for record t.
 *
 * out		(T, B)
 * *frames	how many of them are real
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
