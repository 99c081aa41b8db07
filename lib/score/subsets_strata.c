/* The units of subsets.h, by the sides that they are in. */
#include <stdlib.h>

#include "score/subsets.h"

struct unit {
	uint32_t old, sides;	/* a bit for each side */
};

static int
by_sides(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;

	if (x->sides != y->sides)
		return (x->sides > y->sides) - (x->sides < y->sides);
	return (x->old > y->old) - (x->old < y->old);
}

/* The units that are in a side, sorted; *n is their number. */
static struct unit *
collect(const uint32_t *side, const uint32_t *old, size_t rows, size_t units,
    size_t *n)
{
	struct unit *u = calloc(units + 1, sizeof *u);
	size_t i;

	*n = 0;
	if (u == NULL)
		return NULL;
	for (i = 0; i < units; i++)
		u[i].old = (uint32_t)i;
	for (i = 0; i < rows; i++)
		if (old[i] != SCORE_NOUNIT)
			u[old[i]].sides |= (uint32_t)1 << side[i];
	for (i = 0; i < units; i++)
		if (u[i].sides != 0)
			u[(*n)++] = u[i];
	qsort(u, *n, sizeof *u, by_sides);
	return u;
}

/* Count the units (n) of each set of sides, and of each side. */
static void
count(const struct unit *u, size_t n, size_t k, size_t *stratum,
    size_t *strata, size_t *in)
{
	size_t i, s;

	*strata = 0;
	for (s = 0; s < k; s++)
		in[s] = 0;
	for (i = 0; i < n; i++) {
		if (i == 0 || u[i].sides != u[i - 1].sides)
			stratum[(*strata)++] = 0;
		stratum[*strata - 1]++;
		for (s = 0; s < k; s++)
			in[s] += u[i].sides >> s & 1;
	}
}

enum status
subsets_strata(const uint32_t *side, const uint32_t *old, size_t n,
    size_t units, size_t k, uint32_t *unit, size_t **stratum, size_t *strata,
    size_t *in, struct fault *why)
{
	uint32_t *to = calloc(units + 1, sizeof *to);
	size_t i, there;
	struct unit *u = collect(side, old, n, units, &there);

	*stratum = calloc(there + 1, sizeof **stratum);
	if (to == NULL || u == NULL || *stratum == NULL) {
		free(to);
		free(u);
		free(*stratum);
		*stratum = NULL;
		return fault_nomem(why);
	}
	count(u, there, k, *stratum, strata, in);
	for (i = 0; i < there; i++)
		to[u[i].old] = (uint32_t)i;
	for (i = 0; i < n; i++)
		unit[i] = old[i] == SCORE_NOUNIT ? SCORE_NOUNIT : to[old[i]];
	free(to);
	free(u);
	return ST_OK;
}
