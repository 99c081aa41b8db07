/* names, fold: natural order, balance, halves, leaks. */
#include <string.h>

#include "data/fold.h"
#include "unit.h"

static void
natural_order(void)
{
	static const char *const sorted[] = { "", "0", "00", "01", "1", "1a",
	    "2", "10", "18446744073709551616", "18446744073709551617", "F2",
	    "f", "f1", "f2", "f2b1", "f2b10", "f10", "fa" };
	size_t i, j, n = sizeof sorted / sizeof sorted[0];

	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++) {
			int c = names_compare(sorted[i], sorted[j]);

			/* 0 and 00, 01 and 1 differ by spelling alone. */
			CHECK(i < j ? c < 0 : i > j ? c > 0 : c == 0);
		}
}

static void
distinct_names(void)
{
	const char *const text[] = { "b10", NULL, "b9", "b10", "a", NULL };
	struct names s;

	CHECK(names_find(&s, text, 6, NULL) == ST_OK);
	CHECK(s.set.n == 3 && strcmp(s.set.text[0], "a") == 0 &&
	    strcmp(s.set.text[1], "b9") == 0 &&
	    strcmp(s.set.text[2], "b10") == 0);
	CHECK(s.of[0] == 2 && s.of[3] == 2 && s.of[2] == 1 && s.of[4] == 0);
	CHECK(s.of[1] == NAMES_NONE && s.of[5] == NAMES_NONE);
	names_free(&s);
}

/* G groups of which group g has n(g, c) records of class c < C. */
static void
make(struct fold_data *d, size_t G, size_t C, size_t (*n)(size_t, size_t))
{
	char key[64], group[32], class[32];
	size_t g, c, i;

	for (g = 0; g < G; g++)
		for (c = 0; c < C; c++)
			for (i = 0; i < n(g, c); i++) {
				(void)sprintf(key, "%zu-%zu-%zu", g, c, i);
				(void)sprintf(group, "g%zu", g + 1);
				(void)sprintf(class, "c%zu", c);
				CHECK(fold_add(d, key, group, class, group,
				    NULL, NULL) == ST_OK);
			}
}

static size_t
equal(size_t g, size_t c)
{
	(void)g;
	return 3 + c;
}

/* Sizes from 4 to 43, classes mixed unevenly. */
static size_t
uneven(size_t g, size_t c)
{
	return 1 + (7 * g + 3 * c) % 11;
}

static size_t
one_class_each(size_t g, size_t c)
{
	return g % 4 == c ? 5 : 0;
}

static void
a_fold_per_group(void)
{
	struct fold_data d = FOLD_DATA_INIT;
	struct fold_plan p;
	size_t i, g;

	make(&d, 12, 3, uneven);
	CHECK(fold_plan(&p, &d, 0, 1, NULL) == ST_OK);
	CHECK(p.k == 12 && p.group.set.n == 12);
	for (g = 0; g < 12; g++) {
		CHECK(p.fold[g] == g);
		CHECK((size_t)atoi(p.group.set.text[g] + 1) == g + 1);
	}
	for (i = 0; i < d.n; i++)
		CHECK(fold_in(&p, i, (size_t)atoi(d.group[i] + 1) - 1,
		    FOLD_HELDOUT));
	fold_plan_free(&p);
	fold_data_free(&d);
}

/* Every group of the same mixture: as even as numbers can be. */
static void
equal_groups_are_dealt_evenly(void)
{
	struct fold_data d = FOLD_DATA_INIT;
	size_t g, f, have[6] = { 0 };
	struct fold_plan p;

	make(&d, 24, 4, equal);
	CHECK(fold_plan(&p, &d, 6, 1, NULL) == ST_OK);
	for (g = 0; g < 24; g++)
		have[p.fold[g]]++;
	for (f = 0; f < 6; f++)
		CHECK(have[f] == 4);
	fold_plan_free(&p);
	fold_data_free(&d);
}

