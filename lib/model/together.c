#include "model/together.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "nn/pass.h"
#include "model/checkpoint.h"

/* ---- at the start ---- */

/* What the results depend on besides the program: the versions of simd.h. */
static const char *
processor(void)
{
#if defined(__x86_64__)
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx512f") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512dq") &&
	    __builtin_cpu_supports("avx512vl"))
		return "x86-64 with AVX-512";
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		return "x86-64 with AVX2";
	return "x86-64 without AVX2";
#else
	return "of this architecture";
#endif
}

static enum status
describe(struct train *t, struct attrs *a, struct fault *why)
{
	if (checkpoint_describe(t, a, why) != ST_OK ||
	    attrs_setf(a, why, "passes", "%u", (unsigned)t->config.epochs) !=
	    ST_OK)
		return why->status;
	return attrs_set(a, "processor", processor(), why);
}

/* The attributes of rank 0. */
static enum status
share_attrs(struct team *team, const struct attrs *own, struct attrs *first,
    struct fault *why)
{
	uint64_t size[2] = { own->len, own->count };
	enum status s = team_share(team, size, sizeof size, why);

	if (s == ST_OK) {
		first->len = first->cap = (size_t)size[0];
		first->count = (size_t)size[1];
		first->text = calloc(1, first->len);
		s = first->text == NULL ? fault_nomem(why) : ST_OK;
	}
	if ((s = team_agree(team, s, why)) != ST_OK)
		return s;
	if (first->text == NULL)	/* never: all have it */
		return fault_nomem(why);
	if (team_rank(team) == 0)
		(void)memcpy(first->text, own->text, own->len);
	return team_share(team, first->text, first->len, why);
}

static bool
same(const struct attrs *a, const struct attrs *b, const char *name)
{
	const char *x = attrs_get(a, name), *y = attrs_get(b, name);

	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

/* The records first, since other attributes depend on them. */
static enum status
compare(const struct attrs *own, const struct attrs *first, struct fault *why)
{
	const char *name, *value, *other;
	size_t pos = 0;

	if (!same(own, first, "data"))
		return fault_set(why, ST_BAD, "the training stream has other "
		    "records than that of rank 0");
	if (!same(own, first, "dev"))
		return fault_set(why, ST_BAD, "the dev stream has other "
		    "records than that of rank 0");
	if (!same(own, first, "build"))
		return fault_set(why, ST_BAD, "another build of the program "
		    "than that of rank 0");
	while (attrs_each(own, &pos, &name, &value)) {
		other = attrs_get(first, name);
		if (!same(own, first, name))
			return fault_set(why, ST_BAD, "%s is '%.150s', that "
			    "of rank 0 is '%.150s'", name, value,
			    other != NULL ? other : "absent");
	}
	return ST_OK;
}

enum status
together_same(struct train *t, struct fault *why)
{
	struct attrs own = ATTRS_INIT, first = ATTRS_INIT;
	struct team *team = t->config.team;
	enum status s;

	if (team == NULL)
		return ST_OK;
	s = team_agree(team, describe(t, &own, why), why);
	if (s == ST_OK)
		s = share_attrs(team, &own, &first, why);
	if (s == ST_OK)
		s = team_agree(team, compare(&own, &first, why), why);
	attrs_free(&own);
	attrs_free(&first);
	return s == ST_OK ? together_check(t, why) : s;
}

/* ---- state ---- */

/* Numbers of the state besides the arrays. */
struct numbers {
	uint64_t step;
	uint32_t epoch;
	struct train_part part;
};

static enum status
share_arrays(struct train *t, struct fault *why)
{
	struct team *team = t->config.team;
	const struct net *net = &t->model.net;
	enum status s;
	size_t i;

	s = team_share(team, t->model.w, net->total * sizeof *t->model.w, why);
	for (i = 0; s == ST_OK && i < t->optim.moments; i++)
		s = team_share(team, t->optim.moment[i],
		    net->trained * sizeof(float), why);
	if (s == ST_OK && t->average != NULL)
		s = team_share(team, t->average,
		    net->total * sizeof *t->average, why);
	return s == ST_OK && t->epoch > 0 ? team_share(team, t->log,
	    t->epoch * train_scores(t) * sizeof *t->log, why) : s;
}

enum status
together_share(struct train *t, struct fault *why)
{
	struct numbers n = { t->optim.step, t->epoch, t->part };
	struct team *team = t->config.team;
	enum status s;

	if (team == NULL)
		return ST_OK;
	s = team_share(team, &n, sizeof n, why);
	if (s == ST_OK) {
		t->optim.step = n.step;
		t->epoch = n.epoch;
		t->part = n.part;
		s = train_log_room(t, n.epoch, why);
	}
	s = team_agree(team, s, why);
	return s == ST_OK ? share_arrays(t, why) : s;
}

void
together_collect(struct train *t)
{
	struct team *team = t->config.team;
	size_t i;

	if (team == NULL)
		return;
	for (i = 0; i < t->optim.moments; i++)
		pass_gather(t->run, t->optim.moment[i]);
	team->wait(team);
}

enum status
together_check(const struct train *t, struct fault *why)
{
	size_t bytes = t->model.net.total * sizeof *t->model.w;
	struct team *team = t->config.team;
	uint64_t first, own;
	enum status s;

	if (team == NULL)
		return ST_OK;
	first = own = hash_bytes(t->model.w, bytes);
	s = team_share(team, &first, sizeof first, why);
	if (s == ST_OK && first != own)
		s = fault_set(why, ST_BAD, "epoch %u: other weights than those "
		    "of rank 0, after the same steps: its processor or memory "
		    "differs, or fails", (unsigned)t->epoch + 1);
	return team_agree(team, s, why);
}
