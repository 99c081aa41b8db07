/* fault, printable, number, attrs, rng, tsv: the parts that everything rests
 * on. */
#include <string.h>

#include "base/number.h"
#include "base/printable.h"
#include "base/tsv.h"
#include "math/philox.h"
#include "math/rng.h"
#include "tensor/attrs.h"
#include "unit.h"

static void
whole_numbers(void)
{
	struct fault why;
	uint64_t v;

	CHECK(number_size("0", 0, 9, &v, &why) == ST_OK && v == 0);
	CHECK(number_size("18446744073709551615", 0, UINT64_MAX, &v, &why) ==
	    ST_OK && v == UINT64_MAX);
	CHECK(number_size("18446744073709551616", 0, UINT64_MAX, &v, &why) ==
	    ST_BAD);
	CHECK(number_size("10", 0, 9, &v, &why) == ST_BAD);
	CHECK(strstr(why.text, "too large, at most 9") != NULL);
	CHECK(number_size("0", 1, 9, &v, &why) == ST_BAD);
	CHECK(strstr(why.text, "too small, at least 1") != NULL);
	CHECK(number_size("", 0, 9, &v, &why) == ST_BAD);
	CHECK(number_size("-1", 0, 9, &v, &why) == ST_BAD);
	CHECK(number_size(" 1", 0, 9, &v, &why) == ST_BAD);
	CHECK(number_size("1x", 0, 9, &v, &why) == ST_BAD);
}

static void
real_numbers(void)
{
	static const char *const bad[] = { "", ".", "nan", "inf", "0x10", " 1",
	    "1 ", "1e400", "-1e400", "1,5", "--1", "1e", "3.0000001" };
	struct fault why;
	double v;
	size_t i;

	CHECK(number_real("1e-4", 0, 1, &v, &why) == ST_OK && v == 1e-4);
	CHECK(number_real("-.5", -1, 1, &v, &why) == ST_OK && v == -.5);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK(number_real(bad[i], -3, 3, &v, &why) == ST_BAD);
}

static void
attributes(void)
{
	struct attrs a = ATTRS_INIT;
	struct fault why;
	char name[16];
	int i;

	CHECK(attrs_set(&a, "key", "one", &why) == ST_OK);
	CHECK(attrs_set(&a, "label", "", &why) == ST_OK);
	CHECK(attrs_set(&a, "key", "longer than one", &why) == ST_OK);
	CHECK(attrs_set(&a, "key", "s", &why) == ST_OK);
	CHECK(strcmp(attrs_get(&a, "key"), "s") == 0);
	CHECK(strcmp(attrs_get(&a, "label"), "") == 0);
	CHECK(attrs_get(&a, "lab") == NULL);
	attrs_del(&a, "key");
	CHECK(attrs_get(&a, "key") == NULL && a.count == 1);
	CHECK(attrs_set(&a, "Key", "x", &why) == ST_BAD);
	CHECK(attrs_set(&a, "shape", "x", &why) == ST_BAD);
	CHECK(attrs_set(&a, "x", "a\nb", &why) == ST_BAD);
	for (i = 1; i < ATTR_MAXCOUNT; i++) {
		(void)snprintf(name, sizeof name, "a%d", i);
		CHECK(attrs_setf(&a, &why, name, "%d", i) == ST_OK);
	}
	CHECK(strcmp(attrs_get(&a, "a200"), "200") == 0);
	CHECK(attrs_set(&a, "more", "x", &why) == ST_BAD);
	attrs_free(&a);
}

/* Known answers of the Random123 distribution for Philox 4x32-10. */
static void
philox(void)
{
	const uint32_t ones[4] = { ~0u, ~0u, ~0u, ~0u };
	const uint32_t zero[4] = { 0, 0, 0, 0 };
	uint32_t out[4];

	philox_fill(zero, zero, 1, out);
	CHECK(out[0] == 0x6627e8d5 && out[1] == 0xe169c58d &&
	    out[2] == 0xbc57ac4c && out[3] == 0x9b00dbd8);
	philox_fill(ones, ones, 1, out);
	CHECK(out[0] == 0x408f276d && out[1] == 0x41c83b0e &&
	    out[2] == 0xa20bc7c6 && out[3] == 0x6d5451fd);
}

/* Many at once are the same as each by itself. */
static void
philox_row(void)
{
	const uint32_t key[2] = { 7, 9 };
	uint32_t ctr[4] = { ~0u - 20, 1, 2, 3 }, row[100 * 4 + 1], one[4];
	size_t n, i;

	for (n = 0; n <= 100; n++) {
		row[4 * n] = 5;
		ctr[0] = ~0u - 20;
		philox_fill(ctr, key, n, row);
		CHECK(row[4 * n] == 5);
		for (i = 0; i < n; i++, ctr[0]++) {
			philox_fill(ctr, key, 1, one);
			CHECK(memcmp(one, row + 4 * i, sizeof one) == 0);
		}
	}
}

