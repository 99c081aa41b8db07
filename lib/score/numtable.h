/*
 * numtable.h - scores of predicted numbers as text: a table for people, and one
 * for programs.
 */
#ifndef TONFALL_NUMTABLE_H
#define TONFALL_NUMTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "score/numscore.h"
#include "score/predictions.h"
#include "score/scorenotes.h"
#include "score/scoretable.h"
#include "score/subsets.h"

/* Another system's predictions, to compare with. */
struct numtable_other {
	const struct predictions *table;	/* NULL: there is none */
	struct numscore_set set;
	struct numscore_value value;
	struct numscore_value difference;	/* the first's minus value */
	struct numscore_interval paired;
	struct numscore_value p;		/* if patterns > 0 */
	size_t patterns;
	bool exact;
	struct predictions_pair pair;	/* its counts; the rows are gone */
};

/* Mean and standard deviation (n - 1) of all rows. */
struct numtable_spread {
	double mean, deviation;
};

/* Start from NUMTABLE_INIT. */
struct numtable {
	struct scoretable_request ask;
	const struct predictions *table;
	struct numscore_set set;
	enum predictions_unit unit;
	struct numscore_value value, deviation;
	struct numscore_interval interval;
	struct numtable_spread truth, said;
	struct numscore_value baseline;	/* of always predicting the mean */
	struct numtable_other other;
	struct tally tally;
	struct subsets *subsets;	/* (n_subsets) own */
	size_t n_subsets;
};

#define NUMTABLE_INIT { .table = NULL }

/*
 * Score the predictions p of a number, which must stay until numtable_free.
 * s must not move after this.  ST_BAD if no row has a number.
 */
enum status numtable_make(struct numtable *s, struct predictions *p,
    const struct scoretable_request *ask, struct fault *why) FAULT_CHECK;

/*
 * Compare with another system's predictions, as scoretable_compare.  There are
 * p values if both have the same number of seeds.
 */
enum status numtable_compare(struct numtable *s, struct predictions *other,
    struct fault *why) FAULT_CHECK;

/* Score the subsets by column by of the table's predictions as well. */
enum status numtable_by(struct numtable *s, size_t by, struct fault *why)
    FAULT_CHECK;

/* What else is to be said of the table's predictions. */
struct scorenotes numtable_notes(const struct numtable *s);

void numtable_free(struct numtable *s);

/*
 * Columns metric, mean, low, high: ccc, pearson, mae, rmse (mean of the folds);
 * the same with _pooled; with _sd after either, the standard deviation over
 * seeds, if there are at least two; with _diff and _diff_p against the other
 * system.  mae_baseline, rmse_baseline: of always predicting the mean.
 * truth_mean, truth_sd, predicted_mean, predicted_sd; the counts of
 * scorenotes.h; what subsettable.h says of the subsets.
 */
enum status numtable_summary(const struct numtable *s, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/* Everything, for people to read. */
enum status numtable_text(const struct numtable *s, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/* Write "CCC 0.46 (95 % interval 0.41 to 0.51), Pearson ..., MAE ...". */
#define NUMTABLE_LINE 200
const char *numtable_line(const struct numtable *s, char buf[NUMTABLE_LINE]);

#endif
