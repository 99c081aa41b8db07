/*
 * predcolumns.h - which columns of a table of predictions mean what.
 *
 * predictions.h says how the columns of probabilities are told from others.
 */
#ifndef TONFALL_PREDCOLUMNS_H
#define TONFALL_PREDCOLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/tsv.h"

#define PREDCOLUMNS_SAID	"predicted_"	/* and the name of a number */

struct predcolumns {
	size_t label, predicted;	/* of the classes, or of a number */
	bool numbers;			/* the latter */
	size_t from, to;		/* the classes; from == to: none */
	int fold, seed, key, group;	/* -1: not there */
};

/*
 * Find label and predicted in a table that tsv_open_any has opened, or for a
 * target that is a number (not NULL) the columns target and predicted_target.
 * ST_BAD if one is not there.
 */
enum status predcolumns_need(struct predcolumns *c, const struct tsv *t,
    const char *target, struct fault *why) FAULT_CHECK;

/*
 * The next column from *at on whose name is another one's after "predicted_":
 * the name of a target that is a number, and *at is after it.  NULL: no more.
 */
const char *predcolumns_number(const struct tsv *t, size_t *at);

/*
 * After that, find the others from the fields of the first row; field NULL:
 * from the header alone, of a table without rows.  names are those of columns
 * that are no classes, up to a NULL; the first one groups rows.  ST_BAD if two
 * classes have the same name, or two others.
 */
enum status predcolumns_find(struct predcolumns *c, const struct tsv *t,
    char *const *field, const char *const *names, struct fault *why)
    FAULT_CHECK;

/* After that, the column called name that is not a class, or -1. */
int predcolumns_other(const struct predcolumns *c, const struct tsv *t,
    const char *name);

/*
 * The probabilities of a row into value (to - from), unless that is NULL.
 * ST_BAD if they are not numbers from 0 to 1 that add up to 1, to 1e-3.
 */
enum status predcolumns_values(const struct predcolumns *c,
    char *const *field, double *value, struct fault *why) FAULT_CHECK;

#endif
