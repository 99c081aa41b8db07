/*
 * scorenotes.h - what is said of the predictions below and after their scores.
 */
#ifndef TONFALL_SCORENOTES_H
#define TONFALL_SCORENOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "score/predictions.h"
#include "score/score.h"

struct scorenotes {
	const struct predictions *table;
	const struct score_set *set;
	enum predictions_unit unit;
	const char *group;	/* the column that is resampled */
	size_t replicates;
	const struct predictions *other;	/* NULL: there is none */
	const struct score_set *other_set;
	size_t patterns;	/* of the test, see permute.h; 0: none */
};

/* "speaker", "key" or "row": what was drawn. */
const char *scorenotes_unit(enum predictions_unit unit, const char *group);

/* The protocol of the rows of p, see tsv.h; 0 if a table does not say. */
char scorenotes_protocol(const struct predictions *p);

/* Recordings: keys, or without them rows divided by seeds. */
size_t scorenotes_recordings(const struct predictions *p);

/*
 * For people: "749 recordings, 1498 predictions, 4 classes, ..." of the table
 * or of the other one; a line about the protocol; how the intervals were made.
 */
enum status scorenotes_counts(const struct scorenotes *n, bool of_other,
    struct atomfile *f, struct fault *why) FAULT_CHECK;
enum status scorenotes_known(const struct predictions *p, struct atomfile *f,
    struct fault *why) FAULT_CHECK;
enum status scorenotes_method(const struct scorenotes *n, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/*
 * For programs, rows of a table with the columns metric, mean, low, high:
 * GROUPs, n (recordings), predictions, unlabelled, unpredicted, unpaired,
 * classes (not of numbers), folds, seeds, resampled_by_UNIT, replicates,
 * recordings if every row has a key, protocol_P (the same as n) if all tables
 * say which, without_GROUP if there are such rows, and n_other, folds_other,
 * seeds_other, unpredicted_other, unpaired_other, patterns_diff.
 */
enum status scorenotes_rows(const struct scorenotes *n, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

#endif
