/* A table with the column key, as labeljoin reads it, and its rows by key. */
#include "base/tsv.h"
#include "data/join.h"
#include "fuzz.h"

/* Ask for the key of every row; each is there. */
static void
apply_all(struct join *j, const char *path)
{
	struct attrs a = ATTRS_INIT;
	char *const *field;
	struct fault why;
	struct tsv *t;
	enum status s;
	size_t key;

	HOLDS(tsv_open(&t, path, &why) == ST_OK);
	HOLDS(tsv_need(t, "key", &key, &why) == ST_OK);
	while ((s = tsv_row(t, &field, &why)) == ST_OK) {
		s = join_apply(j, field[key], &a, &why);
		HOLDS(s == ST_OK || s == ST_BAD);
		fuzz_told(s, &why);
		attrs_clear(&a);
	}
	HOLDS(s == ST_END);
	HOLDS(join_met(j) == join_rows(j));
	HOLDS(join_apply(j, "no such key\t", &a, &why) == ST_END);
	attrs_free(&a);
	tsv_close(t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	struct fault why;
	struct join *j;
	enum status s = join_open(&j, path, &why);

	fuzz_told(s, &why);
	if (s != ST_OK)
		return 0;
	while (join_note(j) != NULL)
		continue;
	apply_all(j, path);
	join_close(j);
	return 0;
}
