/*
 * What a pass exchanges in a team, and the sums over the micro-batches.
 *
 * Gradients that micro-batches have each of their own are summed along the
 * ranks, team.fold.  For those that are computed over the whole batch at once,
 * rank r computes the rows value[r]..value[r+1]-1 of the weight (struct
 * spread): it gets these values of all samples, and all of dy.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "nn/pass_state.h"

#define CHUNK 4096	/* floats summed over the micro-batches at a time */

/* ---- the plan ---- */

static void
list_jobs(struct pass *r)
{
	struct block_job *job = r->job;
	const struct layer *l;
	size_t i, j;

	for (i = 0; i < r->net->layers; i++) {
		l = &r->net->layer[i];
		for (j = 0; j < pass_blocks(l); j++)
			*job++ = (struct block_job){ .layer = i, .block = j,
			    .span = l->kind->span(l, j) };
	}
}

/* To each rank the same number of weights, as far as blocks allow it. */
static void
choose_owners(struct pass *r)
{
	double sum = 0, before = 0, n;
	size_t i;

	for (i = 0; i < r->jobs; i++)
		if (r->job[i].span.values > 0)
			sum += (double)r->job[i].span.n;
	for (i = 0; i < r->jobs; i++) {
		if (r->job[i].span.values == 0)
			continue;
		n = (double)r->job[i].span.n;
		r->job[i].owner = (unsigned)((before + n / 2) / sum *
		    team_count(r->team));
		before += n;
	}
}

static bool
take_jobs(struct pass *r)
{
	unsigned rank = team_rank(r->team);
	const struct block_job *job;
	size_t i;

	r->job = calloc(r->jobs + 1, sizeof *r->job);
	r->mine = calloc(r->jobs + 1, sizeof *r->mine);
	if (r->job == NULL || r->mine == NULL)
		return false;
	list_jobs(r);
	choose_owners(r);
	for (i = 0; i < r->jobs; i++) {
		job = &r->job[i];
		if (job->span.values == 0 || job->owner == rank)
			r->mine[r->own++] = i;
	}
	return true;
}

/* The ranges of one layer's jobs, of which job number `at' is the first. */
static void
divide_layer(const struct pass *r, struct spread *s, size_t at)
{
	const struct block_job *job = &r->job[at], *end = r->job + r->jobs;
	unsigned rank = 0, count = r->team->count;
	size_t value = 0, off = job->span.off;

	s->layer = job->layer;
	for (; job < end && job->layer == s->layer && job->span.values > 0;
	    job++) {
		for (; rank <= job->owner; rank++) {
			s->value[rank] = value;
			s->off[rank] = off;
		}
		value = job->span.value + job->span.values;
		off = job->span.off + job->span.n;
	}
	for (; rank <= count; rank++) {
		s->value[rank] = value;
		s->off[rank] = off;
	}
}

static bool
get_spread(const struct pass *r, struct spread *s, size_t at)
{
	size_t ranks = r->team->count, own;
	size_t pieces = pass_pieces(r->batch);

	s->value = calloc(ranks + 1, sizeof *s->value);
	s->off = calloc(ranks + 1, sizeof *s->off);
	if (s->value == NULL || s->off == NULL)
		return false;
	divide_layer(r, s, at);
	own = s->value[r->team->rank + 1] - s->value[r->team->rank];
	s->out = alloc_raw(r->most * PASS_PIECE,
	    s->value[ranks] * sizeof *s->out);
	s->in = alloc_raw(pieces * PASS_PIECE, own * sizeof *s->in);
	return s->out != NULL && s->in != NULL;
}

bool
pass_divide(struct pass *r)
{
	size_t i, ranks = team_count(r->team);

	if (r->train && !take_jobs(r))
		return false;
	if (r->team == NULL)
		return true;
	r->cut = calloc(ranks + 1, sizeof *r->cut);
	r->cut2 = calloc(ranks + 1, sizeof *r->cut2);
	r->spread = calloc(r->jobs + 1, sizeof *r->spread);
	if (r->cut == NULL || r->cut2 == NULL || r->spread == NULL)
		return false;
	for (i = 0; i < r->jobs; i++)
		if (r->job[i].block == 0 &&
		    !get_spread(r, &r->spread[r->spreads++], i))
			return false;
	return true;
}

void
pass_undivide(struct pass *r)
{
	size_t i;

	for (i = 0; i < r->spreads; i++) {
		free(r->spread[i].value);
		free(r->spread[i].off);
		free(r->spread[i].out);
		free(r->spread[i].in);
	}
	free(r->spread);
	free(r->cut);
	free(r->cut2);
	free(r->job);
	free(r->mine);
}

bool
pass_others(const struct pass *r, size_t i, size_t *at, size_t *n)
{
	const struct spread *s;
	size_t end;

	if (i / 2 >= r->spreads)
		return false;
	s = &r->spread[i / 2];
	*at = i % 2 == 0 ? s->off[0] : s->off[r->team->rank + 1];
	end = i % 2 == 0 ? s->off[r->team->rank] : s->off[r->team->count];
	*n = end - *at;
	return true;
}

/* ---- exchanges ---- */

/* cut: bytes before each rank's micro-batches of n samples, of which each has
 * `size' bytes; samples counts them instead of micro-batches. */
