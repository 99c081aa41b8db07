/*
 * target: its text, names of classes, and where the cuts fall.
 */
#include <string.h>

#include "data/ranges.h"
#include "data/target.h"
#include "unit.h"

static struct fault why;

/* Do the classes of this target have these names? */
static bool
classes(const char *text, const char *const name[], size_t n)
{
	struct target g;
	size_t k;

	if (target_parse(text, &g, &why) != ST_OK || g.classes != n ||
	    strcmp(g.text, text) != 0)
		return false;
	for (k = 0; k < n; k++)
		if (strcmp(target_class_name(&g, k), name[k]) != 0)
			return false;
	return true;
}

static void
names(void)
{
	static const char *const two[] = { "low", "high" };
	static const char *const three[] = { "low", "medium", "high" };
	static const char *const feeling[] = { "negative", "neutral",
		"positive" };
	static const char *const ranges[] = { "-1..-.5", "-.5..0", "0..1e0",
		"1e0..2" };
	static const struct target label = TARGET_LABEL;
	struct target g;

	CHECK(target_parse("label", &g, &why) == ST_OK);
	CHECK(strcmp(g.text, label.text) == 0 &&
	    strcmp(g.name, label.name) == 0 && g.classes == 0);
	CHECK(classes("activation", three, 3));
	CHECK(classes("valence", feeling, 3));
	CHECK(classes("valence=1:7:3,5", feeling, 3));
	CHECK(classes("valence=1:7:4", two, 2));
	CHECK(classes("dominance=1:7:3,5", three, 3));
	CHECK(classes("d-1.x_y=0:1:.5", two, 2));
	CHECK(classes("x=-1:2:-.5,0,1e0", ranges, 4));
	/* Its usual scale, written out, is the same target. */
	CHECK(target_parse("valence=1:5:2.5,3.5", &g, &why) == ST_OK &&
	    strcmp(g.text, "valence") == 0);
}

/* Class of this value, "" if it has none. */
static const char *
class_of(const char *text, const char *value)
{
	static struct target g;
	struct tensor t = TENSOR_INIT;
	const char *class = "";
	enum status s;

	CHECK(target_parse(text, &g, &why) == ST_OK);
	CHECK(attrs_set(&t.attr, g.name, value, &why) == ST_OK);
	s = target_class(&t, &g, &class, &why);
	CHECK(s == ST_OK || *class == '\0');
	tensor_free(&t);
	return s == ST_BAD ? "bad" : class;
}

static void
cuts(void)
{
	static const struct {
		const char *target, *value, *class;
	} is[] = {
		{ "activation", "1", "low" },
		{ "activation", "2.5", "low" },
		{ "activation", "2.50001", "medium" },
		{ "activation", "3.49", "medium" },
		{ "activation", "3.5", "high" },
		{ "activation", "5", "high" },
		{ "activation", "5.1", "bad" },
		{ "activation", "0.9", "bad" },
		{ "activation", "high", "bad" },
		{ "activation", "nan", "bad" },
		{ "activation", "-", "" },
		{ "activation", "", "" },
		{ "dominance=1:7:4", "3.99", "low" },
		{ "dominance=1:7:4", "4", "high" },
		{ "dominance=1:7:3,5", "3", "low" },
		{ "dominance=1:7:3,5", "4", "medium" },
		{ "dominance=1:7:3,5", "5", "high" },
		{ "dominance=1:7:3,5", "7", "high" },
		{ "x=0:4:1,2,3", "0", "0..1" },
		{ "x=0:4:1,2,3", "1", "0..1" },
		{ "x=0:4:1,2,3", "1.5", "1..2" },
		{ "x=0:4:1,2,3", "2", "2..3" },
		{ "x=0:4:1,2,3", "3", "3..4" },
		{ "x=0:4:1,2,3", "4", "3..4" },
	};
	size_t i;

	for (i = 0; i < sizeof is / sizeof is[0]; i++)
		CHECK(strcmp(class_of(is[i].target, is[i].value),
		    is[i].class) == 0);
}

