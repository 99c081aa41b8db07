/*
 * feed.h - reading the samples of an epoch ahead of the training, and giving
 * their memory back after it: of a stream that is shuffled by blocks.
 *
 * While a window is trained on, the blocks of the next one are read, each as
 * its turn comes, so that reading and training take place at the same time.
 */
#ifndef TONFALL_FEED_H
#define TONFALL_FEED_H

#include "model/shuffle.h"

struct train_data;

/* How far an epoch is; all 0 at its start. */
struct feed {
	size_t asked;		/* blocks that were asked for */
	size_t passed;		/* windows that are done */
};

/*
 * The samples of d at the places [from, to) of the epoch of s are next; those
 * before are done.  Does nothing without blocks.
 */
void feed_batch(struct feed *f, const struct shuffle *s,
    const struct train_data *d, size_t from, size_t to);

/* The epoch is done: f is as at the start of the next one. */
void feed_end(struct feed *f, const struct shuffle *s,
    const struct train_data *d);

#endif
