/* crew.h - a team (base/team.h) whose ranks are threads of the test. */
#ifndef TONFALL_UNIT_CREW_H
#define TONFALL_UNIT_CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/team.h"

enum { CREW_MOST = 8, CREW_PART = 5 };	/* floats of a fold at a time */

struct crew {
	pthread_barrier_t all;
	struct crew_rank {
		struct team team;
		struct crew *crew;
		pthread_t id;
		void (*main)(struct team *team, void *ctx);
		void *ctx;
		/* What the others may look at between two barriers. */
		const void *buf;
		const size_t *at;
		unsigned bits;
		float *sum;
	} rank[CREW_MOST];
};

static inline struct crew *
crew_meet(struct team *t)
{
	struct crew_rank *r = t->ctx;

	(void)pthread_barrier_wait(&r->crew->all);
	return r->crew;
}

static inline void
crew_gather(struct team *t, void *buf, const size_t *at)
{
	struct crew_rank *own = t->ctx, *r;
	struct crew *c;
	unsigned i;

	own->buf = buf;
	c = crew_meet(t);
	for (i = 0; i < t->count; i++) {
		r = &c->rank[i];
		if (r != own && at[i + 1] > at[i])
			(void)memcpy((char *)buf + at[i],
			    (const char *)r->buf + at[i], at[i + 1] - at[i]);
	}
	(void)crew_meet(t);
}

static inline void
crew_swap(struct team *t, const void *out, const size_t *to, void *in,
    const size_t *from)
{
	struct crew_rank *own = t->ctx, *r;
	struct crew *c;
	size_t n;
	unsigned i;

	own->buf = out;
	own->at = to;
	c = crew_meet(t);
	for (i = 0; i < t->count; i++) {
		r = &c->rank[i];
		n = from[i + 1] - from[i];
		if (r != own && n > 0 &&
		    n == r->at[t->rank + 1] - r->at[t->rank])
			(void)memcpy((char *)in + from[i], (const char *)r->buf
			    + r->at[t->rank], n);
	}
	(void)crew_meet(t);
}

static inline void
crew_wait(struct team *t)
{
	(void)t;
}

static inline unsigned
crew_any(struct team *t, unsigned bits)
{
	struct crew_rank *own = t->ctx;
	struct crew *c;
	unsigned i, all = 0;

	own->bits = bits;
	c = crew_meet(t);
	for (i = 0; i < t->count; i++)
		all |= c->rank[i].bits;
	(void)crew_meet(t);
	return all;
}

static inline void
crew_fold(struct team *t, float *sum, size_t n, team_add *add, void *ctx)
{
	struct crew_rank *own = t->ctx;
	struct crew *c = own->crew;
	size_t at, len;
	unsigned i;

	own->sum = sum;
	for (i = 0; i < t->count; i++) {
		(void)crew_meet(t);
		if (i != t->rank)
			continue;
		if (i > 0)
			(void)memcpy(sum, c->rank[i - 1].sum, n * sizeof *sum);
		for (at = 0; at < n; at += len) {
			len = n - at < CREW_PART ? n - at : CREW_PART;
			add(ctx, at, len);
		}
	}
	(void)crew_meet(t);
	if (t->rank + 1 < t->count)
		(void)memcpy(sum, c->rank[t->count - 1].sum, n * sizeof *sum);
	(void)crew_meet(t);
}

static inline void *
crew_main(void *arg)
{
	struct crew_rank *r = arg;

	r->main(&r->team, r->ctx);
	return NULL;
}

/* Call fn(team, &ctx[rank * size]) for each of count ranks. */
static inline bool
crew_run(unsigned count, void (*fn)(struct team *, void *), void *ctx,
    size_t size)
{
	struct crew *c = calloc(1, sizeof *c);
	bool ok = c != NULL && pthread_barrier_init(&c->all, NULL, count) == 0;
	struct crew_rank *r;
	unsigned i;

	for (i = 0; ok && i < count; i++) {
		r = &c->rank[i];
		r->team = (struct team){ i, count, "here", crew_gather,
		    crew_swap, crew_wait, crew_any, crew_fold, r };
		r->crew = c;
		r->main = fn;
		r->ctx = (char *)ctx + i * size;
		ok = pthread_create(&r->id, NULL, crew_main, r) == 0;
	}
	for (i = 0; ok && i < count; i++)
		ok = pthread_join(c->rank[i].id, NULL) == 0;
	free(c);
	return ok;
}

#endif
