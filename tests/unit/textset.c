/* textset, and the keyed hash under it. */
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/textset.h"
#include "unit.h"

/* Key 00 01 ... 0f, as in the paper's appendix A.  Its text has a zero byte, so
 * these come from another implementation, which gives the paper's number. */
static void
siphash(void)
{
	static const struct {
		const char *text;
		uint64_t hash;
	} known[] = {
		{ "", 0x726fdb47dd0e0e31 },
		{ "a", 0x2ba3e8e9a71148ca },
		{ "1234567", 0x6ef942de1d1a4d4b },
		{ "12345678", 0x2130609caea37eb },
		{ "123456789", 0xca60fc96020efefd },
		{ "a longer text, of more than two words", 0x8e552f51d3577cd9 },
	};
	unsigned char key[16];
	size_t i;

	for (i = 0; i < sizeof key; i++)
		key[i] = (unsigned char)i;
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		CHECK(hash_keyed(key, known[i].text) == known[i].hash);
	key[15]++;
	CHECK(hash_keyed(key, "") != known[0].hash);
}

static void
first_appearance(void)
{
	static const char *const text[] = { "b", "", "a", "b", "", "b" };
	static const size_t want[] = { 0, 1, 2, 0, 1, 0 };
	struct textset s = TEXTSET_INIT;
	size_t i, number;
	char *kept;

	CHECK(textset_find(&s, "") == TEXTSET_NONE);
	for (i = 0; i < sizeof text / sizeof text[0]; i++) {
		CHECK(textset_add(&s, text[i], &number, NULL) == ST_OK);
		CHECK(number == want[i]);
	}
	CHECK(s.n == 3 && strcmp(s.text[0], "b") == 0 && *s.text[1] == '\0' &&
	    strcmp(s.text[2], "a") == 0);
	CHECK(textset_find(&s, "a") == 2);
	CHECK(textset_find(&s, "c") == TEXTSET_NONE && s.n == 3);
	kept = s.text[2];
	for (i = 0; i < 1000; i++) {
		char name[16];

		(void)snprintf(name, sizeof name, "%zu", i);
		CHECK(textset_add(&s, name, &number, NULL) == ST_OK &&
		    number == i + 3);
	}
	CHECK(s.n == 1003 && s.text[2] == kept);
	CHECK(textset_find(&s, "") == 1 && textset_find(&s, "999") == 1002);
	textset_free(&s);
	CHECK(s.n == 0 && textset_find(&s, "a") == TEXTSET_NONE);
	textset_free(&s);
}

static void
order(void)
{
	static const char *const text[] = { "m", "c", "z", "a", "b" };
	static const size_t want[] = { 0, 3, 4, 1, 2 };
	struct textset s = TEXTSET_INIT;
	size_t i, number, *to;

	CHECK(textset_sort(&s, 0, strcmp, &to, NULL) == ST_OK);
	free(to);
	for (i = 0; i < 5; i++)
		CHECK(textset_add(&s, text[i], &number, NULL) == ST_OK);
	CHECK(textset_sort(&s, 7, strcmp, &to, NULL) == ST_OK);
	for (i = 0; i < 5; i++)
		CHECK(to[i] == i);
	free(to);
	CHECK(textset_sort(&s, 1, strcmp, &to, NULL) == ST_OK);
	for (i = 0; i < 5; i++) {
		CHECK(to[i] == want[i]);
		CHECK(textset_find(&s, text[i]) == want[i]);
		CHECK(strcmp(s.text[want[i]], text[i]) == 0);
	}
	CHECK(textset_add(&s, "d", &number, NULL) == ST_OK && number == 5);
	free(to);
	textset_free(&s);
}

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A hundred thousand names that a weak hash, of the sum or of the first or the
 * last bytes, takes for the same: comparing each with each would take
 * minutes. */
static void
alike(void)
{
	struct textset s = TEXTSET_INIT;
	double start = seconds();
	size_t i, number;
	char name[80];

	for (i = 0; i < 100000; i++) {
		(void)snprintf(name, sizeof name, "%030d%05zu%05zu%030d", 0, i,
		    99999 - i, 0);
		CHECK(textset_add(&s, name, &number, NULL) == ST_OK);
	}
	CHECK(s.n == 100000);
	CHECK(seconds() - start < 10);
	textset_free(&s);
}

int
main(void)
{
	UNIT_CASE(siphash);
	UNIT_CASE(first_appearance);
	UNIT_CASE(order);
	UNIT_CASE(alike);
	UNIT_END();
}
