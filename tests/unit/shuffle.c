/* The order of an epoch: the rule of cnntrain(1), step by step. */
#include <stdbool.h>
#include <string.h>

#include "math/rng.h"
#include "model/shuffle.h"
#include "unit.h"

enum { N = 103 };

static struct fault why;

/* Shuffle n numbers from 0 and return the generator. */
static struct rng *
drawn(const char *purpose, size_t n, size_t *to)
{
	struct rng *r;
	size_t i;

	CHECK(rng_new(&r, 9, purpose, &why) == ST_OK);
	for (i = 0; i < n; i++)
		to[i] = i;
	rng_shuffle(r, to, n);
	return r;
}

static void
all_samples(void)
{
	struct shuffle_config c = { SHUFFLE_EVERY, 0, 0 };
	size_t order[N], want[N];
	struct shuffle s;

	CHECK(shuffle_new(&s, &c, N, &why) == ST_OK);
	CHECK(s.windows == 1 && s.begin[0] == 0 && s.begin[1] == N);
	CHECK(shuffle_draw(&s, order, 9, 4, &why) == ST_OK);
	rng_free(drawn("shuffle 4", N, want));
	CHECK(memcmp(order, want, sizeof order) == 0);
	s.config.how = SHUFFLE_ONCE;
	CHECK(shuffle_draw(&s, order, 9, 4, &why) == ST_OK);
	rng_free(drawn("shuffle 0", N, want));
	CHECK(memcmp(order, want, sizeof order) == 0);
	shuffle_free(&s);
}

/* Blocks of 10, the last of 3, in windows of 4, the last of 3: which samples
 * are in which window follows from the order of the blocks. */
static void
by_blocks(void)
{
	struct shuffle_config c = { SHUFFLE_BLOCKS, 10, 4 };
	size_t order[N], block[11], at[N], i, w;
	bool sorted = true;
	struct shuffle s;

	CHECK(shuffle_new(&s, &c, N, &why) == ST_OK);
	CHECK(s.blocks == 11 && s.windows == 3);
	CHECK(shuffle_draw(&s, order, 9, 4, &why) == ST_OK);
	rng_free(drawn("shuffle 4", 11, block));
	for (i = 0; i < N; i++)
		at[i] = N;
	for (i = 0; i < N; i++) {
		CHECK(order[i] < N && at[order[i]] == N);
		at[order[i]] = i;
		sorted = sorted && (i == 0 || order[i - 1] < order[i]);
	}
	CHECK(!sorted);
	CHECK(s.begin[0] == 0 && s.begin[3] == N);
	for (i = 0; i < 11 * 10; i++) {
		size_t sample = block[i / 10] * 10 + i % 10;

		w = i / 40;
		if (sample < N)
			CHECK(at[sample] >= s.begin[w] &&
			    at[sample] < s.begin[w + 1]);
	}
	for (i = 1; i < 11; i++)
		CHECK(i % 4 == 0 || s.block[i - 1] < s.block[i]);
	shuffle_free(&s);
}

/* The samples of a window, block by block, are shuffled by what is left of the
 * same generator. */
static void
the_samples_of_windows(void)
{
	struct shuffle_config c = { SHUFFLE_BLOCKS, 10, 4 };
	size_t order[N], block[11], want[N], i, j, k = 0, from;
	struct shuffle s;
	struct rng *r;

	CHECK(shuffle_new(&s, &c, N, &why) == ST_OK);
	CHECK(shuffle_draw(&s, order, 9, 4, &why) == ST_OK);
	r = drawn("shuffle 4", 11, block);
	for (i = 0; i < 11; i++) {
		from = k;
		for (j = s.block[i] * 10; j < N && j < s.block[i] * 10 + 10;
		    j++)
			want[k++] = j;
		while (i % 4 < 3 && i < 10) {
			i++;
			for (j = s.block[i] * 10; j < N &&
			    j < s.block[i] * 10 + 10; j++)
				want[k++] = j;
		}
		rng_shuffle(r, want + from, k - from);
	}
	rng_free(r);
	CHECK(k == N && memcmp(order, want, sizeof order) == 0);
	shuffle_free(&s);
}

