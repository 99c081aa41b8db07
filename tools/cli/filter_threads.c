/*
 * This thread reads, the others change records; whichever has finished the
 * next record of the output writes it and those after it that are done.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "cli.h"
#include "filter.h"

#define SLOTS 4		/* records per thread that are read or wait */

struct slot {
	struct tensor in, out;
	bool done;
	enum status s;
	struct fault why;
};

struct run {
	struct tensor_reader *r;
	struct tensor_writer *w;
	cli_change *change;
	void **ctx;

	pthread_mutex_t lock;		/* of all that follows */
	pthread_cond_t work, room;
	struct slot *slot;		/* record i is in slot i % slots */
	size_t slots;
	uint64_t got, begun, written;
	unsigned named;			/* threads that have a context */
	bool ended, writing;
};

/* Write what is next and done, without the lock; one thread at a time. */
static void
deliver(struct run *p)
{
	struct slot *s;
	struct fault why;

	while (!p->writing && p->written < p->begun &&
	    (s = &p->slot[p->written % p->slots])->done) {
		p->writing = true;
		(void)pthread_mutex_unlock(&p->lock);
		if (s->s != ST_OK)
			cli_die_record(p->r, &s->in, "%s", s->why.text);
		cli_check(tensor_write(p->w, &s->out, &why), &why);
		(void)pthread_mutex_lock(&p->lock);
		p->writing = false;
		s->done = false;
		p->written++;
		(void)pthread_cond_signal(&p->room);
	}
}

static void *
worker(void *arg)
{
	struct run *p = arg;
	struct slot *s;
	void *ctx;

	(void)pthread_mutex_lock(&p->lock);
	ctx = p->ctx[p->named++];
	for (;;) {
		while (p->begun == p->got && !p->ended)
			(void)pthread_cond_wait(&p->work, &p->lock);
		if (p->begun == p->got)
			break;
		s = &p->slot[p->begun++ % p->slots];
		(void)pthread_mutex_unlock(&p->lock);
		s->s = p->change(ctx, &s->in, &s->out, &s->why);
		(void)pthread_mutex_lock(&p->lock);
		s->done = true;
		deliver(p);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* Read a record into a slot's own memory. */
static enum status
read_record(struct run *p, struct slot *s, struct fault *why)
{
	enum status st = tensor_read(p->r, &s->in, why);
	uint64_t dim[TENSOR_MAXRANK];
	unsigned i;

	if (st != ST_OK)
		return st;
	for (i = 0; i < s->in.rank; i++)
		dim[i] = s->in.dim[i];
	return tensor_reshape(&s->in, s->in.rank, dim, why);
}

static enum status
read_all(struct run *p, struct fault *why)
{
	enum status st;

	for (;;) {
		(void)pthread_mutex_lock(&p->lock);
		while (p->got - p->written == p->slots)
			(void)pthread_cond_wait(&p->room, &p->lock);
		(void)pthread_mutex_unlock(&p->lock);
		st = read_record(p, &p->slot[p->got % p->slots], why);
		(void)pthread_mutex_lock(&p->lock);
		p->got += st == ST_OK;
		p->ended = st != ST_OK;
		(void)pthread_cond_broadcast(&p->work);
		(void)pthread_mutex_unlock(&p->lock);
		if (st != ST_OK)
			return st;
	}
}

/* Run n threads besides this one until the stream ends. */
static enum status
run_all(struct run *p, pthread_t *thread, unsigned n, struct fault *why)
{
	enum status st;
	unsigned i;

	for (i = 0; i < n; i++)
		if (pthread_create(&thread[i], NULL, worker, p) != 0)
			cli_die(EXIT_DATA, "cannot start %u threads; -j sets "
			    "their number", n);
	st = read_all(p, why);
	for (i = 0; i < n; i++)
		(void)pthread_join(thread[i], NULL);
	return st;
}

void
cli_filter_threads(struct tensor_reader *r, struct tensor_writer *w,
    cli_change *change, void *ctx[], unsigned n)
{
	struct run p = { .r = r, .w = w, .change = change, .ctx = ctx,
	    .slots = (size_t)n * SLOTS };
	pthread_t *thread;
	struct fault why;
	size_t i;

	if (n == 1) {
		cli_filter(r, w, change, ctx[0]);
		return;
	}
	thread = calloc(n, sizeof *thread);
	p.slot = calloc(p.slots, sizeof *p.slot);
	if (thread == NULL || p.slot == NULL)
		cli_die(EXIT_DATA, "out of memory");
	(void)pthread_mutex_init(&p.lock, NULL);
	(void)pthread_cond_init(&p.work, NULL);
	(void)pthread_cond_init(&p.room, NULL);
	if (run_all(&p, thread, n, &why) != ST_END)
		cli_fail(&why);
	cli_check(tensor_finish(w, &why), &why);
	for (i = 0; i < p.slots; i++) {
		tensor_free(&p.slot[i].in);
		tensor_free(&p.slot[i].out);
	}
	free(p.slot);
	free(thread);
}
