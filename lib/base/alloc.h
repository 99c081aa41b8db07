/*
 * alloc.h - memory for arrays that are filled at once.
 */
#ifndef TONFALL_ALLOC_H
#define TONFALL_ALLOC_H

#include <stddef.h>

/*
 * n values of so many bytes, zero, on a cache line; at least one byte.  A
 * large block asks for huge pages: getting it in pages of 4 KiB takes ten
 * times as long, which is most of what a network costs that is used once.
 * NULL without memory, or where the product is more than there can be.
 * free(3) frees it.
 */
void *alloc_zero(size_t n, size_t size);

/* The same, with whatever is in it: what is never used costs nothing. */
void *alloc_raw(size_t n, size_t size);

#endif