static void
by_seed_and_epoch(void)
{
	struct shuffle_config c = { SHUFFLE_BLOCKS, 10, 4 };
	size_t a[N], b[N];
	struct shuffle s;

	CHECK(shuffle_new(&s, &c, N, &why) == ST_OK);
	CHECK(shuffle_draw(&s, a, 9, 4, &why) == ST_OK);
	CHECK(shuffle_draw(&s, b, 9, 5, &why) == ST_OK);
	CHECK(memcmp(a, b, sizeof a) != 0);
	CHECK(shuffle_draw(&s, b, 8, 4, &why) == ST_OK);
	CHECK(memcmp(a, b, sizeof a) != 0);
	CHECK(shuffle_draw(&s, b, 9, 4, &why) == ST_OK);
	CHECK(memcmp(a, b, sizeof a) == 0);
	shuffle_free(&s);
}

/* One sample; a block of all; blocks of one. */
static void
extremes(void)
{
	static const struct { size_t n, block, window, windows; } t[] = {
		{ 1, 1, 1, 1 }, { 1, 1000, 1000, 1 }, { N, N, 1, 1 },
		{ N, 1, 1, N }, { N, 1, N, 1 }, { N, N - 1, 1, 2 },
		{ N, 1000000000, 1000000000, 1 },
	};
	size_t order[N], sum, i, j;
	struct shuffle s;

	for (i = 0; i < sizeof t / sizeof t[0]; i++) {
		struct shuffle_config c = { SHUFFLE_BLOCKS, t[i].block,
		    t[i].window };

		CHECK(shuffle_new(&s, &c, t[i].n, &why) == ST_OK);
		CHECK(shuffle_draw(&s, order, 1, 0, &why) == ST_OK);
		CHECK(s.windows == t[i].windows);
		for (sum = 0, j = 0; j < t[i].n; j++)
			sum += order[j];
		CHECK(sum == t[i].n * (t[i].n - 1) / 2);
		for (j = 0; j < s.windows; j++)
			CHECK(s.begin[j] < s.begin[j + 1]);
		CHECK(s.begin[s.windows] == t[i].n);
		shuffle_free(&s);
	}
}

static void
what_users_write(void)
{
	static const struct { const char *text, *fault; } wrong[] = {
		{ "never", "'never' is not a way to shuffle: every, once or "
		    "blocks" },
		{ "every:window=2", "every has no 'window'; it has no "
		    "settings" },
		{ "blocks:size=2", "blocks has no 'size'; it has block, "
		    "window" },
		{ "blocks:window=0", "window: 0 is too small" },
		{ "blocks:block=0", "block: 0 is too small" },
		{ "blocks:block=2.5", "block: 2.5 is not a whole number" },
		{ "blocks:block=-1", "block: -1 is too small" },
		{ "blocks:block=1e10", "block: 1e10 is too large" },
		{ "blocks:block", "block needs a value" },
	};
	struct shuffle_config c;
	char text[SHUFFLE_TEXT];
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		CHECK(shuffle_parse(&c, wrong[i].text, &why) == ST_BAD);
		CHECK(strstr(why.text, wrong[i].fault) != NULL);
	}
	CHECK(shuffle_parse(&c, "every", &why) == ST_OK);
	CHECK(c.how == SHUFFLE_EVERY);
	CHECK(strcmp(shuffle_text(&c, text), "every") == 0);
	CHECK(shuffle_parse(&c, "once", &why) == ST_OK);
	CHECK(strcmp(shuffle_text(&c, text), "once") == 0);
	CHECK(shuffle_parse(&c, "blocks", &why) == ST_OK);
	CHECK(c.block == 0 && c.window == 128);
	shuffle_fit(&c, 40000);
	CHECK(c.block == 27);	/* 27 * 40000 is above 2^20, 26 * is not */
	CHECK(strcmp(shuffle_text(&c, text), "blocks block 27 window 128") ==
	    0);
	CHECK(shuffle_parse(&c, "blocks:window=3,block=5", &why) == ST_OK);
	shuffle_fit(&c, 40000);
	CHECK(c.block == 5 && c.window == 3);
	CHECK(shuffle_parse(&c, "blocks", &why) == ST_OK);
	shuffle_fit(&c, (uint64_t)16 << 30);
	CHECK(c.block == 1);
}

int
main(void)
{
	UNIT_CASE(all_samples);
	UNIT_CASE(by_blocks);
	UNIT_CASE(the_samples_of_windows);
	UNIT_CASE(by_seed_and_epoch);
	UNIT_CASE(extremes);
	UNIT_CASE(what_users_write);
	UNIT_END();
}
