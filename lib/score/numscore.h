/*
 * numscore.h - scores of predictions of a number, and their intervals.
 *
 * x is true, y predicted; means, variances and the covariance divide by n:
 *
 *	ccc      concordance correlation coefficient,
 *	         2 s_xy / (s_x^2 + s_y^2 + (mean x - mean y)^2), from -1 to 1
 *	         (Lin 1989, "A concordance correlation coefficient to evaluate
 *	         reproducibility", Biometrics 45); 0 if the predictions are
 *	         constant or the truth is; not defined if both are, and equal
 *	pearson  s_xy / (s_x s_y); not defined if either is constant
 *	mae      mean of |x - y|
 *	rmse     square root of the mean of (x - y)^2
 *
 * An undefined value is NAN and does not count in averages.  As in score.h,
 * by_fold is the mean over the folds of a seed and then over the seeds, pooled
 * is of all folds of a seed together, averaged over the seeds; intervals are
 * from the same bootstrap of units, with the same weights of folds.
 */
#ifndef TONFALL_NUMSCORE_H
#define TONFALL_NUMSCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "score/score.h"
#include "score/tally.h"

enum numscore_metric {
	NUMSCORE_CCC,
	NUMSCORE_PEARSON,
	NUMSCORE_MAE,
	NUMSCORE_RMSE,
	NUMSCORE_METRICS	/* how many there are */
};

/* Names ("ccc", ...; with "_pooled" in .name of pooled), titles and kinds. */
extern const struct tally_metric numscore_metric[NUMSCORE_METRICS];
extern const struct tally_metric numscore_pooled[NUMSCORE_METRICS];

struct numscore_value {
	double by_fold[NUMSCORE_METRICS];
	double pooled[NUMSCORE_METRICS];
};

struct numscore_interval {
	struct numscore_value low, high;
};

/* Rows and their numbers, both of the same length; the caller's. */
struct numscore_set {
	struct score_set rows;	/* of their classes nothing is used */
	const double *truth, *said;
};

/* The values of a set, and the standard deviation (n - 1) over its seeds of
 * each; 0 with fewer than two.  ST_BAD if it is empty. */
enum status numscore_compute(const struct numscore_set *s,
    struct numscore_value *mean, struct numscore_value *deviation,
    struct fault *why) FAULT_CHECK;

/*
 * Intervals of the values of a or, if b is not NULL, of those of a minus those
 * of b, whose units are numbered alike and drawn for both (paired).  Not
 * defined in any replicate: NAN.
 * ST_BAD if nothing can be drawn.
 */
enum status numscore_bootstrap(const struct numscore_set *a,
    const struct numscore_set *b, size_t replicates, double level,
    uint64_t seed, struct numscore_interval *out, struct fault *why)
    FAULT_CHECK;

/*
 * The p values of a minus b by permute.h: all predictions of a unit are
 * exchanged between the systems.  Both must have the same number of seeds, of
 * which the first is exchanged with the first, and so on; ST_BAD else.
 */
enum status numscore_test(const struct numscore_set *a,
    const struct numscore_set *b, uint64_t seed, struct numscore_value *p,
    size_t *patterns, bool *exact, struct fault *why) FAULT_CHECK;

/* The pooled scores of rows of s, for subsets.h; s must stay. */
struct tally numscore_tally(const struct numscore_set *s);

#endif
