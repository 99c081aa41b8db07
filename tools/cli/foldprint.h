/*
 * foldprint.h - the table of folds.
 */
#ifndef TONFALL_FOLDPRINT_H
#define TONFALL_FOLDPRINT_H

#include "data/fold.h"

/*
 * Print the folds of p to output, or standard output if that is NULL: a row for
 * each, with counts by class, whose columns are called target=CLASS.  group is
 * the name of the attribute that folds are made of.  Failures end the program.
 */
void foldprint(const struct fold_plan *p, const char *group,
    const char *target, const char *output);

#endif
