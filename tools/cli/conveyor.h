/*
 * conveyor.h - items that several threads work on, whose results are taken in
 * the order of the items, each as soon as it is there.
 *
 *	while items are left and (item = conveyor_room(c)) != NULL
 *		fill *item
 *		conveyor_submit(c)
 *	conveyor_next(c, &item, &result) gives CONVEYOR_RESULT ..., then
 *	    CONVEYOR_DONE, of the oldest item, whose place is free by the next
 *	    call; CONVEYOR_EMPTY if none was submitted
 *
 * One thread, the caller's, fills and takes.
 */
#ifndef TONFALL_CONVEYOR_H
#define TONFALL_CONVEYOR_H

#include <stddef.h>

#include "base/fault.h"

struct conveyor;
struct conveyor_place;

/* Work on item; give results by conveyor_give. */
typedef void conveyor_work(void *ctx, void *item, struct conveyor_place *to,
    unsigned thread);

struct conveyor_config {
	unsigned threads;
	size_t items;		/* under way at the same time */
	size_t item, result;	/* bytes of each */
	conveyor_work *work;
	void *ctx;
};

/* Items start as zeros, and are reused as they were left.  ST_NOMEM, or ST_IO
 * if the threads cannot be started. */
enum status conveyor_new(struct conveyor **c, const struct conveyor_config *how,
    struct fault *why) FAULT_CHECK;

/* Wait for the threads and free; visit, which may be NULL, gets all items. */
void conveyor_free(struct conveyor *c, void (*visit)(void *item));

/* The next item to fill, or NULL: as many as may be are under way. */
void *conveyor_room(struct conveyor *c);
void conveyor_submit(struct conveyor *c);

/* By a thread: a copy of the result.  ST_NOMEM. */
enum status conveyor_give(struct conveyor_place *to, const void *result,
    struct fault *why) FAULT_CHECK;

enum conveyor_event { CONVEYOR_EMPTY, CONVEYOR_RESULT, CONVEYOR_DONE };

/* Wait for the next event of the oldest item; both are valid until the next
 * call. */
enum conveyor_event conveyor_next(struct conveyor *c, void **item,
    const void **result);

#endif
