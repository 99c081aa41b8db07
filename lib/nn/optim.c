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
	o->span = malloc(sizeof *o->span);
	if (o->span == NULL)
		return fault_nomem(why);
	o->span[o->spans++] = (struct optim_span){ 0, n };
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

enum status
optim_hold(struct optim *o, size_t at, size_t n, struct fault *why)
{
	struct optim_span *s;
	size_t i = 0, end;

	s = realloc(o->span, (o->spans + 1) * sizeof *s);
	if (s == NULL)
		return fault_nomem(why);
	o->span = s;
	while (i + 1 < o->spans && s[i + 1].at <= at)
		i++;
	end = s[i].at + s[i].n;
	(void)memmove(s + i + 1, s + i, (o->spans - i) * sizeof *s);
	o->spans++;
	s[i].n = at - s[i].at;
	s[i + 1] = (struct optim_span){ at + n, end - (at + n) };
	return ST_OK;
}

/* What the spans have of a chunk. */
static void
work(void *ctx, size_t chunk, unsigned thread)
{
	struct job *job = ctx;
	const struct optim *o = job->o;
	size_t at = chunk * CHUNK, from, to, i;

	(void)thread;
	for (i = 0; i < o->spans; i++) {
		from = o->span[i].at;
		to = from + o->span[i].n;
		from = from > at ? from : at;
		to = to < at + CHUNK ? to : at + CHUNK;
		if (from < to && !rule_of(o)->step(o, job->rate, from,
		    to - from, job->grad, job->w))
			atomic_store(&job->wild, true);
	}
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
	free(o->span);
	o->span = NULL;
	o->spans = 0;
}
