/*
 * fairness.h - is a system as good for one group of speakers as for another?
 *
 * Groups are the values of a column, such as gender.  All folds together,
 * averaged over the seeds, for each group and class:
 *
 *	recall	right predictions / labels of the class
 *	rate	predictions of the class / all predictions
 *
 * and between the groups, the maximum minus the minimum:
 *
 *	equal opportunity  of the recall of a class: someone whose label it is
 *			   has the same chance of being recognised, whatever
 *			   the group (Hardt, Price & Srebro 2016, "Equality of
 *			   Opportunity in Supervised Learning", NeurIPS)
 *	parity		   of the rate of a class: statistical parity, which
 *			   asks for equal rates also if the labels differ
 *			   (Dwork et al. 2012, "Fairness Through Awareness",
 *			   ITCS)
 *	range		   of the UAR
 *
 * 0 is equal.  The first two are also averaged over the classes in which they
 * are defined, that is in at least two groups.
 *
 * Intervals: speakers are drawn in each group apart, so it keeps its number of
 * them; the ends are those for as many as the smallest group has.  A maximum
 * minus a minimum is never negative, and resampling makes it larger, since
 * groups differ by chance as well: its interval is shifted by the mean of that,
 * down to 0, and begins at 0 if its p value is not below 1 - level.  There are
 * no intervals if a group has one speaker.
 *
 * p values: how often differences at least as large come about if the speakers
 * are dealt out to groups of the same sizes at random or, if each speaker is in
 * all groups, if the groups are exchanged among each speaker's recordings at
 * random (as many times as there are replicates; (1 + such) / (1 + all), see
 * permute.h).  There are none if only some speakers are in several groups.
 */
#ifndef TONFALL_FAIRNESS_H
#define TONFALL_FAIRNESS_H

#include <stddef.h>
#include <stdint.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "score/predictions.h"
#include "score/score.h"
#include "score/subsets.h"

#define FAIRNESS_GROUPS	16	/* at most */
#define FAIRNESS_FEW	10	/* speakers in a group below which the text
				 * warns: one of them moves the recall of the
				 * group by a tenth, if they are otherwise
				 * equal */

/* Differences between groups over all classes. */
enum fairness_mean {
	FAIRNESS_OPPORTUNITY,
	FAIRNESS_PARITY,
	FAIRNESS_RANGE,
	FAIRNESS_MEANS
};

/* k groups, C classes.  Values in this order: recall (k, C), rate (k, C),
 * equal opportunity (C), parity (C), the three means. */
struct fairness {
	const char *column;
	const struct subsets *subsets;	/* by that column */
	size_t groups, classes, values;
	double *value, *low, *high;	/* (values) NAN: none */
	enum fairness_test {
		FAIRNESS_UNTESTED, FAIRNESS_DEALT, FAIRNESS_EXCHANGED
	} test;
	double p[FAIRNESS_MEANS];	/* NAN: none */
	bool drawn;			/* there are intervals */
	bool grouped;			/* by drawing groups, not recordings */
};

/*
 * Compare the subsets by a column, made of the rows of p; they must stay.
 * ST_BAD if there are fewer than two groups or more than FAIRNESS_GROUPS, or
 * too many classes for the replicates.
 */
enum status fairness_make(struct fairness *out, const struct predictions *p,
    const struct score_set *set, const struct subsets *subsets,
    const struct subsets_request *ask, struct fault *why) FAULT_CHECK;
void fairness_free(struct fairness *f);

/* The place of a value. */
size_t fairness_recall(const struct fairness *f, size_t group, size_t class);
size_t fairness_rate(const struct fairness *f, size_t group, size_t class);
size_t fairness_opportunity(const struct fairness *f, size_t class);
size_t fairness_parity(const struct fairness *f, size_t class);
size_t fairness_mean(const struct fairness *f, enum fairness_mean m);

/*
 * For people; label (classes) are the names of the classes as shown, group is
 * what is resampled.  For programs, with the classes' names: rows
 * recall@COLUMN=GROUP:CLASS, rate@COLUMN=GROUP:CLASS,
 * equal_opportunity@COLUMN:CLASS, parity@COLUMN:CLASS, and of all classes
 * equal_opportunity@COLUMN, parity@COLUMN, uar_range@COLUMN, each with _p
 * before the @.
 */
enum status fairness_text(const struct fairness *f, char *const *label,
    const char *group, size_t replicates, struct atomfile *to,
    struct fault *why) FAULT_CHECK;
enum status fairness_summary(const struct fairness *f, char *const *name,
    struct atomfile *to, struct fault *why) FAULT_CHECK;

#endif
