/*
 * deltas.h - how fast each column changes: slopes over neighbouring frames,
 * appended as further columns.
 *
 * As Kaldi's add-deltas.  The first order of column x at frame t is the slope
 * of the regression line over frames t-w..t+w,
 *
 *	sum j x[t+j] / sum j^2,		j = -w..w,
 *
 * order n + 1 is the same of order n, all as one filter over the original
 * column, whose first and last values continue beyond its ends.
 */
#ifndef TONFALL_DELTAS_H
#define TONFALL_DELTAS_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/settings.h"
#include "tensor/tensor.h"

enum { DELTAS_ORDER, DELTAS_WINDOW, DELTAS_ROWS };
#define DELTAS_MOSTORDER	4

extern const struct setting deltas_settings[DELTAS_ROWS + 1];

/* For one thread at a time. */
struct deltas;

/* v (DELTAS_ROWS) is copied.  ST_OK or ST_NOMEM. */
enum status deltas_new(struct deltas **d, const double v[], struct fault *why)
    FAULT_CHECK;

/* d may be NULL. */
void deltas_free(struct deltas *d);

/*
 * Set out to in's record (T, B) with B (order + 1) columns: those of in, then
 * d_NAME of each, dd_NAME and so on.  They mean something in the same frames;
 * none of them shifts with the level.  Padding is dropped.  out's buffer is
 * reused and grows; it must not be in.  ST_BAD if in is not a matrix or was
 * normalised, or its columns are not well named; ST_NOMEM.
 */
enum status deltas_record(struct deltas *d, const struct tensor *in,
    struct tensor *out, struct fault *why) FAULT_CHECK;

#endif