static void
generator(void)
{
	size_t idx[100], seen[100] = { 0 }, i;
	struct rng *a, *b, *c;
	struct fault why;
	double x;

	CHECK(rng_new(&a, 1, "init", &why) == ST_OK);
	CHECK(rng_new(&b, 1, "init", &why) == ST_OK);
	CHECK(rng_new(&c, 1, "shuffle", &why) == ST_OK);
	x = rng_uniform(a);
	CHECK(x == rng_uniform(b));
	CHECK(x != rng_uniform(c));
	for (i = 0; i < 100; i++)
		idx[i] = i;
	rng_shuffle(a, idx, 100);
	for (i = 0; i < 100; i++)
		seen[idx[i]]++;
	for (i = 0; i < 100; i++)
		CHECK(seen[i] == 1);
	rng_free(a);
	rng_free(b);
	rng_free(c);
}

/* A table with this text, opened; the file itself is gone. */
static struct tsv *
table_of(const char *text)
{
	char path[] = "/tmp/tonfall-unit.XXXXXX";
	int fd = mkstemp(path);
	FILE *fp = fdopen(fd, "w");
	struct tsv *t = NULL;
	struct fault why;

	(void)fputs(text, fp);
	CHECK(fclose(fp) == 0);
	CHECK(tsv_open(&t, path, &why) == ST_OK);
	(void)remove(path);
	return t;
}

static void
table_of_a_spreadsheet(void)
{
	struct tsv *t = table_of("\xef\xbb\xbfpath\tlabel\r\na\tsad\r\n");
	struct fault why;
	char *const *f;
	size_t col;

	CHECK(tsv_find(t, "path") == 0);
	CHECK(tsv_row(t, &f, &why) == ST_OK && strcmp(f[0], "a") == 0);
	tsv_close(t);
	t = table_of("\xef\xbb\xbf# path\n");
	CHECK(tsv_find(t, "path") == 0);
	tsv_close(t);
	t = table_of("path,label\n");
	CHECK(tsv_need(t, "path", &col, &why) == ST_BAD);
	CHECK(strstr(why.text, "tabs are wanted") != NULL);
	tsv_close(t);
	t = table_of("file\tlabel\n");
	CHECK(tsv_need(t, "path", &col, &why) == ST_BAD);
	CHECK(strstr(why.text, "tabs") == NULL);
	tsv_close(t);
}

static void
table(void)
{
	struct tsv *t = table_of("# key\tlabel\r\n\na\tsad\r\nb\t\nc\n");
	struct fault why;
	char *const *f;
	size_t col;

	CHECK(tsv_need(t, "label", &col, &why) == ST_OK && col == 1);
	CHECK(tsv_need(t, "speaker", &col, &why) == ST_BAD);
	CHECK(strstr(why.text, "names: key label") != NULL);
	CHECK(tsv_row(t, &f, &why) == ST_OK && strcmp(f[1], "sad") == 0);
	CHECK(tsv_row(t, &f, &why) == ST_OK && strcmp(f[1], "") == 0);
	CHECK(tsv_row(t, &f, &why) == ST_BAD);
	CHECK(strstr(why.text, "line 5: 1 columns") != NULL);
	CHECK(tsv_row(t, &f, &why) == ST_END);
	tsv_close(t);
}

/* The last line may count the rows. */
static void
table_of_so_many_rows(void)
{
	struct tsv *t = table_of("# key\na\nb\n# rows 2\n");
	struct fault why;
	char *const *f;

	CHECK(tsv_marked(t) && !tsv_counted(t));
	CHECK(tsv_row(t, &f, &why) == ST_OK && tsv_row(t, &f, &why) == ST_OK);
	CHECK(tsv_row(t, &f, &why) == ST_END && tsv_counted(t));
	tsv_close(t);
	t = table_of("key\na\n");
	CHECK(tsv_row(t, &f, &why) == ST_OK && tsv_row(t, &f, &why) == ST_END);
	CHECK(!tsv_marked(t) && !tsv_counted(t));
	tsv_close(t);
	t = table_of("key\nb\n# rows 2\n");
	CHECK(tsv_row(t, &f, &why) == ST_OK && tsv_row(t, &f, &why) == ST_BAD);
	CHECK(strstr(why.text, "line 3: counts 2 rows") != NULL);
	tsv_close(t);
	t = table_of("key\n# rows 0\nb\n");
	CHECK(tsv_row(t, &f, &why) == ST_BAD);
	CHECK(strstr(why.text, "line 3: a row below") != NULL);
	tsv_close(t);
	/* nearly so */
	t = table_of("key\n# rows x\n# rows\n# rows -1\n");
	CHECK(tsv_row(t, &f, &why) == ST_OK && tsv_row(t, &f, &why) == ST_OK &&
	    tsv_row(t, &f, &why) == ST_OK && strcmp(f[0], "# rows -1") == 0);
	tsv_close(t);
	t = table_of("key\tlabel\n# rows 0\tx\n");
	CHECK(tsv_row(t, &f, &why) == ST_OK && strcmp(f[1], "x") == 0);
	tsv_close(t);
}

