/*
 * scoretable.h - scores written down: a table to read, and two for programs.
 */
#ifndef TONFALL_SCORETABLE_H
#define TONFALL_SCORETABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "score/predictions.h"
#include "score/score.h"

#define SCOREFILE_LEVEL 0.95	/* of all intervals */

/* How to score. */
struct scoretable_request {
	const char *group;	/* column to resample by; "key": by utterance */
	size_t replicates;
	uint64_t seed;
	bool compare; /* the rows from the n-th are another system's */
};

/* Start from SCOREFILE_INIT; conf is the struct's own. */
struct scoretable {
	struct scoretable_request ask;
	const struct predictions *table;
	struct score_set set;
	enum predictions_unit unit;
	struct score_value value, deviation;
	struct score_interval interval;
	char **label;		/* (C) the classes as people may see them */
	double *conf;		/* (C, C) all predictions together */
	size_t frequent;	/* the class that is a label most often */
	struct score_value baseline;	/* if that were always the prediction */
	struct score_value other, difference;	/* if ask.compare */
	struct score_interval paired;
};

#define SCOREFILE_INIT { .table = NULL }

/*
 * Score the first n rows of p; the others are those of another system, to
 * compare with: difference is the first's value less theirs.
 * p must stay until scoretable_free.  ST_BAD where one has no row with a label,
 * or where neither groups nor keys say what belongs together.
 */
enum status scoretable_make(struct scoretable *s, struct predictions *p,
    size_t n, const struct scoretable_request *ask, struct fault *why)
    FAULT_CHECK;
void scoretable_free(struct scoretable *s);

/* "speaker", "key" or "row": what the bootstrap drew. */
const char *scoretable_unit(const struct scoretable *s);

/*
 * Columns metric, mean, low, high, a dash where there is none.  accuracy,
 * uar, f1_macro, f1_weighted: by fold; the same with _pooled; with _baseline
 * behind either: of always saying the most frequent class; with _sd: deviation
 * over seeds, if there are at least two; with _diff: less the other system's,
 * if there is one.  Then counts: n, unlabelled, classes,
 * folds, seeds, GROUPs, resampled_by_UNIT, replicates.
 */
enum status scoretable_summary(const struct scoretable *s, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/* Columns label and one for each class: counts, a row for each label. */
enum status scoretable_confusion(const struct scoretable *s, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/* All of it, for people. */
enum status scoretable_text(const struct scoretable *s, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/* "UAR 46.3 % (95 % interval 41.2 to 50.9), accuracy ..." into buf. */
#define SCOREFILE_LINE 160
const char *scoretable_line(const struct scoretable *s,
    char buf[SCOREFILE_LINE]);

#endif
