#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LINE	((size_t)64)
#define HUGE	((size_t)2 << 20)	/* of most processors */
#define LARGE	(HUGE / 2)		/* from this size on one pays */

static size_t
rounded(size_t bytes, size_t to)
{
	return (bytes + to - 1) / to * to;
}

/* Size of the block in bytes, 0 if too large, and its alignment. */
static size_t
measure(size_t n, size_t size, size_t *align)
{
	size_t bytes;

	if (n > 0 && size > SIZE_MAX / 2 / n)
		return 0;
	bytes = n * size > 0 ? n * size : 1;
	*align = bytes < LARGE ? LINE : HUGE;
	return rounded(bytes, *align);
}

void *
alloc_raw(size_t n, size_t size)
{
	size_t align, bytes = measure(n, size, &align);
	void *p = bytes == 0 ? NULL : aligned_alloc(align, bytes);

	if (p != NULL && align == HUGE)	/* if refused, it is only slower */
		(void)madvise(p, bytes, MADV_HUGEPAGE);
	return p;
}

void *
alloc_zero(size_t n, size_t size)
{
	size_t align;
	void *p = alloc_raw(n, size);

	return p == NULL ? NULL : memset(p, 0, measure(n, size, &align));
}
