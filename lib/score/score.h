/*
 * score.h - scores of predictions, and their confidence intervals.
 *
 * C classes.  A confusion matrix is (C, C): conf[label*C + predicted] counts
 * utterances; its rows are the true classes, its columns the predicted ones.
 *
 * Four scores, all in 0..1, defined as in scikit-learn with zero_division=0:
 *
 *	accuracy     correct / all
 *	uar          mean recall over the classes that occur as a label
 *	             (unweighted average recall, balanced accuracy)
 *	f1_macro     mean F1 over the classes that occur as a label or as a
 *	             prediction; F1 = 2 correct / (labels + predictions)
 *	f1_weighted  mean F1 weighted by how often the class is a label
 *
 * and three of each class:
 *
 *	recall       correct / labels; not defined for a class without labels
 *	precision    correct / predictions; 0 for a class that occurs as a
 *	             label only, not defined for one that does not occur
 *	f1           as above; not defined for a class that does not occur
 *
 * An undefined value is NAN.
 */
#ifndef TONFALL_SCORE_H
#define TONFALL_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

enum score_metric {
	SCORE_ACCURACY,
	SCORE_UAR,
	SCORE_F1_MACRO,
	SCORE_F1_WEIGHTED,
	SCORE_METRICS		/* how many there are */
};

/* Of one class. */
enum score_class_metric {
	SCORE_RECALL,
	SCORE_PRECISION,
	SCORE_F1,
	SCORE_CLASS_METRICS
};

/* "accuracy", "uar", "f1_macro", "f1_weighted". */
const char *score_name(enum score_metric m);

/* "recall", "precision", "f1". */
const char *score_class_name(enum score_class_metric m);

/*
 * The scores of one confusion matrix (C, C) of non-negative counts.
 * False, and out unchanged, if it is all zero.
 */
bool score_matrix(const double *conf, size_t C, double out[SCORE_METRICS]);

/* The scores of each class in such a matrix; out (C, SCORE_CLASS_METRICS). */
void score_matrix_classes(const double *conf, size_t C, double *out);

/*
 * The maximum number of counts held at a time, classes times classes for each
 * fold of each seed: 8 MiB, or SCORE_ROWCOUNTS for each prediction if that is
 * more.  So a small table with many names costs little.
 */
#define SCORE_COUNTS	((size_t)1 << 20)
#define SCORE_ROWCOUNTS	64

/* One prediction; each member is an index below the count in the set. */
struct score_item {
	uint32_t label, predicted;	/* classes */
	uint32_t fold, seed;
	uint32_t unit;		/* what the bootstrap draws, or SCORE_NOUNIT */
};

#define SCORE_NOUNIT	UINT32_MAX	/* scored, but never drawn */

/* n items; the caller's, in any order. */
struct score_set {
	const struct score_item *item;
	size_t n;
	size_t classes, folds, seeds, units;
};

/* The sum of row label of conf (C, C): how often it occurs. */
double score_row(const double *conf, size_t C, size_t label);

/*
 * A count of predictions divided by the number of seeds, to a tenth:
 * recordings, on average if the seeds differ.
 */
double score_mean_count(double count, size_t seeds);

/* The confusion matrix of all items together; conf (C, C) is the caller's. */
void score_confusion(const struct score_set *s, double *conf);

/*
 * by_fold: the score of each fold of a seed, over the classes that occur in it,
 * averaged over the folds, then over the seeds.  pooled: the score of all items
 * of a seed together, averaged over the seeds.  Folds and seeds without items
 * do not count.
 */
struct score_value {
	double by_fold[SCORE_METRICS];
	double pooled[SCORE_METRICS];
};

/* The values of a set; ST_BAD for an empty one, an index out of range or more
 * counts than above. */
enum status score_compute(const struct score_set *s, struct score_value *out,
    struct fault *why) FAULT_CHECK;

/*
 * The scores of each class, of all items of a seed together, averaged over the
 * seeds in which they are defined.  The mean of the recalls is the pooled UAR
 * if the same classes occur as a label in every seed.
 * out (C, SCORE_CLASS_METRICS).  Status as score_compute.
 */
enum status score_classes(const struct score_set *s, double *out,
    struct fault *why) FAULT_CHECK;

/*
 * Standard deviation (n - 1) over the seeds of each seed's value; zero with
 * fewer than two seeds.
 */
enum status score_deviation(const struct score_set *s, struct score_value *out,
    struct fault *why) FAULT_CHECK;

/*
 * Percentile intervals from the bootstrap (Efron & Tibshirani 1993, "An
 * Introduction to the Bootstrap", chapter 13).  Each replicate draws as many
 * units as the set has, with replacement, and counts every item of a unit as
 * often as the unit was drawn, whatever its fold and seed.  Low and high are
 * quantiles of the replicates' values, linearly interpolated; for n units, at
 * the probability of the standard normal distribution below
 * -+ sqrt(n/(n - 1)) t, t being Student's for this level and n - 1 degrees of
 * freedom.  For many units that is (1 -+ level)/2; for ten or twenty speakers
 * the plain percentiles are too narrow (Hesterberg 2015, "What Teachers Should
 * Know About the Bootstrap", The American Statistician 69, "expanded
 * percentile").
 *
 * Drawing is stratified neither by class nor by fold: with two speakers in a
 * fold, drawing within folds would lose half of the variance; with one, all of
 * it.  In a replicate, the weight of a fold in the average is the number of its
 * items drawn relative to their number, so a fold of which nothing was drawn
 * does not count, and the fold average of accuracy is the bootstrap of a
 * weighted mean.
 *
 * Items without a unit are never drawn.  The interval of a class is that of the
 * replicates in which its value is defined.
 *
 * The same seed gives the same intervals.  ST_BAD as score_compute, and if no
 * item has a unit.
 */
struct score_interval {
	struct score_value low, high;
};

/* Of each class, (C, SCORE_CLASS_METRICS) each, the caller's; NAN if no
 * replicate has a value. */
struct score_class_interval {
	double *low, *high;
};

/*
 * Intervals of classes take 24 bytes per class and replicate; score_fits is
 * false if that is more than 256 MiB.
 */
bool score_fits(size_t classes, size_t replicates);

/* class may be NULL. */
enum status score_bootstrap(const struct score_set *s, size_t replicates,
    double level, uint64_t seed, struct score_interval *out,
    const struct score_class_interval *class, struct fault *why) FAULT_CHECK;

/*
 * The same for the difference, value of a minus value of b: each replicate
 * draws the same units for both (paired).  a and b must number their units
 * alike; ST_BAD unless a->units == b->units.
 */
enum status score_paired(const struct score_set *a, const struct score_set *b,
    size_t replicates, double level, uint64_t seed,
    struct score_interval *out, struct fault *why) FAULT_CHECK;

#endif
