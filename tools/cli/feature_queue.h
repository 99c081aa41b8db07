/*
 * feature_queue.h - the records of one file on their way from the thread that
 * computes them to the one that writes them, for files that have many:
 * windows, segments, channels.
 */
#ifndef TONFALL_FEATURE_QUEUE_H
#define TONFALL_FEATURE_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "sound/extract.h"

/* A record, or what is wrong with a segment. */
struct feature_piece {
	struct extract_record rec;
	bool bad;
	struct fault why;	/* if bad */
	uint64_t place;		/* of its segment */
	size_t bytes;
	struct feature_piece *next;
};

struct feature_queue {
	pthread_mutex_t lock;
	pthread_cond_t more, less;
	struct feature_piece *first, *last;
	size_t bytes, limit;	/* that it holds; above that, put waits */
	bool ended;
};

void feature_queue_init(struct feature_queue *q, size_t limit);
void feature_queue_destroy(struct feature_queue *q);

/* Be empty, for another file. */
void feature_queue_start(struct feature_queue *q);

/*
 * An extract_take, of which ctx is the queue: append a copy of the record,
 * whose spill is now the queue's.  It waits while the queue is full.  ST_NOMEM.
 */
enum status feature_queue_put(void *ctx, const struct extract_segment *segment,
    struct extract_record *rec, const struct fault *bad, struct fault *why);

/* Nothing will follow. */
void feature_queue_end(struct feature_queue *q);

/* Wait for the next piece, which the caller frees; NULL at the end. */
struct feature_piece *feature_queue_next(struct feature_queue *q);
void feature_piece_free(struct feature_piece *p);

#endif
