/*
 * trim.h - records without the frames that do not count: the silence at the
 * ends, and what is more than a pause in between (activity.h).
 */
#ifndef TONFALL_TRIM_H
#define TONFALL_TRIM_H

#include "base/fault.h"
#include "tensor/settings.h"
#include "tensor/tensor.h"

enum { TRIM_ACTIVE, TRIM_GAP, TRIM_ROWS };

extern const struct setting trim_settings[TRIM_ROWS + 1];

/* For one thread at a time. */
struct trim;

/* v (TRIM_ROWS) is copied.  ST_OK or ST_NOMEM. */
enum status trim_new(struct trim **t, const double v[], struct fault *why)
    FAULT_CHECK;

/* t may be NULL. */
void trim_free(struct trim *t);

/*
 * Set out to in's record (T, B) with the frames that count, one at least.
 * Padding is dropped.  out's buffer is reused and grows; it must not be in.
 * ST_BAD if in is not a matrix, was normalised, or lacks an energy or the
 * attribute rate; ST_NOMEM.
 */
enum status trim_record(struct trim *t, const struct tensor *in,
    struct tensor *out, struct fault *why) FAULT_CHECK;

#endif
