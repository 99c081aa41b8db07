/*
 * resample.h - change the sample rate of a signal that arrives in pieces.
 *
 * libsoxr at high quality (20 bits), mono, float in and out, so nothing clips;
 * in the caller's thread.  The delay of its filter is removed: n samples become
 * about n * to / from.
 */
#ifndef TONFALL_RESAMPLE_H
#define TONFALL_RESAMPLE_H

#include <stddef.h>

#include "base/fault.h"

/* One signal, one thread at a time. */
struct resample;

/* Where results go, in pieces that are valid only during the call. */
typedef enum status resample_sink(void *ctx, const float *y, size_t n,
    struct fault *why);

/* From and to in Hz.  ST_BAD if soxr does not convert these, ST_NOMEM. */
enum status resample_new(struct resample **r, double from, double to,
    struct fault *why) FAULT_CHECK;

/* r may be NULL. */
void resample_free(struct resample *r);

/* Take the next n samples x; x = NULL is the end of the signal.  Faults are
 * soxr's (ST_NOMEM) and the sink's. */
enum status resample_push(struct resample *r, const float *x, size_t n,
    resample_sink *sink, void *ctx, struct fault *why) FAULT_CHECK;

#endif
