/*
 * subsettable.h - scores by subsets, for people and for programs.
 */
#ifndef TONFALL_SUBSETTABLE_H
#define TONFALL_SUBSETTABLE_H

#include "base/atomfile.h"
#include "base/fault.h"
#include "score/subsets.h"

#define SUBSETTABLE_SHOWN	24	/* subsets in the table for people, at
				 * most: of more, half of this many from either
				 * end */

/*
 * "by gender   recordings  speakers  UAR  accuracy", a row for each subset, the
 * differences, and what is to be known of them.  group is what is resampled.
 */
enum status subsettable_text(const struct subsets *s, const char *group,
    struct atomfile *f, struct fault *why) FAULT_CHECK;

/*
 * Rows of a table with the columns metric, mean, low, high: for each subset
 * METRIC@COLUMN=VALUE, n@... (recordings), GROUPs@... if they are known,
 * classes@... (not of numbers), drawn_by_UNIT@....  Then the differences:
 * METRIC@COLUMN:diff of two subsets, METRIC@COLUMN=VALUE:diff of more.
 */
enum status subsettable_summary(const struct subsets *s, const char *group,
    struct atomfile *f, struct fault *why) FAULT_CHECK;

#endif
