/*
 * tally.h - scores that come from sums over rows, whatever the rows are.
 *
 * A row adds something to the sums of its seed; the values of a seed come from
 * its sums, and those of all are the averages over the seeds in which they are
 * defined.  All folds together.
 */
#ifndef TONFALL_TALLY_H
#define TONFALL_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "score/score.h"

/* How a value is shown. */
enum tally_kind {
	TALLY_PERCENT,	/* a share of 1, as percent */
	TALLY_SHARE,	/* from -1 to 1 */
	TALLY_UNITS	/* in units of a target */
};

struct tally_metric {
	const char *name;	/* in tables for programs */
	const char *title;	/* in those for people */
	enum tally_kind kind;
};

struct tally {
	size_t width;		/* sums of a seed */
	size_t values;
	const struct tally_metric *metric;	/* (values) */
	const struct score_item *item;	/* the rows, for their seed */
	size_t seeds;
	void (*add)(const struct tally *t, size_t row, double times,
	    double *sum);
	/* NAN for what is not defined. */
	void (*finish)(const struct tally *t, const double *sum, double *out);
	const void *ctx;
};

/* Some of the rows, each with its unit, or SCORE_NOUNIT. */
struct tally_rows {
	uint32_t *row, *unit;	/* (n) */
	size_t n, units;
};

/* What is needed for adding up. */
struct tally_work {
	double *sum;		/* (seeds, width) */
	double *one;		/* (values) of a seed */
	double *in;		/* (values) seeds in which it is defined */
	double *rows;		/* (seeds) rows that were added */
};

enum status tally_init(struct tally_work *w, const struct tally *t,
    struct fault *why) FAULT_CHECK;
void tally_free(struct tally_work *w);

/*
 * The values of rows r, each times[its unit] times; times NULL: each once, also
 * those without a unit.  False if there is nothing.
 */
bool tally_values(struct tally_work *w, const struct tally *t,
    const struct tally_rows *r, const uint32_t *times, double *out);

/* ---- classes ---- */

/* UAR and accuracy of the rows of s. */
extern const struct tally_metric tally_class_metric[2];
struct tally tally_classes(const struct score_set *s);

/* The sums of tally_classes are these three for each class. */
enum { TALLY_LABEL, TALLY_HIT, TALLY_SAID, TALLY_COUNTS };

#endif