/* Names that two columns share. */
static void
table_of_twins(void)
{
	char path[] = "/tmp/tonfall-unit.XXXXXX";
	FILE *fp = fdopen(mkstemp(path), "w");
	struct fault why;
	struct tsv *t;

	(void)fputs("a\tb\ta\n", fp);
	CHECK(fclose(fp) == 0);
	CHECK(tsv_open(&t, path, &why) == ST_BAD && t == NULL);
	CHECK(strstr(why.text, "two columns named 'a'") != NULL);
	CHECK(tsv_open_any(&t, path, &why) == ST_OK);
	CHECK(tsv_cols(t) == 3 && tsv_find(t, "a") == 0);
	tsv_close(t);
	(void)remove(path);
}

static void
shown(void)
{
	static const char *const bad[][2] = {
		{ "\x01\x1f\x7f\t\n", "\\x01\\x1f\\x7f\\x09\\x0a" },
		{ "\xc2\x80\xc2\x9f\xc2\xa0", "\\xc2\\x80\\xc2\\x9f\xc2\xa0" },
		{ "\x80" "a\xff", "\\x80" "a\\xff" },
		{ "\xc1\xbf\xe0\x9f\xbf", "\\xc1\\xbf\\xe0\\x9f\\xbf" },
		{ "\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf" },
		{ "\xed\xa0\x80\xf4\x90\x80\x80",
		    "\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80" },
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "\xf0\x9f\x98", "\\xf0\\x9f\\x98" },
		{ "\\x1b", "\\x1b" }, { "", "" },
	};
	char out[64], *copy;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		printable(out, sizeof out, bad[i][0]);
		CHECK(strcmp(out, bad[i][1]) == 0);
		copy = printable_copy(bad[i][0]);
		CHECK(copy != NULL && strcmp(copy, bad[i][1]) == 0);
		free(copy);
	}
	printable(out, 7,
	    "ab\x1b"
	    "c"); /* cut before what does not fit */
	CHECK(strcmp(out, "ab\\x1b") == 0);
	printable(out, 6, "ab\x1b" "c");
	CHECK(strcmp(out, "ab") == 0);
}

/* Every character of Unicode, in UTF-8 as RFC 3629 writes it. */
static void
shown_characters(void)
{
	char in[5], out[17];
	unsigned long c;
	int stays;

	for (c = 0x80; c < 0x110000; c++) {
		(void)memset(in, 0, sizeof in);
		if (c < 0x800) {
			in[0] = (char)(0xc0 | c >> 6);
			in[1] = (char)(0x80 | (c & 0x3f));
		} else if (c < 0x10000) {
			in[0] = (char)(0xe0 | c >> 12);
			in[1] = (char)(0x80 | (c >> 6 & 0x3f));
			in[2] = (char)(0x80 | (c & 0x3f));
		} else {
			in[0] = (char)(0xf0 | c >> 18);
			in[1] = (char)(0x80 | (c >> 12 & 0x3f));
			in[2] = (char)(0x80 | (c >> 6 & 0x3f));
			in[3] = (char)(0x80 | (c & 0x3f));
		}
		stays = c >= 0xa0 && (c < 0xd800 || c > 0xdfff);
		printable(out, sizeof out, in);
		CHECK((strcmp(in, out) == 0) == stays);
		CHECK(stays || strlen(out) == 4 * strlen(in));
	}
}

int
main(void)
{
	UNIT_CASE(whole_numbers);
	UNIT_CASE(shown);
	UNIT_CASE(shown_characters);
	UNIT_CASE(real_numbers);
	UNIT_CASE(attributes);
	UNIT_CASE(philox);
	UNIT_CASE(philox_row);
	UNIT_CASE(generator);
	UNIT_CASE(table);
	UNIT_CASE(table_of_a_spreadsheet);
	UNIT_CASE(table_of_so_many_rows);
	UNIT_CASE(table_of_twins);
	UNIT_END();
}
