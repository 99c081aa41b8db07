/*
 * store.h - values that are kept for later: in memory, and what is too much in
 * a temporary file.
 */
#ifndef TONFALL_STORE_H
#define TONFALL_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Start from STORE_INIT. */
struct store {
	float *kept;		/* (n) values in memory */
	size_t n, cap;
	size_t most;		/* in memory */
	int fd;			/* the rest; -1: none */
	uint64_t end;		/* values in all */
};

#define STORE_INIT	{ NULL, 0, 0, 0, -1, 0 }

/* Append n values; *at is where they are.  ST_IO, ST_NOMEM. */
enum status store_put(struct store *s, const float *x, size_t n, uint64_t *at,
    struct fault *why) FAULT_CHECK;

/* Get them back into x (n). */
enum status store_get(const struct store *s, uint64_t at, size_t n, float *x,
    struct fault *why) FAULT_CHECK;

/* Forget all of them; memory and file are released. */
void store_empty(struct store *s);

#endif
