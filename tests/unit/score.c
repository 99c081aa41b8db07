#include "score/score.h"

#include <string.h>

#include "math/rng.h"
#include "unit.h"

static double
at(const struct score_value *v, enum score_metric m)
{
	return v->by_fold[m];
}

/* ---- one matrix ---- */

/*
 *	      said a b	recall	precision  F1
 *	is a	   3 1	3/4	3/5	   2/3
 *	is b	   2 4	2/3	4/5	   8/11
 */
static void
by_hand(void)
{
	const double conf[] = { 3, 1, 2, 4 };
	double v[SCORE_METRICS];

	CHECK(score_matrix(conf, 2, v));
	CHECK_NEAR(v[SCORE_ACCURACY], 0.7, 1e-12);
	CHECK_NEAR(v[SCORE_UAR], (3 / 4. + 2 / 3.) / 2, 1e-12);
	CHECK_NEAR(v[SCORE_F1_MACRO], (2 / 3. + 8 / 11.) / 2, 1e-12);
	CHECK_NEAR(
	    v[SCORE_F1_WEIGHTED], (4 * 2 / 3. + 6 * 8 / 11.) / 10, 1e-12);
}

/* c is said but never there: no recall, an F1 of 0 that counts in the mean;
 * d is neither and does not count. */
static void
absent_classes(void)
{
	const double conf[] = {
		2, 0, 2, 0,
		0, 4, 0, 0,
		0, 0, 0, 0,
		0, 0, 0, 0
	};
	double v[SCORE_METRICS];

	CHECK(score_matrix(conf, 4, v));
	CHECK_NEAR(v[SCORE_ACCURACY], 0.75, 1e-12);
	CHECK_NEAR(v[SCORE_UAR], 0.75, 1e-12);
	CHECK_NEAR(v[SCORE_F1_MACRO], (2 / 3. + 1 + 0) / 3, 1e-12);
	CHECK_NEAR(v[SCORE_F1_WEIGHTED], (4 * 2 / 3. + 4) / 8, 1e-12);
}

static void
empty_matrix(void)
{
	const double conf[4] = { 0 };
	double v[SCORE_METRICS];

	CHECK(!score_matrix(conf, 2, v));
}

/* ---- folds and seeds ---- */

/* Fold 0 of seed 0: recalls 1/2 and 1; fold 1 has class 0 alone, recall 1/3;
 * seed 1 has fold 0 alone, all right. */
static const struct score_item few[] = {
	{ 0, 0, 0, 0, 0 }, { 0, 1, 0, 0, 0 }, { 1, 1, 0, 0, 1 },
	{ 0, 0, 1, 0, 2 }, { 0, 1, 1, 0, 2 }, { 0, 1, 1, 0, 2 },
	{ 0, 0, 0, 1, 0 }, { 1, 1, 0, 1, 1 }
};

static void
averages(void)
{
	const struct score_set s = { few, 8, 2, 2, 2, 3 };
	struct score_value v, sd;
	struct fault why;

	CHECK(score_compute(&s, &v, &why) == ST_OK);
	CHECK_NEAR(at(&v, SCORE_UAR), ((0.75 + 1 / 3.) / 2 + 1) / 2, 1e-12);
	CHECK_NEAR(
	    at(&v, SCORE_ACCURACY), ((2 / 3. + 1 / 3.) / 2 + 1) / 2, 1e-12);
	CHECK_NEAR(v.pooled[SCORE_UAR], ((2 / 5. + 1) / 2 + 1) / 2, 1e-12);
	CHECK_NEAR(v.pooled[SCORE_ACCURACY], (3 / 6. + 1) / 2, 1e-12);
	CHECK(score_deviation(&s, &sd, &why) == ST_OK);
	CHECK_NEAR(at(&sd, SCORE_ACCURACY), (1 - 0.5) / sqrt(2), 1e-12);
	CHECK_NEAR(sd.pooled[SCORE_UAR], (1 - 0.7) / sqrt(2), 1e-12);
}

static void
confusion(void)
{
	const struct score_set s = { few, 8, 2, 2, 2, 3 };
	double conf[4];

	score_confusion(&s, conf);
	CHECK(conf[0] == 3 && conf[1] == 3 && conf[2] == 0 && conf[3] == 2);
}

