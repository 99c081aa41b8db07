/*
 * parts.h - windows, segments or utterances of one signal as records; private
 * to extract.c.
 *
 * The record of a part has the attributes of the recording, then those of its
 * segment, `start' and `stop' in seconds, and those of features.  Its key is
 * KEY#N, unless the segment has one of its own.
 *
 * Segments of a changed copy are where those of the recording were moved to,
 * and their records have the attributes `original', the key of the segment, and
 * `copy'; their key is that of the segment with ~NAME after it.
 */
#ifndef TONFALL_PARTS_H
#define TONFALL_PARTS_H

#include <stdint.h>

#include "feature/front.h"
#include "feature/slices.h"
#include "sound/alter.h"
#include "sound/extract.h"
#include "tensor/tensor.h"

/* One signal at a time, one thread at a time. */
struct parts;

/* All are copied.  record: see rows.h.  Faults of slices_new. */
enum status parts_new(struct parts **p, const struct front *front,
    const struct front *record, const struct slices_rule *rule,
    struct fault *why) FAULT_CHECK;
void parts_free(struct parts *p);

/*
 * Begin a signal of this sample rate, with the attributes of its recording,
 * which are copied; job and copy must outlive it.  suffix is that of keys
 * before #N, ":2", or "".  copy: the signal is one, next to that of the
 * recording; else NULL.  Faults of slices_begin.
 */
enum status parts_begin(struct parts *p, double rate, const struct attrs *a,
    const char *suffix, const struct alter *copy,
    const struct extract_job *job, struct fault *why) FAULT_CHECK;

/* Take the next n samples; or end the signal.  Faults of job->take; ST_BAD if
 * there is no window because the signal is shorter than a frame. */
enum status parts_push(struct parts *p, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;
enum status parts_finish(struct parts *p, struct fault *why) FAULT_CHECK;

/* Forget the signal, whether or not it has ended. */
void parts_reset(struct parts *p);

#endif
