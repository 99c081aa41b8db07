/* The part of train.h about rows of the log: which scores there are. */
#include <stdio.h>

#include "model/train.h"

/* What a score is of. */
enum score_of { OF_ALL, OF_CLASSES, OF_NUMBER };

static const struct score {
	enum score_of of;
	bool dev;
	const char *name;	/* of a number, before its name */
	size_t at;		/* in a train_score */
} scores[] = {
	{ OF_ALL, false, "train_loss", offsetof(struct train_score, loss) },
	{ OF_CLASSES, false, "train_accuracy",
	    offsetof(struct train_score, accuracy) },
	{ OF_NUMBER, false, "train_ccc_", offsetof(struct train_score, ccc) },
	{ OF_ALL, true, "dev_loss", offsetof(struct train_score, dev_loss) },
	{ OF_CLASSES, true, "dev_accuracy",
	    offsetof(struct train_score, dev_accuracy) },
	{ OF_CLASSES, true, "dev_uar", offsetof(struct train_score, dev_uar) },
	{ OF_NUMBER, true, "dev_ccc_", offsetof(struct train_score, dev_ccc) },
	{ OF_NUMBER, true, "dev_mae_", offsetof(struct train_score, dev_mae) },
};

#define SCORES	(sizeof scores / sizeof scores[0])

/* Is it there, for target k? */
static bool
there(const struct train *t, const struct score *s, size_t k)
{
	bool number = t->model.targets.of[k].number;

	if (s->dev && t->config.dev == NULL)
		return false;
	return s->of == OF_ALL ? k == 0 : (s->of == OF_NUMBER) == number;
}

/* The next entry of a row: score *i of target *k, beginning with those; false
 * after the last one. */
static bool
next(const struct train *t, size_t *i, size_t *k)
{
	while (*i < SCORES && !there(t, &scores[*i], *k))
		if (++*k == t->model.targets.n) {
			*k = 0;
			++*i;
		}
	return *i < SCORES;
}

static void
step(const struct train *t, size_t *i, size_t *k)
{
	if (++*k < t->model.targets.n)
		return;
	*k = 0;
	++*i;
}

size_t
train_scores(const struct train *t)
{
	size_t i = 0, k = 0, n = 0;

	for (; next(t, &i, &k); step(t, &i, &k))
		n++;
	return n;
}

const char *
train_score_name(const struct train *t, size_t at, char buf[TRAIN_SCORENAME])
{
	size_t i = 0, k = 0;

	for (; next(t, &i, &k) && at > 0; step(t, &i, &k))
		at--;
	(void)snprintf(buf, TRAIN_SCORENAME, "%s%s", scores[i].name,
	    scores[i].of == OF_NUMBER ? t->model.targets.of[k].name : "");
	return buf;
}

void
train_log_row(struct train *t, const struct train_score *s)
{
	float *row = t->log + (size_t)t->epoch * train_scores(t);
	size_t i = 0, k = 0;
	const double *value;

	for (; next(t, &i, &k); step(t, &i, &k)) {
		value = (const double *)(const void *)((const char *)s +
		    scores[i].at);
		*row++ = (float)value[scores[i].of == OF_NUMBER ? k : 0];
	}
}
