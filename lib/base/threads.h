/*
 * threads.h - a fixed set of threads that share out numbered pieces of work.
 *
 * Any thread may do any piece, so the result of a piece may depend only on its
 * number, never on the thread.  The number of the thread is for choosing
 * scratch memory.
 */
#ifndef TONFALL_THREADS_H
#define TONFALL_THREADS_H

#include <stddef.h>

#include "base/fault.h"

struct threads;

/* Work for piece i of 0..n-1, done by thread 0..threads_count()-1. */
typedef void threads_work(void *ctx, size_t i, unsigned thread);

/* Start threads - 1 threads in addition to the caller; threads >= 1. */
enum status threads_new(struct threads **p, unsigned threads, struct fault *why)
    FAULT_CHECK;

/* Number of threads, including the caller. */
unsigned threads_count(const struct threads *p);

/*
 * Do fn(ctx, i, thread) for every i below n and return when all are done.
 * The caller takes part.  Not to be called from within fn.
 */
void threads_run(struct threads *p, size_t n, threads_work *fn, void *ctx);

/* Stop the threads and free; p may be NULL. */
void threads_free(struct threads *p);

#endif
