/*
 * scoretable.h - scores as text: a table for people, and two for programs.
 */
#ifndef TONFALL_SCORETABLE_H
#define TONFALL_SCORETABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "score/calibration.h"
#include "score/fairness.h"
#include "score/subsets.h"
#include "score/predictions.h"
#include "score/score.h"
#include "score/scorenotes.h"
#include "score/signflip.h"

#define SCORETABLE_LEVEL 0.95	/* of all intervals */

/* How to score. */
struct scoretable_request {
	const char *group;	/* column to resample by; "key": by utterance */
	size_t replicates;
	uint64_t seed;
};

/* Another system's predictions, to compare with. */
struct scoretable_other {
	const struct predictions *table;	/* NULL: there is none */
	struct score_set set;
	struct score_value value;
	struct score_value difference;	/* the first's value minus value */
	struct score_interval paired;	/* of the difference */
	struct signflip flip;		/* and its p values */
	struct predictions_pair pair;	/* its counts; the rows are gone */
};

/* Start from SCORETABLE_INIT. */
struct scoretable {
	struct scoretable_request ask;
	const struct predictions *table;
	struct score_set set;
	enum predictions_unit unit;
	struct score_value value, deviation;
	struct score_interval interval;
	double *class;		/* (C, SCORE_CLASS_METRICS) own; NAN: none */
	struct score_class_interval class_interval;	/* own; NULL: not made,
				 * see score_fits */
	char **label;		/* (C) the classes, see label_shown() */
	double *conf;		/* (C, C) all predictions together */
	bool calibrated;	/* every prediction has its probability: */
	struct calibration calibration;
	size_t frequent;	/* the most frequent label */
	struct score_value baseline;	/* of always predicting it */
	struct scoretable_other other;
	struct tally tally;
	struct subsets *subsets;	/* (n_subsets) own */
	size_t n_subsets;
	struct fairness *fair;		/* (n_fair) own */
	size_t n_fair;
};

#define SCORETABLE_INIT { .table = NULL }

/*
 * Score the predictions p, which must stay until scoretable_free.  ST_BAD if
 * no row has a label, or as score_compute.
 */
enum status scoretable_make(struct scoretable *s, struct predictions *p,
    const struct scoretable_request *ask, struct fault *why) FAULT_CHECK;

/*
 * Compare the table, made by scoretable_make, with another system's
 * predictions, which must stay as well.  Each system's values are averages over
 * its own folds and seeds, however many; the units drawn are the same for both,
 * those of the first (see predictions_pair).
 * ST_BAD if neither groups nor keys can pair the rows, if a recording has
 * another label in one table than in the other, or as scoretable_make.
 */
enum status scoretable_compare(struct scoretable *s, struct predictions *other,
    struct fault *why) FAULT_CHECK;

/* Score the subsets by column by of the table's predictions as well. */
enum status scoretable_by(struct scoretable *s, size_t by, struct fault *why)
    FAULT_CHECK;

/* After the last of these: compare the groups of subsets[at] for fairness. */
enum status scoretable_fair(struct scoretable *s, size_t at, struct fault *why)
    FAULT_CHECK;

void scoretable_free(struct scoretable *s);

/* What else is to be said of the table's predictions. */
struct scorenotes scoretable_notes(const struct scoretable *s);

/*
 * Columns metric, mean, low, high, with a dash for a missing value.  accuracy,
 * uar, f1_macro, f1_weighted: by fold; the same with _pooled; with _baseline
 * after either: of always predicting the most frequent class; with _sd:
 * standard deviation over seeds, if there are at least two; with _diff: minus
 * the other system's, if there is one, and accuracy and uar with _diff_p: the p
 * value of this.  If there are probabilities, ece,
 * brier, log_loss, and uar_coverage_N and accuracy_coverage_N, of the N percent
 * that are surest (see calibration.h).  Then the counts of scorenotes.h.
 * Then recall:CLASS, precision:CLASS, f1:CLASS, pooled; and what subsettable.h
 * and fairness.h say of the subsets.
 */
enum status scoretable_summary(const struct scoretable *s, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/* Columns label and one for each class, a row for each label: recordings, with
 * several seeds the mean count. */
enum status scoretable_confusion(const struct scoretable *s, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/* Everything, for people to read. */
enum status scoretable_text(const struct scoretable *s, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/* Write "UAR 46.3 % (95 % interval 41.2 to 50.9), accuracy ..." to buf. */
#define SCORETABLE_LINE 160
const char *scoretable_line(const struct scoretable *s,
    char buf[SCORETABLE_LINE]);

#endif
