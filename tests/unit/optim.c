/* Optimisers against their formulas in double, schedules, and the words in
 * which they are chosen. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "nn/optim.h"
#include "nn/schedule.h"
#include "unit.h"

enum { N = 3, STEPS = 12 };

static struct fault why;
static struct threads *pool;

static struct optim_config
config(const char *rule, const char *schedule, double rate)
{
	struct optim_config c;

	optim_usual(&c);
	CHECK(optim_parse(&c.rule, rule, &why) == ST_OK);
	CHECK(schedule_parse(&c.schedule, schedule, &why) == ST_OK);
	c.rate = rate;
	return c;
}

/* Gradients of all signs, small and large, and 0. */
static float
gradient(size_t step, size_t i)
{
	static const float g[] = { 1, -2, 0.5f, 0, -1e-3f, 4, 3e-5f };

	return g[(step * 5 + i * 3) % 7];
}

/* Steps of a rule by its formula: w from m[0], m[1] (N) and the gradient. */
typedef void rule_step(double t, double rate, double g, double *m, double *v,
    double *w);

static void
against(const char *rule, const char *schedule, rule_step *step)
{
	struct optim_config c = config(rule, schedule, 0.05);
	double w[N] = { 1, -2, 0.3 }, m[N] = { 0 }, v[N] = { 0 }, rate;
	float got[N] = { 1, -2, 0.3f }, grad[N];
	struct optim o;
	size_t i, t;

	CHECK(optim_new(&o, &c, STEPS, N, &why) == ST_OK);
	for (t = 0; t < STEPS; t++) {
		rate = 0.05 * schedule_factor(&c.schedule, t, STEPS);
		for (i = 0; i < N; i++) {
			grad[i] = gradient(t, i);
			step((double)t + 1, rate, grad[i], &m[i], &v[i],
			    &w[i]);
		}
		CHECK(optim_step(&o, pool, got, grad));
		for (i = 0; i < N; i++)
			CHECK_NEAR(got[i], w[i], 2e-6);
	}
	CHECK(o.step == STEPS);
	optim_free(&o);
}

static void
adam_by(double b1, double b2, double eps, double t, double rate, double g,
    double *m, double *v, double *w)
{
	*m = b1 * *m + (1 - b1) * g;
	*v = b2 * *v + (1 - b2) * g * g;
	*w -= rate * (*m / (1 - pow(b1, t))) /
	    (sqrt(*v / (1 - pow(b2, t))) + eps);
}

static void
usual_adam(double t, double rate, double g, double *m, double *v, double *w)
{
	adam_by(0.9, 0.999, 1e-8, t, rate, g, m, v, w);
}

static void
other_adam(double t, double rate, double g, double *m, double *v, double *w)
{
	adam_by(0.5, 0.9, 1e-3, t, rate, g, m, v, w);
}

static void
adamw(double t, double rate, double g, double *m, double *v, double *w)
{
	*w -= rate * 0.25 * *w;
	adam_by(0.9, 0.98, 1e-8, t, rate, g, m, v, w);
}

static void
sgd(double t, double rate, double g, double *m, double *v, double *w)
{
	(void)t;
	(void)v;
	*m = 0.7 * *m + g;
	*w -= rate * *m;
}

static void
formulas(void)
{
	against("adam", "constant", usual_adam);
	against("adam", "cosine:warmup=0.25", usual_adam);
	against("adam:eps=1e-3,beta1=0.5,beta2=0.9", "constant", other_adam);
	against("adamw:decay=0.25,beta2=0.98", "constant", adamw);
	against("adamw:beta2=0.98,decay=0.25", "cosine", adamw);
	against("sgd:momentum=0.7", "constant", sgd);
	against("sgd:momentum=0.7", "cosine:warmup=0.5", sgd);
	against("adamw:decay=0.25,beta2=0.98", "onecycle:start=5", adamw);
	/* without decay it is adam */
	against("adamw:decay=0", "constant", usual_adam);
}

