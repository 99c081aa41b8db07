/*
 * target.h - what a model predicts: the label, a rating divided into classes,
 * or a number.
 *
 * A rating is a numeric attribute with a scale LO..HI that is cut into classes,
 * written NAME=LO:HI:CUT,...; if only NAME is given, the scale, the cuts and
 * the names of the classes are those of the table in target.c.
 *
 * A value equal to a cut belongs to the outer of the two classes that the cut
 * separates; at the middle cut of an odd number, to the upper.  So activation,
 * 1:5:2.5,3.5, is low if <= 2.5, high if >= 3.5 and medium in between.
 *
 * A number is any numeric attribute, NAME:value.  Several targets of one model
 * are joined by "+".
 */
#ifndef TONFALL_TARGET_H
#define TONFALL_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "tensor/tensor.h"

#define TARGET_MAXTEXT	512	/* bytes, NUL included */
#define TARGET_MAXCUTS	63

/* Start from TARGET_LABEL; holds no pointers. */
struct target {
	char text[TARGET_MAXTEXT];	/* as given, and as stored in models */
	char name[ATTR_MAXNAME + 1];	/* of the attribute */
	bool number;			/* not in classes */
	size_t classes;			/* 0: those of the data; a number */
	double lo, hi;
	double cut[TARGET_MAXCUTS];	/* (classes - 1) ascending */
	char names[3 * TARGET_MAXTEXT];	/* of the classes, NUL after each */
};

#define TARGET_LABEL	{ .text = "label", .name = "label" }

#define TARGETS_MOST	8

/* All targets of a model, n of them; start from TARGETS_LABEL. */
struct targets {
	char text[TARGETS_MOST * TARGET_MAXTEXT];	/* as in models */
	size_t n;
	struct target of[TARGETS_MOST];
};

#define TARGETS_LABEL	{ .text = "label", .n = 1, .of = { TARGET_LABEL } }

/*
 * Parse "label", "activation", "valence", NAME=LO:HI:CUTS or NAME:value.  With
 * one cut,
 * classes are called low and high; with two, low, medium and high (for valence
 * negative, neutral and positive); with more, by their ranges, "1..2.5".
 * ST_BAD says what is wrong with text, and what would be right.
 */
enum status target_parse(const char *text, struct target *g,
    struct fault *why) FAULT_CHECK;

/* Parse such texts with "+" between them, as "label+activation:value".  ST_BAD
 * also if two are of one attribute, or if more than one is in classes. */
enum status targets_parse(const char *text, struct targets *g,
    struct fault *why) FAULT_CHECK;

/* The target in classes, by index; n if all are numbers. */
size_t targets_classes(const struct targets *g);

/* The names of all, ", " between them and " or " before the last; for messages.
 * Returns buf. */
#define TARGETS_NAMES	(TARGETS_MOST * (ATTR_MAXNAME + 4))
const char *targets_names(const struct targets *g, char buf[TARGETS_NAMES]);

/* Name of class k of a rating, from low to high; a view of g. */
const char *target_class_name(const struct target *g, size_t k);

/*
 * The class of a record; *class is a view of t's attributes or of g.
 * ST_END if the record has no such attribute (or an empty one or "-"), ST_BAD
 * if a rating is not a number on its scale.
 */
enum status target_class(const struct tensor *t, const struct target *g,
    const char **class, struct fault *why) FAULT_CHECK;

/* The number of a record.  ST_END as above, ST_BAD if it is not a finite
 * number. */
enum status target_number(const struct tensor *t, const struct target *g,
    double *x, struct fault *why) FAULT_CHECK;

#endif