static size_t *
cut_pieces(const struct pass *r, size_t n, size_t size, bool samples)
{
	size_t first;
	unsigned i;

	for (i = 0; i <= r->team->count; i++) {
		first = pass_first(r, n, i);
		if (samples)
			first = first * PASS_PIECE < n ? first * PASS_PIECE :
			    n;
		r->cut[i] = first * size;
	}
	return r->cut;
}

void
pass_exchange(const struct pass *r, size_t n, void *a, size_t size)
{
	if (r->team != NULL)
		team_gather(r->team, a, cut_pieces(r, n, size, false));
}

void
pass_send_logits(const struct pass *r, size_t n, float *logits)
{
	r->team->gather(r->team, logits, cut_pieces(r, n,
	    r->net->classes * sizeof *logits, true));
}

void
pass_gather(const struct pass *r, float *a)
{
	const struct spread *s;
	unsigned rank;
	size_t i;

	for (i = 0; i < r->spreads; i++) {
		s = &r->spread[i];
		for (rank = 0; rank <= r->team->count; rank++)
			r->cut[rank] = (s->off[rank] - s->off[0]) * sizeof *a;
		r->team->gather(r->team, a + s->off[0], r->cut);
	}
}

/* Values first..end-1 of this rank's samples x (own, len) -> to. */
static void
pack(size_t own, size_t len, const float *x, size_t first, size_t end,
    float *to)
{
	size_t i;

	for (i = 0; i < own; i++)
		(void)memcpy(to + i * (end - first), x + i * len + first,
		    (end - first) * sizeof *to);
}

/* The values x (own, len) of this rank's samples, from sample `at' on, to where
 * they are needed. */
static void
send_values(const struct pass *r, const struct spread *s, size_t n,
    const float *x, size_t at, size_t own)
{
	size_t len = s->value[r->team->count], mine, *from, *to = r->cut2, q;

	mine = s->value[r->team->rank + 1] - s->value[r->team->rank];
	for (q = 0; q < r->team->count; q++) {
		to[q] = s->value[q] * own * sizeof *x;
		pack(own, len, x, s->value[q], s->value[q + 1],
		    q == r->team->rank ? s->in + at * mine :
		    s->out + s->value[q] * own);
	}
	to[q] = len * own * sizeof *x;
	from = cut_pieces(r, n, mine * sizeof *x, true);
	r->team->swap(r->team, s->out, to, s->in, from);
}

void
pass_send(const struct pass *r, size_t n)
{
	size_t i, own, at = pass_first(r, n, r->team->rank) * PASS_PIECE;
	size_t end = pass_first(r, n, r->team->rank + 1) * PASS_PIECE;
	const struct buffer *x, *y;
	const struct spread *s;

	at = at < n ? at : n;
	own = (end < n ? end : n) - at;
	for (i = 0; i < r->spreads; i++) {
		s = &r->spread[i];
		x = &r->buf[r->at[s->layer]];
		y = &r->buf[r->at[s->layer + 1]];
		send_values(r, s, n, x->val + (x->all ? at * x->len : 0), at,
		    own);
		r->team->gather(r->team, y->grad, cut_pieces(r, n,
		    y->len * sizeof *y->grad, true));
	}
}

void
pass_received(const struct pass *r, size_t layer, struct batch *b)
{
	const struct spread *s = r->spread;
	unsigned rank = r->team->rank;

	while (s->layer != layer)
		s++;
	b->x = s->in;
	b->from = s->value[rank];
	b->stride = s->value[rank + 1] - b->from;
}

/* ---- sums ---- */

/* What is summed: ranges of the gradient, floats at `at' at a time. */
struct sums {
	const struct pass *r;
	size_t own;		/* micro-batches */
	float *grad;
	size_t at, n;
};

/* Add the micro-batches of this rank, in their order, to one chunk of what the
 * ranks before have. */
static void
sum_work(void *ctx, size_t chunk, unsigned thread)
{
	const struct sums *s = ctx;
	size_t i, j, summed = s->r->net->summed, off = s->at + chunk * CHUNK;
	size_t left = s->at + s->n - off, len = left < CHUNK ? left : CHUNK;
	float *to = s->grad + off;
	const float *from;

	(void)thread;
	if (team_rank(s->r->team) == 0)
		(void)memset(to, 0, len * sizeof *to);
	for (i = 0; i < s->own; i++) {
		from = s->r->sums + i * summed + off;
		for (j = 0; j < len; j++)
			to[j] += from[j];
	}
}

static void
sum_range(void *ctx, size_t at, size_t n)
{
	struct sums *s = ctx;

	s->at = at;
	s->n = n;
	threads_run(s->r->pool, (n + CHUNK - 1) / CHUNK, sum_work, s);
}

void
pass_sum(const struct pass *r, size_t n, float *grad)
{
	unsigned rank = team_rank(r->team);
	struct sums s = { .r = r, .grad = grad };

	s.own = pass_first(r, n, rank + 1) - pass_first(r, n, rank);
	if (r->team == NULL)
		sum_range(&s, 0, r->net->summed);
	else
		r->team->fold(r->team, grad, r->net->summed, sum_range, &s);
}
