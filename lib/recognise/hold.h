/*
 * hold.h - records of the second group's members that wait for the statistics
 * of all of them (SPEAKER_WHOLE).
 */
#ifndef TONFALL_HOLD_H
#define TONFALL_HOLD_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "tensor/tensor.h"

struct hold;

/* For records of so many members; `most' bytes of values stay in memory. */
enum status hold_new(struct hold **h, size_t members, size_t most,
    struct fault *why) FAULT_CHECK;

/* h may be NULL. */
void hold_free(struct hold *h);

/*
 * Keep t as the next record of member i, of which the first gives the
 * attributes of all.  ST_IO, ST_NOMEM.
 */
enum status hold_put(struct hold *h, size_t i, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/* Record number n, from 0, of member i; valid until the next call.  ST_IO,
 * ST_NOMEM. */
enum status hold_get(struct hold *h, size_t i, size_t n, struct tensor **t,
    struct fault *why) FAULT_CHECK;

/* Forget all. */
void hold_empty(struct hold *h);

#endif
