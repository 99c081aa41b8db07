/*
 * The attribute norm, statistics by groups, lengths, and the input of a
 * network, against values worked out by hand or by plain loops.
 */
#include <float.h>
#include <string.h>

#include "data/frames.h"
#include "data/norm.h"
#include "data/normstats.h"
#include "model/model_input.h"
#include "unit.h"

#define T 50
#define B 3

static struct fault why;

/* Frames x B values of x as a record; attributes are name, value, ..., NULL. */
static struct tensor
record(size_t frames, const float *x, const char *const attr[])
{
	struct tensor t = TENSOR_INIT;
	uint64_t dim[2] = { frames, B };
	size_t i;

	CHECK(tensor_reshape(&t, 2, dim, &why) == ST_OK);
	(void)memcpy(t.data, x, frames * B * sizeof *x);
	for (i = 0; attr != NULL && attr[i] != NULL; i += 2)
		CHECK(attrs_set(&t.attr, attr[i], attr[i + 1], &why) == ST_OK);
	return t;
}

/* Numbers spread over many powers of ten, the same on every run. */
static void
noise(float *x, size_t n, unsigned seed)
{
	uint32_t s = seed * 2654435761u + 1;
	size_t i;

	for (i = 0; i < n; i++) {
		s = s * 1664525u + 1013904223u;
		x[i] = ldexpf((float)(s >> 8) - 8e6f, (int)(s >> 4 & 15) - 20);
	}
}

static void
groupings(void)
{
	struct norm_group g;

	CHECK(norm_group_parse("all", &g, &why) == ST_OK);
	CHECK(!g.bin && strcmp(g.attr, "") == 0);
	CHECK(norm_group_parse("bin", &g, &why) == ST_OK);
	CHECK(g.bin && strcmp(g.attr, "") == 0);
	CHECK(norm_group_parse("speaker", &g, &why) == ST_OK);
	CHECK(!g.bin && strcmp(g.attr, "speaker") == 0);
	CHECK(norm_group_parse("my-room_2.a,bin", &g, &why) == ST_OK);
	CHECK(g.bin && strcmp(g.attr, "my-room_2.a") == 0);
	CHECK(strcmp(g.text, "my-room_2.a,bin") == 0);
	CHECK(norm_group_parse("binary", &g, &why) == ST_OK);
	CHECK(norm_group_parse("abcdefghijklmnopqrstuvwxyzabcdef,bin", &g,
	    &why) == ST_OK);
	CHECK(norm_group_parse("abcdefghijklmnopqrstuvwxyzabcdefg", &g,
	    &why) == ST_BAD);
	CHECK(norm_group_parse("", &g, &why) == ST_BAD);
	CHECK(norm_group_parse(",bin", &g, &why) == ST_BAD);
	CHECK(norm_group_parse("all,bin", &g, &why) == ST_BAD);
	CHECK(norm_group_parse("speaker,all", &g, &why) == ST_BAD);
	CHECK(norm_group_parse("2nd", &g, &why) == ST_BAD);
	CHECK(norm_group_parse("a b", &g, &why) == ST_BAD);
}

/* Whatever float is printed comes back bit for bit. */
static void
text_and_back(void)
{
	static const struct norm_group g = { "speaker,bin", "speaker", true };
	struct norm a = NORM_INIT, b = NORM_INIT;
	struct attrs attr = ATTRS_INIT;
	size_t i;

	CHECK(norm_alloc(&a, &g, 100, &why) == ST_OK);
	noise(a.pair, 200, 1);
	for (i = 1; i < 200; i += 2)
		a.pair[i] = fabsf(a.pair[i]) + FLT_MIN;
	a.pair[0] = -FLT_MAX;
	a.pair[1] = FLT_MIN;
	a.pair[2] = 0.1f;
	a.pair[3] = FLT_MAX;
	CHECK(norm_set(&attr, &a, &why) == ST_OK);
	CHECK(norm_parse(&b, attrs_get(&attr, "norm"), &why) == ST_OK);
	CHECK(norm_same(&a, &b));
	b.pair[199] = nextafterf(b.pair[199], INFINITY);
	CHECK(!norm_same(&a, &b));
	norm_free(&b);
	CHECK(norm_set(&attr, &b, &why) == ST_OK);
	CHECK(attrs_get(&attr, "norm") == NULL);
	CHECK(norm_parse(&b, NULL, &why) == ST_OK);
	CHECK(b.n == 0 && b.group.text[0] == '\0');
	CHECK(norm_parse(&b, "  bin  1 2   -3e-5 .5 ", &why) == ST_OK);
	CHECK(b.n == 2);
	CHECK_NEAR(b.pair[2], -3e-5, 1e-12);
	norm_free(&a);
	norm_free(&b);
	attrs_free(&attr);
}

