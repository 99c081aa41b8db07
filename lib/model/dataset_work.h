/*
 * dataset_work.h - what the files dataset*.c share.
 */
#ifndef TONFALL_DATASET_WORK_H
#define TONFALL_DATASET_WORK_H

#include "model/train.h"

/* Begin the text of a fault with "FILE: record 'KEY'". */
enum status dataset_blame(const struct train_data *d, const struct tensor *t,
    struct fault *why);

/* ---- dataset_heads.c ---- */

/* Targets, classes, heads and labels of t->model, from t->data. */
enum status dataset_heads(struct train *t, struct fault *why) FAULT_CHECK;

/* Set y, classed and unknown of d, and drop samples that are left without any
 * target. */
enum status dataset_classes(const struct train *t, struct train_data *d,
    struct fault *why) FAULT_CHECK;

/* The scale of the numbers, and the counts of t->model. */
enum status dataset_numbers(struct train *t, struct fault *why) FAULT_CHECK;

#endif
