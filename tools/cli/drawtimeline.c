#include "drawtimeline.h"

#include <stdlib.h>
#include <string.h>

#include "score/timeline.h"
#include "cli.h"
#include "plot.h"
#include "shown.h"

struct drawtimeline {
	char *const *class;	/* (C) */
	size_t C;
	struct timeline_part *part;	/* (n) */
	double *p;		/* (n, C) */
	size_t n, cap;
};

struct drawtimeline *
drawtimeline_new(char *const class[], size_t C)
{
	struct drawtimeline *d = calloc(1, sizeof *d);

	if (d == NULL)
		cli_die(EXIT_DATA, "out of memory");
	d->class = class;
	d->C = C;
	return d;
}

static void
reserve(struct drawtimeline *d)
{
	if (d->n < d->cap)
		return;
	d->cap = d->cap == 0 ? 64 : 2 * d->cap;
	d->part = reallocarray(d->part, d->cap, sizeof *d->part);
	d->p = reallocarray(d->p, d->cap, d->C * sizeof *d->p);
	if (d->part == NULL || d->p == NULL)
		cli_die(EXIT_DATA, "out of memory");
}

void
drawtimeline_add(struct drawtimeline *d, unsigned channel, double start,
    double end, int predicted, const double *p)
{
	reserve(d);
	d->part[d->n] = (struct timeline_part){ start, end, channel,
	    predicted, NULL };
	memcpy(d->p + d->n++ * d->C, p, d->C * sizeof *p);
}

/* In the order of time; of equal starts, of the channel. */
static int
by_time(const void *a, const void *b)
{
	const struct timeline_part *x = a, *y = b;

	if (x->start != y->start)
		return (x->start > y->start) - (x->start < y->start);
	return (x->channel > y->channel) - (x->channel < y->channel);
}

static double
last_end(const struct drawtimeline *d)
{
	double end = 0;
	size_t i;

	for (i = 0; i < d->n; i++)
		if (d->part[i].end > end)
			end = d->part[i].end;
	return end;
}

void
drawtimeline_draw(struct drawtimeline *d, const char *title, const char *path)
{
	struct timeline t = { .part = d->part, .n = d->n, .C = d->C,
	    .end = last_end(d) };
	enum plotscript_format f;
	char **name, *script, *drawn;
	struct shown as;
	struct fault why;
	size_t i;

	for (i = 0; i < d->n; i++)
		d->part[i].p = d->p + i * d->C;
	if (d->n > 0)
		qsort(d->part, d->n, sizeof *d->part, by_time);
	if (!plotscript_format(path, &f))
		cli_die(EXIT_USAGE, "%s: not a picture", path);
	shown_begin(&as, path, f);
	t.name = name = shown_names(&as, d->class, d->C);
	t.title = drawn = shown_title(&as, title);
	cli_check(timeline_script(&t, f, &script, &why), &why);
	cli_check(plot_file(path, script, &why), &why);
	free(script);
	free(drawn);
	shown_free(name);
	shown_end(&as);
	free(d->part);
	free(d->p);
	free(d);
}
