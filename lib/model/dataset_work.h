/*
 * dataset_work.h - what the files dataset*.c share.
 */
#ifndef TONFALL_DATASET_WORK_H
#define TONFALL_DATASET_WORK_H

#include "base/textset.h"
#include "model/train.h"

/* ---- dataset_memory.c ---- */

/* Room for one more sample of d.  ST_NOMEM. */
enum status dataset_room(const struct train *t, struct train_data *d,
    struct fault *why) FAULT_CHECK;

/* ---- dataset_heads.c ---- */

/* Targets, heads and labels of t->model, whose classes are names. */
enum status dataset_heads(struct train *t, const struct textset *names,
    struct fault *why) FAULT_CHECK;

/* The scale of the numbers, and the counts of t->model. */
enum status dataset_numbers(struct train *t, struct fault *why) FAULT_CHECK;

#endif
