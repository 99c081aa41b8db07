#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gemm.h"
#include "layer.h"
#include "run.h"

#define CHUNK 4096	/* floats summed over the pieces at a time */

/*
 * Memory between two layers: values and, in training, their gradients, each
 * (samples, len).  A layer in place shares that of the layer before it.
 * Whole: room for the batch, because a later step looks at all of it at once;
 * else for one piece a thread, which stays in the cache.
 */
struct buffer {
	size_t len;
	bool whole;
	float *val, *grad;
};

struct run {
	const struct net *net;
	struct pool *pool;
	bool train;
	size_t batch;		/* samples at most */
	size_t first_trained;	/* layer where backward ends */
	size_t buffers;
	struct buffer buf[NET_MAXLAYERS + 1];
	size_t at[NET_MAXLAYERS + 1];	/* buffer before layer i */
	bool whole_save;
	char *save[NET_MAXLAYERS];
	size_t *valid;		/* (layers + 1, batch) */
	size_t scratch_len;
	float *scratch;		/* (threads, scratch_len) */
	double *part[NET_MAXLAYERS];	/* (pieces, parts) */
	float *whole[NET_MAXLAYERS];	/* (wholes) */
	float *sums;		/* (pieces, net.summed) */
	size_t jobs;		/* of blocks of all layers */

	/* The step at hand. */
	const float *w;
	size_t n, pieces;
	bool training;
	run_fill *fill;
	run_loss *loss;
	void *ctx;
	const struct run_place *place;
	float *logits, *grad;
	/* The phase at hand: layers from..to-1 forward, top-1..stop back. */
	bool filling;		/* first get the samples */
	size_t from, to, top, stop;
};

/* ---- memory ---- */

static size_t
pieces_of(size_t n)
{
	return (n + RUN_PIECE - 1) / RUN_PIECE;
}

/* Zeroed memory on a cache line, never none at all; NULL without memory. */
static void *
get(size_t n, size_t size, bool *ok)
{
	size_t bytes;
	void *p;

	if (n > 0 && size > SIZE_MAX / 2 / n) {
		*ok = false;
		return NULL;
	}
	bytes = (n * size + 64) / 64 * 64;
	p = aligned_alloc(64, bytes);
	if (p == NULL) {
		*ok = false;
		return NULL;
	}
	return memset(p, 0, bytes);
}

static void
plan_buffers(struct run *r)
{
	const struct net *net = r->net;
	const struct layer *l;
	struct buffer *b = &r->buf[0];
	size_t i;

	r->first_trained = net->layers;
	b->len = net->in.t * net->in.c;
	r->buffers = 1;
	for (i = 0; i < net->layers; i++) {
		l = &net->layer[i];
		if (!l->in_place) {
			b = &r->buf[r->buffers++];
			b->len = l->out.t * l->out.c;
		}
		r->at[i + 1] = r->buffers - 1;
		if (r->train && l->params > 0 && r->first_trained > i)
			r->first_trained = i;
		if (r->train && l->kind->gather != NULL)
			r->whole_save = true;
		if (r->train && l->kind->blocks != NULL) {
			r->buf[r->at[i]].whole = b->whole = true;
			r->jobs += l->kind->blocks(l);
		}
	}
}

/* Samples that a buffer has room for. */
static size_t
room(const struct run *r, bool whole)
{
	return whole ? pieces_of(r->batch) * RUN_PIECE :
	    pool_threads(r->pool) * RUN_PIECE;
}

static bool
get_buffers(struct run *r)
{
	struct buffer *b;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < r->buffers; i++) {
		b = &r->buf[i];
		b->whole = b->whole || r->whole_save;
		b->val = get(room(r, b->whole), b->len * sizeof *b->val, &ok);
		if (r->train && i > r->at[r->first_trained])
			b->grad = get(room(r, b->whole),
			    b->len * sizeof *b->grad, &ok);
	}
	return ok;
}

static bool
get_layers(struct run *r)
{
	const struct net *net = r->net;
	size_t i, pieces = pieces_of(r->batch);
	const struct layer *l;
	bool ok = true;

	for (i = 0; i < net->layers; i++) {
		l = &net->layer[i];
		if (l->scratch > r->scratch_len)
			r->scratch_len = l->scratch;
		if (!r->train)
			continue;
		r->save[i] = get(room(r, r->whole_save), l->save, &ok);
		r->part[i] = get(pieces, l->parts * sizeof(double), &ok);
		r->whole[i] = get(l->wholes, sizeof(float), &ok);
	}
	r->scratch_len = (r->scratch_len + 15) / 16 * 16;
	r->scratch = get(pool_threads(r->pool),
	    r->scratch_len * sizeof(float), &ok);
	r->valid = get((net->layers + 1) * pieces * RUN_PIECE,
	    sizeof *r->valid, &ok);
	if (r->train)
		r->sums = get(pieces, net->summed * sizeof(float), &ok);
	return ok;
}

