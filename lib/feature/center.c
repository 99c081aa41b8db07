#include "feature/center.h"

#include <stdlib.h>

enum { EVERY, VOICED };

enum status
center_open(struct center *c, const struct feature *f, struct fault *why)
{
	size_t B = feature_columns(f);

	center_free(c);
	c->columns = B;
	c->voicing = feature_voicing(f);
	c->sum = calloc(2 * B, sizeof *c->sum);
	c->mean = calloc(B, sizeof *c->mean);
	if (c->sum != NULL && c->mean != NULL)
		return ST_OK;
	center_free(c);
	return fault_nomem(why);
}

void
center_free(struct center *c)
{
	free(c->sum);
	free(c->mean);
	*c = (struct center){ 0 };
}

void
center_reset(struct center *c)
{
	size_t b;

	c->rows[EVERY] = c->rows[VOICED] = 0;
	for (b = 0; b < 2 * c->columns; b++)
		c->sum[b] = 0;
}

static void
add_row(struct center *c, int which, const float *row)
{
	size_t B = c->columns, b;
	double *sum = c->sum + (size_t)which * B;

	c->rows[which]++;
	for (b = 0; b < B; b++)
		sum[b] += row[b];
}

void
center_add(struct center *c, const float *x, size_t n)
{
	size_t t;

	for (t = 0; t < n; t++, x += c->columns) {
		add_row(c, EVERY, x);
		if (c->voicing != FEATURE_NONE &&
		    x[c->voicing] >= FEATURE_VOICED)
			add_row(c, VOICED, x);
	}
}

static void
find_means(struct center *c)
{
	int which = c->rows[VOICED] > 0 ? VOICED : EVERY;
	const double *sum = c->sum + (size_t)which * c->columns;
	size_t b;

	for (b = 0; b < c->columns; b++)
		c->mean[b] = (float)(sum[b] / (double)c->rows[which]);
	if (c->voicing != FEATURE_NONE)
		c->mean[c->voicing] = 0;
}

void
center_subtract(struct center *c, float *x, size_t n)
{
	size_t t, b;

	find_means(c);
	for (t = 0; t < n; t++, x += c->columns)
		for (b = 0; b < c->columns; b++)
			x[b] -= c->mean[b];
}
