/*
 * Unit tests of lib/tensor/settings: the settings of filters as text.
 */
#include <string.h>

#include "tensor/settings.h"
#include "unit.h"

static const char *const colours[] = { "red", "green", "blue", NULL };
static const struct setting table[] = {
	{ .name = "size", .type = SETTING_WHOLE, .lo = 1, .hi = 9,
	    .initial = 3 },
	{ .name = "part", .type = SETTING_REAL, .hi = 1, .initial = 0.1 },
	{ .name = "one", .type = SETTING_CHOICE, .names = colours,
	    .initial = 1 },
	{ .name = "some", .type = SETTING_SET, .names = colours,
	    .initial = 5 },
	{ .name = NULL }
};

static struct fault why;

static void
stage_and_back(void)
{
	char stage[CHAIN_MAXSTAGE];
	double v[4], w[4];

	settings_init(table, v);
	settings_stage("x", table, v, stage);
	CHECK(strcmp(stage, "x size=3 part=0.1 one=green some=red,blue") == 0);
	v[0] = 9;
	v[1] = 0.25;
	v[2] = 2;
	v[3] = 0;
	settings_stage("x", table, v, stage);
	CHECK(strcmp(stage, "x size=9 part=0.25 one=blue some=none") == 0);
	CHECK(settings_parse(table, stage, w, &why) == ST_OK);
	CHECK(memcmp(v, w, sizeof v) == 0);
	/* Any order, and the rest are defaults. */
	CHECK(settings_parse(table, "x some=all size=1", w, &why) == ST_OK);
	CHECK(w[0] == 1 && w[1] == 0.1 && w[2] == 1 && w[3] == 7);
	CHECK(settings_parse(table, "", w, &why) == ST_OK);
	CHECK(w[0] == 3);
}

static void
sets(void)
{
	double v = 0;

	CHECK(settings_read(&table[3], "blue,red,blue", &v, &why) == ST_OK);
	CHECK(v == 5 && settings_has(v, 0) && !settings_has(v, 1) &&
	    settings_has(v, 2));
	CHECK(settings_first(0) == 0 && settings_first(3) == 7);
	CHECK(settings_first(SETTINGS_MEMBERS) == 1125899906842623);
	CHECK(settings_has(settings_first(SETTINGS_MEMBERS), 49));
	CHECK(settings_read(&table[3], "red,", &v, &why) == ST_BAD);
	CHECK(settings_read(&table[3], "", &v, &why) == ST_BAD);
	CHECK(settings_read(&table[3], "red,re", &v, &why) == ST_BAD);
	CHECK(strcmp(why.text, "'re' is not one of red, green, blue") == 0);
	CHECK(v == 5);
}

static void
refuses(const char *stage, const char *text)
{
	double v[4];

	CHECK(settings_parse(table, stage, v, &why) == ST_BAD);
	if (strcmp(why.text, text) != 0)
		printf("%s\n", why.text);
	CHECK(strcmp(why.text, text) == 0);
}

static void
wrong_text(void)
{
	static char longest[CHAIN_MAXSTAGE + 1];
	double v[4];

	refuses("x size", "front end: x: 'size' is not of the form name=value");
	refuses("x size=0", "front end: x: size: 0 is too small, at least 1");
	refuses("x size=1 size=1", "front end: x: 'size' is given twice");
	refuses("x shape=1", "front end: x: there is no setting 'shape'; there "
	    "are size, part, one, some");
	refuses("x one=all",
	    "front end: x: one: 'all' is not one of red, green, blue");
	(void)memset(longest, 'x', sizeof longest - 1);
	CHECK(settings_parse(table, longest, v, &why) == ST_BAD);
}

int
main(void)
{
	UNIT_CASE(stage_and_back);
	UNIT_CASE(sets);
	UNIT_CASE(wrong_text);
	UNIT_END();
}
