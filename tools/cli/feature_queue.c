#include "feature_queue.h"

#include <stdlib.h>
#include <string.h>

void
feature_queue_init(struct feature_queue *q, size_t limit)
{
	*q = (struct feature_queue){ .limit = limit };
	(void)pthread_mutex_init(&q->lock, NULL);
	(void)pthread_cond_init(&q->more, NULL);
	(void)pthread_cond_init(&q->less, NULL);
}

void
feature_queue_destroy(struct feature_queue *q)
{
	(void)pthread_cond_destroy(&q->less);
	(void)pthread_cond_destroy(&q->more);
	(void)pthread_mutex_destroy(&q->lock);
}

void
feature_queue_start(struct feature_queue *q)
{
	q->ended = false;
}

void
feature_piece_free(struct feature_piece *p)
{
	if (p == NULL)
		return;
	extract_discard(&p->rec, 1);
	tensor_free(&p->rec.t);
	free(p);
}

static enum status
copy(struct feature_piece *p, struct extract_record *rec, struct fault *why)
{
	struct tensor *t = &p->rec.t;
	size_t n = rec->spill == -1 ? tensor_len(&rec->t) : 0;
	enum status s;

	if ((s = attrs_copy(&t->attr, &rec->t.attr, why)) != ST_OK ||
	    (n > 0 && (s = tensor_reshape(t, rec->t.rank, rec->t.dim,
	    why)) != ST_OK))
		return s;
	t->rank = rec->t.rank;
	(void)memcpy(t->dim, rec->t.dim, sizeof t->dim);
	if (n > 0)
		(void)memcpy(t->data, rec->t.data, n * sizeof *t->data);
	p->bytes = n * sizeof *t->data + t->attr.cap;
	p->rec.spill = rec->spill;
	rec->spill = -1;
	return ST_OK;
}

enum status
feature_queue_put(void *ctx, const struct extract_segment *segment,
    struct extract_record *rec, const struct fault *bad, struct fault *why)
{
	struct feature_piece *p = calloc(1, sizeof *p);
	struct feature_queue *q = ctx;
	enum status s = ST_OK;

	if (p == NULL)
		return fault_nomem(why);
	p->rec.spill = -1;
	p->place = segment != NULL ? segment->place : 0;
	p->bad = rec == NULL;
	if (p->bad)
		p->why = *bad;
	else if ((s = copy(p, rec, why)) != ST_OK) {
		feature_piece_free(p);
		return s;
	}
	(void)pthread_mutex_lock(&q->lock);
	while (q->first != NULL && q->bytes + p->bytes > q->limit)
		(void)pthread_cond_wait(&q->less, &q->lock);
	if (q->first == NULL)
		q->first = p;
	else
		q->last->next = p;
	q->last = p;
	q->bytes += p->bytes;
	(void)pthread_cond_signal(&q->more);
	(void)pthread_mutex_unlock(&q->lock);
	return ST_OK;
}

void
feature_queue_end(struct feature_queue *q)
{
	(void)pthread_mutex_lock(&q->lock);
	q->ended = true;
	(void)pthread_cond_signal(&q->more);
	(void)pthread_mutex_unlock(&q->lock);
}

struct feature_piece *
feature_queue_next(struct feature_queue *q)
{
	struct feature_piece *p;

	(void)pthread_mutex_lock(&q->lock);
	while (q->first == NULL && !q->ended)
		(void)pthread_cond_wait(&q->more, &q->lock);
	if ((p = q->first) != NULL) {
		q->first = p->next;
		q->bytes -= p->bytes;
		(void)pthread_cond_signal(&q->less);
	}
	(void)pthread_mutex_unlock(&q->lock);
	return p;
}