static void
apply_and_undo(void)
{
	struct norm a = NORM_INIT, b = NORM_INIT;
	float x[T * B], y[T * B], z[T * B];
	size_t i;

	noise(x, T * B, 2);
	CHECK(norm_parse(&a, "bin 3 2 -1e3 0.25 0 7", &why) == ST_OK);
	CHECK(norm_parse(&b, "all 0.5 3", &why) == ST_OK);
	CHECK(norm_change(NULL, &a, T, B, x, y, &why) == ST_OK);
	for (i = 0; i < T * B; i++)
		CHECK(y[i] == (float)(((double)x[i] - a.pair[i % 3 * 2]) /
		    a.pair[i % 3 * 2 + 1]));
	CHECK(norm_change(&a, NULL, T, B, y, z, &why) == ST_OK);
	for (i = 0; i < T * B; i++)
		CHECK_NEAR(z[i], x[i], 1e-5 * (fabs(x[i]) + 1e3));
	CHECK(norm_change(&a, &b, T, B, y, z, &why) == ST_OK);
	for (i = 0; i < T * B; i++)
		CHECK_NEAR(z[i], (x[i] - 0.5) / 3,
		    1e-5 * (fabs(x[i]) + 1e3));
	/* Nothing to do is nothing done; in place works. */
	CHECK(norm_change(&a, &a, T, B, y, z, &why) == ST_OK);
	CHECK(memcmp(y, z, sizeof y) == 0);
	CHECK(norm_change(NULL, NULL, T, B, y, z, &why) == ST_OK);
	CHECK(memcmp(y, z, sizeof y) == 0);
	CHECK(norm_change(NULL, &a, T, B, x, x, &why) == ST_OK);
	CHECK(memcmp(x, y, sizeof y) == 0);
	norm_free(&a);
	norm_free(&b);
}

static void
change_refuses(void)
{
	struct norm a = NORM_INIT;
	float x[2 * B] = { 0, 1, 2, 3, 1e38f, 5 }, y[2 * B];

	CHECK(norm_parse(&a, "bin 3 2 4 1", &why) == ST_OK);
	CHECK(norm_change(NULL, &a, 2, B, x, y, &why) == ST_BAD);
	CHECK(strstr(why.text, "2 bins, not for 3") != NULL);
	CHECK(norm_parse(&a, "speaker", &why) == ST_OK);
	CHECK(norm_change(&a, NULL, 2, B, x, y, &why) == ST_BAD);
	CHECK(norm_parse(&a, "all 0 1e-3", &why) == ST_OK);
	CHECK(norm_change(NULL, &a, 2, B, x, y, &why) == ST_BAD);
	CHECK(strstr(why.text, "frame 1, bin 1 is inf") != NULL);
	x[4] = NAN;
	CHECK(norm_change(NULL, NULL, 2, B, x, y, &why) == ST_BAD);
	norm_free(&a);
}

static void
join(void)
{
	struct norm all = NORM_INIT, one = NORM_INIT;
	bool first = true;

	CHECK(norm_parse(&one, "speaker 1 2", &why) == ST_OK);
	CHECK(norm_join(&all, &one, &first, &why) == ST_OK);
	CHECK(norm_parse(&one, "speaker 3 4", &why) == ST_OK);
	CHECK(norm_join(&all, &one, &first, &why) == ST_OK);
	CHECK(all.n == 0 && strcmp(all.group.text, "speaker") == 0);
	CHECK(norm_parse(&one, "all 3 4", &why) == ST_OK);
	CHECK(norm_join(&all, &one, &first, &why) == ST_BAD);
	first = true;
	CHECK(norm_join(&all, &one, &first, &why) == ST_OK);
	CHECK(norm_same(&all, &one));
	CHECK(norm_join(&all, &one, &first, &why) == ST_OK);
	CHECK(norm_parse(&one, "all 3 5", &why) == ST_OK);
	CHECK(norm_join(&all, &one, &first, &why) == ST_BAD);
	norm_free(&one);
	CHECK(norm_join(&all, &one, &first, &why) == ST_BAD);
	first = true;
	CHECK(norm_join(&all, &one, &first, &why) == ST_OK);
	CHECK(norm_join(&all, &one, &first, &why) == ST_OK);
	CHECK(all.n == 0 && all.group.text[0] == '\0');
	norm_free(&all);
}