static void
bad_sets(void)
{
	struct score_set s = { few, 0, 2, 2, 2, 3 };
	struct score_interval t;
	struct score_value v;
	struct fault why;

	CHECK(score_compute(&s, &v, &why) == ST_BAD);
	s = (struct score_set){ few, 8, 1, 2, 2, 3 };
	CHECK(score_compute(&s, &v, &why) == ST_BAD);
	s = (struct score_set){ few, 8, 2, 2, 2, 2 };
	CHECK(score_bootstrap(&s, 100, 0.95, 1, &t, &why) == ST_BAD);
	s = (struct score_set){ few, 8, 2, 2, 2, 3 };
	CHECK(score_bootstrap(&s, 0, 0.95, 1, &t, &why) == ST_BAD);
	CHECK(score_bootstrap(&s, 100, 1, 1, &t, &why) == ST_BAD);
}

/* ---- the bootstrap ---- */

/* 100 utterances, 80 right: the interval of accuracy is that of the binomial
 * distribution, whose quantiles at n = 100, p = 0.8 are 72 and 87 or 88. */
static void
binomial(void)
{
	struct score_item item[100];
	const struct score_set s = { item, 100, 2, 1, 1, 100 };
	struct score_interval t;
	struct fault why;
	uint32_t i;

	for (i = 0; i < 100; i++)
		item[i] = (struct score_item){ i % 2, i < 80 ? i % 2 : !(i % 2),
		    0, 0, i };
	CHECK(score_bootstrap(&s, 4000, 0.95, 3, &t, &why) == ST_OK);
	CHECK_NEAR(at(&t.low, SCORE_ACCURACY), 0.72, 0.0101);
	CHECK_NEAR(at(&t.high, SCORE_ACCURACY), 0.875, 0.0101);
	CHECK(memcmp(&t.low.by_fold, &t.low.pooled, sizeof t.low.pooled) == 0);
}

static void
same_seed(void)
{
	const struct score_set s = { few, 8, 2, 2, 2, 3 };
	struct score_interval a, b, c;
	struct fault why;

	CHECK(score_bootstrap(&s, 200, 0.5, 7, &a, &why) == ST_OK);
	CHECK(score_bootstrap(&s, 200, 0.5, 7, &b, &why) == ST_OK);
	CHECK(score_bootstrap(&s, 200, 0.5, 8, &c, &why) == ST_OK);
	CHECK(memcmp(&a, &b, sizeof a) == 0);
	CHECK(memcmp(&a, &c, sizeof a) != 0);
}

/* A speaker whose every prediction is wrong beside 9 who are right: by
 * speaker, the number drawn of it decides, so accuracy is in tenths. */
static void
units_stay_together(void)
{
	struct score_item item[200];
	const struct score_set s = { item, 200, 2, 1, 1, 10 };
	struct score_interval t;
	struct fault why;
	uint32_t i;

	for (i = 0; i < 200; i++)
		item[i] = (struct score_item){ i / 10 % 2,
		    i % 10 ? i / 10 % 2 : !(i / 10 % 2), 0, 0, i % 10 };
	CHECK(score_bootstrap(&s, 1000, 0.95, 1, &t, &why) == ST_OK);
	CHECK_NEAR(at(&t.low, SCORE_ACCURACY), 0.6, 1e-9);
	CHECK_NEAR(at(&t.high, SCORE_ACCURACY), 1.0, 1e-9);
}

/* ---- does a 95 % interval hold the truth 95 times of 100? ---- */

struct world {
	uint32_t speakers, folds, utterances;	/* of each speaker */
	double   effect;	/* a speaker is this much easier or harder */
	bool     by_speaker;
};

static const double recall[4] = { 0.4, 0.5, 0.6, 0.7 };	/* UAR 0.55 */

static void
simulate(const struct world *w, struct rng *r, struct score_item *item)
{
	uint32_t sp, u, n = 0;

	for (sp = 0; sp < w->speakers; sp++) {
		double e = w->effect * (2 * rng_uniform(r) - 1);

		for (u = 0; u < w->utterances; u++, n++) {
			uint32_t label = (uint32_t)rng_below(r, 5) % 4;
			bool right = rng_uniform(r) < recall[label] + e;

			item[n] = (struct score_item){ label, right ? label :
			    (label + 1 + (uint32_t)rng_below(r, 3)) % 4,
			    sp % w->folds, 0,
			    w->by_speaker ? sp : n };
		}
	}
}

