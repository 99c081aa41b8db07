#include <string.h>

#include "nn/pass_state.h"

#define CHUNK 4096	/* floats summed over the pieces at a time */

/* ---- one piece ---- */

/* Where the samples of a piece lie in memory that has room for all samples
 * or for one piece a thread. */
static size_t
sample_at(bool whole, size_t piece, unsigned thread)
{
	return (whole ? piece : thread) * RUN_PIECE;
}

static float *
val_at(const struct pass *r, size_t buf, size_t piece, unsigned thread)
{
	const struct buffer *b = &r->buf[buf];

	return b->val + sample_at(r->training && b->whole, piece, thread) *
	    b->len;
}

static float *
grad_at(const struct pass *r, size_t buf, size_t piece, unsigned thread)
{
	const struct buffer *b = &r->buf[buf];

	if (b->grad == NULL)
		return NULL;
	return b->grad + sample_at(b->whole, piece, thread) * b->len;
}

static size_t *
valid_at(const struct pass *r, size_t layer, size_t piece)
{
	return r->valid +
	    (layer * pass_pieces(r->batch) + piece) * RUN_PIECE;
}

/* How many layers are done as one from layer i on. */
static size_t
taken(const struct pass *r, size_t i)
{
	return r->training ? r->net->layer[i].taken : 1;
}

/* What layer i, or the group that begins with it, sees of a piece. */
static struct piece
view(const struct pass *r, size_t i, size_t piece, unsigned thread)
{
	const struct layer *l = &r->net->layer[i];
	size_t first = piece * RUN_PIECE, end = i + taken(r, i);
	struct piece p = {
		.n = r->n - first < RUN_PIECE ? r->n - first : RUN_PIECE,
		.first = first,
		.train = r->training,
		.place = r->place,
		.w = r->w,
		.x = val_at(r, r->at[i], piece, thread),
		.y = val_at(r, r->at[end], piece, thread),
		.vx = valid_at(r, i, piece),
		.vy = valid_at(r, end, piece),
		.scratch = r->scratch + thread * r->scratch_len,
	};

	if (!r->training)
		return p;
	p.grad = r->sums + piece * r->net->summed;
	p.dy = grad_at(r, r->at[end], piece, thread);
	p.dx = grad_at(r, r->at[i], piece, thread);
	p.save = r->save[i] + sample_at(r->whole_save, piece, thread) *
	    l->save;
	p.part = r->part[i] + piece * l->parts;
	p.whole = r->whole[i];
	return p;
}

static void
fill_piece(const struct pass *r, size_t piece, unsigned thread)
{
	size_t i, first = piece * RUN_PIECE, len = r->buf[0].len;
	float *x = val_at(r, 0, piece, thread);
	size_t *valid = valid_at(r, 0, piece);

	for (i = 0; i < RUN_PIECE && first + i < r->n; i++)
		r->fill(r->ctx, first + i, x + i * len, &valid[i]);
}

/* Frames of the piece's samples behind layer i that are no padding. */
static void
valid_behind(const struct pass *r, size_t i, size_t piece)
{
	const struct layer *l = &r->net->layer[i];
	const size_t *vx = valid_at(r, i, piece);
	size_t j, *vy = valid_at(r, i + 1, piece);

	for (j = 0; j < RUN_PIECE; j++)
		vy[j] = l->kind->valid == NULL ? vx[j] :
		    l->kind->valid(l, vx[j]);
}

/* Layers from..to-1 forward, then the sums that layer `to` asks for. */
static void
forward_piece(const struct pass *r, size_t piece, unsigned thread)
{
	const struct layer *l;
	struct piece p;
	size_t i;

	if (r->filling)
		fill_piece(r, piece, thread);
	for (i = r->from; i < r->to; i++)
		valid_behind(r, i, piece);
	for (i = r->from; i < r->to; i += taken(r, i)) {
		l = &r->net->layer[i];
		p = view(r, i, piece, thread);
		if (r->training && l->group != NULL)
			l->group->forward(l, &p);
		else
			l->kind->forward(l, &p);
	}
	if (r->to < r->net->layers) {
		l = &r->net->layer[r->to];
		p = view(r, r->to, piece, thread);
		l->kind->gather(l, &p);
	}
}

