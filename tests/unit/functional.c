/*
 * Unit tests of lib/math/lanesort and functional, of lib/data/contours and
 * functionals_name.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "math/functional.h"
#include "data/contours.h"
#include "data/functionals.h"
#include "unit.h"

static struct fault why;

static int
ascending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static float
random_value(unsigned *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return (float)(*seed >> 24) - 128;	/* many are equal */
}

/* Every length up to 130, and some longer ones, against qsort(3). */
static void
sorts(void)
{
	static const size_t longer[] = { 255, 256, 257, 1000, 5000 };
	float *x = alloc_raw(5000 * LANES, sizeof *x), *column;
	unsigned seed = 1;
	size_t k, n, i, j;

	column = alloc_raw(LANES * 5000, sizeof *column);
	for (k = 0; k < 135 && x != NULL && column != NULL; k++) {
		n = k < 130 ? k + 1 : longer[k - 130];
		for (i = 0; i < n * LANES; i++) {
			x[i] = random_value(&seed);
			column[i % LANES * n + i / LANES] = x[i];
		}
		lanesort(x, n);
		for (j = 0; j < LANES; j++) {
			qsort(column + j * n, n, sizeof *x, ascending);
			for (i = 0; i < n; i++)
				CHECK(x[i * LANES + j] == column[j * n + i]);
		}
	}
	free(x);
	free(column);
}

/* One lane's functionals of x (n); the other lanes hold other values. */
static void
compute(const float *x, size_t n, double out[FUNCTIONAL_ALL])
{
	float *rows = alloc_zero(n * LANES, sizeof *rows);
	double *all = alloc_zero(FUNCTIONAL_ALL * LANES, sizeof *all);
	size_t i;

	for (i = 0; i < n * LANES; i++)
		rows[i] = i % LANES == 3 ? x[i / LANES] : (float)(i % 7);
	functional_lanes(rows, n, 1, all);
	for (i = 0; i < FUNCTIONAL_ALL; i++)
		out[i] = all[i * LANES + 3];
	free(rows);
	free(all);
}

static void
by_hand(void)
{
	static const float x[] = { 1, 4, 2, 8, 5 };
	double f[FUNCTIONAL_ALL];

	compute(x, 5, f);
	CHECK_NEAR(f[FUNCTIONAL_MEAN], 4, 0);
	CHECK_NEAR(f[FUNCTIONAL_SD], sqrt(6), 1e-12);
	CHECK_NEAR(f[FUNCTIONAL_P50], 4, 0);
	CHECK_NEAR(f[FUNCTIONAL_P25], 2, 0);
	CHECK_NEAR(f[FUNCTIONAL_P99], 7.88, 1e-12);
	CHECK_NEAR(f[FUNCTIONAL_P1], 1.04, 1e-12);
	CHECK_NEAR(f[FUNCTIONAL_IQR], 3, 0);
	/* t: -1 -0.5 0 0.5 1; sum t x = 6, sum t^2 = 2.5. */
	CHECK_NEAR(f[FUNCTIONAL_SLOPE], 2.4, 1e-12);
	CHECK_NEAR(f[FUNCTIONAL_MAXPOS], 0.75, 0);
	CHECK_NEAR(f[FUNCTIONAL_MINPOS], 0, 0);
	CHECK_NEAR(f[FUNCTIONAL_CROSSINGS], 0.25, 0);
	CHECK_NEAR(f[FUNCTIONAL_RISING], 0.5, 0);
	CHECK_NEAR(f[FUNCTIONAL_PEAKS], 1.0 / 3, 1e-12);
	CHECK_NEAR(f[FUNCTIONAL_CHANGE], 3.5, 0);
	CHECK_NEAR(f[FUNCTIONAL_AUTOCORR], 0, 0);
}

/* Nothing is infinite or NaN, and what has no shape has none. */
static void
without_shape(void)
{
	static const float same[] = { 7.1f, 7.1f, 7.1f, 7.1f };
	static const float nearly[] = { 1e6f, 1e6f, 1000000.5f, 1e6f };
	static const float huge[] = { 3e38f, -3e38f, 3e38f, 0 };
	const float *of[] = { same, nearly, huge };
	double f[FUNCTIONAL_ALL];
	size_t k, n, i;

	for (k = 0; k < 3; k++)
		for (n = 1; n <= 4; n++) {
			compute(of[k], n, f);
			for (i = 0; i < FUNCTIONAL_ALL; i++)
				CHECK(isfinite(f[i]));
			for (i = FUNCTIONAL_SLOPE; i < FUNCTIONAL_ALL &&
			    (n == 1 || k < 2); i++)
				CHECK(f[i] == 0);
			CHECK(f[FUNCTIONAL_P50] != 0 || k == 2);
		}
}