/* The share of simulated data sets whose interval of UAR holds the truth. */
static void
coverage(const struct world *w, double *by_fold, double *pooled)
{
	enum { SETS = 300 };
	uint32_t n = w->speakers * w->utterances, i, in_fold = 0, in_pooled = 0;
	struct score_item *item = calloc(n, sizeof *item);
	const struct score_set s = { item, n, 4, w->folds, 1,
	    w->by_speaker ? w->speakers : n };
	struct score_interval t;
	struct fault why;
	struct rng *r;

	if (!item || rng_new(&r, 20, "simulate", &why) != ST_OK)
		exit(EXIT_FAILURE);
	for (i = 0; i < SETS; i++) {
		simulate(w, r, item);
		if (score_bootstrap(&s, 300, 0.95, i, &t, &why) != ST_OK)
			exit(EXIT_FAILURE);
		in_fold += at(&t.low, SCORE_UAR) <= 0.55 &&
		    0.55 <= at(&t.high, SCORE_UAR);
		in_pooled += t.low.pooled[SCORE_UAR] <= 0.55 &&
		    0.55 <= t.high.pooled[SCORE_UAR];
	}
	*by_fold = in_fold / (double)SETS;
	*pooled = in_pooled / (double)SETS;
	rng_free(r);
	free(item);
}

static void
covers(const struct world *w)
{
	double by_fold, pooled;

	coverage(w, &by_fold, &pooled);
	CHECK_NEAR(by_fold, 0.94, 0.04);
	CHECK_NEAR(pooled, 0.94, 0.04);
}

static void
covers_utterances(void)
{
	covers(&(struct world){ 1, 1, 300, 0, false });
}

static void
covers_four_speakers_a_fold(void)
{
	covers(&(struct world){ 24, 6, 20, 0.25, true });
}

static void
covers_two_speakers_a_fold(void)
{
	covers(&(struct world){ 12, 6, 30, 0.25, true });
}

static void
covers_one_speaker_a_fold(void)
{
	covers(&(struct world){ 12, 12, 30, 0.25, true });
}

/* Speakers differ: to draw utterances as if they did not is too sure. */
static void
speakers_matter(void)
{
	const struct world w = { 24, 6, 20, 0.25, false };
	double by_fold, pooled;

	coverage(&w, &by_fold, &pooled);
	CHECK(by_fold < 0.85 && pooled < 0.85);
}

/* ---- paired ---- */

/* b repeats a's mistakes and makes one more in ten: the difference is sure
 * where the two values are not. */
static void
paired(void)
{
	struct score_item a[300], b[300];
	const struct score_set sa = { a, 300, 2, 1, 1, 300 };
	const struct score_set sb = { b, 300, 2, 1, 1, 300 };
	struct score_interval t, one;
	struct fault why;
	uint32_t i;

	for (i = 0; i < 300; i++) {
		a[i] = (struct score_item){ i % 2, i % 3 ? i % 2 : !(i % 2), 0,
			0, i };
		b[i] = a[i];
		if (i % 10 == 1)
			b[i].predicted = !b[i].label;
	}
	CHECK(score_bootstrap(&sa, 500, 0.95, 1, &one, &why) == ST_OK);
	CHECK(score_paired(&sa, &sb, 500, 0.95, 1, &t, &why) == ST_OK);
	CHECK(at(&t.low, SCORE_ACCURACY) > 0.02);
	CHECK(at(&t.high, SCORE_ACCURACY) < 0.11);
	CHECK(at(&one.high, SCORE_ACCURACY) - at(&one.low, SCORE_ACCURACY) >
	    at(&t.high, SCORE_ACCURACY) - at(&t.low, SCORE_ACCURACY));
	CHECK(score_paired(&sa, &sa, 500, 0.95, 1, &t, &why) == ST_OK);
	CHECK(at(&t.low, SCORE_UAR) == 0 && at(&t.high, SCORE_UAR) == 0);
}

static void
unlike_units(void)
{
	const struct score_set a = { few, 8, 2, 2, 2, 3 };
	const struct score_set b = { few, 8, 2, 2, 2, 4 };
	struct score_interval t;
	struct fault why;

	CHECK(score_paired(&a, &b, 100, 0.95, 1, &t, &why) == ST_BAD);
}

int
main(void)
{
	UNIT_CASE(by_hand);
	UNIT_CASE(absent_classes);
	UNIT_CASE(empty_matrix);
	UNIT_CASE(averages);
	UNIT_CASE(confusion);
	UNIT_CASE(bad_sets);
	UNIT_CASE(binomial);
	UNIT_CASE(same_seed);
	UNIT_CASE(units_stay_together);
	UNIT_CASE(covers_utterances);
	UNIT_CASE(covers_four_speakers_a_fold);
	UNIT_CASE(covers_two_speakers_a_fold);
	UNIT_CASE(covers_one_speaker_a_fold);
	UNIT_CASE(speakers_matter);
	UNIT_CASE(paired);
	UNIT_CASE(unlike_units);
	UNIT_END();
}
