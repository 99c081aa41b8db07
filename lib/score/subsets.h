/*
 * subsets.h - scores of the subsets into which a column divides predictions:
 * those of the women and those of the men, of each speaker, of each fold.
 *
 * The scores are those of a tally (tally.h), all folds together.  Intervals
 * are bootstrapped as score.h describes, by drawing the same units as for all
 * predictions, among those of the subset.  If a subset has a single speaker,
 * its recordings are drawn instead, and the interval is about other recordings
 * of this speaker; a single recording has none.
 *
 * Differences are between two subsets (the first minus the second, by name) or,
 * of more, between each subset and all the others together.  Each replicate
 * draws units that are in both sides once for both (paired), and those that are
 * in one side only among themselves, so each side keeps its number of units.
 * The ends are chosen by the number of units in the smaller side.
 */
#ifndef TONFALL_SUBSETS_H
#define TONFALL_SUBSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "score/predictions.h"
#include "score/tally.h"

#define SUBSETS_MAX	4096	/* values of a column */

/* (values of the tally) each, in one allocation. */
struct subset_values {
	double *value, *low, *high;	/* NAN: none */
};

struct subset {
	const char *name;		/* the column's value */
	uint32_t number;		/* its index in the column */
	struct tally_rows rows;
	enum predictions_unit unit;	/* what was drawn */
	size_t recordings;		/* keys; or rows by seeds */
	size_t classes;			/* that occur as a label; 0: numbers */
	size_t groups;			/* speakers; 0: not known */
	size_t units;			/* of all predictions, in this subset */
	struct subset_values score;
	struct subset_values difference;	/* all NAN if there is none */
};

struct subsets {
	const char *column;
	const struct tally *tally;
	struct subset *subset;	/* (n) */
	size_t n;
	size_t classes;		/* that occur as a label in all subsets
				 * together; 0: of numbers */
	size_t absent;		/* rows without a value in the column */
	bool compared;		/* there are differences; of two subsets only
				 * the first has one */
	bool paired;		/* some units are in several subsets */
};

/* How to draw. */
struct subsets_request {
	const char *group;	/* the column that is resampled */
	enum predictions_unit unit;
	size_t units;
	size_t replicates;
	double level;
	uint64_t seed;
};

/*
 * Parts of p, whose units are numbered, by column p->by[by].  They are sorted
 * by value if the column is that of the units (best first, by the first value
 * of the tally), else by name, numbers in
 * it by size.  tally and p must stay.
 * ST_BAD if no row has a value, or there are more than SUBSETS_MAX.
 */
enum status subsets_make(struct subsets *out, const struct predictions *p,
    size_t by, const struct tally *tally, const struct subsets_request *ask,
    struct fault *why) FAULT_CHECK;
void subsets_free(struct subsets *s);

/* The same at the end of a list (n), which grows; and the end of it. */
enum status subsets_add(struct subsets **list, size_t *n,
    const struct predictions *p, size_t by, const struct tally *tally,
    const struct subsets_request *ask, struct fault *why) FAULT_CHECK;
void subsets_free_all(struct subsets *list, size_t n);

/*
 * Divide rows (n) into k sides, side[i] < k each, and number the units that
 * occur so that those in the same sides are together: unit (n) gets the new
 * numbers, SCORE_NOUNIT staying, *stratum the number of units in each such set
 * of sides, *strata how many there are.  in (k) are the units of each side.
 * For k <= 32.  The caller frees *stratum.
 */
enum status subsets_strata(const uint32_t *side, const uint32_t *old, size_t n,
    size_t units, size_t k, uint32_t *unit, size_t **stratum, size_t *strata,
    size_t *in, struct fault *why) FAULT_CHECK;

#endif
