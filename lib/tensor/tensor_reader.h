/*
 * tensor_reader.h - the state of a reader, private to tensor_open.c and
 * tensor_read.c.
 */
#ifndef TONFALL_TENSOR_READER_H
#define TONFALL_TENSOR_READER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "tensor/tensor.h"

/* The payload of a pipe is read in steps of this many bytes, so that a header
 * alone, whatever it promises, costs no more memory. */
#define READER_STEP	((size_t)1 << 20)

struct tensor_reader {
	char    *name;		/* for messages */
	int      fd;
	int      flags;
	uint64_t limit;		/* bytes of payload allowed */
	bool     mapped;	/* else read piece by piece, as from a pipe */
	bool     memory;	/* map is a copy of the caller's bytes */
	char    *map;		/* the file; NULL if it is empty */
	struct timespec changed;	/* the file, for the last time */
	size_t   size, start;	/* of map; where the stream begins in it */
	size_t   pos;		/* of the next record */
	size_t   passed;	/* below it pages have been given back */
	size_t   checked;	/* below it sums have been verified */
	char    *head;		/* header of a pipe's record */
	size_t   headcap;
	uint64_t section;	/* records since the last end record */
	uint64_t ends;		/* end records so far */
	uint64_t total;		/* records in all */
	uint64_t sum;		/* of the last record, as written there */
	bool     ended;		/* the last thing read was an end record */
};

/* Read up to n bytes; *got is less only at the end of the input. */
enum status reader_fill(struct tensor_reader *r, void *buf, size_t n,
    size_t *got, struct fault *why) FAULT_CHECK;

#endif
