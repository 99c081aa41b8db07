/*
 * fetch.h - parts of a file read into memory by other threads, while the caller
 * works.
 *
 * They are read around the page cache (O_DIRECT) where the file system can, as
 * a file larger than memory would only push everything else out of it.
 */
#ifndef TONFALL_FETCH_H
#define TONFALL_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct fetch;

/* A part of the file, of the caller. */
struct fetch_part {
	uint64_t from, to;	/* bytes [from, to) of the file */
	char *room;		/* FETCH_ALIGNed; fetch_room(from, to) bytes */
	char *at;		/* byte `from', in room; set by fetch_ask */
	/* Private, under a lock: */
	bool done;
	int error;		/* errno; -1: the file is shorter */
	struct fetch_part *next;
};

/* Of addresses and offsets. */
#define FETCH_ALIGN	((size_t)4096)

/* Bytes of room for [from, to). */
size_t fetch_room(uint64_t from, uint64_t to);

/*
 * Start threads that read descriptor fd, a regular file; it stays open and may
 * be closed afterwards.  ST_IO, ST_NOMEM.
 */
enum status fetch_new(struct fetch **f, int fd, struct fault *why)
    FAULT_CHECK;

/* Begin to read p, and return.  p stays where it is until fetch_wait. */
void fetch_ask(struct fetch *f, struct fetch_part *p);

/* Wait until p is there.  ST_IO: it cannot be read; the text does not name the
 * file. */
enum status fetch_wait(struct fetch *f, struct fetch_part *p,
    struct fault *why) FAULT_CHECK;

/* Wait for what is being read, drop what was asked for and not begun, and free
 * f; f may be NULL. */
void fetch_free(struct fetch *f);

#endif
