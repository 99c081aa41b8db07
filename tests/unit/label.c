/* label: names of classes as people see them. */
#include <string.h>

#include "score/label.h"
#include "unit.h"

static bool
ascii_only(void *ctx, unsigned long c)
{
	++*(int *)ctx;
	return c < 0x80;
}

/* As label_shown, compared and freed. */
static bool
shows(const char *text, size_t number, const struct label_glyphs *g,
    const char *want)
{
	char *got = label_shown(text, number, g);
	bool same = got != NULL && strcmp(got, want) == 0;

	free(got);
	return same;
}

static void
glyphs(void)
{
	int asked = 0;
	const struct label_glyphs all = { NULL, NULL };
	const struct label_glyphs few = { ascii_only, &asked };

	CHECK(shows("", 1, &all, ""));
	CHECK(shows("fr\xc3\xb6h", 1, &all, "fr\xc3\xb6h"));
	CHECK(shows("fr\xc3\xb6h", 1, &few, "fr\\u00f6h") && asked == 4);
	CHECK(shows("\xe4\xb8\xad\xf0\x9f\x98\x80", 1, &few,
	    "\\u4e2d\\u1f600"));
	CHECK(shows("a\xff\x01\tb", 1, &few, "a\\xff\\x01\\x09" "b"));
}

/* 48 characters, of whatever bytes, stay; 49 do not, but for a title. */
static void
cutting(void)
{
	const struct label_glyphs all = { NULL, NULL };
	char text[2 * (LABEL_MAX + 1) + 1], want[2 * LABEL_MAX + 16];
	size_t i;

	for (i = 0; i < LABEL_MAX + 1; i++)
		(void)memcpy(text + 2 * i, "\xc3\xb6", 3);
	CHECK(shows(text, 0, &all, text));
	CHECK(shows(text + 2, 7, &all, text + 2));
	(void)snprintf(want, sizeof want, "%.80s... (7)", text);
	CHECK(shows(text, 7, &all, want));
}

static void
columns(void)
{
	CHECK(label_columns("") == 0);
	CHECK(label_columns("abc") == 3);
	CHECK(label_columns("fr\xc3\xb6hlich") == 8);
	CHECK(label_columns("\xe4\xb8\xad\xe6\x80\xa7") == 4);
	CHECK(label_columns("\xf0\x9f\x98\x80") == 2);
}

int
main(void)
{
	UNIT_CASE(glyphs);
	UNIT_CASE(cutting);
	UNIT_CASE(columns);
	UNIT_END();
}
