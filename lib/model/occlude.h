/*
 * occlude.h - which parts of a record decided between the classes.
 *
 * A part is replaced by something that says nothing, and the model is asked
 * again: what the scores lose by that, the part gave.  Of a record of one row a
 * part is one column, replaced by its mean in the training data (that of the
 * layer `standardize', or 0); for a linear model the loss is then weight times
 * standardised value.  Of other records a part is a run of frames, replaced by
 * the mean frame of the record (Zeiler and Fergus 2014, section 4.2; there it
 * is a part of a picture).
 */
#ifndef TONFALL_OCCLUDE_H
#define TONFALL_OCCLUDE_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/tensor.h"
#include "model/model.h"

/* Start from OCCLUDE_INIT.  Owns its arrays. */
struct occlude {
	size_t frames;		/* real frames that the model takes */
	size_t parts, step;	/* frames in a part, but the last; 0: columns */
	float *logit;		/* (classes) of the whole record */
	float *without;		/* (parts, classes) logits without the part */
	float *z;		/* (parts) columns: standard deviations from
				 * the mean; NULL: the model has none */
};

#define OCCLUDE_INIT { 0, 0, 0, NULL, NULL, NULL }

/*
 * Ask model m about record t and about t without each of its parts, at most
 * `most' of them if they are runs of frames.  ST_BAD as model_input_record, or
 * if a score is not finite; ST_NOMEM.
 */
enum status occlude(struct occlude *o, const struct model *m,
    const struct tensor *t, size_t most, unsigned threads, struct fault *why)
    FAULT_CHECK;

void occlude_free(struct occlude *o);

#endif
