/*
 * A training that is left at every batch, and taken up by another struct, is
 * that of one go: parameters, moments and log, to the bit.
 */
#include <string.h>

#include "model/checkpoint.h"
#include "trains.h"

static bool
always(void *ctx)
{
	++*(unsigned *)ctx;
	return true;
}

/* Only where samples were done since the last pause: dev comes to its end. */
struct place {
	const struct train *t;
	uint32_t epoch;
	size_t samples;
	unsigned pauses;
};

static bool
each_batch(void *ctx)
{
	struct place *p = ctx;

	if (p->epoch == p->t->epoch && p->samples == p->t->part.samples)
		return false;
	p->epoch = p->t->epoch;
	p->samples = p->t->part.samples;
	p->pauses++;
	return true;
}

static void
whole(struct train *t, const struct train_config *c)
{
	struct train_score score;

	CHECK(train_open(t, c, &why) == ST_OK);
	while (!unit_bad && t->epoch < EPOCHS)
		CHECK(train_epoch(t, &score, &why) == ST_OK);
}

/* Another struct at every pause, with nothing but the file in between. */
static unsigned
pieces(struct train *t, const struct train_config *c)
{
	struct place place = { .t = t };
	struct train_score score;
	enum status s;
	bool other;

	(void)unlink(ck);
	CHECK(train_open(t, c, &why) == ST_OK);
	CHECK(checkpoint_load(t, ck, &other, &why) == ST_END);
	while (!unit_bad && t->epoch < EPOCHS) {
		t->config.pause = each_batch;
		t->config.pause_ctx = &place;
		s = train_epoch(t, &score, &why);
		if (s == ST_OK)
			continue;
		CHECK(s == ST_END);
		CHECK(checkpoint_save(t, ck, &why) == ST_OK);
		train_close(t);
		CHECK(train_open(t, c, &why) == ST_OK);
		other = true;
		CHECK(checkpoint_load(t, ck, &other, &why) == ST_OK);
		CHECK(!other);
	}
	return place.pauses;
}

static void
same_state(const struct train *a, const struct train *b)
{
	size_t i, trained = a->model.net.trained * sizeof(float);

	CHECK(memcmp(a->model.w, b->model.w,
	    a->model.net.total * sizeof(float)) == 0);
	CHECK((a->average == NULL) == (b->average == NULL));
	if (a->average != NULL)
		CHECK(memcmp(a->average, b->average,
		    a->model.net.total * sizeof(float)) == 0);
	for (i = 0; i < a->optim.moments; i++)
		CHECK(memcmp(a->optim.moment[i], b->optim.moment[i],
		    trained) == 0);
	CHECK(a->optim.step == b->optim.step);
	CHECK(memcmp(a->log, b->log, EPOCHS * train_scores(a) *
	    sizeof(float)) == 0);
}

static void
with_numbers(void)
{
	static const char *const target[] = { "label+rating:value",
	    "rating:value" };
	/* 29 of 37 records have the number. */
	static const unsigned batches[] = { 5, 4 };
	struct train_config c;
	struct train a, b;
	unsigned i;

	for (i = 0; i < 4 && !unit_bad; i++) {
		c = config("adam", "constant", true, false);
		CHECK(targets_parse(target[i & 1], &c.targets, &why) == ST_OK);
		c.loss = i & 2 ? REGRESS_MSE : REGRESS_CCC;
		c.mixup = i & 2 ? 0.5 : 0;
		c.average = 0.9;
		whole(&a, &c);
		c.threads = 1;
		CHECK(pieces(&b, &c) == batches[i & 1] * EPOCHS);
		if (!unit_bad)
			same_state(&a, &b);
		CHECK(memcmp(a.model.head, b.model.head,
		    sizeof a.model.head) == 0);
		train_close(&a);
		train_close(&b);
	}
}

static void
at_every_batch(void)
{
	static const char *const how[][2] = {
		{ "adam", "constant" }, { "sgd", "constant" },
		{ "adamw:decay=0.1,beta1=0.8", "cosine:warmup=0.3" },
		{ "sgd:momentum=0.5", "onecycle" },
	};
	struct train_config c;
	struct train a, b;
	unsigned i;

	for (i = 0; i < 16 && !unit_bad; i++) {
		c = config(how[i & 3][0], how[i & 3][1], i & 4, i & 8);
		c.average = i & 1 ? 0.9 : 0;
		c.mixup = i & 2 ? 0.5 : 0;
		c.smooth = i & 4 ? 0.1 : 0;
		whole(&a, &c);
		c.threads = 1;
		/* five batches of 37 samples in eights */
		CHECK(pieces(&b, &c) == 5 * EPOCHS);
		if (!unit_bad)
			same_state(&a, &b);
		train_close(&a);
		train_close(&b);
	}
}