enum status
run_new(struct run **out, const struct net *net, struct pool *pool,
    size_t batch, bool train, struct fault *why)
{
	struct run *r;

	*out = NULL;
	r = calloc(1, sizeof *r);
	if (r == NULL)
		return fault_nomem(why);
	gemm_single();
	r->net = net;
	r->pool = pool;
	r->batch = batch;
	r->train = train;
	plan_buffers(r);
	if (!get_buffers(r) || !get_layers(r)) {
		run_free(r);
		return fault_set(why, ST_NOMEM,
		    "out of memory for batches of %zu samples", batch);
	}
	*out = r;
	return ST_OK;
}

void
run_free(struct run *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->buffers; i++) {
		free(r->buf[i].val);
		free(r->buf[i].grad);
	}
	for (i = 0; i < r->net->layers; i++) {
		free(r->save[i]);
		free(r->part[i]);
		free(r->whole[i]);
	}
	free(r->valid);
	free(r->scratch);
	free(r->sums);
	free(r);
}

/* ---- one piece ---- */

/* Where the samples of a piece lie in memory that has room for all samples
 * or for one piece a thread. */
static size_t
sample_at(bool whole, size_t piece, unsigned thread)
{
	return (whole ? piece : thread) * RUN_PIECE;
}

static float *
val_at(const struct run *r, size_t buf, size_t piece, unsigned thread)
{
	const struct buffer *b = &r->buf[buf];

	return b->val + sample_at(b->whole, piece, thread) * b->len;
}

static float *
grad_at(const struct run *r, size_t buf, size_t piece, unsigned thread)
{
	const struct buffer *b = &r->buf[buf];

	if (b->grad == NULL)
		return NULL;
	return b->grad + sample_at(b->whole, piece, thread) * b->len;
}

static size_t *
valid_at(const struct run *r, size_t layer, size_t piece)
{
	return r->valid +
	    (layer * pieces_of(r->batch) + piece) * RUN_PIECE;
}

/* What layer i sees of a piece. */
static struct piece
view(const struct run *r, size_t i, size_t piece, unsigned thread)
{
	const struct layer *l = &r->net->layer[i];
	size_t first = piece * RUN_PIECE;
	struct piece p = {
		.n = r->n - first < RUN_PIECE ? r->n - first : RUN_PIECE,
		.first = first,
		.train = r->training,
		.place = r->place,
		.w = r->w,
		.x = val_at(r, r->at[i], piece, thread),
		.y = val_at(r, r->at[i + 1], piece, thread),
		.vx = valid_at(r, i, piece),
		.vy = valid_at(r, i + 1, piece),
		.scratch = r->scratch + thread * r->scratch_len,
	};

	if (!r->training)
		return p;
	p.grad = r->sums + piece * r->net->summed;
	p.dy = grad_at(r, r->at[i + 1], piece, thread);
	p.dx = grad_at(r, r->at[i], piece, thread);
	p.save = r->save[i] + sample_at(r->whole_save, piece, thread) *
	    l->save;
	p.part = r->part[i] + piece * l->parts;
	p.whole = r->whole[i];
	return p;
}

static void
fill_piece(const struct run *r, size_t piece, unsigned thread)
{
	size_t i, first = piece * RUN_PIECE, len = r->buf[0].len;
	float *x = val_at(r, 0, piece, thread);
	size_t *valid = valid_at(r, 0, piece);

	for (i = 0; i < RUN_PIECE && first + i < r->n; i++)
		r->fill(r->ctx, first + i, x + i * len, &valid[i]);
}

/* Layers from..to-1 forward, then the sums that layer `to` asks for. */
static void
forward_piece(const struct run *r, size_t piece, unsigned thread)
{
	const struct layer *l = r->net->layer;
	struct piece p;
	size_t i, j, *vy;

	if (r->filling)
		fill_piece(r, piece, thread);
	for (i = r->from; i < r->to; i++) {
		p = view(r, i, piece, thread);
		vy = valid_at(r, i + 1, piece);
		for (j = 0; j < p.n; j++)
			vy[j] = l[i].kind->valid == NULL ? p.vx[j] :
			    l[i].kind->valid(&l[i], p.vx[j]);
		l[i].kind->forward(&l[i], &p);
	}
	if (r->to < r->net->layers) {
		p = view(r, r->to, piece, thread);
		l[r->to].kind->gather(&l[r->to], &p);
	}
}

static void
logits_piece(const struct run *r, size_t piece, unsigned thread)
{
	size_t first = piece * RUN_PIECE, K = r->net->classes;
	size_t n = r->n - first < RUN_PIECE ? r->n - first : RUN_PIECE;
	size_t last = r->at[r->net->layers];
	const float *z = val_at(r, last, piece, thread);

	(void)memcpy(r->logits + first * K, z, n * K * sizeof *z);
	if (r->training)
		r->loss(r->ctx, first, n, z, grad_at(r, last, piece, thread));
}

/* Layers top-1..stop backward, then the sums that layer stop-1 asks for. */
static void
backward_piece(const struct run *r, size_t piece, unsigned thread)
{
	const struct layer *l = r->net->layer;
	struct piece p;
	size_t i;

	for (i = r->top; i-- > r->stop; ) {
		p = view(r, i, piece, thread);
		l[i].kind->backward(&l[i], &p);
	}
	if (r->stop > r->first_trained) {
		p = view(r, r->stop - 1, piece, thread);
		l[r->stop - 1].kind->gather_back(&l[r->stop - 1], &p);
	}
}