static struct tensor
record(uint64_t B, const char *const attr[])
{
	static float x[64];
	struct tensor t = TENSOR_INIT;

	t.rank = 2;
	t.dim[0] = 1;
	t.dim[1] = B;
	t.data = x;
	for (; attr[0] != NULL; attr += 2)
		CHECK(attrs_set(&t.attr, attr[0], attr[1], &why) == ST_OK);
	return t;
}

static void
contours(void)
{
	static const char *const attr[] = { "columns", "e f0 voicing x",
	    "voiced", "f0", "level", "e x*0.33", NULL };
	static const char *const none[] = { "voiced", "b1", NULL };
	static const char *const prefix[] = { "d_" };
	struct contours c = CONTOURS_INIT, d = CONTOURS_INIT;
	struct tensor t = record(4, attr), u = record(2, none);
	struct attrs a = ATTRS_INIT;

	CHECK(contours_read(&c, &t, &why) == ST_OK);
	CHECK(c.name.n == 4 && c.named && c.voicing == 2);
	CHECK(!c.voiced[0] && c.voiced[1] && c.level[0] == 1 &&
	    c.level[3] == 0.33);
	CHECK(contours_read(&c, &t, &why) == ST_OK);
	CHECK(contours_repeat(&d, &c, prefix, 1, &why) == ST_OK);
	CHECK(contours_write(&d, &a, &why) == ST_OK);
	CHECK(strcmp(attrs_get(&a, "columns"),
	    "e f0 voicing x d_e d_f0 d_voicing d_x") == 0);
	CHECK(strcmp(attrs_get(&a, "voiced"), "f0 d_f0") == 0);
	CHECK(strcmp(attrs_get(&a, "level"), "e x*0.33") == 0);
	/* Another record; what was read before is forgotten. */
	CHECK(contours_read(&c, &u, &why) == ST_OK);
	CHECK(c.name.n == 2 && !c.named && c.voicing == CONTOURS_NONE &&
	    c.voiced[1] && strcmp(c.name.text[1], "b1") == 0);
	CHECK(contours_write(&c, &a, &why) == ST_OK);
	CHECK(attrs_get(&a, "columns") == NULL &&
	    attrs_get(&a, "level") == NULL);
	/* After a fault, too. */
	CHECK(attrs_set(&u.attr, "level", "y", &why) == ST_OK);
	CHECK(contours_read(&c, &u, &why) == ST_BAD);
	CHECK(contours_read(&c, &t, &why) == ST_OK && c.name.n == 4);
	contours_free(&c);
	contours_free(&d);
	attrs_free(&a);
	attrs_free(&t.attr);
	attrs_free(&u.attr);
}

static void
is_named(const struct attrs *a, size_t i, const char *want)
{
	char name[40];

	functionals_name(a, i, name, sizeof name);
	if (strcmp(name, want) != 0)
		printf("%zu: '%s', want '%s'\n", i, name, want);
	CHECK(strcmp(name, want) == 0);
}

static void
names(void)
{
	struct attrs a = ATTRS_INIT;

	is_named(&a, 3, "3");
	CHECK(attrs_set(&a, "extra", "one two", &why) == ST_OK);
	is_named(&a, 1, "two");
	CHECK(attrs_set(&a, "functionals", "mean sd p1", &why) == ST_OK);
	is_named(&a, 1, "1");		/* of how many contours? */
	CHECK(attrs_set(&a, "contours", "f0 e", &why) == ST_OK);
	is_named(&a, 0, "f0.mean");
	is_named(&a, 2, "f0.p1");
	is_named(&a, 3, "e.mean");
	is_named(&a, 5, "e.p1");
	is_named(&a, 6, "one");
	is_named(&a, 7, "two");
	is_named(&a, 8, "8");
	attrs_free(&a);
}

int
main(void)
{
	UNIT_CASE(sorts);
	UNIT_CASE(by_hand);
	UNIT_CASE(without_shape);
	UNIT_CASE(contours);
	UNIT_CASE(names);
	UNIT_END();
}
