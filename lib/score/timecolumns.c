#include "score/timecolumns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- how many ---- */

size_t
timecolumns_parts(const struct timeline *t, unsigned channel)
{
	size_t i, n = 0;

	for (i = 0; i < t->n; i++)
		n += t->part[i].channel == channel;
	return n;
}

double
timecolumns_width(double end)
{
	/* Of what clocks show: parts of a second, seconds, minutes, hours. */
	static const double round[] = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5,
		1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800 };
	double width = 3600;
	size_t i;

	for (i = 0; i < sizeof round / sizeof round[0]; i++)
		if (end <= TIMECOLUMNS_MOST * round[i])
			return round[i];
	while (end > TIMECOLUMNS_MOST * width)
		width *= 2;
	return width;
}

void
timecolumns_name(double width, char *text, size_t size)
{
	if (width < 60)
		(void)snprintf(text, size, "%g s", width);
	else if (width < 3600)
		(void)snprintf(text, size, "%g min", width / 60);
	else
		(void)snprintf(text, size, "%g h", width / 3600);
}

/* ---- what is in them ---- */

void
timecolumns_part(const struct timeline *t, size_t i, double *from, double *to)
{
	const struct timeline_part *a = &t->part[i];
	size_t k;

	*from = a->start;
	*to = a->end;
	for (k = i; k-- > 0; )
		if (t->part[k].channel == a->channel)
			break;
	if (k < i && t->part[k].end > a->start)
		*from = (t->part[k].end + a->start) / 2;
	for (k = i + 1; k < t->n && t->part[k].channel != a->channel; k++)
		continue;
	if (k < t->n && t->part[k].start < a->end)
		*to = (t->part[k].start + a->end) / 2;
}

void
timecolumns_place(const struct timecolumns *x, size_t k, double *from,
    double *to)
{
	*from = (double)k * x->width;
	*to = k + 1 < x->n ? (double)(k + 1) * x->width : x->end;
}

/* Add the part to each column in which it lasts; seconds (n) of each are those
 * for which something is predicted. */
static void
add(struct timecolumns *x, double *seconds, const struct timeline_part *a,
    double from, double to)
{
	size_t k = from > 0 ? (size_t)(from / x->width) : 0, c;
	double begin, end, both;

	for (; k < x->n && a->predicted >= 0; k++) {
		timecolumns_place(x, k, &begin, &end);
		if (begin >= to)
			break;
		both = fmin(to, end) - fmax(from, begin);
		if (both <= 0)
			continue;
		seconds[k] += both;
		for (c = 0; c < x->C; c++)
			x->mean[k * x->C + c] += both * a->p[c];
		if ((size_t)a->predicted < x->C)
			x->share[k * x->C + (size_t)a->predicted] += both;
	}
}

/* Sums over the time become means and shares.  Segments within each other may
 * last longer together than the column. */
static void
divide(struct timecolumns *x, const double *seconds)
{
	double from, to, all;
	size_t k, c;

	for (k = 0; k < x->n; k++) {
		timecolumns_place(x, k, &from, &to);
		all = fmax(to - from, seconds[k]);
		for (c = 0; c < x->C; c++) {
			if (seconds[k] > 0)
				x->mean[k * x->C + c] /= seconds[k];
			else
				x->mean[k * x->C + c] = NAN;
			if (all > 0)
				x->share[k * x->C + c] /= all;
		}
	}
}

enum status
timecolumns_fill(struct timecolumns *x, const struct timeline *t, double width,
    unsigned channel, struct fault *why)
{
	double *seconds, from, to;
	size_t i;

	*x = (struct timecolumns){ .width = width, .end = t->end, .C = t->C,
	    .n = (size_t)ceil(t->end / width) };
	seconds = calloc(x->n + 1, sizeof *seconds);
	x->mean = calloc(x->n + 1, x->C * sizeof *x->mean);
	x->share = calloc(x->n + 1, x->C * sizeof *x->share);
	if (seconds == NULL || x->mean == NULL || x->share == NULL) {
		free(seconds);
		return fault_nomem(why);
	}
	for (i = 0; i < t->n; i++) {
		if (t->part[i].channel != channel)
			continue;
		timecolumns_part(t, i, &from, &to);
		add(x, seconds, &t->part[i], from, to);
	}
	divide(x, seconds);
	free(seconds);
	return ST_OK;
}

void
timecolumns_free(struct timecolumns *x)
{
	free(x->mean);
	free(x->share);
	x->mean = x->share = NULL;
}
