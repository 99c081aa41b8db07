/*
 * pool.h - a fixed set of threads that share out numbered pieces of work.
 *
 * Which thread does which piece is left to chance: what a piece computes may
 * depend on its number alone, never on the thread.  The thread's number is
 * there to choose scratch memory.
 */
#ifndef TONFALL_POOL_H
#define TONFALL_POOL_H

#include <stddef.h>

#include "base/fault.h"

struct pool;

/* Work for piece i of 0..n-1, done by thread 0..pool_threads()-1. */
typedef void pool_work(void *ctx, size_t i, unsigned thread);

/* Start threads - 1 threads beside the caller; threads >= 1. */
enum status pool_new(struct pool **p, unsigned threads, struct fault *why)
    FAULT_CHECK;

/* The caller included. */
unsigned pool_threads(const struct pool *p);

/*
 * Do fn(ctx, i, thread) for every i below n and return when all are done.
 * The caller takes part.  Not to be called from within fn.
 */
void pool_run(struct pool *p, size_t n, pool_work *fn, void *ctx);

/* Stop the threads and free; p may be NULL. */
void pool_free(struct pool *p);

#endif
