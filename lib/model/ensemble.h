/*
 * ensemble.h - one or several trained models that answer together: the mean
 * of their probabilities.
 *
 * Every model gets the record as its own training data was, see model_input.h.
 * A record is computed by itself, so its probabilities depend neither on its
 * neighbours nor on the number of threads.
 */
#ifndef TONFALL_ENSEMBLE_H
#define TONFALL_ENSEMBLE_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/tensor.h"
#include "data/target.h"

struct ensemble;

/*
 * Load n >= 1 models; the paths must outlive e.  At most `threads` threads
 * share out models and records.  ST_BAD, naming both files and what differs,
 * where they have not the same target, the same classes in the same order, the
 * same front end and the same number of bins; else as model_load.
 */
enum status ensemble_new(struct ensemble **e, const char *const path[],
    size_t n, unsigned threads, struct fault *why) FAULT_CHECK;

size_t ensemble_classes(const struct ensemble *e);

/* Name of class i; belongs to e. */
const char *ensemble_label(const struct ensemble *e, size_t i);

const struct target *ensemble_target(const struct ensemble *e);

/* Frames at the start of a record that every model looks at; those after them
 * are left out by one at least. */
size_t ensemble_frames(const struct ensemble *e);

/* The most records, and the best number of them, to be given at once. */
size_t ensemble_block(const struct ensemble *e);

/*
 * Probabilities of the classes of n <= ensemble_block() records, prob
 * (n, classes).  ST_OK; else the reason why record *done is the first that
 * has none, those before it having theirs: ST_BAD as model_input_record, with
 * several models the file's name in front, or where a probability is no number;
 * ST_NOMEM.
 */
enum status ensemble_predict(struct ensemble *e, size_t n,
    const struct tensor *t, double *prob, size_t *done, struct fault *why)
    FAULT_CHECK;

/* e may be NULL. */
void ensemble_free(struct ensemble *e);

#endif
