/*
 * predictions.h - tables of predictions, as cnneval writes them, made ready
 * for score.h.
 *
 * Columns are found by name: label and predicted must be there, fold, seed,
 * key and a column that groups the rows (speaker) may be.  The columns after
 * predicted whose first value is a number of 0..1, up to the next column
 * with a name that means something else, hold a probability each and name
 * the model's classes in order.  Without them the classes are those that
 * occur, sorted.  A label that is none of the model's classes comes after
 * them, and is always wrong.
 */
#ifndef TONFALL_PREDICTIONS_H
#define TONFALL_PREDICTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/textset.h"
#include "score/score.h"

/* Start from PREDICTIONS_INIT. */
struct predictions {
	struct score_item *item;	/* n rows with a label */
	uint32_t *group, *key;		/* n each, numbers in groups and keys */
	size_t n, cap;
	struct textset classes, folds, seeds, groups, keys;
	size_t
	    model_classes; /* the first of classes: the model's; 0: not known */
	size_t unlabelled;	/* rows without a label, left out */
	size_t ungrouped;	/* rows with a label and without a group */
	size_t unkeyed;		/* rows with a label and without a key */
	bool   has_group;	/* every table has the grouping column */
	size_t tables;
};

#define PREDICTIONS_INIT { .has_group = true }

/*
 * Append the rows of the table at path ("-": standard input).  group names
 * the column to resample by; NULL is none.  A label "-" or "" is none.
 * ST_OK, ST_BAD (no such column, no prediction in a row), ST_IO, ST_NOMEM;
 * the text names file and line.
 */
enum status predictions_read(struct predictions *p, const char *path,
    const char *group, struct fault *why) FAULT_CHECK;

enum predictions_unit {
	PREDICTIONS_GROUP,	/* all rows of a group are drawn together */
	PREDICTIONS_KEY,	/* all rows of a key: one utterance, any seed */
	PREDICTIONS_ROW		/* every row for itself */
};

/*
 * After the last table: sort classes, folds, seeds, groups and keys, so that
 * nothing depends on the order of rows (but for PREDICTIONS_ROW), and number
 * the units.  By group where grouped is true, every row has a group and there
 * are at least two groups; else by key where every row has one; else by row.
 * set is a view into p.  ST_BAD where no row has a label.
 */
enum status predictions_units(struct predictions *p, bool grouped,
    struct score_set *set, enum predictions_unit *unit, struct fault *why)
    FAULT_CHECK;

/*
 * Rows that repeat another one's key, fold and seed: a table read twice, or
 * keys that are not unique.
 */
enum status predictions_repeated(const struct predictions *p, size_t *rows,
    struct fault *why) FAULT_CHECK;

/* Free everything and reset p to PREDICTIONS_INIT. */
void predictions_free(struct predictions *p);

#endif
