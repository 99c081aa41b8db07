/*
 * npy, ark, scp, htk, csv: readers on bytes written out here, cut, damaged
 * and hostile; all through fmemopen(3).
 */
#include <string.h>

#include "convert/format.h"
#include "convert/rawfloats.h"
#include "unit.h"

#define MARK	"\xef\xbb\xbf"	/* a byte order mark */

static struct fault why;

static FILE *
memory(const void *buf, size_t n)
{
	/* fmemopen takes no empty buffer. */
	FILE *fp = n > 0 ? fmemopen((void *)(size_t)buf, n, "rb") :
	    fopen("/dev/null", "rb");

	CHECK(fp != NULL);
	why.text[0] = '\0';
	return fp;
}

/* The next record of a file that was opened. */
static enum status
next(const struct format *f, void *state, FILE *fp, struct tensor *t)
{
	attrs_clear(&t->attr);
	return f->read(state, fp, t, &why);
}

/* The first record of a file of these bytes. */
static enum status
read_with(const struct format *f, const void *buf, size_t n,
    struct tensor *t)
{
	FILE *fp = memory(buf, n);
	void *state = NULL;
	enum status s = ST_OK;

	if (f->open != NULL)
		s = f->open(&state, fp, &why);
	if (s == ST_OK)
		s = next(f, state, fp, t);
	if (f->close != NULL)
		f->close(state);
	(void)fclose(fp);
	return s;
}

/* It is ST_BAD with a text that has this in it. */
static void
refused(const struct format *f, const void *buf, size_t n, const char *text)
{
	struct tensor t = TENSOR_INIT;
	enum status s = read_with(f, buf, n, &t);

	CHECK(s == ST_BAD);
	CHECK(strstr(why.text, text) != NULL);
	if (unit_bad == 1)
		printf("     status %d, '%s', want '%s'\n", s, why.text, text);
	tensor_free(&t);
}

/* Each cut is ST_BAD; each flipped bit is anything but a crash. */
static void
hurt(const struct format *f, const char *good, size_t n)
{
	struct tensor t = TENSOR_INIT;
	char bad[512];
	size_t i;

	CHECK(n <= sizeof bad);
	for (i = 1; i < n; i++)
		CHECK(read_with(f, good, i, &t) == ST_BAD);
	for (i = 0; i < 8 * n; i++) {
		(void)memcpy(bad, good, n);
		bad[i / 8] = (char)(bad[i / 8] ^ 1 << i % 8);
		(void)!read_with(f, bad, n, &t);
	}
	tensor_free(&t);
}

/* ---- npy ---- */

/* An npy file with this dictionary and n bytes of values; its size. */
static size_t
npy(char *buf, int version, const char *dict, const void *values, size_t n)
{
	size_t len = strlen(dict), at = version == 1 ? 10 : 12;

	(void)memcpy(buf, "\x93NUMPY", 6);
	buf[6] = (char)version;
	buf[7] = buf[10] = buf[11] = 0;
	buf[8] = (char)(len & 255);
	buf[9] = (char)(len >> 8);
	(void)memcpy(buf + at, dict, len);
	(void)memcpy(buf + at + len, values, n);
	unit_little(buf + at + len, n, strstr(dict, "<f8") != NULL ? 8 : 4);
	return at + len + n;
}

static void
npy_good(void)
{
	static const char *const dicts[] = {
		"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }  "
		"\n",
		"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}\n",
		"{\"shape\":(2,3),\"descr\":\"<f4\",\"fortran_order\":False}",
		" { 'fortran_order' : False , 'shape' : ( 2 , 3 , ) , 'descr' "
		": '<f4' } ",
	};
	const float x[6] = { 1, -2, 3.5f, 4, 5, 6 };
	const double y[3] = { 0.1, -1e30, 3 };
	struct tensor t = TENSOR_INIT;
	char buf[512];
	size_t i, n;
	int v;

	for (i = 0; i < sizeof dicts / sizeof dicts[0]; i++)
		for (v = 1; v <= 2; v++) {
			n = npy(buf, v, dicts[i], x, sizeof x);
			CHECK(read_with(&npy_format, buf, n, &t) == ST_OK);
			CHECK(t.rank == 2 && t.dim[0] == 2 && t.dim[1] == 3);
			CHECK(memcmp(t.data, x, sizeof x) == 0);
		}
	n = npy(buf, 1, "{'descr': '<f8', 'fortran_order': False, "
	    "'shape': (3,), }", y, sizeof y);
	CHECK(read_with(&npy_format, buf, n, &t) == ST_OK);
	CHECK(t.rank == 1 && t.dim[0] == 3 && t.data[0] == (float)0.1 &&
	    t.data[1] == (float)-1e30 && t.data[2] == 3);
	n = npy(buf, 1, dicts[0], x, sizeof x);
	hurt(&npy_format, buf, n);
	tensor_free(&t);
}