static void
refused(void)
{
	static const struct {
		const char *text, *message;
	} bad[] = {
		{ "", "is not a target: label, activation, valence, NAME=" },
		{ "x:number", "is not a target" },
		{ "x:", "or NAME:value for its value, such as" },
		{ "x:value=1:5:3", "is not a target" },
		{ "X:value", "is not a target" },
		{ "label:value", "label is not a number" },
		{ "speaker:value", "speaker is not a number" },
		{ "predicted_x:value", "is not a number that can be" },
		{ "dominance", "'dominance' is not a target" },
		{ "=1:5:3", "is not a target" },
		{ "a23456789012345678901234567890123=1:5:3",
		    "is not a target" },
		{ "label=1:5:3", "label is not a number" },
		{ "x=", "x: '' is not a scale" },
		{ "x=1:5", "'1:5' is not a scale with 1 to 63 cuts" },
		{ "x=1", "is not a scale" },
		{ "x=1:5:", "'' is not a number" },
		{ "x=1:5:2,", "'' is not a number" },
		{ "x=1:5:a", "'a' is not a number" },
		{ "x=1:5:2:3", "'2:3' is not a number" },
		{ "x=:5:2", "'' is not a number" },
		{ "x=1:5:3,2", "2 is not greater than 3" },
		{ "x=1:5:3,3.0", "3.0 is not greater than 3" },
		{ "x=1:5:1", "1 is not greater than 1" },
		{ "x=1:5:5", "5 is not greater than 5" },
		{ "x=5:1:3", "3 is not greater than 5" },
		{ "x=1:inf:3", "'inf' is not a number" },
	};
	char many[TARGET_MAXTEXT + 8];
	struct target g;
	size_t i, n;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		CHECK(target_parse(bad[i].text, &g, &why) == ST_BAD);
		CHECK(strstr(why.text, bad[i].message) != NULL);
		if (unit_bad == 1)
			printf("     '%s' for '%s'\n", why.text, bad[i].text);
	}
	n = (size_t)sprintf(many, "x=0:99:");
	for (i = 1; i <= TARGET_MAXCUTS; i++)
		n += (size_t)sprintf(many + n, "%s%zu", i > 1 ? "," : "", i);
	CHECK(target_parse(many, &g, &why) == ST_OK);
	CHECK(g.classes == TARGET_MAXCUTS + 1);
	CHECK(strcmp(target_class_name(&g, TARGET_MAXCUTS), "63..99") == 0);
	(void)sprintf(many + n, ",64");
	CHECK(target_parse(many, &g, &why) == ST_BAD);
	(void)memset(many, '1', sizeof many);
	(void)memcpy(many, "x=0:", 4);
	many[sizeof many - 1] = '\0';
	CHECK(target_parse(many, &g, &why) == ST_BAD);
}

/* ---- numbers, and several ---- */

static void
several(void)
{
	static const struct targets label = TARGETS_LABEL;
	char names[TARGETS_NAMES];
	static struct targets g;

	CHECK(targets_parse("label", &g, &why) == ST_OK);
	CHECK(g.n == 1 && strcmp(g.text, label.text) == 0 &&
	    targets_classes(&g) == 0);
	CHECK(targets_parse("x:value+label+y=1:1e+3:5e+0", &g, &why) == ST_BAD);
	CHECK(strstr(why.text, "label and y=1:1e+3:5e+0: only one of several "
	    "targets can be in classes; y:value is a number") != NULL);
	CHECK(targets_parse("x:value+y=1:1e+3:5e+0+z:value", &g, &why) ==
	    ST_OK);
	CHECK(g.n == 3 && g.of[0].number && !g.of[1].number &&
	    g.of[1].classes == 2 && g.of[2].number);
	CHECK(strcmp(g.text, "x:value+y=1:1e+3:5e+0+z:value") == 0);
	CHECK(targets_classes(&g) == 1);
	CHECK(strcmp(targets_names(&g, names), "x, y or z") == 0);
	CHECK(targets_parse("x:value", &g, &why) == ST_OK && g.n == 1 &&
	    targets_classes(&g) == 1);
	CHECK(targets_parse("valence=1:5:2.5,3.5+x:value", &g, &why) == ST_OK);
	CHECK(strcmp(g.text, "valence+x:value") == 0);
}

