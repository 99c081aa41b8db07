/* The part of train.h about the memory of samples. */
#include <stdlib.h>
#include <string.h>

#include "model/dataset_work.h"

/* Room for n values of size bytes in the array whose address is at. */
static bool
room(void *at, size_t n, size_t size)
{
	void *old, *more;

	(void)memcpy(&old, at, sizeof old);
	if ((more = reallocarray(old, n, size)) == NULL)
		return false;
	(void)memcpy(at, &more, sizeof more);
	return true;
}

enum status
dataset_room(const struct train *t, struct train_data *d, struct fault *why)
{
	const struct train_config *c = &t->config;
	size_t k, n = d->cap ? 2 * d->cap : 256;
	bool ok;

	if (d->n < d->cap)
		return ST_OK;
	ok = room(&d->x, n, sizeof *d->x) &&
	    (!c->records || room(&d->sample, n, sizeof *d->sample)) &&
	    room(&d->copy, n, sizeof *d->copy) &&
	    room(&d->frames, n, sizeof *d->frames) &&
	    room(&d->y, n, sizeof *d->y);
	for (k = 0; k < c->targets.n; k++)
		ok = ok && (!c->targets.of[k].number ||
		    room(&d->number[k], n, sizeof *d->number[k]));
	if (!ok)
		return fault_nomem(why);
	d->cap = n;
	return ST_OK;
}

void
train_data_move(struct train_data *d, size_t to, size_t from)
{
	size_t k;

	d->x[to] = d->x[from];
	if (d->sample != NULL)
		d->sample[to] = d->sample[from];
	d->copy[to] = d->copy[from];
	d->frames[to] = d->frames[from];
	d->y[to] = d->y[from];
	for (k = 0; k < TARGETS_MOST; k++)
		if (d->number[k] != NULL)
			d->number[k][to] = d->number[k][from];
}

void
train_data_passed(const struct train_data *d, size_t i)
{
	if (d->step > 0 && (i + 1) % d->step == 0)
		tensor_behind(d->set.reader, d->x[i + 1 - d->step],
		    d->x[i] + tensor_len(&d->first));
}

void
train_data_free(struct train_data *d)
{
	size_t k;

	tensor_unload(&d->set);
	tensor_free(&d->first);
	free(d->x);
	free(d->sample);
	free(d->copy);
	free(d->frames);
	free(d->y);
	free(d->unknown_class);
	for (k = 0; k < TARGETS_MOST; k++)
		free(d->number[k]);
}
