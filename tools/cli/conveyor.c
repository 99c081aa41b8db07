#include "conveyor.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Results, one after another. */
struct results {
	unsigned char *at;
	size_t n, cap;
};

struct conveyor_place {
	struct conveyor *c;
	void *item;
	struct results out;	/* that have not been taken */
	bool done;
};

struct conveyor {
	struct conveyor_config how;
	pthread_t *thread;
	unsigned started;

	pthread_mutex_t lock;		/* of all that follows */
	pthread_cond_t work, news;
	struct conveyor_place *place;	/* item i is in place i % items */
	uint64_t submitted, begun, over;
	unsigned named;			/* threads that have a number */
	bool closed;

	/* Of the caller alone: */
	struct results taken;
	size_t given;			/* of those */
	bool spent;			/* the oldest is done and was told */
};

static void *
worker(void *arg)
{
	struct conveyor *c = arg;
	struct conveyor_place *p;
	unsigned number;

	(void)pthread_mutex_lock(&c->lock);
	number = c->named++;
	for (;;) {
		while (c->begun == c->submitted && !c->closed)
			(void)pthread_cond_wait(&c->work, &c->lock);
		if (c->closed)
			break;
		p = &c->place[c->begun++ % c->how.items];
		(void)pthread_mutex_unlock(&c->lock);
		c->how.work(c->how.ctx, p->item, p, number);
		(void)pthread_mutex_lock(&c->lock);
		p->done = true;
		(void)pthread_cond_signal(&c->news);
	}
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

enum status
conveyor_give(struct conveyor_place *to, const void *result, struct fault *why)
{
	struct conveyor *c = to->c;
	struct results *r = &to->out;
	size_t cap, size = c->how.result;
	enum status s = ST_OK;
	void *more;

	(void)pthread_mutex_lock(&c->lock);
	if (r->n == r->cap) {
		cap = r->cap == 0 ? 16 : 2 * r->cap;
		more = realloc(r->at, cap * size);
		if (more != NULL) {
			r->at = more;
			r->cap = cap;
		} else
			s = fault_nomem(why);
	}
	if (s == ST_OK)
		memcpy(r->at + r->n++ * size, result, size);
	if (to == &c->place[c->over % c->how.items])
		(void)pthread_cond_signal(&c->news);
	(void)pthread_mutex_unlock(&c->lock);
	return s;
}

/* ---- the caller's side ---- */

static enum status
start(struct conveyor *c, struct fault *why)
{
	for (; c->started < c->how.threads; c->started++)
		if (pthread_create(&c->thread[c->started], NULL, worker, c) !=
		    0)
			return fault_set(why, ST_IO, "cannot start %u threads; "
			    "-j sets their number", c->how.threads);
	return ST_OK;
}

enum status
conveyor_new(struct conveyor **out, const struct conveyor_config *how,
    struct fault *why)
{
	struct conveyor *c = calloc(1, sizeof *c);
	enum status s = ST_OK;
	size_t i;

	*out = NULL;
	if (c == NULL)
		return fault_nomem(why);
	c->how = *how;
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_cond_init(&c->work, NULL);
	(void)pthread_cond_init(&c->news, NULL);
	c->thread = calloc(how->threads, sizeof(pthread_t));
	c->place = calloc(how->items, sizeof *c->place);
	if (c->thread == NULL || c->place == NULL)
		s = fault_nomem(why);
	for (i = 0; s == ST_OK && i < how->items; i++) {
		c->place[i].c = c;
		if ((c->place[i].item = calloc(1, how->item)) == NULL)
			s = fault_nomem(why);
	}
	if (s == ST_OK)
		s = start(c, why);
	if (s != ST_OK) {
		conveyor_free(c, NULL);
		return s;
	}
	*out = c;
	return ST_OK;
}

void
conveyor_free(struct conveyor *c, void (*visit)(void *item))
{
	size_t i;

	if (c == NULL)
		return;
	(void)pthread_mutex_lock(&c->lock);
	c->closed = true;
	(void)pthread_cond_broadcast(&c->work);
	(void)pthread_mutex_unlock(&c->lock);
	while (c->started > 0)
		(void)pthread_join(c->thread[--c->started], NULL);
	for (i = 0; c->place != NULL && i < c->how.items; i++) {
		if (visit != NULL && c->place[i].item != NULL)
			visit(c->place[i].item);
		free(c->place[i].item);
		free(c->place[i].out.at);
	}
	free(c->place);
	free(c->thread);
	free(c->taken.at);
	(void)pthread_mutex_destroy(&c->lock);
	(void)pthread_cond_destroy(&c->work);
	(void)pthread_cond_destroy(&c->news);
	free(c);
}

void *
conveyor_room(struct conveyor *c)
{
	/* Only the caller changes these two. */
	if (c->submitted - c->over == c->how.items)
		return NULL;
	return c->place[c->submitted % c->how.items].item;
}

void
conveyor_submit(struct conveyor *c)
{
	(void)pthread_mutex_lock(&c->lock);
	c->submitted++;
	(void)pthread_cond_signal(&c->work);
	(void)pthread_mutex_unlock(&c->lock);
}

/* Wait until the place has results or is done; take the results. */
static void
take(struct conveyor *c, struct conveyor_place *p)
{
	struct results empty = c->taken;

	(void)pthread_mutex_lock(&c->lock);
	while (p->out.n == 0 && !p->done)
		(void)pthread_cond_wait(&c->news, &c->lock);
	c->taken = p->out;
	p->out = empty;
	p->out.n = 0;
	(void)pthread_mutex_unlock(&c->lock);
	c->given = 0;
}

static void
leave(struct conveyor *c, struct conveyor_place *p)
{
	(void)pthread_mutex_lock(&c->lock);
	p->done = false;
	c->over++;
	(void)pthread_mutex_unlock(&c->lock);
	c->spent = false;
}

enum conveyor_event
conveyor_next(struct conveyor *c, void **item, const void **result)
{
	struct conveyor_place *p;

	if (c->spent)
		leave(c, &c->place[c->over % c->how.items]);
	if (c->over == c->submitted)
		return CONVEYOR_EMPTY;
	p = &c->place[c->over % c->how.items];
	*item = p->item;
	*result = NULL;
	if (c->given == c->taken.n)
		take(c, p);
	if (c->given < c->taken.n) {
		*result = c->taken.at + c->given++ * c->how.result;
		return CONVEYOR_RESULT;
	}
	c->spent = true;
	return CONVEYOR_DONE;
}
