#include "recognise/hold.h"

#include <stdlib.h>

#include "recognise/store.h"

struct place {
	uint64_t at, frames;
};

struct held {
	struct tensor t;	/* attributes and bins of all */
	struct place *place;	/* (n) */
	size_t n, cap;
};

struct hold {
	size_t members;
	struct held *held;	/* (members) */
	struct store store;
};

enum status
hold_new(struct hold **out, size_t members, size_t most, struct fault *why)
{
	struct hold *h = *out = calloc(1, sizeof *h);
	size_t i;

	if (h == NULL)
		return fault_nomem(why);
	h->store = (struct store)STORE_INIT;
	h->store.most = most / sizeof(float);
	h->members = members;
	if ((h->held = calloc(members, sizeof *h->held)) == NULL) {
		hold_free(h);
		*out = NULL;
		return fault_nomem(why);
	}
	for (i = 0; i < members; i++)
		h->held[i].t = (struct tensor)TENSOR_INIT;
	return ST_OK;
}

void
hold_empty(struct hold *h)
{
	size_t i;

	for (i = 0; i < h->members; i++) {
		attrs_clear(&h->held[i].t.attr);
		h->held[i].n = 0;
	}
	store_empty(&h->store);
}

void
hold_free(struct hold *h)
{
	size_t i;

	if (h == NULL)
		return;
	for (i = 0; h->held != NULL && i < h->members; i++) {
		tensor_free(&h->held[i].t);
		free(h->held[i].place);
	}
	free(h->held);
	store_empty(&h->store);
	free(h);
}

static enum status
grow(struct held *m, struct fault *why)
{
	size_t cap = m->cap == 0 ? 64 : 2 * m->cap;
	struct place *p;

	if (m->n < m->cap)
		return ST_OK;
	if ((p = reallocarray(m->place, cap, sizeof *p)) == NULL)
		return fault_nomem(why);
	m->place = p;
	m->cap = cap;
	return ST_OK;
}

enum status
hold_put(struct hold *h, size_t i, const struct tensor *t, struct fault *why)
{
	struct held *m = &h->held[i];
	enum status s;

	if ((s = grow(m, why)) != ST_OK)
		return s;
	if (m->n == 0 &&
	    (s = attrs_copy(&m->t.attr, &t->attr, why)) != ST_OK)
		return s;
	m->t.dim[1] = t->dim[1];
	m->place[m->n].frames = t->dim[0];
	s = store_put(&h->store, t->data, tensor_len(t), &m->place[m->n].at,
	    why);
	m->n += s == ST_OK;
	return s;
}

enum status
hold_get(struct hold *h, size_t i, size_t n, struct tensor **t,
    struct fault *why)
{
	struct held *m = &h->held[i];
	uint64_t dim[2] = { m->place[n].frames, m->t.dim[1] };
	enum status s = tensor_reshape(&m->t, 2, dim, why);

	*t = &m->t;
	return s != ST_OK ? s : store_get(&h->store, m->place[n].at,
	    tensor_len(&m->t), m->t.data, why);
}
