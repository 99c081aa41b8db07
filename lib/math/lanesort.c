#include "math/lanesort.h"

#include <stdint.h>

#include "math/simd.h"

_Static_assert(LANES == 16, "a row is one lanes16");

typedef int32_t mask16 __attribute__((vector_size(64), aligned(4),
    may_alias));

static inline void
exchange(lanes16 *a, lanes16 *b)
{
	lanes16 x = *a, y = *b;
	mask16 m = x < y;

	*a = (lanes16)(((mask16)x & m) | ((mask16)y & ~m));
	*b = (lanes16)(((mask16)y & m) | ((mask16)x & ~m));
}

/* The pairs (i, i + d) for all i below n - d whose bit p is that of r. */
static inline void
pass(lanes16 *x, size_t n, size_t p, size_t r, size_t d)
{
	size_t block, i, end;

	for (block = r; block + d < n; block += 2 * p) {
		end = block + p < n - d ? block + p : n - d;
		for (i = block; i < end; i++)
			exchange(&x[i], &x[i + d]);
	}
}

CLONES void
lanesort(float *x, size_t n)
{
	lanes16 *row = (lanes16 *)(void *)x;
	size_t top = 1, p, q;

	while (2 * top < n)
		top *= 2;
	for (p = n > 1 ? top : 0; p > 0; p /= 2) {
		pass(row, n, p, 0, p);
		for (q = top; q > p; q /= 2)
			pass(row, n, p, p, q - p);
	}
}
