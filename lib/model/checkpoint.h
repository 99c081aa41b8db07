/*
 * checkpoint.h - the state of a training in a file, so that another process
 * can go on from it and ends with the same bytes.
 *
 * A tensor(5) stream: network(5), section CHECKPOINTS.
 */
#ifndef TONFALL_CHECKPOINT_H
#define TONFALL_CHECKPOINT_H

#include <stdbool.h>

#include "model/train.h"

/*
 * Write the state of t, between two calls of train_epoch, to path, which
 * changes in one step (atomfile.h).  ST_BAD where the state is useless, ST_IO.
 */
enum status checkpoint_save(struct train *t, const char *path,
    struct fault *why) FAULT_CHECK;

/*
 * Set the state of t, fresh from train_open, to that in path.  ST_END where
 * there is no such file.  ST_USAGE where it is not a checkpoint, as far
 * as its first record can be read; ST_BAD where it is damaged, or that
 * of another training; then t can only be closed.  *other_build: whether
 * another build of this program wrote it (other sources, compiler or options),
 * so that what follows may be rounded differently.
 */
enum status checkpoint_load(struct train *t, const char *path,
    bool *other_build, struct fault *why) FAULT_CHECK;

#endif
