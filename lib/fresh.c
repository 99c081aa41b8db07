#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fresh.h"

#define LINE	((size_t)64)
#define HUGE	((size_t)2 << 20)	/* of most processors */
#define LARGE	(HUGE / 2)		/* from here on it is worth one */

static size_t
rounded(size_t bytes, size_t to)
{
	return (bytes + to - 1) / to * to;
}

void *
fresh(size_t n, size_t size)
{
	size_t bytes, align;
	void *p;

	if (n > 0 && size > SIZE_MAX / 2 / n)
		return NULL;
	bytes = n * size > 0 ? n * size : 1;
	align = bytes < LARGE ? LINE : HUGE;
	bytes = rounded(bytes, align);
	if ((p = aligned_alloc(align, bytes)) == NULL)
		return NULL;
	if (align == HUGE)	/* which may be refused: it is only slower */
		(void)madvise(p, bytes, MADV_HUGEPAGE);
	return memset(p, 0, bytes);
}
