/*
 * A training by a team of threads is that of one process, to the bit, for any
 * number of ranks and of threads of each: parameters, moments, averages, log.
 */
#include <string.h>

#include "model/checkpoint.h"
#include "model/together.h"
#include "crew.h"
#include "trains.h"

enum { LARGE = 150 };	/* records: batches of several micro-batches */

/* Batch normalisation before and after, a branch, dropout, two dense layers
 * with their own blocks, of which one is the kind for inputs that are mostly
 * 0. */
static const char layers[] =
    "conv 32 3\nbatchnorm\nrelu\nconv 32 1\nbatchnorm\nadd 3\nrelu\n"
    "maxpool 2\ndropout 0.6\ndense 16\nrelu\ndropout 0.2\ndense classes\n";

struct job {
	const struct train_config *config;
	struct train t;
	bool open;
	enum status s;
	struct fault why;
	const char *from, *to;	/* checkpoints */
	unsigned pauses;	/* to be made, by the last rank alone */
	struct team *team;
};

static bool
last_rank_once(void *ctx)
{
	struct job *job = ctx;

	if (job->pauses == 0 || team_rank(job->team) + 1 <
	    team_count(job->team) || job->t.part.samples == 0)
		return false;
	job->pauses--;
	return true;
}

/* As tools/cli/training.c. */
static void
train(struct team *team, void *ctx)
{
	struct job *job = ctx;
	struct train_config c = *job->config;
	struct train *t = &job->t;
	struct train_score score;
	bool other = false;

	c.team = job->team = team;
	c.threads = team_rank(team) % 2 + 1;
	c.pause = last_rank_once;
	c.pause_ctx = job;
	job->s = train_open(t, &c, &job->why);
	job->open = job->s == ST_OK;
	if (job->s == ST_OK)
		job->s = together_same(t, &job->why);
	if (job->s == ST_OK && job->from != NULL && team_rank(team) == 0)
		job->s = checkpoint_load(t, job->from, &other, &job->why);
	if (job->s == ST_OK && job->from != NULL)
		job->s = together_share(t, &job->why);
	while (job->s == ST_OK && t->epoch < EPOCHS)
		job->s = train_epoch(t, &score, &job->why);
	if (job->open)
		together_collect(t);
	if (job->s == ST_END && job->to != NULL && team_rank(team) == 0)
		job->s = checkpoint_save(t, job->to, &job->why);
}

static void
close_job(struct job *job)
{
	if (job->open)
		train_close(&job->t);
	job->open = false;
}

static void
alone(const struct train_config *c, struct job *job)
{
	*job = (struct job){ .config = c };
	train(NULL, job);
	CHECK(job->s == ST_OK);
	if (job->s != ST_OK)
		(void)printf("%s\n", job->why.text);
}

static void
same_state(const struct train *a, const struct train *b)
{
	size_t i, all = a->model.net.total * sizeof(float);

	CHECK(b->epoch == EPOCHS);
	CHECK(memcmp(a->model.w, b->model.w, all) == 0);
	CHECK((a->average == NULL) == (b->average == NULL));
	if (a->average != NULL && b->average != NULL)
		CHECK(memcmp(a->average, b->average, all) == 0);
	for (i = 0; i < a->optim.moments; i++)
		CHECK(memcmp(a->optim.moment[i], b->optim.moment[i],
		    a->model.net.trained * sizeof(float)) == 0);
	CHECK(memcmp(a->log, b->log,
	    EPOCHS * train_scores(a) * sizeof(float)) == 0);
}

static struct job jobs[CREW_MOST];

/* By count ranks, all of which have the state of one process in the end. */
static void
compare(const struct train_config *c, unsigned count, const struct train *one)
{
	unsigned i;

	for (i = 0; i < count; i++)
		jobs[i] = (struct job){ .config = c };
	CHECK(crew_run(count, train, jobs, sizeof *jobs));
	for (i = 0; i < count; i++) {
		CHECK(jobs[i].s == ST_OK);
		if (jobs[i].s == ST_OK)
			same_state(one, &jobs[i].t);
		close_job(&jobs[i]);
	}
}

static struct train_config
variant(unsigned i)
{
	static const char *const target[] = { "label", "label+rating:value",
	    "rating:value", "label" };
	static const char *const rule[] = { "adam", "sgd", "adamw:decay=0.1",
	    "sgd:momentum=0.5" };
	struct train_config c = config(rule[i & 3], i & 1 ? "constant" :
	    "cosine:warmup=0.2", i != 2, i & 1);

	CHECK(targets_parse(target[i & 3], &c.targets, &why) == ST_OK);
	c.loss = i == 1 ? REGRESS_MSE : REGRESS_CCC;
	c.batch = i < 2 ? 100 : 128;
	c.mixup = i & 1 ? 0.4 : 0;
	c.smooth = i == 3 ? 0.1 : 0;
	c.average = i & 2 ? 0.9 : 0;
	return c;
}

static void
any_number_of_ranks(void)
{
	static const unsigned counts[] = { 1, 2, 3, 5, 8 };
	struct train_config c;
	struct job one;
	unsigned i, j;

	for (i = 0; i < 4 && !unit_bad; i++) {
		c = variant(i);
		alone(&c, &one);
		for (j = 0; j < sizeof counts / sizeof counts[0]; j++)
			compare(&c, counts[j], &one.t);
		close_job(&one);
	}
}

