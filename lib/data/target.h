/*
 * target.h - what a model predicts: the label, or a rating divided into
 * classes.
 *
 * A rating is a numeric attribute with a scale LO..HI that is cut into classes,
 * written NAME=LO:HI:CUT,...; if only NAME is given, the scale, the cuts and
 * the names of the classes are those of the table in target.c.
 *
 * A value equal to a cut belongs to the outer of the two classes that the cut
 * separates; at the middle cut of an odd number, to the upper.  So activation,
 * 1:5:2.5,3.5, is low if <= 2.5, high if >= 3.5 and medium in between.
 */
#ifndef TONFALL_TARGET_H
#define TONFALL_TARGET_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/tensor.h"

#define TARGET_MAXTEXT	512	/* bytes, NUL included */
#define TARGET_MAXCUTS	63

/* Start from TARGET_LABEL; holds no pointers. */
struct target {
	char text[TARGET_MAXTEXT];	/* as given, and as stored in models */
	char name[ATTR_MAXNAME + 1];	/* of the attribute */
	size_t classes;			/* 0: those of the data */
	double lo, hi;
	double cut[TARGET_MAXCUTS];	/* (classes - 1) ascending */
	char names[3 * TARGET_MAXTEXT];	/* of the classes, NUL after each */
};

#define TARGET_LABEL	{ .text = "label", .name = "label" }

/*
 * Parse "label", "activation", "valence", or NAME=LO:HI:CUTS.  With one cut,
 * classes are called low and high; with two, low, medium and high (for valence
 * negative, neutral and positive); with more, by their ranges, "1..2.5".
 * ST_BAD says what is wrong with text, and what would be right.
 */
enum status target_parse(const char *text, struct target *g,
    struct fault *why) FAULT_CHECK;

/* Name of class k of a rating, from low to high; a view of g. */
const char *target_class_name(const struct target *g, size_t k);

/*
 * The class of a record; *class is a view of t's attributes or of g.
 * ST_END if the record has no such attribute (or an empty one or "-"), ST_BAD
 * if a rating is not a number on its scale.
 */
enum status target_class(const struct tensor *t, const struct target *g,
    const char **class, struct fault *why) FAULT_CHECK;

#endif
