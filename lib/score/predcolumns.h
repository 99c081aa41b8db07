/*
 * predcolumns.h - which columns of a table of predictions mean what.
 *
 * predictions.h says how the columns of probabilities are told from others.
 */
#ifndef TONFALL_PREDCOLUMNS_H
#define TONFALL_PREDCOLUMNS_H

#include <stddef.h>

#include "base/fault.h"
#include "base/tsv.h"

struct predcolumns {
	size_t label, predicted;
	size_t from, to;		/* the classes; from == to: none */
	int fold, seed, key, group;	/* -1: not there */
};

/*
 * Find label and predicted in a table that tsv_open_any has opened.
 * ST_BAD if one is not there.
 */
enum status predcolumns_need(struct predcolumns *c, const struct tsv *t,
    struct fault *why) FAULT_CHECK;

/*
 * After that, find the others from the fields of the first row; field NULL:
 * from the header alone, of a table without rows.  group is the column that
 * groups rows, or NULL.  ST_BAD if two classes have the same name, or two
 * others.
 */
enum status predcolumns_find(struct predcolumns *c, const struct tsv *t,
    char *const *field, const char *group, struct fault *why) FAULT_CHECK;

/*
 * The probabilities of a row into value (to - from), unless that is NULL.
 * ST_BAD if they are not numbers from 0 to 1 that add up to 1, to 1e-3.
 */
enum status predcolumns_values(const struct predcolumns *c,
    char *const *field, double *value, struct fault *why) FAULT_CHECK;

#endif