static void
npy_bad_dictionaries(void)
{
	static const struct {
		const char *dict, *text;
	} bad[] = {
#define NPY(d, f, s) "{'descr': " d ", 'fortran_order': " f ", 'shape': " s "}"
		{ NPY("'<f4'", "True", "(2, 3)"), "Fortran" },
		{ NPY("'>f4'", "False", "(2, 3)"), "'>f4'" },
		{ NPY("'<i8'", "False", "(2, 3)"), "'<i8'" },
		{ NPY("'<f4'", "False", "()"), "0 dimensions" },
		{ NPY("'<f4'", "False", "(1,1,1,1,6)"), "5 dimensions" },
		{ NPY("'<f4'", "False", "(0, 3)"), "at least 1" },
		{ NPY("'<f4'", "False", "(65536, 65536, 2)"), "16 GiB" },
		{ NPY("'<f4'", "False", "(65536, 65536, 65536, 65536)"),
		    "16 GiB" },
		{ NPY("'<f4'", "False", "(4294967296,)"), "cut short" },
		{ NPY("'<f4'", "False", "(99999999999999999999999,)"),
		    "header" },
		{ NPY("'<f4'", "False", "(18446744073709551616,)"), "header" },
		{ NPY("'<f4'", "False", "(2, -3)"), "header" },
		{ NPY("'<f4'", "False", "(2 3)"), "header" },
		{ NPY("'<f4'", "False", "(2, 3"), "header" },
		{ NPY("'<f4'", "False", "[2, 3]"), "header" },
		{ NPY("'<f4'", "Maybe", "(2, 3)"), "header" },
		{ NPY("[('x', '<f4')]", "False", "(2, 3)"), "header" },
		{ NPY("'<f4", "False", "(2, 3)"), "header" },
		{ NPY("'<f4'", "False", "(2, 3)") "x", "header" },
		{ NPY("'<f4'", "False", "(2, 3), 'shape': (2, 3)"), "header" },
		{ NPY("'<f4'", "False", "(2, 3), 'more': 1"), "header" },
		{ "{'descr': '<f4', 'shape': (2, 3)}", "header" },
		{ "{}", "header" },
		{ "", "header" },
		{ "{", "header" },
		{ "((((((((((((((((", "header" },
	};
	const float x[6] = { 0 };
	char buf[512];
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		refused(&npy_format, buf, npy(buf, 1, bad[i].dict, x, sizeof x),
		    bad[i].text);
}

static void
npy_bad_files(void)
{
	const char *dict = NPY("'<f8'", "False", "(1,)");
	const double big = 1e39;
	char buf[512];
	size_t n;

	n = npy(buf, 1, dict, &big, sizeof big);
	refused(&npy_format, buf, n, "beyond the range");
	buf[6] = 3;
	refused(&npy_format, buf, n, "version 3.0");
	buf[0] = 'x';
	refused(&npy_format, buf, n, "not an npy");
	n = npy(buf, 1, NPY("'<f4'", "False", "(1,)"), &big, sizeof big);
	refused(&npy_format, buf, n, "more bytes");
	n = npy(buf, 2, dict, &big, sizeof big);
	buf[11] = 127;			/* a header of 2 GB */
	refused(&npy_format, buf, n, "at most 65536");
	refused(&npy_format, "", 0, "cut short");
}

/* ---- ark ---- */

#define ARK_FM	"utt1 \0BFM \4\2\0\0\0\4\1\0\0\0\0\0\200\77\0\0\0\300"

