/*
 * checkpoint.h - the state of a training in a file, so that another process
 * can resume it and end with the same bytes.
 *
 * A tensor(5) stream: network(5), section CHECKPOINTS.
 */
#ifndef TONFALL_CHECKPOINT_H
#define TONFALL_CHECKPOINT_H

#include <stdbool.h>

#include "model/train.h"

/*
 * Write the state of t, between two calls of train_epoch, to path, which is
 * replaced atomically (atomfile.h).  ST_BAD if the state is unusable, ST_IO.
 */
enum status checkpoint_save(struct train *t, const char *path,
    struct fault *why) FAULT_CHECK;

/*
 * Set the state of t, fresh from train_open, to that in path.  ST_END if there
 * is no such file.  ST_USAGE if its first record shows that it is not a
 * checkpoint; ST_BAD if it is damaged or belongs to another training; then t
 * can only be closed.  *other_build: whether another build of this program
 * wrote it (other sources, compiler or options), so that the rest may be
 * rounded differently.
 */
enum status checkpoint_load(struct train *t, const char *path,
    bool *other_build, struct fault *why) FAULT_CHECK;

/* What must be equal for two processes to do the same training with the same
 * rounding, as attributes: network, settings, data and build. */
enum status checkpoint_describe(struct train *t, struct attrs *a,
    struct fault *why) FAULT_CHECK;

#endif
