#include "data/keyed.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/textset.h"

/*
 * Records that were passed by are copied into waiting.  A record that was
 * asked for leaves its key in the set with rank 0.
 */
struct keyed {
	struct tensor_reader *r;
	struct tensor t;	/* read last, or given out */
	struct textset read;	/* all keys so far */
	struct textset keys;	/* of those that were passed by */
	struct tensor *waiting;	/* (keys.n) */
	size_t cap, n;		/* n wait */
	bool ended;
};

enum status
keyed_open(struct keyed **kp, const char *path, struct fault *why)
{
	struct keyed *k = calloc(1, sizeof *k);

	*kp = k;
	if (k == NULL)
		return fault_nomem(why);
	k->t = (struct tensor)TENSOR_INIT;
	k->read = k->keys = (struct textset)TEXTSET_INIT;
	return tensor_open(&k->r, path, 0, why);
}

void
keyed_close(struct keyed *k)
{
	size_t i;

	if (k == NULL)
		return;
	for (i = 0; i < k->keys.n; i++)
		tensor_free(&k->waiting[i]);
	free(k->waiting);
	textset_free(&k->read);
	textset_free(&k->keys);
	tensor_free(&k->t);
	tensor_close(k->r);
	free(k);
}

const char *
keyed_name(const struct keyed *k)
{
	return tensor_name(k->r);
}

enum status
keyed_once(struct textset *keys, const struct tensor_reader *r,
    const struct tensor *t, struct fault *why)
{
	size_t id, n = keys->n;
	enum status s = textset_add(keys, tensor_key(t), &id, why);

	return s == ST_OK && keys->n == n ? fault_set(why, ST_BAD, "%s: two "
	    "records have the key '%.80s'", tensor_name(r), tensor_key(t)) : s;
}

/* Read the next record into k->t. */
static enum status
next(struct keyed *k, struct fault *why)
{
	enum status s = k->ended ? ST_END : tensor_read(k->r, &k->t, why);

	k->ended = s == ST_END;
	if (s != ST_OK)
		return s;
	if (tensor_attr(&k->t, "key") == NULL)
		return fault_set(why, ST_BAD, "%s: a record has no key, by "
		    "which it is found", tensor_name(k->r));
	return keyed_once(&k->read, k->r, &k->t, why);
}

/* Copy k->t to out. */
static enum status
copy(const struct keyed *k, struct tensor *out, struct fault *why)
{
	enum status s;

	*out = (struct tensor)TENSOR_INIT;
	if ((s = tensor_reshape(out, k->t.rank, k->t.dim, why)) != ST_OK ||
	    (s = attrs_copy(&out->attr, &k->t.attr, why)) != ST_OK)
		return s;
	(void)memcpy(out->data, k->t.data, tensor_len(out) *
	    sizeof *out->data);
	return ST_OK;
}

static enum status
grow(struct keyed *k, struct fault *why)
{
	size_t cap = 2 * k->cap + 16;
	struct tensor *p;

	if (k->keys.n < k->cap)
		return ST_OK;
	if ((p = realloc(k->waiting, cap * sizeof *p)) == NULL)
		return fault_nomem(why);
	k->waiting = p;
	k->cap = cap;
	return ST_OK;
}

/* Let the record that was read last wait. */
static enum status
keep(struct keyed *k, struct fault *why)
{
	size_t id = 0, n = k->keys.n;
	enum status s;

	if ((s = grow(k, why)) != ST_OK)
		return s;
	/* Before the key is there, so that every key has a tensor. */
	k->waiting[n] = (struct tensor)TENSOR_INIT;
	if ((s = textset_add(&k->keys, tensor_key(&k->t), &id, why)) != ST_OK)
		return s;
	k->n++;
	return copy(k, &k->waiting[id], why);
}

enum status
keyed_find(struct keyed *k, const char *key, const struct tensor **t,
    struct fault *why)
{
	size_t id = textset_find(&k->keys, key);
	enum status s;

	*t = &k->t;
	if (id != TEXTSET_NONE && k->waiting[id].rank != 0) {
		tensor_free(&k->t);
		k->t = k->waiting[id];
		k->waiting[id] = (struct tensor)TENSOR_INIT;
		k->n--;
		return ST_OK;
	}
	while ((s = next(k, why)) == ST_OK) {
		if (strcmp(tensor_key(&k->t), key) == 0)
			return ST_OK;
		if ((s = keep(k, why)) != ST_OK)
			return s;
	}
	return s;
}

enum status
keyed_rest(struct keyed *k, size_t *n, const char **key, struct fault *why)
{
	enum status s;
	size_t i;

	while ((s = next(k, why)) == ST_OK)
		if ((s = keep(k, why)) != ST_OK)
			return s;
	*n = k->n;
	for (i = 0; i < k->keys.n; i++)
		if (k->waiting[i].rank != 0)
			*key = k->keys.text[i];
	return s == ST_END ? ST_OK : s;
}