/* Largest minus smallest count of class c in the folds, for c < C. */
static size_t
spread(const struct fold_plan *p, size_t C, size_t c)
{
	struct fold_table t;
	size_t f, low = (size_t)-1, high = 0, n;

	CHECK(fold_table(&t, p, NULL) == ST_OK);
	CHECK(t.class.set.n == C);
	for (f = 0; f < p->k; f++) {
		n = t.in_class[f * C + c];
		low = n < low ? n : low;
		high = n > high ? n : high;
	}
	fold_table_free(&t);
	return high - low;
}

/* 240 records of each class make 48 a fold; folds differ by a third of that at
 * most, though groups have from 1 to 11. */
static void
uneven_groups_are_balanced(void)
{
	struct fold_data d = FOLD_DATA_INIT;
	struct fold_plan p;
	uint64_t seed;
	size_t c;

	make(&d, 40, 4, uneven);
	for (seed = 0; seed < 20; seed++) {
		CHECK(fold_plan(&p, &d, 5, seed, NULL) == ST_OK);
		for (c = 0; c < 4; c++)
			CHECK(spread(&p, 4, c) <= 16);
		fold_plan_free(&p);
	}
	fold_data_free(&d);
}

/* Groups of one class: each fold gets the same number of each, none stays
 * empty. */
static void
classes_are_spread(void)
{
	struct fold_data d = FOLD_DATA_INIT;
	struct fold_plan p;
	size_t c;

	make(&d, 12, 4, one_class_each);
	CHECK(fold_plan(&p, &d, 3, 9, NULL) == ST_OK);
	for (c = 0; c < 4; c++)
		CHECK(spread(&p, 4, c) == 0);
	fold_plan_free(&p);
	fold_data_free(&d);
}

static void
every_fold_has_a_group(void)
{
	struct fold_data d = FOLD_DATA_INIT;
	struct fold_plan p;
	size_t k, g, f, have[12];

	make(&d, 12, 4, one_class_each);
	for (k = 2; k <= 12; k++) {
		CHECK(fold_plan(&p, &d, k, 3, NULL) == ST_OK);
		(void)memset(have, 0, sizeof have);
		for (g = 0; g < 12; g++)
			have[p.fold[g]]++;
		for (f = 0; f < k; f++)
			CHECK(have[f] > 0);
		fold_plan_free(&p);
	}
	fold_data_free(&d);
}

/* dev + test = heldout, train = the others; halves differ by at most one in
 * all and in each class. */
static void
parts_and_halves(void)
{
	struct fold_data d = FOLD_DATA_INIT;
	struct fold_plan p;
	size_t f, i;

	make(&d, 9, 4, uneven);
	CHECK(fold_plan(&p, &d, 4, 5, NULL) == ST_OK);
	for (f = 0; f < 4; f++) {
		int all = 0, class[4] = { 0 }, c;

		for (i = 0; i < d.n; i++) {
			bool dev = fold_in(&p, i, f, FOLD_DEV);
			bool test = fold_in(&p, i, f, FOLD_TEST);
			bool held = fold_in(&p, i, f, FOLD_HELDOUT);

			CHECK((dev || test) == held && !(dev && test));
			CHECK(fold_in(&p, i, f, FOLD_TRAIN) == !held);
			all += test - dev;
			class[d.class[i][1] - '0'] += test - dev;
		}
		CHECK(all == 0 || all == 1);
		for (c = 0; c < 4; c++)
			CHECK(abs(class[c]) <= 1);
	}
	fold_plan_free(&p);
	fold_data_free(&d);
}

