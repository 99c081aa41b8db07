/*
 * Unit tests of lib/data/frontdiff: what is said of two front ends.
 */
#include <string.h>

#include "data/frontdiff.h"
#include "unit.h"

static const char base[] =
    "fbank rate=16000 scale=1 window=povey bins=23 low=20";

static void
says(const char *have, const char *want, const char *option, const char *text)
{
	struct fault why = { ST_OK, "" };

	CHECK(frontdiff(have, want, "the model has", option, &why) == ST_BAD);
	if (strcmp(why.text, text) != 0)
		printf("%s\n", why.text);
	CHECK(strcmp(why.text, text) == 0);
}

static void
equal_lines(void)
{
	char copy[sizeof base];
	struct fault why;

	(void)strcpy(copy, base);
	CHECK(frontdiff(copy, base, "", "-m", &why) == ST_OK);
	CHECK(frontdiff(NULL, NULL, "", NULL, &why) == ST_OK);
	CHECK(frontdiff("", "", "", NULL, &why) == ST_OK);
}

static void
parameters_that_differ(void)
{
	says("fbank rate=16000 scale=1 window=povey bins=40 low=20", base,
	    "-m MODEL", "front end differs: bins=40, but the model has "
	    "bins=23; use wav2fbank -m MODEL");
	says("fbank rate=8000 scale=1 window=povey bins=23 low=100", base, NULL,
	    "front end differs: rate=8000, low=100, but the model has "
	    "rate=16000, low=20");
	says("fbank rate=1 scale=2 window=x bins=4 low=5", base, NULL,
	    "front end differs: rate=1, scale=2, window=x and 2 more, but the "
	    "model has rate=16000, scale=1, window=povey");
	/* A name that begins like another. */
	says("a xy=1 x=1", "a x=2 xy=1", NULL,
	    "front end differs: x=1, but the model has x=2");
}

static void
parameters_of_one_side(void)
{
	says("fbank rate=16000 scale=1 window=povey bins=23 low=20 dither=1",
	    base, NULL, "front end differs: dither=1, but the model has no "
	    "dither");
	says("fbank rate=16000 scale=1 bins=23", base, NULL,
	    "front end differs: no window, no low, but the model has "
	    "window=povey, low=20");
}

static void
other_kinds(void)
{
	says("fbank rate=16000 bins=23", "spec rate=16000", "-m MODEL",
	    "front end differs: fbank, but the model has spec; use wav2spec "
	    "-m MODEL");
	says(NULL, "fbank rate=16000", "-m MODEL", "front end differs: there "
	    "is no attribute front, but the model has 'fbank rate=16000'; use "
	    "wav2fbank -m MODEL");
	says("fbank rate=16000", NULL, "-m MODEL",
	    "front end differs: 'fbank rate=16000', but the model has none");
}

/* Attributes that no program of ours wrote. */
static void
other_texts(void)
{
	says("g", "f", "-m MODEL", "front end differs: g, but the model has f");
	says("f 1", "f 2", NULL, "front end differs: 1, but the model has 2");
	says("f", "", NULL, "front end differs: 'f', but the model has ''");
	says("f a=1 b=2", "f b=2 a=1", NULL,
	    "front end differs: 'f a=1 b=2', but the model has 'f b=2 a=1'");
	says("f a=1 a=1", "f  a=1", NULL,
	    "front end differs: 'f a=1 a=1', but the model has 'f  a=1'");
}

static void
stages_that_differ(void)
{
	says("fbank rate=1 bins=23 | delta order=1", "fbank rate=1 bins=23 | "
	    "delta order=2", "-m M", "front end differs: delta order=1, but "
	    "the model has order=2; use wav2fbank -m M | delta -m M");
	says("fbank rate=1 bins=23 | delta order=1", "fbank rate=1 bins=40 | "
	    "delta order=2", NULL, "front end differs: fbank bins=23, but the "
	    "model has bins=40");
	says("fbank rate=1", "fbank rate=1 | delta order=2", "-m M",
	    "front end differs: no delta, but the model has 'delta order=2'; "
	    "use wav2fbank -m M | delta -m M");
	says("fbank rate=1 | delta order=2", "fbank rate=1", "-m M",
	    "front end differs: delta, but the model has no delta; use "
	    "wav2fbank -m M");
	says("fbank rate=1 | trim gap=3 | delta order=2",
	    "fbank rate=1 | delta order=2", NULL,
	    "front end differs: trim, but the model has delta");
	says("{ fbank rate=1 } { spec rate=1 } | paste tolerance=0",
	    "{ fbank rate=1 } { spec rate=2 } | paste tolerance=0", "-m M",
	    "front end differs: spec rate=1, but the model has rate=2; use the "
	    "programs of its front end, each with -m M");
	/* Only the braces differ. */
	says("{ f | g } | p", "{ f } { g } | p", NULL, "front end differs: "
	    "'{ f | g } | p', but the model has '{ f } { g } | p'");
}

/* The longest of everything still ends with what the other side has. */
static void
long_texts(void)
{
	static char a[16384], b[16384];
	struct fault why;
	size_t i;

	(void)strcpy(a, "fbank rate=1");
	(void)strcpy(b, "fbank rate=2");
	for (i = strlen(a); i < sizeof a - 1; i++) {
		a[i] = i % 200 == 0 ? ' ' : i % 200 == 100 ? '=' : 'a';
		b[i] = i % 200 == 0 ? ' ' : i % 200 == 100 ? '=' : 'b';
	}
	CHECK(frontdiff(a, b, "the model has", "-m MODEL", &why) == ST_BAD);
	CHECK(strstr(why.text, " more, but the model has rate=2") != NULL);
	CHECK(strstr(why.text, "; use wav2fbank -m MODEL") != NULL);
}

int
main(void)
{
	UNIT_CASE(equal_lines);
	UNIT_CASE(parameters_that_differ);
	UNIT_CASE(parameters_of_one_side);
	UNIT_CASE(other_kinds);
	UNIT_CASE(other_texts);
	UNIT_CASE(stages_that_differ);
	UNIT_CASE(long_texts);
	UNIT_END();
}
