#include "data/ranges.h"

#include <stdlib.h>

enum status
ranges_add(struct ranges *r, double x, struct fault *why)
{
	size_t cap = r->cap == 0 ? 256 : 2 * r->cap;
	double *more;

	if (r->n == r->cap) {
		more = realloc(r->value, cap * sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		r->value = more;
		r->cap = cap;
	}
	r->value[r->n++] = x;
	return ST_OK;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void
ranges_sort(struct ranges *r)
{
	if (r->n > 0)
		qsort(r->value, r->n, sizeof *r->value, by_value);
}

const char *
ranges_name(const struct ranges *r, double x)
{
	static const char *const name[] = { "q1", "q2", "q3", "q4", "q5" };
	const size_t most = sizeof name / sizeof name[0];
	size_t lo = 0, hi = r->n, mid, k;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (r->value[mid] < x)
			lo = mid + 1;
		else
			hi = mid;
	}
	k = r->n > 0 ? most * lo / r->n : 0;
	return name[k < most ? k : most - 1];
}

void
ranges_free(struct ranges *r)
{
	free(r->value);
	*r = (struct ranges)RANGES_INIT;
}