/* Turn the order of the records round: the same folds and halves. */
static void
order_does_not_matter(void)
{
	struct fold_data a = FOLD_DATA_INIT, b = FOLD_DATA_INIT;
	struct fold_plan p, q;
	size_t i, f;

	make(&a, 17, 4, uneven);
	for (i = a.n; i-- > 0; )
		CHECK(fold_add(&b, a.key[i], a.group[i], a.class[i],
		    a.speaker[i], NULL, NULL) == ST_OK);
	CHECK(fold_plan(&p, &a, 5, 2, NULL) == ST_OK);
	CHECK(fold_plan(&q, &b, 5, 2, NULL) == ST_OK);
	for (i = 0; i < a.n; i++)
		for (f = 0; f < 5; f++)
			CHECK(fold_in(&p, i, f, FOLD_TEST) ==
			    fold_in(&q, a.n - 1 - i, f, FOLD_TEST) &&
			    fold_in(&p, i, f, FOLD_DEV) ==
			    fold_in(&q, a.n - 1 - i, f, FOLD_DEV));
	fold_plan_free(&p);
	fold_plan_free(&q);
	fold_data_free(&a);
	fold_data_free(&b);
}

static void
refusals(void)
{
	struct fold_data d = FOLD_DATA_INIT;
	struct fold_plan p;
	struct fault why;

	CHECK(fold_plan(&p, &d, 0, 1, &why) == ST_BAD);
	CHECK(fold_add(&d, "k1", "g1", "c", NULL, NULL, NULL) == ST_OK);
	CHECK(fold_plan(&p, &d, 0, 1, &why) == ST_BAD);
	CHECK(strstr(why.text, "only one group, 'g1'") != NULL);
	CHECK(fold_add(&d, "k2", "g2", "c", NULL, NULL, NULL) == ST_OK);
	CHECK(fold_plan(&p, &d, 3, 1, &why) == ST_BAD);
	CHECK(strstr(why.text, "3 folds of 2 groups") != NULL);
	CHECK(fold_plan(&p, &d, 2, 1, &why) == ST_OK);
	CHECK(fold_leak(&p, 0, &why) == ST_OK);	/* no speakers known */
	fold_plan_free(&p);
	CHECK(fold_add(&d, "k1", "g2", "c", NULL, NULL, NULL) == ST_OK);
	CHECK(fold_plan(&p, &d, 2, 1, &why) == ST_BAD);
	CHECK(strstr(why.text, "record 'k1'") != NULL);
	fold_data_free(&d);
}

static void
leaks(void)
{
	struct fold_data d = FOLD_DATA_INIT;
	struct fold_plan p;
	struct fault why;

	CHECK(fold_add(&d, "a", "g1", "c", "ann", NULL, NULL) == ST_OK);
	CHECK(fold_add(&d, "b", "g2", "c", "ann", NULL, NULL) == ST_OK);
	CHECK(fold_add(&d, "c", "g3", "c", "bob", NULL, NULL) == ST_OK);
	CHECK(fold_add(&d, "d", "g3", "c", NULL, NULL, NULL) == ST_OK);
	CHECK(fold_plan(&p, &d, 3, 1, &why) == ST_OK);
	CHECK(fold_leak(&p, 0, &why) == ST_BAD);
	CHECK(strstr(why.text, "'ann' is held out in 'g1' and in training in "
	    "'g2'") != NULL);
	CHECK(fold_leak(&p, 1, &why) == ST_BAD);
	CHECK(fold_leak(&p, 2, &why) == ST_OK);
	fold_plan_free(&p);
	fold_data_free(&d);
}

int
main(void)
{
	UNIT_CASE(natural_order);
	UNIT_CASE(distinct_names);
	UNIT_CASE(a_fold_per_group);
	UNIT_CASE(equal_groups_are_dealt_evenly);
	UNIT_CASE(uneven_groups_are_balanced);
	UNIT_CASE(classes_are_spread);
	UNIT_CASE(every_fold_has_a_group);
	UNIT_CASE(parts_and_halves);
	UNIT_CASE(order_does_not_matter);
	UNIT_CASE(refusals);
	UNIT_CASE(leaks);
	UNIT_END();
}
