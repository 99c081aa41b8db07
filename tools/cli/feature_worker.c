#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "feature_run.h"

#define AHEAD 8		/* files that a thread takes, to have them read ahead */
#define TELL 4

/* The files that a thread has taken but not yet started. */
struct mine {
	struct slot *slot[AHEAD];
	unsigned first, n;
	bool full;		/* the last one is not for reading ahead */
	bool last;		/* there are no others */
};

/*
 * One more file for a thread, or NULL: a thread without files waits for one
 * until the end.  After its first it gets no more than its share of the waiting
 * files.
 */
static struct slot *
claim(struct run *r, struct mine *m)
{
	struct slot *s = NULL;
	unsigned n = m->n;

	(void)pthread_mutex_lock(&r->lock);
	while (n == 0 && r->begun == r->submitted && !r->ended)
		(void)pthread_cond_wait(&r->work, &r->lock);
	if (r->begun < r->submitted &&
	    (n == 0 || n <= (r->submitted - r->begun) / r->threads))
		s = &r->slot[r->begun++ % r->slots];
	m->last = r->ended && r->begun == r->submitted;
	(void)pthread_mutex_unlock(&r->lock);
	return s;
}

/* The next file; its decoder is told of those after it. */
static struct slot *
next_file(struct run *r, struct extract *x, struct mine *m)
{
	struct slot *s;

	if (m->n == 0)
		m->full = false;
	while (m->n < AHEAD && !m->full && (s = claim(r, m)) != NULL) {
		m->slot[(m->first + m->n++) % AHEAD] = s;
		m->full = s->path != NULL && !extract_ahead(x, s->path);
	}
	if (m->n == 0)
		return NULL;
	s = m->slot[m->first];
	m->first = (m->first + 1) % AHEAD;
	m->n--;
	return s;
}

/*
 * Waking the writer costs as much as a second of sound, so do it for several
 * records at a time, unless a reader may be waiting for this one, or the next
 * one may take long: there is none yet, or it is a pipe or a large file.
 */
static void
tell_done(struct run *r, struct slot *s, const struct mine *m)
{
	(void)pthread_mutex_lock(&r->lock);
	s->done = true;
	if (++r->untold >= TELL || m->n == 0 || m->full || r->piped) {
		(void)pthread_cond_signal(&r->done);
		r->untold = 0;
	}
	(void)pthread_mutex_unlock(&r->lock);
}

/*
 * With threads for all processors, thread i stays on one, and its decoder with
 * it: one reads what the other writes, and if they waited for each other on
 * different processors, other processes would run in between.  A processor that
 * has more to do gets fewer files.
 */
static bool
settle(const struct run *r, unsigned i)
{
	int cpu = -1, n = CPU_COUNT(&r->processors);
	cpu_set_t one;

	if (n < 2 || r->threads < (unsigned)n)
		return false;
	for (n = (int)(i % (unsigned)n); n >= 0; n--)
		while (!CPU_ISSET(++cpu, &r->processors))
			continue;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof one, &one) == -1)
		return false;
	audio_near(audio_reader(r->audio, i));
	return true;
}

/* The others will soon have no files, and their processors nothing to do. */
static void
spread(const struct run *r, unsigned i)
{
	if (sched_setaffinity(0, sizeof r->processors, &r->processors) == 0)
		audio_near(audio_reader(r->audio, i));
}

static void
compute(struct extract *x, struct slot *s)
{
	const struct extract_job job = { .segment = s->segment,
	    .segments = s->segments, .take = feature_queue_put,
	    .ctx = s->queue };
	const char *note;

	if (s->queue == NULL)
		s->s = extract_file(x, s->path, s->rec, &s->why);
	else
		s->s = extract_parts(x, s->path, &s->rec->t.attr, &job,
		    &s->why);
	note = extract_note(x);
	(void)snprintf(s->note, sizeof s->note, "%s",
	    note == NULL ? "" : note);
	if (s->queue != NULL)
		feature_queue_end(s->queue);
}

void *
feature_worker(void *ctx)
{
	struct run *r = ctx;
	struct mine m = { .n = 0 };
	struct extract *x;
	struct slot *s;
	unsigned i;
	bool settled;

	(void)pthread_mutex_lock(&r->lock);
	i = r->named++;
	(void)pthread_mutex_unlock(&r->lock);
	x = r->extract[i];
	settled = settle(r, i);
	while ((s = next_file(r, x, &m)) != NULL) {
		if (settled && m.last) {
			spread(r, i);
			settled = false;
		}
		if (s->path != NULL)
			compute(x, s);
		else if (s->queue != NULL)
			feature_queue_end(s->queue);
		tell_done(r, s, &m);
	}
	return NULL;
}
