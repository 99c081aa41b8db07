/*
 * chosen.h - which records statistics are made of: those with a value of an
 * attribute, or with enough speech; private to normstats.c.
 */
#ifndef TONFALL_CHOSEN_H
#define TONFALL_CHOSEN_H

#include <stdbool.h>

#include "base/fault.h"
#include "tensor/tensor.h"

/* Start from zeros: no record is chosen. */
struct chosen {
	char *attr, *value;	/* or NULL */
	double speech;		/* seconds of it; or 0 */
};

enum status chosen_value(struct chosen *c, const char *attr,
    const char *value, struct fault *why) FAULT_CHECK;

/* ST_BAD if the record says nonsense of its speech. */
enum status chosen_is(const struct chosen *c, const struct tensor *t,
    bool *chosen, struct fault *why) FAULT_CHECK;

void chosen_free(struct chosen *c);

#endif
