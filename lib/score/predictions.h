/*
 * predictions.h - read tables of predictions, as cnneval writes them, and
 * prepare them for score.h.
 *
 * Columns are found by name: label and predicted are required; fold, seed, key
 * and a column that groups the rows (speaker) are used if they are there.
 *
 * The columns after predicted whose first value is a number in 0..1 are
 * probabilities and name the model's classes in order.  They end at the
 * last column called speaker if all before it are such numbers and add up to
 * 1, as cnneval writes them: then a class may be called like another column
 * (key, speaker, fold).  Otherwise they end at the first column whose name has
 * another meaning.  Without them the classes are those that occur,
 * sorted.  A label that is not among the model's classes comes after them,
 * and is always wrong.
 */
#ifndef TONFALL_PREDICTIONS_H
#define TONFALL_PREDICTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/textset.h"
#include "score/calibration.h"
#include "score/score.h"

#define PREDICTIONS_NONE	SCORE_NOUNIT	/* a row without group or key */

/* Any other column that is wanted, such as gender. */
struct predictions_column {
	char *name;
	struct textset values;
	uint32_t *of;		/* (n) indices in values, or PREDICTIONS_NONE */
	int at;			/* in the table that is read, -1: not there */
	bool there;		/* a table has it */
};

/* Start from PREDICTIONS_INIT. */
struct predictions {
	struct score_item *item;	/* n rows with a label */
	uint32_t *group, *key;		/* n each, indices in groups and keys */
	struct calibration_row *sure;	/* n, of rows with probabilities */
	struct predictions_column *by;	/* (bys) */
	size_t bys;
	bool numbers;			/* predictions of a number: */
	char *target;			/* its name, own */
	double *truth, *said;		/* n each */
	double *value;			/* the probabilities of one row */
	size_t n, cap;
	struct textset classes, folds, seeds, groups, keys;
	size_t model_classes;	/* the first of classes; 0: not known */
	size_t unlabelled;	/* rows without a label, left out */
	size_t unpredicted;	/* rows with a label in which nothing was
				 * predicted, left out */
	struct textset nothing;	/* their keys */
	size_t unpaired;	/* left out by predictions_leave_unpaired */
	size_t ungrouped;	/* rows with a label and without a group */
	size_t unkeyed;		/* rows with a label and without a key */
	size_t unsure;		/* rows without probabilities that add up to
				 * 1, or whose prediction has none */
	bool has_group;		/* every table has the grouping column */
	bool has_key;		/* every table has the column key */
	char protocol;		/* of all tables, see tsv.h; 0: not known */
	size_t unsaid;		/* tables that do not say theirs */
	size_t uncounted;	/* tables that may have been cut: their header
				 * starts with "#", and they do not end in a
				 * line "# rows N", see tsv.h */
};

#define PREDICTIONS_INIT { .has_group = true, .has_key = true }

/*
 * Before the first table: want this column as well.  *at is its place in by;
 * the same name has the same place.
 */
enum status predictions_want(struct predictions *p, const char *name,
    size_t *at, struct fault *why) FAULT_CHECK;

/*
 * Before the first table: the predictions are of a number.  They are in the
 * columns target and predicted_target; NULL: the only pair of such columns.
 * All rows then have one class, "-", as label and as predicted.
 */
enum status predictions_numbers(struct predictions *p, const char *target,
    struct fault *why) FAULT_CHECK;

/*
 * Append the rows of the table at path ("-": standard input).  group is the
 * column to resample by, or NULL.  A row whose label is "-" or "" has none.
 * Nothing was predicted in a row where that is "-" or "", or "unknown" although
 * the model's classes are known and it is none of them.
 * ST_OK, ST_BAD (no such column, a number that is none, another protocol than
 * the tables before), ST_IO, ST_NOMEM; the text names file and line.
 */
enum status predictions_read(struct predictions *p, const char *path,
    const char *group, struct fault *why) FAULT_CHECK;

/*
 * After the last table: fill in what rows lack of the group and of the columns
 * wanted from the table at path, by key: that of its column key or, without
 * one, the last part of path without its extension, as wav2fbank(1) makes it.
 * A key that is not there and ends in # or : and more is a part of the one
 * before that.  *unmet is the number of rows whose key is not there.
 * ST_BAD (neither column, or a column wanted is in no table), ST_IO, ST_NOMEM.
 */
enum status predictions_join(struct predictions *p, const char *path,
    const char *group, size_t *unmet, struct fault *why) FAULT_CHECK;

/*
 * After that, before two systems are compared: leave out of both the rows of
 * the keys for which one of them predicted nothing, in any seed.  Rows without
 * a key stay.
 */
enum status predictions_leave_unpaired(struct predictions *a,
    struct predictions *b, struct fault *why) FAULT_CHECK;

enum predictions_unit {
	PREDICTIONS_GROUP,	/* all rows of a group are drawn together */
	PREDICTIONS_KEY,	/* all rows of a key: one utterance, any seed */
	PREDICTIONS_ROW		/* each row by itself */
};

/*
 * After the last table: sort classes, folds, seeds, groups and keys, so that
 * nothing depends on the order of rows (except with PREDICTIONS_ROW), and
 * number the units.  Units are groups if grouped is true, there are at least
 * two groups, and at least half of the rows have one; the others have no unit.
 * Otherwise they are keys if every row has one, else rows.  set is a view into
 * p.  ST_BAD if no row is left to score.
 */
enum status predictions_units(struct predictions *p, bool grouped,
    struct score_set *set, enum predictions_unit *unit, struct fault *why)
    FAULT_CHECK;

/* Are groups the units, if they are asked for? */
bool predictions_grouped(const struct predictions *p);

/* Two systems' predictions, whose units are numbered alike. */
struct predictions_pair {
	struct score_set a, b;
	size_t only_a, only_b;	/* keys that the other lacks; 0 if a row has
				 * no key */
	size_t ungrouped_b;	/* paired by group: rows of b without one */
	size_t regrouped_b;	/* and those whose key has another one in a */
};

/*
 * Pair a with b, after predictions_units of each, by the unit of a.  By group
 * if group, the name of that column for messages, is not NULL and a has groups
 * as units: a row of b gets the group that a has for its key, whatever its own;
 * ST_BAD if more than half of b's rows still have none.  Otherwise by key:
 * ST_BAD if a row has no key.  Either way ST_BAD if a key has a label in a and
 * another one in b; a key whose rows disagree in one table is not compared.
 */
enum status predictions_pair(struct predictions_pair *pair,
    const struct predictions *a, const struct predictions *b,
    const char *group, struct fault *why) FAULT_CHECK;
void predictions_pair_free(struct predictions_pair *pair);

/* Leave only the rows whose key is in both a and b, with which pair was made;
 * all of them if a row has no key. */
void predictions_pair_common(struct predictions_pair *pair,
    const struct predictions *a, const struct predictions *b);

/*
 * Number of rows that repeat another one's key, fold and seed, because a table
 * was read twice or keys are not unique.
 */
enum status predictions_repeated(const struct predictions *p, size_t *rows,
    struct fault *why) FAULT_CHECK;

/* Free everything and reset p to PREDICTIONS_INIT. */
void predictions_free(struct predictions *p);

#endif