static void
ark_good(void)
{
	const char two[] = ARK_FM "b \0BFV \4\1\0\0\0\0\0\0\100";
	const char dbl[] = "d \0BDM \4\1\0\0\0\4\1\0\0\0\0\0\0\0\0\0\370\77";
	struct tensor t = TENSOR_INIT;
	FILE *fp = memory(two, sizeof two - 1);

	CHECK(next(&ark_format, NULL, fp, &t) == ST_OK);
	CHECK(strcmp(tensor_key(&t), "utt1") == 0 && t.rank == 2 &&
	    t.dim[0] == 2 && t.dim[1] == 1);
	CHECK(t.data[0] == 1 && t.data[1] == -2);
	CHECK(next(&ark_format, NULL, fp, &t) == ST_OK);
	CHECK(strcmp(tensor_key(&t), "b") == 0 && t.rank == 1 &&
	    t.dim[0] == 1 && t.data[0] == 2);
	CHECK(next(&ark_format, NULL, fp, &t) == ST_END);
	(void)fclose(fp);
	CHECK(read_with(&ark_format, dbl, sizeof dbl - 1, &t) == ST_OK);
	CHECK(t.data[0] == 1.5f);
	CHECK(read_with(&ark_format, "", 0, &t) == ST_END);
	hurt(&ark_format, two, sizeof ARK_FM - 1);
	tensor_free(&t);
}

static void
ark_bad(void)
{
#define BAD(s, text) refused(&ark_format, s, sizeof s - 1, text)
	BAD("utt1  [\n 1 2 ]\n", "record 'utt1': is not binary");
	BAD("utt1 \0BCM xxxxxxxxxxxxxxxxx", "compressed");
	BAD("utt1 \0BCM2 xxxxxxxxxxxxxxxx", "compressed");
	BAD("utt1 \0BXX xxxxxxxxxxxxxxxxx", "neither");
	BAD("utt1 \0BFM \4\377\377\377\377\4\1\0\0\0xxxx", "dimension");
	BAD("utt1 \0BFM \4\0\0\0\0\4\1\0\0\0xxxx", "dimension");
	BAD("utt1 \0BFM \10\1\0\0\0\4\1\0\0\0xxxx", "dimension");
	BAD("utt1 \0BFM \4\377\377\377\177\4\1\0\0\0xxxx", "cut short");
	BAD("utt1 \0BFM \4\377\377\377\177\4\377\377\377\177xxxx", "16 GiB");
	BAD(" \0BFM \4\1\0\0\0", "empty");
	BAD("utt1\nutt2\n", "not an archive");
	BAD("utt1", "cut short in a key");
	BAD("\0\0\0\0", "not an archive");
#undef BAD
}

/* ---- htk ---- */

#define HTK "\0\0\0\2\0\1\206\240\0\4\0\11\77\200\0\0\300\0\0\0"

static void
htk_good(void)
{
	struct tensor t = TENSOR_INIT;

	CHECK(read_with(&htk_format, HTK, sizeof HTK - 1, &t) == ST_OK);
	CHECK(t.rank == 2 && t.dim[0] == 2 && t.dim[1] == 1);
	CHECK(t.data[0] == 1 && t.data[1] == -2);
	CHECK(strcmp(tensor_attr(&t, "rate"), "100") == 0);
	hurt(&htk_format, HTK, sizeof HTK - 1);
	tensor_free(&t);
}

static void
htk_bad(void)
{
#define BAD(s, text) refused(&htk_format, s, sizeof s - 1, text)
	BAD("\0\0\0\2\0\1\206\240\0\2\0\0\0\1\0\2", "kind 0 is samples");
	BAD("\0\0\0\2\0\1\206\240\0\2\0\6\0\1\0\2", "not an HTK");
	BAD("\0\0\0\1\0\1\206\240\0\4\0\0\0\1\0\2", "kind 0 is samples");
	BAD("\0\0\0\1\0\1\206\240\0\4\0\12\0\1\0\2", "kind 10");
	BAD("\0\0\0\1\0\1\206\240\0\4\4\6\0\1\0\2", "compressed");
	/* 39 values of two bytes each: not a multiple of a float's four. */
	BAD("\0\0\0\1\0\1\206\240\0\116\7\6\0\1\0\2", "compressed");
	BAD("\0\0\0\1\0\1\206\240\0\4\20\6\0\1\0\2", "checksum");
	BAD("utterance,0,1,2\n", "not an HTK");
	BAD("\0\0\0\0\0\1\206\240\0\4\0\6", "not an HTK");
	BAD("\377\377\377\377\0\1\206\240\0\4\0\6", "not an HTK");
	BAD("\0\0\0\1\0\0\0\0\0\4\0\6\0\1\0\2", "not an HTK");
	BAD("\0\0\0\1\0\1\206\240\377\374\0\6\0\1\0\2", "not an HTK");
	BAD("\177\377\377\377\0\1\206\240\0\4\0\6\0\1\0\2", "cut short");
	BAD(HTK "x", "more bytes");
#undef BAD
}