/* ---- phases, each for all pieces ---- */

static void
forward_work(void *ctx, size_t piece, unsigned thread)
{
	const struct run *r = ctx;

	forward_piece(r, piece, thread);
	if (r->to == r->net->layers)
		logits_piece(r, piece, thread);
}

static void
backward_work(void *ctx, size_t piece, unsigned thread)
{
	backward_piece(ctx, piece, thread);
}

/* The turn: the last layers forward, the loss, and back. */
static void
turn_work(void *ctx, size_t piece, unsigned thread)
{
	forward_work(ctx, piece, thread);
	backward_piece(ctx, piece, thread);
}

static struct batch
batch_view(const struct run *r, float *w, size_t i)
{
	struct batch b = {
		.n = r->n, .pieces = r->pieces, .w = w, .grad = r->grad,
		.x = r->buf[r->at[i]].val,
		.dy = r->buf[r->at[i + 1]].grad,
		.part = r->part[i], .whole = r->whole[i],
	};
	return b;
}

/* Block `job` of all layers' blocks. */
static void
block_work(void *ctx, size_t job, unsigned thread)
{
	const struct run *r = ctx;
	const struct layer *l = r->net->layer;
	struct batch b;
	size_t i, n;

	(void)thread;
	for (i = 0; ; i++, job -= n) {
		n = l[i].kind->blocks ? l[i].kind->blocks(&l[i]) : 0;
		if (job < n)
			break;
	}
	b = batch_view(r, NULL, i);
	l[i].kind->block(&l[i], &b, job);
}

/* Sum one chunk of the pieces' gradients in the order of the pieces, and
 * leave the sums of the pieces at 0 for the next batch. */
static void
sum_work(void *ctx, size_t chunk, unsigned thread)
{
	const struct run *r = ctx;
	size_t i, j, off = chunk * CHUNK, len = r->net->summed - off;
	float *to = r->grad + off, *from;

	(void)thread;
	len = len < CHUNK ? len : CHUNK;
	(void)memset(to, 0, len * sizeof *to);
	for (i = 0; i < r->pieces; i++) {
		from = r->sums + i * r->net->summed + off;
		for (j = 0; j < len; j++)
			to[j] += from[j];
		(void)memset(from, 0, len * sizeof *from);
	}
}

static void
begin(struct run *r, const float *w, size_t n, run_fill *fill, void *ctx,
    float *logits)
{
	r->w = w;
	r->n = n;
	r->pieces = pieces_of(n);
	r->fill = fill;
	r->ctx = ctx;
	r->logits = logits;
	r->filling = true;
	r->from = 0;
}

void
run_forward(struct run *r, const float *w, size_t n, run_fill *fill,
    void *ctx, float *logits)
{
	begin(r, w, n, fill, ctx, logits);
	r->training = false;
	r->to = r->net->layers;
	pool_run(r->pool, r->pieces, forward_work, r);
}

/* Forward up to the last layer that needs sums over the batch first. */
static void
forward_phases(struct run *r, float *w)
{
	const struct layer *l = r->net->layer;
	struct batch b;
	size_t i;

	for (i = 0; i < r->net->layers; i++) {
		if (l[i].kind->gather == NULL)
			continue;
		r->to = i;
		pool_run(r->pool, r->pieces, forward_work, r);
		b = batch_view(r, w, i);
		l[i].kind->combine(&l[i], &b);
		r->from = i;
		r->filling = false;
	}
	r->to = r->net->layers;
}

/* Where backward from layer top-1 has to stop: before the next layer that
 * needs sums first, or at the first one with parameters. */
static size_t
stop_below(const struct run *r, size_t top)
{
	for (; top > r->first_trained; top--)
		if (r->net->layer[top - 1].kind->gather_back != NULL)
			return top;
	return r->first_trained;
}

/* The rest of backward, after the turn. */
static void
backward_phases(struct run *r, float *w)
{
	const struct layer *l;
	struct batch b;

	while (r->stop > r->first_trained) {
		l = &r->net->layer[r->stop - 1];
		b = batch_view(r, w, r->stop - 1);
		l->kind->combine_back(l, &b);
		r->top = r->stop;
		r->stop = stop_below(r, r->top - 1);
		pool_run(r->pool, r->pieces, backward_work, r);
	}
}

void
run_step(struct run *r, float *w, size_t n, run_fill *fill, run_loss *loss,
    void *ctx, const struct run_place *place, float *logits, float *grad)
{
	begin(r, w, n, fill, ctx, logits);
	r->training = true;
	r->loss = loss;
	r->place = place;
	r->grad = grad;
	forward_phases(r, w);
	r->top = r->net->layers;
	r->stop = stop_below(r, r->top);
	pool_run(r->pool, r->pieces, turn_work, r);
	backward_phases(r, w);
	pool_run(r->pool, r->jobs, block_work, r);
	pool_run(r->pool, (r->net->summed + CHUNK - 1) / CHUNK, sum_work, r);
}
