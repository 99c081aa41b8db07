/*
 * ensemble.h - the mean of the probabilities, or of the numbers, that one or
 * more trained models predict.
 *
 * Each model gets the record in the form of its own training data, see
 * model_input.h.  Each record is computed by itself, so its probabilities
 * depend neither on its neighbours nor on the number of threads.
 */
#ifndef TONFALL_ENSEMBLE_H
#define TONFALL_ENSEMBLE_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/tensor.h"
#include "data/target.h"
#include "model/model.h"

struct ensemble;

/*
 * Load n >= 1 models; the paths must outlive e.  Models and records are divided
 * among at most `threads` threads.  ST_BAD, naming both files and the
 * difference, unless they have the same target, the same classes in the same
 * order, the same front end and the same number of bins; else as model_load.
 */
enum status ensemble_new(struct ensemble **e, const char *const path[],
    size_t n, unsigned threads, struct fault *why) FAULT_CHECK;

/* The same of models that are loaded, and must outlive e as the names do, which
 * are for messages. */
enum status ensemble_of(struct ensemble **e, const struct model *const model[],
    const char *const name[], size_t n, unsigned threads, struct fault *why)
    FAULT_CHECK;

/* Outputs of the models, see model.h. */
size_t ensemble_classes(const struct ensemble *e);

/* Name of output i, a class or a number; belongs to e. */
const char *ensemble_label(const struct ensemble *e, size_t i);

/* What is predicted, and the outputs of each; belong to e. */
const struct targets *ensemble_targets(const struct ensemble *e);
const struct head *ensemble_heads(const struct ensemble *e);

/* The protocol of all models, norm_protocol of what they were trained with. */
char ensemble_protocol(const struct ensemble *e);

/* Number of frames at the start of a record that every model uses; at least
 * one model ignores those after them. */
size_t ensemble_frames(const struct ensemble *e);

/* The maximum number of records in one call, which is also the fastest. */
size_t ensemble_block(const struct ensemble *e);

/*
 * Probabilities of the classes, and numbers, of n <= ensemble_block() records,
 * prob (n, classes).  ST_OK; otherwise record *done is the first without
 * probabilities, and why says why: ST_BAD as model_input_record, with several
 * models beginning with the model's file, or if a probability is NaN; ST_NOMEM.
 */
enum status ensemble_predict(struct ensemble *e, size_t n,
    const struct tensor *t, double *prob, size_t *done, struct fault *why)
    FAULT_CHECK;

/* e may be NULL. */
void ensemble_free(struct ensemble *e);

#endif