static void
logits_piece(const struct pass *r, size_t piece, unsigned thread)
{
	size_t first = piece * RUN_PIECE, K = r->net->classes;
	size_t n = r->n - first < RUN_PIECE ? r->n - first : RUN_PIECE;
	size_t last = r->at[r->net->layers];
	const float *z = val_at(r, last, piece, thread);

	(void)memcpy(r->logits + first * K, z, n * K * sizeof *z);
	if (r->training)
		r->loss(r->ctx, first, n, z, grad_at(r, last, piece, thread));
}

/* Layers top-1..stop backward, then the sums that layer stop-1, or its group,
 * asks for. */
static void
backward_piece(const struct pass *r, size_t piece, unsigned thread)
{
	const struct layer *l = r->net->layer;
	struct piece p;
	size_t i;

	for (i = r->top; i > r->stop; ) {
		i = r->head[i - 1];
		p = view(r, i, piece, thread);
		if (l[i].group != NULL)
			l[i].group->backward(&l[i], &p);
		else
			l[i].kind->backward(&l[i], &p);
	}
	if (r->stop > r->first_trained) {
		i = r->head[r->stop - 1];
		p = view(r, i, piece, thread);
		if (l[i].group != NULL)
			l[i].group->gather_back(&l[i], &p);
		else
			l[i].kind->gather_back(&l[i], &p);
	}
}

/* ---- phases, each for all pieces ---- */

static void
forward_work(void *ctx, size_t piece, unsigned thread)
{
	const struct pass *r = ctx;

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
batch_view(const struct pass *r, float *w, size_t i)
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
	const struct pass *r = ctx;
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
	if (l[i].group != NULL && l[i].group->block != NULL)
		l[i].group->block(&l[i], &b, job);
	else
		l[i].kind->block(&l[i], &b, job);
}

/* Sum one chunk of the pieces' gradients in the order of the pieces, and
 * leave the sums of the pieces at 0 for the next batch. */
static void
sum_work(void *ctx, size_t chunk, unsigned thread)
{
	const struct pass *r = ctx;
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
begin(struct pass *r, const float *w, size_t n, pass_fill *fill, void *ctx,
    float *logits)
{
	r->w = w;
	r->n = n;
	r->pieces = pass_pieces(n);
	r->fill = fill;
	r->ctx = ctx;
	r->logits = logits;
	r->filling = true;
	r->from = 0;
}

void
pass_forward(struct pass *r, const float *w, size_t n, pass_fill *fill,
    void *ctx, float *logits)
{
	begin(r, w, n, fill, ctx, logits);
	r->training = false;
	r->to = r->net->layers;
	threads_run(r->pool, r->pieces, forward_work, r);
}

/* Forward up to the last layer that needs sums over the batch first. */
static void
forward_phases(struct pass *r, float *w)
{
	const struct layer *l = r->net->layer;
	struct batch b;
	size_t i;

	for (i = 0; i < r->net->layers; i++) {
		if (l[i].kind->gather == NULL)
			continue;
		r->to = i;
		threads_run(r->pool, r->pieces, forward_work, r);
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
stop_below(const struct pass *r, size_t top)
{
	const struct layer *l = r->net->layer;

	for (; top > r->first_trained; top = r->head[top - 1])
		if (l[r->head[top - 1]].kind->gather_back != NULL)
			return top;
	return r->first_trained;
}

/* The rest of backward, after the turn. */
static void
backward_phases(struct pass *r, float *w)
{
	const struct layer *l;
	struct batch b;
	size_t i;

	while (r->stop > r->first_trained) {
		i = r->head[r->stop - 1];
		l = &r->net->layer[i];
		b = batch_view(r, w, i);
		l->kind->combine_back(l, &b);
		r->top = r->stop;
		r->stop = stop_below(r, i);
		threads_run(r->pool, r->pieces, backward_work, r);
	}
}

void
pass_step(struct pass *r, float *w, size_t n, pass_fill *fill, pass_loss *loss,
    void *ctx, const struct pass_place *place, float *logits, float *grad)
{
	begin(r, w, n, fill, ctx, logits);
	r->training = true;
	r->loss = loss;
	r->place = place;
	r->grad = grad;
	forward_phases(r, w);
	r->top = r->net->layers;
	r->stop = stop_below(r, r->top);
	threads_run(r->pool, r->pieces, turn_work, r);
	backward_phases(r, w);
	threads_run(r->pool, r->jobs, block_work, r);
	threads_run(r->pool, (r->net->summed + CHUNK - 1) / CHUNK, sum_work, r);
}
