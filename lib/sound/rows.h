/*
 * rows.h - collect the features of one signal: in memory, or, if there are too
 * many, in a temporary file; private to extract.c.
 */
#ifndef TONFALL_ROWS_H
#define TONFALL_ROWS_H

#include "feature/feature.h"
#include "feature/front.h"
#include "tensor/tensor.h"

/* One signal at a time, one thread at a time. */
struct rows;

/*
 * Both are copied: the front end, and the one to be recorded as `front'.  With
 * a rate of 0 each signal has one of its own.  keep: see extract.h.  ST_NOMEM,
 * or ST_BAD if p cannot be computed.
 */
enum status rows_new(struct rows **r, const struct front *p,
    const struct front *record, size_t keep, struct fault *why) FAULT_CHECK;
void rows_free(struct rows *r);

/* Begin a signal of this sample rate, whose frames t will hold. */
enum status rows_begin(struct rows *r, double rate, struct tensor *t,
    struct fault *why) FAULT_CHECK;

/* Take the next n samples. */
enum status rows_push(struct rows *r, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;

/*
 * End the signal: set the shape and the attributes rate and front of the
 * record; *spill is the file with its payload, which the caller closes, or -1
 * if t has it.  ST_BAD if the signal is shorter than a frame, ST_IO, ST_NOMEM;
 * rows_reset must follow.
 */
enum status rows_finish(struct rows *r, int *spill, struct fault *why)
    FAULT_CHECK;

/* Set what features say of themselves: rate, front (record, at the rate of the
 * samples) and the kind's texts. */
enum status rows_describe(const struct feature *f, const struct front *record,
    double rate, struct attrs *a, struct fault *why) FAULT_CHECK;

/* Forget the signal, whether or not it has ended. */
void rows_reset(struct rows *r);

#endif