/* By hand: 8 steps, of which 2 rise. */
static void
schedules(void)
{
	static const double cosine[] = { 1, 0.9619397662556434,
	    0.8535533905932737, 0.6913417161825449, 0.5, 0.3086582838174551,
	    0.1464466094067262, 0.03806023374435663 };
	static const double rising[] = { 0.5, 1, 1, 0.9330127018922194, 0.75,
	    0.5, 0.25, 0.06698729810778067 };
	struct chosen c;
	size_t i;

	schedule_usual(&c);
	for (i = 0; i < 8; i++)
		CHECK(schedule_factor(&c, i, 8) == 1);
	CHECK(!schedule_has_end(&c));
	CHECK(schedule_parse(&c, "cosine", &why) == ST_OK);
	CHECK(schedule_has_end(&c));
	for (i = 0; i < 8; i++)
		CHECK_NEAR(schedule_factor(&c, i, 8), cosine[i], 1e-12);
	CHECK(schedule_parse(&c, "cosine:warmup=0.25", &why) == ST_OK);
	for (i = 0; i < 8; i++)
		CHECK_NEAR(schedule_factor(&c, i, 8), rising[i], 1e-12);
	/* whatever there is of a short training, the rate is one */
	CHECK(schedule_parse(&c, "cosine:warmup=0.9", &why) == ST_OK);
	CHECK_NEAR(schedule_factor(&c, 0, 1), 1, 0);
	CHECK_NEAR(schedule_factor(&c, 0, 2), 1, 0);
	CHECK_NEAR(schedule_factor(&c, 1, 2), 1, 0);
}

/* Values of torch.optim.lr_scheduler.OneCycleLR of PyTorch 2.15. */
static void
one_cycle(void)
{
	static const struct {
		const char *text;
		size_t steps;
		double want[8];
	} cases[] = {
		{ "onecycle", 8, { 0.040000000000000036, 0.819275104892192,
		    0.9719417773875232, 0.811745653949763, 0.5559840141227016,
		    0.28306099820869923, 0.0766415938342564, 4e-06 } },
		{ "onecycle:warmup=0.25,start=10,end=100", 8, { 0.1, 1,
		    0.9330796891903272, 0.75025, 0.5005, 0.25075,
		    0.06792031080967287, 0.001 } },
		{ "onecycle", 3, { 0.9944154354509117, 0.46263710266697505,
		    4e-06 } },
		{ "onecycle:warmup=0", 8, { 0.9619399184965783,
		    0.8535539763797113, 0.6913429508156802, 0.500002,
		    0.30866104918431986, 0.14645002362028864,
		    0.03806408150342165, 4e-06 } },
	};
	struct chosen c;
	size_t i, j;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CHECK(schedule_parse(&c, cases[i].text, &why) == ST_OK);
		CHECK(schedule_has_end(&c));
		for (j = 0; j < cases[i].steps; j++)
			CHECK_NEAR(schedule_factor(&c, j, cases[i].steps),
			    cases[i].want[j], 1e-12);
	}
	CHECK(schedule_parse(&c, "onecycle", &why) == ST_OK);
	CHECK_NEAR(schedule_factor(&c, 0, 1), 4e-06, 1e-12);
}

static void
words(void)
{
	static const struct { const char *rule, *text; } cases[] = {
		{ "adam", "adam rate 0.001 betas 0.9 0.999 eps 1e-08" },
		{ "adam:beta1=0.5", "adam rate 0.001 betas 0.5 0.999 "
		    "eps 1e-08" },
		{ "adamw", "adamw rate 0.001 betas 0.9 0.999 eps 1e-08 "
		    "decay 0.01" },
		{ "sgd", "sgd rate 0.001 momentum 0.9" },
		{ "sgd:momentum=0", "sgd rate 0.001 momentum 0" },
	};
	struct optim_config c;
	char text[OPTIM_TEXT], all[2 * OPTIM_TEXT];
	struct optim o;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		c = config(cases[i].rule, "cosine:warmup=0.1", 1e-3);
		CHECK(optim_new(&o, &c, 1, N, &why) == ST_OK);
		CHECK(strcmp(optim_text(&o, text), cases[i].text) == 0);
		optim_free(&o);
	}
	c = config("sgd:momentum=0.1", "cosine:warmup=0.1", 0.3);
	CHECK(optim_new(&o, &c, 1, N, &why) == ST_OK);
	CHECK(strcmp(optim_exactly(&o, all), "rate 0.29999999999999999 "
	    "momentum 0.10000000000000001 cosine warmup "
	    "0.10000000000000001") == 0);
	optim_free(&o);
}

static void
moments(void)
{
	struct optim_config c = config("adam", "constant", 1);
	struct optim o;
	float least;

	CHECK(optim_new(&o, &c, 1, N, &why) == ST_OK);
	CHECK(o.moments == 2 && o.moment[1] != NULL);
	CHECK(strcmp(optim_moment(&o, 0, &least), "m") == 0);
	CHECK(least == -FLT_MAX);
	CHECK(strcmp(optim_moment(&o, 1, &least), "v") == 0 && least == 0);
	optim_free(&o);
	c = config("sgd", "constant", 1);
	CHECK(optim_new(&o, &c, 1, N, &why) == ST_OK);
	CHECK(o.moments == 1 && o.moment[1] == NULL);
	optim_free(&o);
}

