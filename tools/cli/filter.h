/*
 * filter.h - the loop of every filter: one record out for each record in.
 */
#ifndef TONFALL_FILTER_H
#define TONFALL_FILTER_H

#include "base/fault.h"
#include "tensor/tensor.h"

/* Make out from in; ctx is the caller's.  A fault's text need not name in. */
typedef enum status cli_change(void *ctx, const struct tensor *in,
    struct tensor *out, struct fault *why);

/*
 * Apply change to every record of r, write the results and the end record to w,
 * and free w.  Any failure ends the program with a message and status 1, and no
 * end record is written.
 */
void cli_filter(struct tensor_reader *r, struct tensor_writer *w,
    cli_change *change, void *ctx);

/*
 * The same by n threads, each with a context of its own, ctx (n); a record is
 * written as soon as it and those before it are done.  The output does not
 * depend on n.
 */
void cli_filter_threads(struct tensor_reader *r, struct tensor_writer *w,
    cli_change *change, void *ctx[], unsigned n);

#endif
