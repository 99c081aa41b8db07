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
 * Load the model in the file t->config.initial, which model_free frees, and set
 * the attribute `initial' of t->model, a checksum of that file's records; its
 * licence is that of t->model as well.
 * ST_BAD with "FILE: ..." if it reads records of another front end, of another
 * number of bins, or normalised by another grouping, than those in t->data.
 * Otherwise as model_load.
 */
enum status initial_load(struct model *old, struct train *t,
    struct fault *why) FAULT_CHECK;

/*
 * Set the weights of t->model, whose network has its shapes and its initial
 * parameters, to those of the model; set t->new_head; add the attribute
 * `frozen' if layers are.  Without config.initial nothing happens.  ST_BAD with
 * "FILE: ..." if it has another network, or if a new head is frozen; otherwise
 * as initial_load.
 */
enum status initial_take(struct train *t, struct fault *why) FAULT_CHECK;

/* Freeze the layers of config.freeze, if there are any; before net_fuse.
 * ST_USAGE if they cannot be. */
enum status initial_freeze(struct train *t, struct fault *why) FAULT_CHECK;

/* Let steps of t->optim leave the parameters of frozen layers alone. */
enum status initial_hold(struct train *t, struct fault *why) FAULT_CHECK;

#endif