/* Merged record by record = all at once, in plain double loops. */
static void
fit_is_the_plain_sum(void)
{
	static const struct norm_group g = { "bin", "", true };
	struct normstats *f;
	struct tensor t = TENSOR_INIT;
	const struct norm *n = NULL;
	float x[T * B];
	double m, s;
	size_t b, i;

	noise(x, T * B, 3);
	CHECK(normstats_new(&f, &g, &why) == ST_OK);
	for (i = 0; i < T; i += 10) {
		t = record(10, x + i * B, NULL);
		CHECK(normstats_add(f, &t, &why) == ST_OK);
		CHECK(normstats_get(f, &t, &n, &why) == ST_OK);
		if (i + 10 < T)
			tensor_free(&t);
	}
	CHECK(normstats_groups(f) == 1);
	for (b = 0; b < B; b++) {
		for (m = 0, i = 0; i < T; i++)
			m += x[i * B + b] / T;
		for (s = 0, i = 0; i < T; i++)
			s += (x[i * B + b] - m) * (x[i * B + b] - m) / T;
		CHECK_NEAR(n->pair[2 * b], m, 1e-6 * fabs(m));
		CHECK_NEAR(n->pair[2 * b + 1], sqrt(s) + 1e-7, 1e-6 * sqrt(s));
	}
	tensor_free(&t);
	normstats_free(f);
}

/* Many groups: the table grows and finds each again. */
static void
many_groups(void)
{
	static const struct norm_group g = { "key", "key", false };
	struct normstats *f;
	struct tensor t;
	const struct norm *n;
	const char *attr[] = { "key", NULL, NULL };
	float x[B];
	char key[16];
	size_t i, round;

	CHECK(normstats_new(&f, &g, &why) == ST_OK);
	for (round = 0; round < 2; round++)
		for (i = 0; i < 500; i++) {
			(void)snprintf(key, sizeof key, "k%zu", i);
			attr[1] = key;
			x[0] = x[1] = x[2] = (float)i;
			t = record(1, x, attr);
			if (round == 0) {
				CHECK(normstats_add(f, &t, &why) == ST_OK);
			} else {
				n = NULL;
				CHECK(normstats_get(f, &t, &n, &why) == ST_OK);
				CHECK(n != NULL && n->pair[0] == (float)i);
			}
			tensor_free(&t);
		}
	CHECK(normstats_groups(f) == 500);
	normstats_free(f);
}

static void
lengths(void)
{
	static const uint64_t len[][4] = {
		/* n, two lengths, expected: by hand */
		{ 1, 7, 0, 7 },			/* 7 + 0 */
		{ 2, 1, 3, 3 },			/* 2 + 1 */
		{ 2, 1, 2, 2 },			/* 1.5 + 0.5 */
		{ 2, 1, 4, 4 },			/* 2.5 + 1.5 */
		{ 2, 4294967295, 1, 4294967295 }
	};
	struct frames_lengths l;
	size_t i, k;

	for (i = 0; i < sizeof len / sizeof *len; i++) {
		l = (struct frames_lengths){ 0, 0, { 0, 0 } };
		for (k = 0; k < len[i][0]; k++)
			frames_count(&l, len[i][1 + k]);
		CHECK(frames_length(&l) == len[i][3]);
	}
	/* 24 of 1 and one of 26: 2 + sqrt(24), just below 7. */
	l = (struct frames_lengths){ 0, 0, { 0, 0 } };
	for (i = 0; i < 24; i++)
		frames_count(&l, 1);
	frames_count(&l, 26);
	CHECK(frames_length(&l) == 6);
}

static const char *const plain[] = { "key", "a", "front", "f", NULL };

/* Padded with zeros behind, or cut, after normalising. */
static void
feed_shapes(void)
{
	struct model_input f = MODEL_INPUT_INIT;
	struct tensor t;
	float x[2 * B] = { 1, 2, 3, 4, 5, 6 }, out[3 * B];
	size_t frames;

	CHECK(model_input_init(&f, "f", "all 1 2", 3, B, &why) == ST_OK);
	t = record(2, x, plain);
	CHECK(model_input_record(&f, &t, out, &frames, &why) == ST_OK);
	CHECK(frames == 2);
	CHECK(out[0] == 0 && out[1] == 0.5f && out[5] == 2.5f);
	CHECK(out[6] == 0 && out[7] == 0 && out[8] == 0);
	model_input_free(&f);
	CHECK(model_input_init(&f, "f", NULL, 1, B, &why) == ST_OK);
	CHECK(model_input_record(&f, &t, out, &frames, &why) == ST_OK);
	CHECK(frames == 1 && out[0] == 1 && out[2] == 3);
	tensor_free(&t);
	model_input_free(&f);
}