/* The struct itself goes on as well, and dev is begun anew. */
static void
pauses_in_dev(void)
{
	struct train_config c = config("adam", "cosine", true, false);
	struct train_score score;
	struct train a, b;
	unsigned asked = 0, i;

	whole(&a, &c);
	CHECK(train_open(&b, &c, &why) == ST_OK);
	while (!unit_bad && b.epoch < EPOCHS) {
		b.config.pause = always;
		b.config.pause_ctx = &asked;
		for (i = 0; i < 5; i++)
			CHECK(train_epoch(&b, &score, &why) == ST_END);
		CHECK(b.part.samples == RECORDS);
		CHECK(train_epoch(&b, &score, &why) == ST_END);
		CHECK(b.part.samples == RECORDS);
		b.config.pause = NULL;
		CHECK(train_epoch(&b, &score, &why) == ST_OK);
	}
	CHECK(asked == 6 * EPOCHS);
	if (!unit_bad)
		same_state(&a, &b);
	train_close(&a);
	train_close(&b);
}

/* A state that no training should go on from is not written. */
static void
useless_states(void)
{
	struct train_config c = config("adam", "constant", false, false);
	struct train t;
	bool other;

	(void)unlink(ck);
	CHECK(train_open(&t, &c, &why) == ST_OK);
	t.model.w[t.model.net.param[0].off + 1] = NAN;
	CHECK(checkpoint_save(&t, ck, &why) == ST_BAD);
	CHECK(strstr(why.text, "1.conv.weight: value 1 is nan") != NULL);
	CHECK(checkpoint_load(&t, ck, &other, &why) == ST_END);
	train_close(&t);
}

/* Wherever among many parameters a value leaves the range of numbers. */
static void
wild_gradients(void)
{
	static const float wild[] = { NAN, INFINITY, -INFINITY };
	enum { N = 20000 };
	float *w = calloc(N, sizeof *w), *g = calloc(N, sizeof *g);
	static const char *const rule[] = { "adam", "adamw", "sgd" };
	struct optim_config c;
	struct threads *pool;
	struct optim o;
	size_t i, j, k;

	if (w == NULL || g == NULL) {
		perror("wild_gradients");
		exit(1);
	}
	CHECK(threads_new(&pool, 2, &why) == ST_OK);
	optim_usual(&c);
	for (k = 0; !unit_bad && k < 3; k++)
		for (i = 0; !unit_bad && i < N; i += 1999)
			for (j = 0; j < 3; j++) {
				CHECK(optim_parse(&c.rule, rule[k], &why) ==
				    ST_OK);
				CHECK(optim_new(&o, &c, 0, N, &why) == ST_OK);
				(void)memset(w, 0, N * sizeof *w);
				CHECK(optim_step(&o, pool, w, g));
				g[i] = wild[j];
				CHECK(!optim_step(&o, pool, w, g));
				g[i] = 0;
				optim_free(&o);
			}
	/* Finite itself, but not its square, by which adam divides. */
	optim_usual(&c);
	CHECK(optim_new(&o, &c, 0, N, &why) == ST_OK);
	(void)memset(w, 0, N * sizeof *w);
	g[7] = 1e30f;
	CHECK(!optim_step(&o, pool, w, g));
	optim_free(&o);
	threads_free(pool);
	free(w);
	free(g);
}

int
main(void)
{
	make_files("conv 6 3\nconv 6 3 pad 1\nadd 1\nbatchnorm\nrelu\n"
	    "dropout 0.4\nmaxpool 2\ndense 5\nrelu\ndense classes\n");
	UNIT_CASE(at_every_batch);
	UNIT_CASE(with_numbers);
	UNIT_CASE(pauses_in_dev);
	UNIT_CASE(useless_states);
	UNIT_CASE(wild_gradients);
	remove_files();
	UNIT_END();
}
