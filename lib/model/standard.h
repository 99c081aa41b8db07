/*
 * standard.h - the numbers of the layer `standardize`: mean and standard
 * deviation of each column of the training data.
 *
 * Of all frames that are not padding, of the records that are not copies
 * (without the attribute `original`): copies of a recording at other speeds
 * would shift the statistics away from those of real recordings.  The deviation
 * is the population's.  It is 0 for a column that does not vary by more than
 * the rounding of its values.
 */
#ifndef TONFALL_STANDARD_H
#define TONFALL_STANDARD_H

#include "model/train.h"

/*
 * Compute mean (B) and deviation (B) of records of B columns.  ST_BAD if all
 * of them are copies, or if a column varies by more than a float can hold;
 * ST_NOMEM.
 */
enum status standard_fit(const struct train_data *d, size_t B, float *mean,
    float *deviation, struct fault *why) FAULT_CHECK;

/* Set the parameters w of net accordingly, if its first layer is one and is not
 * frozen. */
enum status standard_set(const struct net *net, const struct train_data *d,
    float *w, struct fault *why) FAULT_CHECK;

/* Is t a copy of another record? */
bool standard_is_copy(const struct tensor *t);

#endif
