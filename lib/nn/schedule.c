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

static const struct choice *const all[] = {
	&constant_schedule.choice, &cosine_schedule.choice, NULL
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
