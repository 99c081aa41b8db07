/* Training by blocks: what is read ahead are the values of the mapped file. */
#include <string.h>

#include "model/feed.h"
#include "trains.h"

/* The weights after all epochs, of blocks read ahead or of the mapped file. */
static void
run(const struct train_config *c, bool ahead, struct train *t)
{
	struct train_score score;
	unsigned i;

	CHECK(train_open(t, c, &why) == ST_OK);
	CHECK(t->feed != NULL);
	if (!ahead) {
		feed_free(t->feed);
		t->feed = NULL;
	}
	for (i = 0; i < EPOCHS; i++)
		CHECK(train_epoch(t, &score, &why) == ST_OK);
}

static void
the_same_values(void)
{
	static const size_t size[][3] = {	/* block, window, batch */
		{ 1, 1, 8 }, { 5, 2, 8 }, { 5, 3, 1 }, { 4, 100, 8 },
		{ 36, 1, 5 }, { 37, 1, 100 }, { 3, 1, 30 },
	};
	struct train_config c = config("adam", "constant", true, false);
	struct train a, b;
	size_t i;

	c.mixup = 0.5;
	for (i = 0; i < sizeof size / sizeof size[0]; i++) {
		c.shuffle = (struct shuffle_config){ SHUFFLE_BLOCKS,
		    size[i][0], size[i][1] };
		c.batch = size[i][2];
		run(&c, true, &a);
		run(&c, false, &b);
		CHECK(memcmp(a.model.w, b.model.w, a.model.net.total *
		    sizeof *a.model.w) == 0);
		train_close(&a);
		train_close(&b);
	}
}

/* After an epoch every sample is in the mapped file again. */
static void
nothing_is_left(void)
{
	struct train_config c = config("adam", "constant", false, false);
	const float *x[RECORDS];
	struct train_score score;
	struct train t;
	size_t i, moved = 0;

	c.shuffle = (struct shuffle_config){ SHUFFLE_BLOCKS, 5, 2 };
	CHECK(train_open(&t, &c, &why) == ST_OK);
	(void)memcpy(x, t.data.x, sizeof x);
	CHECK(shuffle_draw(&t.shuffle, t.order, 1, 0, &why) == ST_OK);
	CHECK(feed_batch(t.feed, 0, 1, &why) == ST_OK);
	for (i = 0; i < RECORDS; i++)
		moved += x[i] != t.data.x[i];
	CHECK(moved == t.shuffle.begin[1]);
	CHECK(feed_batch(t.feed, 1, RECORDS, &why) == ST_OK);
	feed_end(t.feed);
	CHECK(memcmp(x, t.data.x, sizeof x) == 0);
	CHECK(train_epoch(&t, &score, &why) == ST_OK);
	CHECK(memcmp(x, t.data.x, sizeof x) == 0);
	train_close(&t);
}

int
main(void)
{
	make_files("conv 4 3; relu; dense classes\n");
	UNIT_CASE(the_same_values);
	UNIT_CASE(nothing_is_left);
	remove_files();
	UNIT_END();
}
