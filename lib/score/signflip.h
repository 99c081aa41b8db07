/*
 * signflip.h - the p value of a difference between two systems' scores.
 *
 * Accuracy and UAR are sums over units: a right prediction of class c adds
 * 1/(S F n) to the accuracy and 1/(S F C n_c) to the UAR, for S seeds, F folds
 * (1 for all folds together), n predictions of the seed in the fold, C classes
 * that are a label there, and n_c such labels.  d_u, what unit u adds to the
 * score of the first system minus what it adds to that of the other, has a
 * random sign if the systems are equally good.  See permute.h: exchanging a
 * unit turns the sign of its d_u.
 *
 * Each system's d_u is an average over its own seeds, so their numbers may
 * differ.  F1 is not a sum over units and has no p value here.
 */
#ifndef TONFALL_SIGNFLIP_H
#define TONFALL_SIGNFLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "score/score.h"

struct signflip {
	struct score_value p;	/* NAN: none */
	size_t patterns;	/* see permute.h */
	bool exact;
};

/*
 * a and b number their units alike, and hold the same recordings: otherwise a
 * unit's weight differs between them.  Items without a unit do not count.
 * ST_BAD as score_paired.
 */
enum status signflip(const struct score_set *a, const struct score_set *b,
    uint64_t seed, struct signflip *out, struct fault *why) FAULT_CHECK;

#endif
