/*
 * feed.h - reading the samples of an epoch ahead of the training, of a stream
 * that is shuffled by blocks.
 *
 * While a window is trained on, the next one is read.
 * What was read is where train_data.x says; samples that were not are still in
 * the mapped file.
 *
 * At most two windows and the blocks of a batch are in memory.
 */
#ifndef TONFALL_FEED_H
#define TONFALL_FEED_H

#include "base/fault.h"
#include "model/shuffle.h"

struct feed;
struct train_data;

/* Of d, whose epochs are those of s; *f is NULL without blocks.  ST_IO,
 * ST_NOMEM. */
enum status feed_new(struct feed **f, const struct shuffle *s,
    struct train_data *d, struct fault *why) FAULT_CHECK;

/*
 * The samples at the places [from, to) of the epoch are next, and are there
 * when this returns; those before are done.  ST_IO, ST_NOMEM.
 */
enum status feed_batch(struct feed *f, size_t from, size_t to,
    struct fault *why) FAULT_CHECK;

/* The epoch is done: feed_batch was called for all of its places, and the next
 * one has not been drawn yet. */
void feed_end(struct feed *f);

/* All of these accept NULL: without blocks there is nothing to do. */
void feed_free(struct feed *f);

#endif
