/*
 * Unit tests of lib/tensor/chain: stages of a front end.
 */
#include <string.h>

#include "tensor/chain.h"
#include "unit.h"

static const char plain[] = "fbank rate=8000 bins=4 | delta order=2 | "
    "functionals over=all";
static const char joined[] = "{ fbank bins=4 | mfcc ceps=3 } { prosody rate=1 }"
    " | paste tolerance=0 | delta order=1";

static struct fault why;

/* The stages of a chain as "0:fbank 1:...", each with its depth. */
static void
walks(const char *chain, const char *want)
{
	struct chain_stage s = { NULL, 0, 0 };
	char text[400] = "";
	size_t n = 0;

	while (chain_next(&chain, &s))
		n += (size_t)snprintf(text + n, sizeof text - n, "%u:%.*s;",
		    s.depth, (int)s.len, s.at);
	CHECK(strcmp(text, want) == 0);
	CHECK(!chain_next(&chain, &s));
}

static void
walk(void)
{
	walks(plain, "0:fbank rate=8000 bins=4;0:delta order=2;"
	    "0:functionals over=all;");
	walks(joined, "1:fbank bins=4;1:mfcc ceps=3;1:prosody rate=1;"
	    "0:paste tolerance=0;0:delta order=1;");
	walks("f", "0:f;");
	walks("{ { a } { b } | paste } { c } | paste", "2:a;2:b;1:paste;1:c;"
	    "0:paste;");
	walks("{ } { a } | paste", "1:a;0:paste;");
}

/* Any text ends, and has no stage that is empty. */
static void
any_text(void)
{
	walks("", "");
	walks(" | | ", "");
	walks("}}}{{", "");
	walks("a|b{c}d", "0:a;0:b;1:c;0:d;");
	walks("  a  b  ", "0:a  b;");
}

static void
find(void)
{
	char text[CHAIN_MAXSTAGE];

	CHECK(chain_find(plain, "delta", text, &why) == ST_OK);
	CHECK(strcmp(text, "delta order=2") == 0);
	CHECK(chain_find(plain, "fbank", text, &why) == ST_OK);
	CHECK(strcmp(text, "fbank rate=8000 bins=4") == 0);
	CHECK(chain_find(plain, "functionals", text, &why) == ST_OK);
	CHECK(strcmp(text, "functionals over=all") == 0);
	CHECK(chain_find(joined, "mfcc", text, &why) == ST_OK);
	CHECK(strcmp(text, "mfcc ceps=3") == 0);
	CHECK(chain_find("delta | delta", "delta", text, &why) == ST_OK);
	CHECK(strcmp(text, "delta") == 0);
}

static void
find_refuses(void)
{
	char text[CHAIN_MAXSTAGE], longest[CHAIN_MAXSTAGE + 1];

	CHECK(chain_find(plain, "func", text, &why) == ST_BAD);
	CHECK(strcmp(why.text, "the front end has no stage 'func'; it has: "
	    "fbank, delta, functionals") == 0);
	CHECK(chain_find("a x=1 | a x=2", "a", text, &why) == ST_BAD);
	CHECK(strcmp(why.text, "the front end has several stages 'a' with "
	    "different settings") == 0);
	(void)memset(longest, 'x', CHAIN_MAXSTAGE);
	longest[CHAIN_MAXSTAGE] = '\0';
	longest[1] = ' ';
	CHECK(chain_find(longest, "x", text, &why) == ST_BAD);
	longest[CHAIN_MAXSTAGE - 1] = '\0';
	CHECK(chain_find(longest, "x", text, &why) == ST_OK);
	CHECK(strcmp(text, longest) == 0);
}

static void
settings(void)
{
	static const char stage[] = "a order=1 xorder=22  last=x=y";

	CHECK(strncmp(chain_setting(stage, "order"), "1 ", 2) == 0);
	CHECK(strncmp(chain_setting(stage, "xorder"), "22 ", 3) == 0);
	CHECK(strcmp(chain_setting(stage, "last"), "x=y") == 0);
	CHECK(chain_setting(stage, "a") == NULL);
	CHECK(chain_setting(stage, "ord") == NULL);
	CHECK(chain_setting("", "a") == NULL);
}

static void
append(void)
{
	struct attrs a = ATTRS_INIT;
	static char longest[ATTR_MAXVALUE + 1];

	CHECK(chain_append(&a, "trim gap=1", &why) == ST_OK);
	CHECK(strcmp(attrs_get(&a, "front"), "trim gap=1") == 0);
	CHECK(chain_append(&a, "delta order=2", &why) == ST_OK);
	CHECK(strcmp(attrs_get(&a, "front"), "trim gap=1 | delta order=2")
	    == 0);
	(void)memset(longest, 'x', sizeof longest - 1);
	CHECK(chain_append(&a, longest, &why) == ST_BAD);
	CHECK(strcmp(attrs_get(&a, "front"), "trim gap=1 | delta order=2")
	    == 0);
	attrs_free(&a);
}

static void
join(void)
{
	const char *front[] = { "fbank bins=4 | mfcc ceps=3", "prosody rate=1",
	    NULL };
	struct attrs a = ATTRS_INIT;

	CHECK(chain_join(&a, front, 2, "paste tolerance=0", &why) == ST_OK);
	CHECK(chain_append(&a, "delta order=1", &why) == ST_OK);
	CHECK(strcmp(attrs_get(&a, "front"), joined) == 0);
	CHECK(chain_join(&a, front + 1, 2, "paste", &why) == ST_OK);
	CHECK(strcmp(attrs_get(&a, "front"),
	    "{ prosody rate=1 } { } | paste") == 0);
	/* Its own value may be one of them. */
	front[0] = attrs_get(&a, "front");
	CHECK(chain_join(&a, front, 2, "paste", &why) == ST_OK);
	CHECK(strcmp(attrs_get(&a, "front"), "{ { prosody rate=1 } { } | paste "
	    "} { prosody rate=1 } | paste") == 0);
	attrs_free(&a);
}

int
main(void)
{
	UNIT_CASE(walk);
	UNIT_CASE(any_text);
	UNIT_CASE(find);
	UNIT_CASE(find_refuses);
	UNIT_CASE(settings);
	UNIT_CASE(append);
	UNIT_CASE(join);
	UNIT_END();
}
