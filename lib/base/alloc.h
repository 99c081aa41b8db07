/*
 * alloc.h - memory for arrays that are filled at once.
 */
#ifndef TONFALL_ALLOC_H
#define TONFALL_ALLOC_H

#include <stddef.h>

/*
 * n values of size bytes, zero, aligned to a cache line; at least one byte.  A
 * large block asks for huge pages: getting it in pages of 4 KiB takes ten
 * times as long, which is most of the cost of a network that is used once.
 * NULL if memory is short or n * size overflows.  free(3) frees it.
 */
void *alloc_zero(size_t n, size_t size);

/* The same, uninitialised: memory that is never used costs nothing. */
void *alloc_raw(size_t n, size_t size);

#endif