/* Padding of before is not counted and not touched. */
static void
feed_keeps_padding(void)
{
	static const char *const attr[] = { "key", "a", "frames", "1", "norm",
	    "all 10 1", NULL };
	struct model_input f = MODEL_INPUT_INIT;
	struct tensor t;
	float x[2 * B] = { 1, 2, 3, 9, 9, 9 }, out[2 * B];
	size_t frames;

	CHECK(model_input_init(&f, NULL, "all 0 1", 2, B, &why) == ST_OK);
	t = record(2, x, attr);
	CHECK(model_input_record(&f, &t, out, &frames, &why) == ST_OK);
	CHECK(frames == 1 && out[0] == 11 && out[2] == 13 && out[3] == 9);
	tensor_free(&t);
	model_input_free(&f);
}

/* A model of key groups: the record alone, however it came. */
static void
feed_alone(void)
{
	static const char *const done[] = { "key", "a", "norm",
	    "key,bin 7 7 7 7 7 7", NULL };
	static const char *const key[] = { "key", "a", NULL };
	struct model_input f = MODEL_INPUT_INIT;
	struct tensor t;
	float x[2 * B] = { 1, 20, 5, 3, 40, 5 }, out[2 * B];
	size_t frames, i;

	CHECK(model_input_init(&f, NULL, "key,bin", 2, B, &why) == ST_OK);
	t = record(2, x, key);
	CHECK(model_input_record(&f, &t, out, &frames, &why) == ST_OK);
	for (i = 0; i < 2 * B; i++)
		CHECK_NEAR(out[i], i % B == 2 ? 0 : i < B ? -1 : 1, 1e-6);
	tensor_free(&t);
	t = record(2, x, done);
	CHECK(model_input_record(&f, &t, out, &frames, &why) == ST_OK);
	CHECK(memcmp(out, x, sizeof x) == 0);
	tensor_free(&t);
	model_input_free(&f);
}

static void
feed_refuses(void)
{
	struct model_input f = MODEL_INPUT_INIT;
	struct tensor t;
	float x[B] = { 1, 2, 3 }, out[4];
	size_t frames;

	t = record(1, x, plain);
	CHECK(model_input_init(&f, "g", NULL, 1, B, &why) == ST_OK);
	CHECK(model_input_record(&f, &t, out, &frames, &why) == ST_BAD);
	CHECK(strcmp(why.text,
	    "front end differs: f, but the model has g") == 0);
	model_input_free(&f);
	CHECK(model_input_init(&f, NULL, NULL, 1, B, &why) == ST_OK);
	CHECK(model_input_record(&f, &t, out, &frames, &why) == ST_BAD);
	CHECK(strcmp(why.text,
	    "front end differs: 'f', but the model has none") == 0);
	model_input_free(&f);
	CHECK(model_input_init(&f, "f", NULL, 1, 4, &why) == ST_OK);
	CHECK(model_input_record(&f, &t, out, &frames, &why) == ST_BAD);
	model_input_free(&f);
	CHECK(model_input_init(&f, "f", "speaker", 1, B, &why) == ST_OK);
	CHECK(model_input_record(&f, &t, out, &frames, &why) == ST_BAD);
	CHECK(strstr(why.text, "zscore -g speaker") != NULL);
	model_input_free(&f);
	CHECK(model_input_init(&f, "f", "bin 1 1 2 2", 1, B, &why) == ST_BAD);
	model_input_free(&f);
	tensor_free(&t);
}

int
main(void)
{
	UNIT_CASE(groupings);
	UNIT_CASE(text_and_back);
	UNIT_CASE(apply_and_undo);
	UNIT_CASE(change_refuses);
	UNIT_CASE(join);
	UNIT_CASE(fit_is_the_plain_sum);
	UNIT_CASE(many_groups);
	UNIT_CASE(lengths);
	UNIT_CASE(feed_shapes);
	UNIT_CASE(feed_keeps_padding);
	UNIT_CASE(feed_alone);
	UNIT_CASE(feed_refuses);
	UNIT_END();
}
