/*
 * threads.h - a fixed set of threads that share out numbered pieces of work.
 *
 * Which thread does which piece is left to chance: what a piece computes may
 * depend on its number alone, never on the thread.  The thread's number is
 * there to choose scratch memory.
 */
#ifndef TONFALL_THREADS_H
#define TONFALL_THREADS_H

#include <stddef.h>

#include "base/fault.h"

struct threads;

/* Work for piece i of 0..n-1, done by thread 0..threads_count()-1. */
typedef void threads_work(void *ctx, size_t i, unsigned thread);

/* Start threads - 1 threads beside the caller; threads >= 1. */
enum status threads_new(struct threads **p, unsigned threads, struct fault *why)
    FAULT_CHECK;

/* The caller included. */
unsigned threads_count(const struct threads *p);

/*
 * Do fn(ctx, i, thread) for every i below n and return when all are done.
 * The caller takes part.  Not to be called from within fn.
 */
void threads_run(struct threads *p, size_t n, threads_work *fn, void *ctx);

/* Stop the threads and free; p may be NULL. */
void threads_free(struct threads *p);

#endif