/* Another network from a model, part of it frozen. */
static void
frozen_layers(void)
{
	static char model[80];
	struct tensor_writer *w;
	struct train_config c = variant(0);
	struct job one;

	(void)snprintf(model, sizeof model, "%s/model", dir);
	alone(&c, &one);
	CHECK(tensor_create(&w, model, &why) == ST_OK);
	CHECK(train_write(&one.t, w, &why) == ST_OK);
	CHECK(tensor_finish(w, &why) == ST_OK);
	close_job(&one);
	c.initial = model;
	c.freeze = "1-2,10";
	alone(&c, &one);
	compare(&c, 3, &one.t);
	close_job(&one);
	(void)unlink(model);
}

/* Stop by one rank's wish, after `first' ranks; resume with `second'. */
static void
resume(const struct train_config *c, unsigned first, unsigned second,
    const struct train *one)
{
	unsigned i;

	for (i = 0; i < CREW_MOST; i++)
		jobs[i] = (struct job){ .config = c, .to = ck, .pauses = 1 };
	if (first > 0)
		CHECK(crew_run(first, train, jobs, sizeof *jobs));
	else
		train(NULL, jobs);
	for (i = 0; i < (first > 0 ? first : 1); i++) {
		CHECK(jobs[i].s == (i == 0 ? ST_OK : ST_END));
		close_job(&jobs[i]);
	}
	for (i = 0; i < second; i++)
		jobs[i] = (struct job){ .config = c, .from = ck };
	CHECK(crew_run(second, train, jobs, sizeof *jobs));
	for (i = 0; i < second; i++) {
		CHECK(jobs[i].s == ST_OK);
		if (jobs[i].s == ST_OK)
			same_state(one, &jobs[i].t);
		close_job(&jobs[i]);
	}
}

static void
resumes_with_other_ranks(void)
{
	struct train_config c;
	struct job one;
	unsigned i;

	for (i = 1; i < 3 && !unit_bad; i++) {
		c = variant(i);
		alone(&c, &one);
		resume(&c, 3, 2, &one.t);
		resume(&c, 0, 4, &one.t);
		resume(&c, 4, 1, &one.t);
		close_job(&one);
	}
}

/* ---- what differs ---- */

static struct train_config odd;		/* of the last rank */

static void
train_oddly(struct team *team, void *ctx)
{
	struct job *job = ctx;

	if (team_rank(team) + 1 == team_count(team))
		job->config = &odd;
	train(team, ctx);
}

static void
refused(const char *text)
{
	struct train_config c = variant(0);
	unsigned i;

	for (i = 0; i < 3; i++)
		jobs[i] = (struct job){ .config = &c };
	CHECK(crew_run(3, train_oddly, jobs, sizeof *jobs));
	for (i = 0; i < 3; i++) {
		CHECK(jobs[i].s == ST_BAD);
		if (jobs[i].s == ST_BAD && strstr(jobs[i].why.text, text) ==
		    NULL)
			(void)printf("%s\n", jobs[i].why.text);
		CHECK(jobs[i].s == ST_BAD &&
		    strstr(jobs[i].why.text, text) != NULL);
		close_job(&jobs[i]);
	}
}

static void
other_data_or_settings(void)
{
	odd = variant(0);
	odd.data = dev;
	refused("rank 2 (here): the training stream has other records");
	odd = variant(0);
	odd.dev = data;
	refused("rank 2 (here): the dev stream has other records");
	odd = variant(0);
	odd.seed = 5;
	refused("rank 2 (here): seed is '5', that of rank 0 is '4'");
	odd = variant(0);
	odd.epochs = EPOCHS + 1;
	refused("rank 2 (here): ");
}

/* Weights of one rank that change by themselves are noticed. */
static void
spoil(struct team *team, void *ctx)
{
	struct job *job = ctx;
	struct train_config c = *job->config;

	c.team = team;
	job->s = train_open(&job->t, &c, &job->why);
	job->open = job->s == ST_OK;
	if (team_rank(team) == 1)
		job->t.model.w[0] += 1e-6f;
	if (job->s == ST_OK)
		job->s = together_check(&job->t, &job->why);
}

static void
other_weights(void)
{
	struct train_config c = variant(0);
	unsigned i;

	for (i = 0; i < 2; i++)
		jobs[i] = (struct job){ .config = &c };
	CHECK(crew_run(2, spoil, jobs, sizeof *jobs));
	for (i = 0; i < 2; i++) {
		CHECK(jobs[i].s == ST_BAD && strstr(jobs[i].why.text,
		    "rank 1 (here): epoch 1: other weights") != NULL);
		close_job(&jobs[i]);
	}
}

/* A loss that is not finite is the same fault for all. */
static void
common_fault(void)
{
	struct train_config c = variant(0);
	unsigned i;

	c.optim.rate = 1e30;
	for (i = 0; i < 3; i++)
		jobs[i] = (struct job){ .config = &c };
	CHECK(crew_run(3, train, jobs, sizeof *jobs));
	for (i = 0; i < 3; i++) {
		CHECK(jobs[i].s == ST_BAD);
		CHECK(jobs[i].s == ST_BAD && strncmp(jobs[i].why.text,
		    "epoch 1, batch", 14) == 0);
		CHECK(strcmp(jobs[i].why.text, jobs[0].why.text) == 0);
		close_job(&jobs[i]);
	}
}

int
main(void)
{
	make_files(layers);
	make_stream(data, LARGE);
	UNIT_CASE(any_number_of_ranks);
	UNIT_CASE(frozen_layers);
	UNIT_CASE(resumes_with_other_ranks);
	UNIT_CASE(other_data_or_settings);
	UNIT_CASE(other_weights);
	UNIT_CASE(common_fault);
	remove_files();
	UNIT_END();
}
