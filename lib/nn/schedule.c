#include "nn/schedule.h"

#include <math.h>

/* One kind. */
struct schedule {
	struct choice choice;
	bool has_end;
	/* value: the settings; step < total. */
	double (*factor)(const double *value, double step, double total);
};

static double
constant(const double *value, double step, double total)
{
	(void)value;
	(void)step;
	(void)total;
	return 1;
}

static double
cosine(const double *value, double step, double total)
{
	double rise = floor(value[0] * total);

	if (step < rise)
		return (step + 1) / rise;
	return 0.5 + 0.5 * cos(acos(-1) * (step - rise) / (total - rise));
}

/* From a to b along half a period of the cosine, at from 0 to 1. */
static double
along(double a, double b, double at)
{
	return b + (a - b) * (0.5 + 0.5 * cos(acos(-1) * at));
}

enum { WARMUP, START, END };

/* The peak is between two steps if warmup * total is not a whole number. */
static double
onecycle(const double *value, double step, double total)
{
	double start = 1 / value[START], end = start / value[END];
	double peak = value[WARMUP] * total - 1, last = total - 1;

	if (step < peak)
		return along(start, 1, step / peak);
	return along(1, end, (step - peak) / (last - peak));
}

static const struct schedule constant_schedule = {
	.choice = { .name = "constant" }, .factor = constant,
};

static const struct schedule cosine_schedule = {
	.choice = {
		.name = "cosine",
		.setting = { { "warmup", " warmup", 0, 0, 0.9 } },
	},
	.has_end = true, .factor = cosine,
};

static const struct schedule onecycle_schedule = {
	.choice = {
		.name = "onecycle",
		.setting = {
			{ "warmup", " warmup", 0.3, 0, 0.9 },
			{ "start", " start", 25, 1, 1e9 },
			{ "end", " end", 1e4, 1, 1e9 },
		},
	},
	.has_end = true, .factor = onecycle,
};

static const struct choice *const all[] = {
	&constant_schedule.choice, &cosine_schedule.choice,
	&onecycle_schedule.choice, NULL
};

enum status
schedule_parse(struct chosen *c, const char *text, struct fault *why)
{
	return choice_parse(c, text, "a schedule", all, why);
}

void
schedule_usual(struct chosen *c)
{
	choice_usual(c, &constant_schedule.choice);
}

double
schedule_factor(const struct chosen *c, uint64_t step, uint64_t total)
{
	const struct schedule *s = (const struct schedule *)c->choice;

	return s->factor(c->value, (double)step, (double)total);
}

bool
schedule_has_end(const struct chosen *c)
{
	return ((const struct schedule *)c->choice)->has_end;
}
