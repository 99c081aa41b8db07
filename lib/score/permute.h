/*
 * permute.h - permutation tests of a difference between two systems.
 *
 * If the two systems are equally good, it does not matter which of them made
 * which prediction: the predictions of a unit (all those of a speaker, whatever
 * their number) may as well be exchanged.  A pattern says for each unit whether
 * they are.  The p value is the share of the patterns in which the difference
 * is at least as large, in absolute value, as the one observed.
 *
 * With few units all patterns are taken, and p is exact:
 * p = #{|difference| >= |observed|} / 2^units.  Otherwise R of them are drawn,
 * and p = (1 + #{...}) / (1 + R), never 0 (Phipson & Smyth 2010, "Permutation
 * P-values should never be zero", Statistical Applications in Genetics and
 * Molecular Biology 9).  The test for paired samples is Fisher's (1935, "The
 * Design of Experiments", section 21); for scores of language systems, which
 * need not be sums, see Noreen 1989, "Computer-Intensive Methods for Testing
 * Hypotheses", chapter 2 ("approximate randomization").
 */
#ifndef TONFALL_PERMUTE_H
#define TONFALL_PERMUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define PERMUTE_EXACT	18	/* all patterns of up to so many units */
#define PERMUTE_DRAWN	99999	/* patterns drawn for more */
#define PERMUTE_MANY	1000	/* but of more units than this: */
#define PERMUTE_FEW	9999

/*
 * The differences with the units exchanged for which swapped[unit] is true.
 * Exchanging all units must give the differences with the opposite sign.
 */
typedef void permute_values(void *ctx, const bool *swapped, double *out);

struct permute {
	size_t units, values;
	uint64_t seed;
	const double *scale;	/* (values) differences below 1e-9 of this are
				 * taken as equal: they differ by rounding */
	permute_values *of;
	void *ctx;
};

struct permute_result {
	double *p;		/* (values) the caller's; NAN if the observed
				 * difference is NAN */
	size_t patterns;	/* taken: 2^units, or R + 1 */
	bool exact;		/* all of them */
};

/* A pattern whose difference is NAN counts as one that is as large.  ST_NOMEM;
 * ST_BAD without a unit. */
enum status permute(const struct permute *ask, struct permute_result *out,
    struct fault *why) FAULT_CHECK;

#endif
