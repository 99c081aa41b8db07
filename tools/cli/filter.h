/*
 * filter.h - the loop of every filter: a record in, a record out, to the end.
 */
#ifndef TONFALL_FILTER_H
#define TONFALL_FILTER_H

#include "base/fault.h"
#include "tensor/tensor.h"

/* Make out from in; ctx is the caller's.  A fault's text need not name in. */
typedef enum status cli_change(void *ctx, const struct tensor *in,
    struct tensor *out, struct fault *why);

/*
 * Write to w what change makes of every record of r, and the end record; w is
 * freed.  Whatever fails ends the program with a message and status 1, without
 * an end record.
 */
void cli_filter(struct tensor_reader *r, struct tensor_writer *w,
    cli_change *change, void *ctx);

#endif
