#include "base/threads.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct threads {
	unsigned threads, started;	/* the caller is not started */
	pthread_mutex_t lock;
	pthread_cond_t go, done;
	/* Under lock: the job and its progress. */
	threads_work *fn;
	void *ctx;
	size_t n, next;
	unsigned busy;		/* threads at work on the job */
	unsigned long job;	/* its number */
	bool stop;
	struct member {
		struct threads *pool;
		pthread_t id;
		unsigned thread;
	} member[];
};

/* Take pieces until there are none.  Called and left with the lock held. */
static void
work(struct threads *p, unsigned thread)
{
	size_t i;

	p->busy++;
	while (p->next < p->n) {
		i = p->next++;
		(void)pthread_mutex_unlock(&p->lock);
		p->fn(p->ctx, i, thread);
		(void)pthread_mutex_lock(&p->lock);
	}
	if (--p->busy == 0)
		(void)pthread_cond_signal(&p->done);
}

static void *
member_main(void *arg)
{
	struct member *m = arg;
	struct threads *p = m->pool;
	unsigned long seen = 0;

	(void)pthread_mutex_lock(&p->lock);
	for (;;) {
		while (!p->stop && p->job == seen)
			(void)pthread_cond_wait(&p->go, &p->lock);
		if (p->stop)
			break;
		seen = p->job;
		work(p, m->thread);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return NULL;
}

void
threads_run(struct threads *p, size_t n, threads_work *fn, void *ctx)
{
	size_t i;

	if (p->started == 0 || n == 1) {
		for (i = 0; i < n; i++)
			fn(ctx, i, 0);
		return;
	}
	(void)pthread_mutex_lock(&p->lock);
	p->fn = fn;
	p->ctx = ctx;
	p->n = n;
	p->next = 0;
	p->job++;
	(void)pthread_cond_broadcast(&p->go);
	work(p, 0);
	while (p->busy > 0)
		(void)pthread_cond_wait(&p->done, &p->lock);
	(void)pthread_mutex_unlock(&p->lock);
}

static enum status
start(struct threads *p, struct fault *why)
{
	struct member *m;
	int err;

	for (; p->started + 1 < p->threads; p->started++) {
		m = &p->member[p->started];
		m->pool = p;
		m->thread = p->started + 1;
		err = pthread_create(&m->id, NULL, member_main, m);
		if (err != 0)
			return fault_set(why, ST_IO,
			    "cannot start thread %u of %u", m->thread + 1,
			    p->threads);
	}
	return ST_OK;
}

enum status
threads_new(struct threads **out, unsigned threads, struct fault *why)
{
	struct threads *p;
	enum status s;

	*out = NULL;
	p = calloc(1, sizeof *p + threads * sizeof p->member[0]);
	if (p == NULL)
		return fault_nomem(why);
	p->threads = threads;
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->go, NULL);
	(void)pthread_cond_init(&p->done, NULL);
	s = start(p, why);
	if (s != ST_OK) {
		threads_free(p);
		return s;
	}
	*out = p;
	return ST_OK;
}

unsigned
threads_count(const struct threads *p)
{
	return p->threads;
}

void
threads_free(struct threads *p)
{
	unsigned i;

	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&p->lock);
	p->stop = true;
	(void)pthread_cond_broadcast(&p->go);
	(void)pthread_mutex_unlock(&p->lock);
	for (i = 0; i < p->started; i++)
		(void)pthread_join(p->member[i].id, NULL);
	(void)pthread_cond_destroy(&p->go);
	(void)pthread_cond_destroy(&p->done);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}
