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

/* Recall, precision and F1 of each class: those of the first matrix as
 * written there; of the second, c has no label, b no prediction, d neither. */
static void
classes_by_hand(void)
{
	const double first[] = { 3, 1, 2, 4 };
	const double second[] = {
		2, 0, 2, 0,
		4, 0, 0, 0,
		0, 0, 0, 0,
		0, 0, 0, 0
	};
	double v[4 * SCORE_CLASS_METRICS];

	score_matrix_classes(first, 2, v);
	CHECK_NEAR(v[SCORE_RECALL], 3 / 4., 1e-12);
	CHECK_NEAR(v[SCORE_PRECISION], 3 / 5., 1e-12);
	CHECK_NEAR(v[SCORE_F1], 2 / 3., 1e-12);
	CHECK_NEAR(v[3 + SCORE_RECALL], 2 / 3., 1e-12);
	CHECK_NEAR(v[3 + SCORE_PRECISION], 4 / 5., 1e-12);
	CHECK_NEAR(v[3 + SCORE_F1], 8 / 11., 1e-12);
	score_matrix_classes(second, 4, v);
	CHECK_NEAR(v[SCORE_PRECISION], 1 / 3., 1e-12);
	CHECK(v[3 + SCORE_RECALL] == 0 && v[3 + SCORE_PRECISION] == 0 &&
	    v[3 + SCORE_F1] == 0);
	CHECK(isnan(v[6 + SCORE_RECALL]) && v[6 + SCORE_PRECISION] == 0 &&
	    v[6 + SCORE_F1] == 0);
	CHECK(isnan(v[9 + SCORE_RECALL]) && isnan(v[9 + SCORE_PRECISION]) &&
	    isnan(v[9 + SCORE_F1]));
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

/* Class 0 has recalls 2/5 in seed 0 and 1 in seed 1, precisions 1 and 1;
 * class 1 recalls 1 and 1, precisions 1/4 and 1. */
static void
class_averages(void)
{
	const struct score_set s = { few, 8, 2, 2, 2, 3 };
	double v[2 * SCORE_CLASS_METRICS];
	struct score_value all;
	struct fault why;

	CHECK(score_classes(&s, v, &why) == ST_OK);
	CHECK_NEAR(v[SCORE_RECALL], (2 / 5. + 1) / 2, 1e-12);
	CHECK_NEAR(v[SCORE_PRECISION], 1, 1e-12);
	CHECK_NEAR(v[SCORE_F1], (4 / 7. + 1) / 2, 1e-12);
	CHECK_NEAR(v[3 + SCORE_RECALL], 1, 1e-12);
	CHECK_NEAR(v[3 + SCORE_PRECISION], (1 / 4. + 1) / 2, 1e-12);
	CHECK(score_compute(&s, &all, &why) == ST_OK);
	CHECK_NEAR(all.pooled[SCORE_UAR],
	    (v[SCORE_RECALL] + v[3 + SCORE_RECALL]) / 2, 1e-12);
}

/* A class in seed 0 alone: its values are those of that seed. */
static void
class_in_one_seed(void)
{
	const struct score_item item[] = { { 0, 0, 0, 0, 0 },
	    { 1, 0, 0, 0, 0 }, { 0, 0, 0, 1, 0 } };
	const struct score_set s = { item, 3, 3, 1, 2, 1 };
	double v[3 * SCORE_CLASS_METRICS];
	struct fault why;

	CHECK(score_classes(&s, v, &why) == ST_OK);
	CHECK_NEAR(v[SCORE_PRECISION], 0.75, 1e-12);
	CHECK(v[3 + SCORE_RECALL] == 0 && v[3 + SCORE_F1] == 0);
	CHECK(isnan(v[6 + SCORE_RECALL]) && isnan(v[6 + SCORE_F1]));
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
	CHECK(score_bootstrap(&s, 100, 0.95, 1, &t, NULL, &why) == ST_BAD);
	s = (struct score_set){ few, 8, 2, 2, 2, 3 };
	CHECK(score_bootstrap(&s, 0, 0.95, 1, &t, NULL, &why) == ST_BAD);
	CHECK(score_bootstrap(&s, 100, 1, 1, &t, NULL, &why) == ST_BAD);
	CHECK(score_fits(4, 1000000) && !score_fits(1000, 1000000));
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
	CHECK(score_bootstrap(&s, 4000, 0.95, 3, &t, NULL, &why) == ST_OK);
	CHECK_NEAR(at(&t.low, SCORE_ACCURACY), 0.72, 0.0101);
	CHECK_NEAR(at(&t.high, SCORE_ACCURACY), 0.875, 0.0101);
	CHECK(memcmp(&t.low.by_fold, &t.low.pooled, sizeof t.low.pooled) == 0);
}

/* The recalls' intervals are of the binomial distribution as well, those of a
 * class that never occurs are not there; the four scores' do not change. */
static void
binomial_recall(void)
{
	struct score_item item[300];
	const struct score_set s = { item, 300, 3, 1, 1, 300 };
	double low[9], high[9];
	const struct score_class_interval c = { low, high };
	struct score_interval t, alone;
	struct fault why;
	uint32_t i;

	/* 200 of class 0, 160 right; 100 of class 1, 50 right */
	for (i = 0; i < 300; i++)
		item[i] = (struct score_item){ i >= 200,
		    i < 160 || i >= 250 ? 0 : 1, 0, 0, i };
	CHECK(score_bootstrap(&s, 4000, 0.95, 3, &t, &c, &why) == ST_OK);
	CHECK(score_bootstrap(&s, 4000, 0.95, 3, &alone, NULL, &why) == ST_OK);
	CHECK(memcmp(&t, &alone, sizeof t) == 0);
	/* 1.96 sqrt(p (1 - p) / n) */
	CHECK_NEAR(low[SCORE_RECALL], 0.8 - 0.055, 0.012);
	CHECK_NEAR(high[SCORE_RECALL], 0.8 + 0.055, 0.012);
	CHECK_NEAR(low[3 + SCORE_RECALL], 0.5 - 0.098, 0.012);
	CHECK_NEAR(high[3 + SCORE_RECALL], 0.5 + 0.098, 0.012);
	CHECK(low[SCORE_PRECISION] < 160 / 210. &&
	    160 / 210. < high[SCORE_PRECISION]);
	CHECK(isnan(low[6 + SCORE_RECALL]) && isnan(high[6 + SCORE_F1]));
}

/* What has no unit counts in the values and is in no replicate. */
static void
without_unit(void)
{
	struct score_item item[101];
	const struct score_set s = { item, 101, 2, 2, 1, 100 };
	const struct score_set some = { item, 100, 2, 1, 1, 100 };
	struct score_interval t, u;
	struct score_value v;
	struct fault why;
	uint32_t i;

	for (i = 0; i < 100; i++)
		item[i] = (struct score_item){ i % 2, i < 80 ? i % 2 : !(i % 2),
		    0, 0, i };
	item[100] = (struct score_item){ 0, 1, 1, 0, SCORE_NOUNIT };
	CHECK(score_compute(&s, &v, &why) == ST_OK);
	CHECK_NEAR(v.pooled[SCORE_ACCURACY], 80 / 101., 1e-12);
	CHECK_NEAR(at(&v, SCORE_ACCURACY), (0.8 + 0) / 2, 1e-12);
	CHECK(score_bootstrap(&s, 500, 0.95, 3, &t, NULL, &why) == ST_OK);
	CHECK(score_bootstrap(&some, 500, 0.95, 3, &u, NULL, &why) == ST_OK);
	CHECK(memcmp(&t, &u, sizeof t) == 0);
	for (i = 0; i < 100; i++)
		item[i].unit = SCORE_NOUNIT;
	CHECK(score_bootstrap(&s, 500, 0.95, 3, &t, NULL, &why) == ST_BAD);
}

static void
same_seed(void)
{
	const struct score_set s = { few, 8, 2, 2, 2, 3 };
	struct score_interval a, b, c;
	struct fault why;

	CHECK(score_bootstrap(&s, 200, 0.5, 7, &a, NULL, &why) == ST_OK);
	CHECK(score_bootstrap(&s, 200, 0.5, 7, &b, NULL, &why) == ST_OK);
	CHECK(score_bootstrap(&s, 200, 0.5, 8, &c, NULL, &why) == ST_OK);
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
	CHECK(score_bootstrap(&s, 1000, 0.95, 1, &t, NULL, &why) == ST_OK);
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

	if (item == NULL || rng_new(&r, 20, "simulate", &why) != ST_OK)
		exit(EXIT_FAILURE);
	for (i = 0; i < SETS; i++) {
		simulate(w, r, item);
		if (score_bootstrap(&s, 300, 0.95, i, &t, NULL, &why) !=
		    ST_OK)
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
	CHECK(score_bootstrap(&sa, 500, 0.95, 1, &one, NULL, &why) == ST_OK);
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
	UNIT_CASE(classes_by_hand);
	UNIT_CASE(empty_matrix);
	UNIT_CASE(averages);
	UNIT_CASE(class_averages);
	UNIT_CASE(class_in_one_seed);
	UNIT_CASE(confusion);
	UNIT_CASE(bad_sets);
	UNIT_CASE(binomial);
	UNIT_CASE(binomial_recall);
	UNIT_CASE(without_unit);
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
