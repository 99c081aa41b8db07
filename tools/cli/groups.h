/*
 * groups.h - recordings, or segments of them, that belong to one speaker or
 * folder, and the statistics of each such group, for which they are all
 * listened to once before anything is recognised.
 *
 * Each group is counted by one thread, in the order of the list, so the
 * statistics do not depend on the number of threads.  Memory: about 50 bytes
 * and the path for each recording, and the statistics of each group that may
 * have enough records.
 */
#ifndef TONFALL_GROUPS_H
#define TONFALL_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "recognise/pack.h"
#include "recognise/speaker.h"
#include "listener.h"
#include "recordings.h"

#define GROUPS_FOLDER	(-1)	/* instead of a column: that of the path */

struct groups;

/* By the column of the rows.  single: a row or recording is one record. */
enum status groups_new(struct groups **g, const struct pack *pack, int column,
    bool single, struct fault *why) FAULT_CHECK;
void groups_free(struct groups *g);

/* Note a recording, whose rows are segments or not. */
enum status groups_add(struct groups *g, const struct recording *rec,
    bool segments, struct fault *why) FAULT_CHECK;

/*
 * Count all that was noted, with a listener for each thread; what cannot be
 * used, or read twice, is left out without a message.  Faults of the system
 * only.
 */
enum status groups_count(struct groups *g, struct listener *const l[],
    unsigned threads, bool quiet, struct fault *why) FAULT_CHECK;

/* The statistics of the group of this row; NULL if it has none. */
struct speaker *groups_of(const struct groups *g, const struct recording *rec,
    const struct recording_row *row);

#endif
