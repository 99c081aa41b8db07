#include "model/feed.h"

#include "model/train.h"

/* The values of block i of s, in d. */
static void
block(const struct shuffle *s, const struct train_data *d, size_t i,
    const float **from, const float **to)
{
	size_t first = s->block[i] * s->config.block;
	size_t last = s->n - first < s->config.block ? s->n - 1 :
	    first + s->config.block - 1;

	*from = d->x[first];
	*to = d->x[last] + tensor_len(&d->first);
}

/* The first block of window w, or the number of blocks. */
static size_t
first_block(const struct shuffle *s, size_t w)
{
	return w < s->windows ? w * s->config.window : s->blocks;
}

/* Windows that end at place `from' or before are done. */
static void
pass_windows(struct feed *f, const struct shuffle *s,
    const struct train_data *d, size_t from)
{
	const float *a, *b;
	size_t i;

	for (; f->passed < s->windows && s->begin[f->passed + 1] <= from;
	    f->passed++)
		for (i = first_block(s, f->passed); i < f->asked &&
		    i < first_block(s, f->passed + 1); i++) {
			block(s, d, i, &a, &b);
			tensor_behind(d->set.reader, a, b);
		}
}

/* How many blocks are to be asked for before place `to' is reached: the whole
 * window that it is in, and as large a part of the next one as is done of
 * this. */
static size_t
due(const struct feed *f, const struct shuffle *s, size_t to)
{
	size_t w = f->passed, first, next;
	double part;

	while (s->begin[w + 1] < to)
		w++;
	first = first_block(s, w + 1);
	next = first_block(s, w + 2) - first;
	part = (double)(to - s->begin[w]) /
	    (double)(s->begin[w + 1] - s->begin[w]);
	return first + (size_t)(part * (double)next);
}

void
feed_batch(struct feed *f, const struct shuffle *s,
    const struct train_data *d, size_t from, size_t to)
{
	const float *a, *b;
	size_t i, n;

	if (s->blocks == 0)
		return;
	pass_windows(f, s, d, from);
	i = first_block(s, f->passed);
	i = i > f->asked ? i : f->asked;
	for (n = due(f, s, to); i < n; i++) {
		block(s, d, i, &a, &b);
		tensor_ahead(d->set.reader, a, b);
	}
	f->asked = i;
}

void
feed_end(struct feed *f, const struct shuffle *s, const struct train_data *d)
{
	if (s->blocks > 0)
		pass_windows(f, s, d, s->n);
	*f = (struct feed){ 0, 0 };
}