static void
check_fault(enum status s, const char *text, const char *want)
{
	if (s == ST_BAD && strncmp(why.text, want, strlen(want)) == 0)
		return;
	(void)(unit_bad++ || printf("FAIL %s: '%s' gives '%s', want '%s'\n",
	    unit_name, text, s == ST_OK ? "ok" : why.text, want));
}

static void
bad_words(void)
{
	static const char *const cases[][2] = {
		{ "rms", "'rms' is not an optimiser: adam, " },
		{ "", "'' is not an optimiser: adam, " },
		{ "Adam", "'Adam' is not an optimiser: adam, " },
		{ "ada:m", "'ada' is not an optimiser: adam, " },
		{ "adam ", "'adam ' is not an optimiser: adam, " },
		{ "adam:decay=1", "adam has no 'decay'; it has beta1, beta2, "
		    "eps" },
		{ "adamw:dekay=1", "adamw has no 'dekay'; it has beta1, "
		    "beta2, eps, decay" },
		{ "sgd:", "sgd has no ''; it has momentum" },
		{ "sgd:momentum", "momentum needs a value: momentum=0.9" },
		{ "sgd:momentum=", "momentum: '' is not a number" },
		{ "sgd:momentum=x", "momentum: 'x' is not a number" },
		{ "sgd:momentum=nan", "momentum: 'nan' is not a number" },
		{ "sgd:momentum=2", "momentum: 2 is too large, at most 1" },
		{ "adam:eps=0", "eps: 0 is too small, at least 1e-30" },
		{ "adam:beta1=1", "beta1: 1 is too large, at most 0.999999" },
		{ "sgd:momentum=0.5,momentum=0.5", "momentum is given twice" },
		{ "sgd:momentum=0.5,", "sgd has no ''; it has momentum" },
	};
	struct chosen c;
	char text[1000];
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		check_fault(optim_parse(&c, cases[i][0], &why), cases[i][0],
		    cases[i][1]);
	check_fault(schedule_parse(&c, "linear", &why), "linear",
	    "'linear' is not a schedule: constant");
	check_fault(schedule_parse(&c, "constant:warmup=0.1", &why),
	    "constant", "constant has no 'warmup'; it has no settings");
	check_fault(schedule_parse(&c, "onecycle:start=0.5", &why), "onecycle",
	    "start: 0.5 is too small, at least 1");
	check_fault(schedule_parse(&c, "cosine:warmup=1", &why), "cosine",
	    "warmup: 1 is too large, at most 0.9");
	(void)memset(text, '9', sizeof text);
	(void)memcpy(text, "sgd:momentum=", 13);
	text[sizeof text - 1] = '\0';
	check_fault(optim_parse(&c, text, &why), "long",
	    "the settings are too long");
}

/* Some of many parameters are held, in one piece of work and across two. */
static void
held(void)
{
	enum { MANY = 20000 };
	static const size_t at[] = { 8000, 0, 19999, 100, 8192 };
	static const size_t len[] = { 192, 3, 1, 50, 9000 };
	static float w[MANY], all[MANY], grad[MANY];
	static bool hold[MANY];
	struct optim_config c = config("adamw", "constant", 0.05);
	struct optim o, whole;
	size_t i, j;

	CHECK(optim_new(&o, &c, STEPS, MANY, &why) == ST_OK);
	CHECK(optim_new(&whole, &c, STEPS, MANY, &why) == ST_OK);
	for (i = 0; i < sizeof at / sizeof at[0]; i++) {
		CHECK(optim_hold(&o, at[i], len[i], &why) == ST_OK);
		for (j = at[i]; j < at[i] + len[i]; j++)
			hold[j] = true;
	}
	for (i = 0; i < MANY; i++) {
		w[i] = all[i] = 1 + (float)(i % 7);
		grad[i] = hold[i] && i % 2 ? NAN : gradient(i, 1);
	}
	CHECK(optim_step(&o, pool, w, grad));
	(void)optim_step(&whole, pool, all, grad);
	for (i = 0; i < MANY; i++)
		CHECK(hold[i] ? w[i] <= 1 + (float)(i % 7) &&
		    w[i] >= 1 + (float)(i % 7) && o.moment[0][i] <= 0 :
		    memcmp(&w[i], &all[i], sizeof w[i]) == 0);
	optim_free(&o);
	optim_free(&whole);
}

int
main(void)
{
	CHECK(threads_new(&pool, 2, &why) == ST_OK);
	UNIT_CASE(formulas);
	UNIT_CASE(schedules);
	UNIT_CASE(one_cycle);
	UNIT_CASE(words);
	UNIT_CASE(moments);
	UNIT_CASE(held);
	UNIT_CASE(bad_words);
	threads_free(pool);
	UNIT_END();
}