static void
several_refused(void)
{
	static const struct {
		const char *text, *message;
	} bad[] = {
		{ "label+", "'' is not a target" },
		{ "+label", "'' is not a target" },
		{ "label++x:value", "'' is not a target" },
		{ "label+x", "'x' is not a target" },
		{ "label+label", "label is there twice" },
		{ "x:value+x=1:5:3", "x is there twice" },
		{ "valence+label", "valence:value is a number" },
		{ "a:value+b:value+c:value+d:value+e:value+f:value+g:value+"
		    "h:value+i:value", "more than 8 targets" },
	};
	char big[TARGET_MAXTEXT + 8];
	static struct targets g;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		CHECK(targets_parse(bad[i].text, &g, &why) == ST_BAD);
		CHECK(strstr(why.text, bad[i].message) != NULL);
	}
	(void)memset(big, 'x', sizeof big);
	big[sizeof big - 1] = '\0';
	CHECK(targets_parse(big, &g, &why) == ST_BAD);
}

static enum status
number_of(const char *value, double *x)
{
	static struct target g;
	struct tensor t = TENSOR_INIT;
	enum status s;

	CHECK(target_parse("x:value", &g, &why) == ST_OK);
	if (value != NULL)
		CHECK(attrs_set(&t.attr, "x", value, &why) == ST_OK);
	s = target_number(&t, &g, x, &why);
	attrs_free(&t.attr);
	return s;
}

static void
numbers(void)
{
	double x = 0;

	CHECK(number_of("-2.5e1", &x) == ST_OK);
	CHECK_NEAR(x, -25, 0);
	CHECK(number_of(NULL, &x) == ST_END && number_of("", &x) == ST_END &&
	    number_of("-", &x) == ST_END);
	CHECK(number_of("high", &x) == ST_BAD &&
	    strstr(why.text, "x: 'high' is not a number") != NULL);
	CHECK(number_of("nan", &x) == ST_BAD && number_of("1e99", &x) ==
	    ST_BAD);
}

static void
ranges(void)
{
	struct ranges r = RANGES_INIT;
	size_t i, count[5] = { 0 };

	CHECK(strcmp(ranges_name(&r, 1), "q1") == 0);
	for (i = 0; i < 503; i++)
		CHECK(ranges_add(&r, (double)(i * 7 % 503), &why) == ST_OK);
	ranges_sort(&r);
	for (i = 0; i < 503; i++)
		count[ranges_name(&r, (double)i)[1] - '1']++;
	for (i = 0; i < 5; i++)
		CHECK(count[i] == 100 || count[i] == 101);
	CHECK(strcmp(ranges_name(&r, -1), "q1") == 0 &&
	    strcmp(ranges_name(&r, 1e9), "q5") == 0);
	ranges_free(&r);
	/* Half of them equal: these are in one range. */
	for (i = 0; i < 10; i++)
		CHECK(ranges_add(&r, i < 5 ? 3 : (double)i, &why) == ST_OK);
	ranges_sort(&r);
	CHECK(strcmp(ranges_name(&r, 3), "q1") == 0 &&
	    strcmp(ranges_name(&r, 5), "q3") == 0 &&
	    strcmp(ranges_name(&r, 9), "q5") == 0);
	ranges_free(&r);
}

int
main(void)
{
	UNIT_CASE(several);
	UNIT_CASE(several_refused);
	UNIT_CASE(numbers);
	UNIT_CASE(ranges);
	UNIT_CASE(names);
	UNIT_CASE(cuts);
	UNIT_CASE(refused);
	UNIT_END();
}
