/*
 * initial.h - start a training from the parameters of a trained model.
 *
 * The last layer that has parameters is the head: if the model has other
 * classes, or another target, the new one stays as it was initialised.  All
 * other layers must be the same and are taken over.
 *
 * Normalisation is that of the new records, by the same grouping (norm.h), and
 * so are the numbers of the layer `standardize', unless it is frozen.
 */
#ifndef TONFALL_INITIAL_H
#define TONFALL_INITIAL_H

#include "model/train.h"

/*
 * Set the weights of t->model, whose network has its shapes and its initial
 * parameters, to those of the model in the file t->config.initial; set
 * t->new_head; add the attributes `initial', a checksum of that file's records,
 * and, if there are any, `frozen'.  Without config.initial nothing happens.
 *
 * ST_BAD with "FILE: ..." if it has another network, reads records of another
 * front end, of another number of bins, or normalised by another grouping; or
 * if a new head is frozen.  Otherwise as model_load.
 */
enum status initial_take(struct train *t, struct fault *why) FAULT_CHECK;

/* Freeze the layers of config.freeze, if there are any; before net_fuse.
 * ST_USAGE if they cannot be. */
enum status initial_freeze(struct train *t, struct fault *why) FAULT_CHECK;

/* Let steps of t->optim leave the parameters of frozen layers alone. */
enum status initial_hold(struct train *t, struct fault *why) FAULT_CHECK;

#endif
