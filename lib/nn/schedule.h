/*
 * schedule.h - how the learning rate changes in the course of a training.
 *
 *	constant  always the rate that was asked for
 *	cosine    from it down to 0 along half a wave of the cosine (Loshchilov
 *	          and Hutter 2017, "SGDR", without restarts); its setting
 *	          `warmup`, 0 to 0.9, is the share of all steps in which the
 *	          rate first rises from almost 0 in a straight line
 */
#ifndef TONFALL_SCHEDULE_H
#define TONFALL_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "nn/choice.h"

/* Read one of the above, "cosine:warmup=0.1". */
enum status schedule_parse(struct chosen *c, const char *text,
    struct fault *why) FAULT_CHECK;

/* Constant. */
void schedule_usual(struct chosen *c);

/* What the rate is multiplied with in a step, counted from 0, of total. */
double schedule_factor(const struct chosen *c, uint64_t step, uint64_t total);

/* Whether it needs to know the total. */
bool schedule_has_end(const struct chosen *c);

#endif
