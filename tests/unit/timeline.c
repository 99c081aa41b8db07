#include "score/timecolumns.h"
#include "score/timeline.h"

#include <string.h>

#include "unit.h"

enum { A, B, UNKNOWN, CLASSES = 2, NOTHING = -1 };

static const double sure[] = { 0.8, 0.2 }, unsure[] = { 0.4, 0.6 };
static char *const name[] = { (char *)"a", (char *)"b" };

static struct timeline
of(const struct timeline_part *part, size_t n, double end)
{
	return (struct timeline){ part, n, CLASSES, end, name, "title" };
}

/* ---- columns ---- */

/*
 * Columns of 10 s.  Channel 1: 6 s of a, 2 s of b, then of a for 4 s, half of
 * them in the next column, and nothing; 3 s of an unknown class.  Channel 2
 * must not change them.
 */
static void
by_hand(void)
{
	const struct timeline_part part[] = {
		{ 0, 6, 1, A, sure }, { 0, 20, 2, B, unsure },
		{ 6, 8, 1, B, unsure }, { 8, 12, 1, A, sure },
		{ 12, 20, 1, NOTHING, unsure }, { 20, 23, 1, UNKNOWN, unsure }
	};
	const struct timeline t = of(part, 6, 24);
	struct timecolumns x;
	struct fault why;
	double from, to;

	CHECK(timecolumns_fill(&x, &t, 10, 1, &why) == ST_OK);
	CHECK(x.n == 3);
	CHECK_NEAR(x.share[0 * 2 + A], 0.8, 1e-12);
	CHECK_NEAR(x.share[0 * 2 + B], 0.2, 1e-12);
	CHECK_NEAR(x.mean[0 * 2 + A], (8 * 0.8 + 2 * 0.4) / 10, 1e-12);
	CHECK_NEAR(x.mean[0 * 2 + B], (8 * 0.2 + 2 * 0.6) / 10, 1e-12);
	CHECK_NEAR(x.share[1 * 2 + A], 0.2, 1e-12);
	CHECK_NEAR(x.share[1 * 2 + B], 0, 0);
	CHECK_NEAR(x.mean[1 * 2 + A], 0.8, 1e-12);
	CHECK_NEAR(x.share[2 * 2 + A] + x.share[2 * 2 + B], 0, 0);
	CHECK_NEAR(x.mean[2 * 2 + A], 0.4, 1e-12);
	timecolumns_place(&x, 2, &from, &to);
	CHECK_NEAR(from, 20, 0);
	CHECK_NEAR(to, 24, 0);
	timecolumns_free(&x);
}

/* Windows that overlap share the time; where nothing is predicted there is no
 * mean. */
static void
windows(void)
{
	const struct timeline_part part[] = {
		{ 0, 3, 0, A, sure }, { 2, 5, 0, B, unsure },
		{ 4, 7, 0, B, unsure }, { 6, 10, 0, NOTHING, sure },
		{ 10, 20, 0, NOTHING, sure }
	};
	const struct timeline t = of(part, 5, 20);
	struct timecolumns x;
	struct fault why;

	CHECK(timecolumns_fill(&x, &t, 10, 0, &why) == ST_OK);
	CHECK(x.n == 2);
	CHECK_NEAR(x.share[A], 0.25, 1e-12);
	CHECK_NEAR(x.share[B], 0.4, 1e-12);
	CHECK(isnan(x.mean[2 + A]));
	CHECK_NEAR(x.share[2 + A] + x.share[2 + B], 0, 0);
	timecolumns_free(&x);
}

/* Segments within others do not make more than the whole. */
static void
nested(void)
{
	const struct timeline_part part[] = { { 0, 10, 0, A, sure },
		{ 2, 3, 0, B, unsure }, { 4, 10, 0, B, unsure } };
	const struct timeline t = of(part, 3, 10);
	struct timecolumns x;
	struct fault why;

	CHECK(timecolumns_fill(&x, &t, 10, 0, &why) == ST_OK);
	CHECK(x.n == 1);
	CHECK(x.share[A] + x.share[B] <= 1 + 1e-12);
	timecolumns_free(&x);
}

static void
widths(void)
{
	static const struct {
		double end, width;
		const char *name;
	} want[] = { { 12, 0.1, "0.1 s" }, { 151, 2, "2 s" },
		{ 600, 5, "5 s" }, { 3600, 30, "30 s" },
		{ 4 * 3600, 120, "2 min" }, { 86400, 600, "10 min" },
		{ 7 * 86400, 7200, "2 h" } };
	char text[16];
	size_t i;

	for (i = 0; i < sizeof want / sizeof want[0]; i++) {
		CHECK_NEAR(timecolumns_width(want[i].end), want[i].width, 0);
		timecolumns_name(want[i].width, text, sizeof text);
		CHECK(strcmp(text, want[i].name) == 0);
	}
}

/* ---- scripts ---- */

static size_t
times(const char *s, const char *what)
{
	size_t n = 0;

	for (; (s = strstr(s, what)) != NULL; s++)
		n++;
	return n;
}

/* The script of n parts of half a second, which take turns; the caller frees
 * it. */
static char *
script_of(size_t n)
{
	struct timeline_part *part = calloc(n, sizeof *part);
	struct timeline t = of(part, n, (double)n / 2);
	char *script = NULL;
	struct fault why;
	size_t i;

	if (part == NULL)
		abort();
	for (i = 0; i < n; i++)
		part[i] = (struct timeline_part){ (double)i / 2,
		    (double)(i + 1) / 2, 0, i % 2, sure };
	CHECK(timeline_script(&t, PLOTSCRIPT_SVG, &script, &why) == ST_OK);
	free(part);
	return script;
}

/* As many parts as there is room for are drawn as they are, one more makes
 * columns; and a day is no longer a picture than an hour. */
static void
room(void)
{
	char *few = script_of(TIMECOLUMNS_PARTS);
	char *many = script_of(TIMECOLUMNS_PARTS + 1);
	char *day = script_of(2 * 86400);

	CHECK(times(few, "80.000 20.000\n") == TIMECOLUMNS_PARTS);
	CHECK(times(few, "\\040of\\040") == 0);
	/* 151 s: columns of 2 s, of half the time each */
	CHECK(times(many, "80.000 20.000\n") == 76);
	CHECK(times(many, " 1 0.0000 0.5000\n") == 75);
	CHECK(times(many, " 0 0.5000 1.0000\n") == 75);
	CHECK(times(many, "columns\\040of\\040\\062\\040s") == 1);
	CHECK(times(day, "80.000 20.000\n") == 144);
	CHECK(strlen(day) < 2 * strlen(many));
	free(few);
	free(many);
	free(day);
}

int
main(void)
{
	UNIT_CASE(by_hand);
	UNIT_CASE(windows);
	UNIT_CASE(nested);
	UNIT_CASE(widths);
	UNIT_CASE(room);
	UNIT_END();
}
