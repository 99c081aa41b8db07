/*
 * schedule.h - how the learning rate changes during a training.
 *
 *	constant  the rate does not change
 *	cosine    from the rate down to 0 along half a period of the cosine
 *	          (Loshchilov and Hutter 2017, "SGDR", without restarts); its
 *	          setting `warmup`, 0 to 0.9, is the fraction of all steps
 *	          during which the rate first rises linearly from almost 0
 *	onecycle  from the rate / start up to the rate within the fraction
 *	          warmup of all steps, then down to rate / (start end) in the
 *	          last step, both along half a period of the cosine (Smith
 *	          and Topin 2019, "Super-convergence"); the formula and the
 *	          defaults, 0.3, 25 and 1e4, are PyTorch's OneCycleLR's
 */
#ifndef TONFALL_SCHEDULE_H
#define TONFALL_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "nn/choice.h"

/* Parse one of the above, "cosine:warmup=0.1". */
enum status schedule_parse(struct chosen *c, const char *text,
    struct fault *why) FAULT_CHECK;

/* Constant. */
void schedule_usual(struct chosen *c);

/* The factor of the rate in a step, counted from 0, of total. */
double schedule_factor(const struct chosen *c, uint64_t step, uint64_t total);

/* Does it depend on the total? */
bool schedule_has_end(const struct chosen *c);

#endif
