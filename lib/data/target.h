/*
 * target.h - what a model predicts: the label itself, or activation or
 * valence in three classes.
 *
 * Activation and valence are ratings 1..5; <= 2.5, between, >= 3.5 are the
 * classes low, medium, high and negative, neutral, positive.
 */
#ifndef TONFALL_TARGET_H
#define TONFALL_TARGET_H

#include "base/fault.h"
#include "tensor/tensor.h"

enum target { TARGET_LABEL, TARGET_ACTIVATION, TARGET_VALENCE };

/* "label", "activation" or "valence"; ST_BAD names the three. */
enum status target_parse(const char *name, enum target *out,
    struct fault *why) FAULT_CHECK;
const char *target_name(enum target g);

/* The classes of a rating in their order, ended by NULL; none for a label,
 * whose classes are those of the data. */
const char *const *target_classes(enum target g);

/*
 * The class of a record.  *class is a view into t's attributes or a constant.
 * ST_END where the record has no such attribute (or an empty one or "-"),
 * ST_BAD where a rating is no number of 1..5.
 */
enum status target_class(const struct tensor *t, enum target g,
    const char **class, struct fault *why) FAULT_CHECK;

#endif
