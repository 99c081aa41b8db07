/*
 * paste.h - records of the same sound side by side: the columns of several in
 * one.
 */
#ifndef TONFALL_PASTE_H
#define TONFALL_PASTE_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/settings.h"
#include "tensor/tensor.h"

enum { PASTE_TOLERANCE, PASTE_ROWS };

extern const struct setting paste_settings[PASTE_ROWS + 1];

/*
 * Set out to the columns of in (n), n >= 1, (T, B1), (T, B2), ...: (T, B1 + B2
 * + ...).  The numbers of real frames may differ by v[PASTE_TOLERANCE]; all are
 * cut to the smallest.
 *
 * Attributes are those of the first, which the others must have as well or not
 * at all; `columns', `voiced' and `level' are joined.  A name that was there
 * before gets _2, _3, ..., the number of its record.  Those of rows, contours,
 * functionals and extra, are dropped.  out's buffer is reused and grows; it
 * must not be one of in.
 *
 * ST_BAD, with a text that calls them the first, the 2nd and so on, if a
 * record is not a matrix or was normalised, or the numbers of frames, rates or
 * attributes do not agree; ST_NOMEM.
 */
enum status paste_records(const struct tensor *const in[], size_t n,
    const double v[], struct tensor *out, struct fault *why) FAULT_CHECK;

#endif
