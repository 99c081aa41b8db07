#include "nn/optim.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/optim_rule.h"
#include "nn/schedule.h"

#define CHUNK	8192	/* parameters in one piece of work */
#define DIGITS	9	/* that tell two settings apart, usually */

#define ADDRESS(name) &optim_##name.choice,

static const struct choice *const all[] = { OPTIM_RULES(ADDRESS) NULL };

struct job {
	const struct optim *o;
	double rate;
	float *w;
	const float *grad;
	atomic_bool wild;	/* a value is not a finite number */
};

/* ---- settings ---- */

enum status
optim_parse(struct chosen *rule, const char *text, struct fault *why)
{
	return choice_parse(rule, text, "an optimiser", all, why);
}

void
optim_usual(struct optim_config *c)
{
	choice_usual(&c->rule, &optim_adam.choice);
	schedule_usual(&c->schedule);
	c->rate = 1e-4;
}

static const struct optim_rule *
rule_of(const struct optim *o)
{
	return (const struct optim_rule *)o->config.rule.choice;
}

const char *
optim_moment(const struct optim *o, size_t i, float *least)
{
	*least = rule_of(o)->moment[i].least;
	return rule_of(o)->moment[i].name;
}

const char *
optim_text(const struct optim *o, char buf[OPTIM_TEXT])
{
	char text[CHOICE_TEXT];

	(void)snprintf(buf, OPTIM_TEXT, "%s rate %.*g%s",
	    o->config.rule.choice->name, DIGITS, o->config.rate,
	    choice_text(&o->config.rule, DIGITS, text));
	return buf;
}

const char *
optim_exactly(const struct optim *o, char buf[2 * OPTIM_TEXT])
{
	char rule[CHOICE_TEXT], schedule[CHOICE_TEXT];

	(void)snprintf(buf, 2 * OPTIM_TEXT, "rate %.17g%s %s%s",
	    o->config.rate, choice_text(&o->config.rule, 17, rule),
	    o->config.schedule.choice->name,
	    choice_text(&o->config.schedule, 17, schedule));
	return buf;
}

/* ---- steps ---- */

enum status
optim_new(struct optim *o, const struct optim_config *config, uint64_t steps,
    size_t n, struct fault *why)
{
	size_t i;

	(void)memset(o, 0, sizeof *o);
	o->config = *config;
	o->steps = steps;
	o->n = n;
	for (i = 0; i < OPTIM_MOMENTS; i++) {
		if (rule_of(o)->moment[i].name == NULL)
			break;
		o->moment[i] = calloc(n, sizeof(float));
		if (o->moment[i] == NULL) {
			optim_free(o);
			return fault_nomem(why);
		}
		o->moments++;
	}
	return ST_OK;
}

static void
work(void *ctx, size_t chunk, unsigned thread)
{
	struct job *job = ctx;
	const struct optim *o = job->o;
	size_t at = chunk * CHUNK, n = o->n - at < CHUNK ? o->n - at : CHUNK;

	(void)thread;
	if (!rule_of(o)->step(o, job->rate, at, n, job->grad, job->w))
		atomic_store(&job->wild, true);
}

bool
optim_step(struct optim *o, struct threads *pool, float *w, const float *grad)
{
	double factor = schedule_factor(&o->config.schedule, o->step,
	    o->steps);
	struct job job = { o, o->config.rate * factor, w, grad, false };

	o->step++;
	threads_run(pool, (o->n + CHUNK - 1) / CHUNK, work, &job);
	return !atomic_load(&job.wild);
}

void
optim_free(struct optim *o)
{
	size_t i;

	for (i = 0; i < OPTIM_MOMENTS; i++) {
		free(o->moment[i]);
		o->moment[i] = NULL;
	}
}
