/*
 * together.h - a training by several processes, config.team: every rank has all
 * of the state of a struct train and makes the same steps with it, so that any
 * of them could write the model.  All ranks call these.
 */
#ifndef TONFALL_TOGETHER_H
#define TONFALL_TOGETHER_H

#include "model/train.h"

/*
 * Are these the trainings of one team, fresh from train_open?  ST_BAD, for all
 * ranks, if one has other records, another network, other settings, another
 * build of the program or a processor that rounds differently.
 */
enum status together_same(struct train *t, struct fault *why) FAULT_CHECK;

/* The state of rank 0, which may have resumed, for all.  ST_NOMEM. */
enum status together_share(struct train *t, struct fault *why) FAULT_CHECK;

/* Complete the moments, of which each rank updates some, before rank 0 stores
 * the state. */
void together_collect(struct train *t);

/* Have all ranks the same weights?  ST_BAD: a processor or its memory is to
 * blame. */
enum status together_check(const struct train *t, struct fault *why)
    FAULT_CHECK;

#endif
