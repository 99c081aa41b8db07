/* A list of segments: RTTM, or a table with start and end or duration. */
#include <math.h>

#include "data/segments.h"
#include "fuzz.h"

static void
ignore(const char *text)
{
	HOLDS(text[0] != '\0');
}

/* Each has a length, or is a whole recording; each has a number and a line, and
 * lines rise. */
static void
check(const struct segment_list *l)
{
	uint64_t line = 0;
	size_t i;
	bool whole;

	HOLDS(l->n > 0);
	for (i = 0; i < l->n; i++) {
		whole = l->at[i].start == 0 && l->at[i].end == INFINITY;
		HOLDS(l->at[i].start >= 0 && l->at[i].end > l->at[i].start);
		HOLDS(whole || l->at[i].end - l->at[i].start <=
		    SEGMENTS_LONGEST);
		HOLDS(l->at[i].number == i + 1 && l->at[i].line > line);
		line = l->at[i].line;
	}
}

/* What is unused has this key, or this path, from which the key is made. */
static void
check_found(struct segments *s, const char *of)
{
	const struct segment_list *l;
	struct attrs a = ATTRS_INIT;
	struct fault why;

	HOLDS(segments_find(s, of, of, &l, &why) == ST_OK);
	if (l == NULL) {
		HOLDS(attrs_set_key(&a, of, false, &why) == ST_OK);
		HOLDS(segments_find(s, attrs_get(&a, "key"), of, &l, &why) ==
		    ST_OK);
		attrs_free(&a);
	}
	check(l);
}

/* Every recording is found, and then none is left. */
static void
find_all(struct segments *s)
{
	struct textset names = TEXTSET_INIT;
	struct fault why;
	const struct segment_list *l;
	const char *key;
	size_t n, left = SIZE_MAX;

	HOLDS(segments_names(s, &names, &why) == ST_OK);
	textset_free(&names);
	if (!segments_keyed(s))
		return;
	while ((key = segments_unused(s, &n)) != NULL) {
		HOLDS(n > 0 && n < left);
		left = n;
		check_found(s, key);
	}
	HOLDS(left == SIZE_MAX || left == 1);
	HOLDS(segments_find(s, "no such key\t", "x", &l, &why) == ST_OK &&
	    l == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct segments *s;
	struct fault why;
	enum status st = segments_open(&s, fuzz_file(data, size), false,
	    ignore, &why);

	fuzz_told(st, &why);
	if (st != ST_OK)
		return 0;
	find_all(s);
	segments_close(s);
	return 0;
}
