/*
 * speaker.h - the statistics of one speaker's (or room's, or recording's) own
 * records, by which the models of a pack's second group are used.
 *
 * As zscore -g GROUPING --prior PRIOR --prior-from STATS.
 */
#ifndef TONFALL_SPEAKER_H
#define TONFALL_SPEAKER_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/tensor.h"
#include "data/norm.h"
#include "recognise/pack.h"

/* For one thread at a time, except as described for speaker_settle. */
struct speaker;

/* ST_BAD if p has no second group; p must outlive it.  ST_NOMEM. */
enum status speaker_new(struct speaker **s, const struct pack *p,
    struct fault *why) FAULT_CHECK;

/* s may be NULL. */
void speaker_free(struct speaker *s);

/* Number of records (windows, segments, recordings) counted so far. */
size_t speaker_records(const struct speaker *s);

/* Are these enough for the pack's second group? */
bool speaker_enough(const struct speaker *s);

/* Forget all of them. */
void speaker_reset(struct speaker *s);

/*
 * No more will be counted: from now on any number of threads may use the
 * statistics.  ST_NOMEM.
 */
enum status speaker_settle(struct speaker *s, struct fault *why) FAULT_CHECK;

/* ---- for recogniser.c ---- */

/*
 * Count record t of member i of the second group; then speaker_counted once for
 * all members.  t gets the attribute of the model's grouping.  Faults of
 * normstats_add.
 */
enum status speaker_count(struct speaker *s, size_t i, struct tensor *t,
    struct fault *why) FAULT_CHECK;
void speaker_counted(struct speaker *s);

/* The statistics for record t of member i; valid until the next count. */
enum status speaker_norm(struct speaker *s, size_t i, struct tensor *t,
    const struct norm **norm, struct fault *why) FAULT_CHECK;

#endif
