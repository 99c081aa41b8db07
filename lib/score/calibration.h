/*
 * calibration.h - can the probabilities be believed, and what is gained by
 * leaving out the predictions that are least sure?
 *
 * The confidence of a prediction is the probability of the class predicted.
 *
 *	ece       expected calibration error: the predictions of a seed are put
 *	          into 15 bins of equal width by confidence, ]0, 1/15] to
 *	          ]14/15, 1]; the sum over bins of
 *	          n_b / n |right_b - confidence_b|, the share that is right and
 *	          the mean confidence (Naeini, Cooper & Hauskrecht 2015,
 *	          "Obtaining well calibrated probabilities using Bayesian
 *	          binning", AAAI; Guo et al. 2017, see combine.h)
 *	brier     mean over predictions of sum over classes (p_c - [c is the
 *	          label])^2, from 0 to 2 (Brier 1950, "Verification of forecasts
 *	          expressed in terms of probability", Monthly Weather Review 78)
 *	log_loss  mean of -ln p_label; a probability below 2^-52 counts as that
 *
 * Coverage: the share of a seed's predictions that is kept, the most confident
 * ones; UAR and accuracy are those of what is kept, UAR over the classes that
 * occur in it.  Of predictions of equal confidence across the border, each
 * counts in part, so the order of rows does not matter.
 *
 * Everything is of all folds together, averaged over the seeds.
 */
#ifndef TONFALL_CALIBRATION_H
#define TONFALL_CALIBRATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "score/score.h"

#define CALIBRATION_BINS	15
#define CALIBRATION_LEVELS	4	/* of coverage */

enum calibration_metric {
	CALIBRATION_ECE,
	CALIBRATION_BRIER,
	CALIBRATION_LOSS,
	CALIBRATION_METRICS
};

/* "ece", "brier", "log_loss". */
const char *calibration_name(enum calibration_metric m);

/* The percentages kept: 100, 90, 80, 50. */
extern const unsigned calibration_level[CALIBRATION_LEVELS];

/* How sure one prediction was. */
struct calibration_row {
	float confidence, brier, loss;
};

/* From the probabilities p (n) of a row: the classes predicted and true, at or
 * above n if they are not among these.  Confidence 0 for a class without. */
struct calibration_row calibration_row(const double *p, size_t n,
    size_t predicted, size_t label);

struct calibration_value {
	double metric[CALIBRATION_METRICS];
	double uar[CALIBRATION_LEVELS], accuracy[CALIBRATION_LEVELS];
};

/* All seeds together. */
struct calibration_bin {
	double n, confidence, right;	/* number; means, if n > 0 */
};

#define CALIBRATION_CURVE	20	/* points of the curve of coverage */

struct calibration {
	struct calibration_value value, low, high;
	struct calibration_bin bin[CALIBRATION_BINS];
	double uar[CALIBRATION_CURVE];	/* keeping 100, 95, ... 5 % */
};

/*
 * Of set s and its rows' (s->n), with intervals as score_bootstrap.  In a
 * replicate, the bins' shares vary more, so its ece is too large on average;
 * the interval of ece is that of the replicates minus their mean plus the
 * value, and not below 0.
 * ST_BAD if the set is empty or nothing can be drawn; ST_NOMEM.
 */
enum status calibration_make(struct calibration *c, const struct score_set *s,
    const struct calibration_row *row, size_t replicates, double level,
    uint64_t seed, struct fault *why) FAULT_CHECK;

#endif