/* ---- scp and csv ---- */

static void
scp_bad(void)
{
#define BAD(s, text) refused(&scp_format, s, sizeof s - 1, text)
	BAD("utt1\n", "line 1: should be a key");
	BAD("\n\nutt1 gunzip -c x.gz |\n", "line 3: names a command");
	BAD("utt1 x.ark:5[0:9]\n", "names a part");
	BAD("utt1 x.ark:99999999999999999999\n", "offset");
	BAD(" x.ark:5\n", "should be a key");
#undef BAD
}

static void
csv_good(void)
{
	const char text[] = "key,0,1\r\n\n\"a,\"\"b\"\"\",1,2\n"
	    "\"a,\"\"b\"\"\",-3e2,4\n\"c\",5,6";
	FILE *fp = memory(text, sizeof text - 1);
	struct tensor t = TENSOR_INIT;
	void *c;

	CHECK(csv_format.open(&c, fp, &why) == ST_OK);
	CHECK(next(&csv_format, c, fp, &t) == ST_OK);
	CHECK(strcmp(tensor_key(&t), "a,\"b\"") == 0);
	CHECK(t.rank == 2 && t.dim[0] == 2 && t.dim[1] == 2);
	CHECK(t.data[0] == 1 && t.data[2] == -300 && t.data[3] == 4);
	CHECK(next(&csv_format, c, fp, &t) == ST_OK);
	CHECK(strcmp(tensor_key(&t), "c") == 0 && t.dim[0] == 1);
	CHECK(t.data[0] == 5 && t.data[1] == 6);
	CHECK(next(&csv_format, c, fp, &t) == ST_END);
	CHECK(next(&csv_format, c, fp, &t) == ST_END);
	csv_format.close(c);
	(void)fclose(fp);
	CHECK(read_with(&csv_format, "key\n", 4, &t) == ST_END);
	CHECK(read_with(&csv_format, MARK "key,0\na,1\n", 13, &t) == ST_OK);
	tensor_free(&t);
}

static void
csv_bad(void)
{
#define BAD(s, text) refused(&csv_format, s, sizeof s - 1, text)
	BAD("name,0\na,1\n", "first line should be 'key,0,1");
	BAD("", "first line should be");
	BAD("key,0\na,1,2\n", "line 2: 2 numbers, but the first line names 1");
	BAD("key,0\na\n", "line 2: 0 numbers");
	BAD("key\na\n", "line 2: 0 numbers");
	BAD("key,0\na,nan\n", "line 2: column 2");
	BAD("key,0\na,\n", "line 2: column 2: '' is not a number");
	BAD("key,0\na,1e39\n", "too large");
	BAD("key,0\na,1\na,x\n", "line 3: column 2");
	BAD("key,0\n\"a,1\n", "line 2: the quotes do not close");
	BAD("key,0\n\"a\"b,1\n", "line 2: the quotes do not close");
	BAD("key,0\na\0b,1\n", "has a NUL");
	BAD("key,0\n" MARK "a,1\n" MARK "a,x\n", "line 3: column 2");
	BAD("\xff\xfek\0e\0y\0", "line 1: UTF-16");
	BAD("\xfe\xff\0k\0e\0y", "line 1: UTF-16");
#undef BAD
}

/* A shape that is promised but not there costs no memory. */
static void
growing(void)
{
	const uint64_t dim[] = { 1 << 20, 1 << 10 };
	float block[30000] = { 0 };
	struct tensor t = TENSOR_INIT;
	FILE *fp = fmemopen(block, sizeof block, "rb");

	CHECK(rawfloats_read(fp, FLOATS_F4LE, &t, 2, dim, &why) == ST_BAD);
	CHECK(t.cap < 10 * sizeof block / sizeof block[0]);
	(void)fclose(fp);
	tensor_free(&t);
}

int
main(void)
{
	UNIT_CASE(npy_good);
	UNIT_CASE(npy_bad_dictionaries);
	UNIT_CASE(npy_bad_files);
	UNIT_CASE(ark_good);
	UNIT_CASE(ark_bad);
	UNIT_CASE(htk_good);
	UNIT_CASE(htk_bad);
	UNIT_CASE(scp_bad);
	UNIT_CASE(csv_good);
	UNIT_CASE(csv_bad);
	UNIT_CASE(growing);
	UNIT_END();
}
