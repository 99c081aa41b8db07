#include "nn/pass.h"

#include <string.h>

#include "nn/pass_state.h"

/* The current batch. */
struct step {
	const struct pass *r;
	const float *w;
	size_t n, pieces;
	size_t first, own;	/* pieces of this rank */
	bool training;
	bool waiting;		/* the loss is not known yet */
	pass_fill *fill;
	pass_loss *loss;
	void *ctx;
	const struct pass_place *place;
	float *logits, *grad;
};

/* The work of a thread on a micro-batch: layers from..to-1 forward and, if
 * these are all, top-1..stop backward. */
struct phase {
	const struct step *step;
	bool filling;		/* first get the samples */
	size_t from, to, top, stop;
};

/* ---- one piece ---- */

/* The samples of a micro-batch in memory that has room for all of this rank's
 * samples or for one micro-batch per thread. */
static size_t
sample_at(const struct step *s, bool whole, size_t piece, unsigned thread)
{
	return (whole ? piece - s->first : thread) * PASS_PIECE;
}

static size_t
buffer_at(const struct step *s, const struct buffer *b, size_t piece,
    unsigned thread)
{
	return (b->all ? piece * PASS_PIECE :
	    sample_at(s, b->whole, piece, thread)) * b->len;
}

static float *
val_at(const struct step *s, size_t buf, size_t piece, unsigned thread)
{
	const struct buffer *b = &s->r->buf[buf];

	return b->val + (s->training ? buffer_at(s, b, piece, thread) :
	    thread * PASS_PIECE * b->len);
}

static float *
grad_at(const struct step *s, size_t buf, size_t piece, unsigned thread)
{
	const struct buffer *b = &s->r->buf[buf];

	if (b->grad == NULL)
		return NULL;
	return b->grad + buffer_at(s, b, piece, thread);
}

static size_t *
valid_at(const struct pass *r, size_t layer, size_t piece)
{
	return r->valid +
	    (layer * pass_pieces(r->batch) + piece) * PASS_PIECE;
}

/* Number of layers computed as one, starting at layer i. */
static size_t
taken(const struct step *s, size_t i)
{
	return s->training ? s->r->net->layer[i].taken : 1;
}

static size_t
samples(const struct step *s, size_t piece)
{
	size_t left = s->n - piece * PASS_PIECE;

	return left < PASS_PIECE ? left : PASS_PIECE;
}

/* Where layer i leaves the gradient of its side, or NULL. */
static float *
side_at(const struct step *s, size_t i, size_t piece, unsigned thread)
{
	const struct pass *r = s->r;
	const struct layer *l = &r->net->layer[i];

	if (r->side[i] == NULL)
		return NULL;
	return r->side[i] + sample_at(s, r->whole_save, piece, thread) *
	    l->side.t * l->side.c;
}

/* Set up a micro-batch for layer i, or the group that begins with it. */
static struct piece
view(const struct step *s, size_t i, size_t piece, unsigned thread)
{
	const struct pass *r = s->r;
	const struct layer *l = &r->net->layer[i];
	size_t end = i + taken(s, i);
	struct piece p = {
		.n = samples(s, piece),
		.first = piece * PASS_PIECE,
		.train = s->training,
		.place = s->place,
		.w = s->w,
		.x = val_at(s, r->at[i], piece, thread),
		.y = val_at(s, r->at[end], piece, thread),
		.vx = valid_at(r, i, piece),
		.vy = valid_at(r, end, piece),
		.scratch = r->scratch + thread * r->scratch_len,
	};

	if (l->from > 0)
		p.side = val_at(s, r->at[l->from], piece, thread);
	if (!s->training)
		return p;
	p.dside = side_at(s, i, piece, thread);
	p.grad = r->sums + (piece - s->first) * r->net->summed;
	p.dy = grad_at(s, r->at[end], piece, thread);
	p.dx = grad_at(s, r->at[i], piece, thread);
	p.save = r->save[i] + sample_at(s, r->whole_save, piece, thread) *
	    l->save;
	p.part = r->part[i] + piece * l->parts;
	p.whole = r->whole[i];
	return p;
}

static void
fill_piece(const struct step *s, size_t piece, unsigned thread)
{
	size_t i, n = samples(s, piece), len = s->r->buf[0].len;
	float *x = val_at(s, 0, piece, thread);
	size_t *valid = valid_at(s->r, 0, piece);

	for (i = 0; i < n; i++)
		s->fill(s->ctx, piece * PASS_PIECE + i, x + i * len, &valid[i]);
}

/* Frames of the samples after layer i that are not padding. */
static void
valid_after(const struct pass *r, size_t i, size_t piece)
{
	const struct layer *l = &r->net->layer[i];
	const size_t *vx = valid_at(r, i, piece);
	const size_t *side = l->from > 0 ? valid_at(r, l->from, piece) : vx;
	size_t j, v, *vy = valid_at(r, i + 1, piece);

	for (j = 0; j < PASS_PIECE; j++) {
		v = side[j] < vx[j] ? side[j] : vx[j];
		vy[j] = l->kind->valid == NULL ? v : l->kind->valid(l, v);
	}
}

/* Forward, then the sums that layer `to` asks for. */
static void
forward_piece(const struct phase *ph, size_t piece, unsigned thread)
{
	const struct step *s = ph->step;
	const struct layer *l = s->r->net->layer;
	struct piece p;
	size_t i;

	if (ph->filling)
		fill_piece(s, piece, thread);
	for (i = ph->from; i < ph->to; i++)
		valid_after(s->r, i, piece);
	for (i = ph->from; i < ph->to; i += taken(s, i)) {
		p = view(s, i, piece, thread);
		if (s->training && l[i].group != NULL)
			l[i].group->forward(&l[i], &p);
		else
			l[i].kind->forward(&l[i], &p);
	}
	if (i < s->r->net->layers) {
		p = view(s, i, piece, thread);
		l[i].kind->gather(&l[i], &p);
	}
}

static void
logits_piece(const struct step *s, size_t piece, unsigned thread)
{
	size_t first = piece * PASS_PIECE, n = samples(s, piece);
	size_t K = s->r->net->classes, last = s->r->at[s->r->net->layers];
	const float *z = val_at(s, last, piece, thread);

	(void)memcpy(s->logits + first * K, z, n * K * sizeof *z);
	if (s->training && !s->waiting)
		s->loss(s->ctx, first, n, z, grad_at(s, last, piece, thread));
}

/* The gradient of the input of layer i is complete except for the part from
 * later layers that also read it. */
static void
add_sides(const struct step *s, size_t i, size_t piece, unsigned thread)
{
	const struct pass *r = s->r;
	const struct layer *l = r->net->layer;
	float *dx = grad_at(s, r->at[i], piece, thread);
	size_t j, k, len = samples(s, piece) * r->buf[r->at[i]].len;
	const float *side;

	if (i == 0 || !l[i - 1].read || dx == NULL)
		return;
	for (j = r->net->layers; j-- > i; ) {
		if (l[j].from != i)
			continue;
		side = side_at(s, j, piece, thread);
		for (k = 0; k < len; k++)
			dx[k] += side[k];
	}
}

/* Backward, then the sums that layer stop-1, or its group, asks for. */
static void
backward_piece(const struct phase *ph, size_t piece, unsigned thread)
{
	const struct step *s = ph->step;
	const struct layer *l = s->r->net->layer;
	struct piece p;
	size_t i;

	for (i = ph->top; i > ph->stop; ) {
		i = s->r->head[i - 1];
		p = view(s, i, piece, thread);
		if (l[i].group != NULL)
			l[i].group->backward(&l[i], &p);
		else
			l[i].kind->backward(&l[i], &p);
		add_sides(s, i, piece, thread);
	}
	if (ph->stop > s->r->first_trained) {
		i = s->r->head[ph->stop - 1];
		p = view(s, i, piece, thread);
		if (l[i].group != NULL)
			l[i].group->gather_back(&l[i], &p);
		else
			l[i].kind->gather_back(&l[i], &p);
	}
}

/* ---- phases, each for all pieces of this rank ---- */

static void
forward_work(void *ctx, size_t i, unsigned thread)
{
	const struct phase *ph = ctx;
	size_t piece = ph->step->first + i;

	forward_piece(ph, piece, thread);
	if (ph->to == ph->step->r->net->layers)
		logits_piece(ph->step, piece, thread);
}

static void
backward_work(void *ctx, size_t i, unsigned thread)
{
	const struct phase *ph = ctx;

	backward_piece(ph, ph->step->first + i, thread);
}

/* The turn: the last layers forward, the loss, and back. */
static void
turn_work(void *ctx, size_t i, unsigned thread)
{
	const struct phase *ph = ctx;
	const struct pass *r = ph->step->r;
	size_t summed = r->net->summed;

	forward_work(ctx, i, thread);
	(void)memset(r->sums + i * summed, 0, summed * sizeof *r->sums);
	backward_work(ctx, i, thread);
}

static void
run(const struct step *s, threads_work *fn, struct phase *ph)
{
	threads_run(s->r->pool, s->own, fn, ph);
}

static struct batch
batch_view(const struct step *s, float *w, size_t i)
{
	const struct pass *r = s->r;
	struct batch b = {
		.n = s->n, .pieces = s->pieces, .w = w, .grad = s->grad,
		.x = r->buf[r->at[i]].val, .stride = r->buf[r->at[i]].len,
		.dy = r->buf[r->at[i + 1]].grad,
		.part = r->part[i], .whole = r->whole[i],
	};
	return b;
}

/* Block number i of this rank's. */
static void
block_work(void *ctx, size_t i, unsigned thread)
{
	const struct step *s = ctx;
	const struct block_job *job = &s->r->job[s->r->mine[i]];
	const struct layer *l = &s->r->net->layer[job->layer];
	struct batch b = batch_view(s, NULL, job->layer);

	(void)thread;
	if (s->r->team != NULL)
		pass_received(s->r, job->layer, &b);
	if (l->group != NULL && l->group->block != NULL)
		l->group->block(l, &b, job->block);
	else
		l->kind->block(l, &b, job->block);
}

/* ---- a batch ---- */

static struct step
begin(const struct pass *r, const float *w, size_t n)
{
	unsigned rank = team_rank(r->team);
	struct step s = {
		.r = r, .w = w, .n = n, .pieces = pass_pieces(n),
		.first = pass_first(r, n, rank),
	};

	s.own = pass_first(r, n, rank + 1) - s.first;
	return s;
}

/* Those of all ranks. */
static void
share_logits(const struct step *s)
{
	if (s->r->team == NULL)
		return;
	pass_send_logits(s->r, s->n, s->logits);
	s->r->team->wait(s->r->team);
}

void
pass_forward(struct pass *r, const float *w, size_t n, pass_fill *fill,
    void *ctx, float *logits)
{
	struct step s = begin(r, w, n);
	struct phase ph = {
		.step = &s, .filling = true, .to = r->net->layers,
	};

	s.fill = fill;
	s.ctx = ctx;
	s.logits = logits;
	run(&s, forward_work, &ph);
	share_logits(&s);
}

/* Forward up to the last layer that first needs sums over the batch; leaves the
 * rest in ph. */
static void
forward_phases(const struct step *s, float *w, struct phase *ph)
{
	const struct layer *l = s->r->net->layer;
	struct batch b;
	size_t i;

	for (i = 0; i < s->r->net->layers; i++) {
		if (!pass_gathers(&l[i]))
			continue;
		ph->to = i;
		run(s, forward_work, ph);
		pass_exchange(s->r, s->n, s->r->part[i],
		    l[i].parts * sizeof(double));
		b = batch_view(s, w, i);
		l[i].kind->combine(&l[i], &b);
		ph->from = i;
		ph->filling = false;
	}
	ph->to = s->r->net->layers;
}

/* The rest of forward, and what the loss needs of all micro-batches. */
static void
wait_for_all(struct step *s, pass_whole *whole, struct phase *ph)
{
	s->waiting = true;
	run(s, forward_work, ph);
	share_logits(s);
	whole(s->ctx, s->n, s->logits);
	s->waiting = false;
	ph->from = s->r->net->layers;
	ph->filling = false;
}

/* The layer at which backward from layer top-1 has to stop: before the next
 * layer that needs sums first, or at the first one with parameters. */
static size_t
stop_below(const struct pass *r, size_t top)
{
	const struct layer *l = r->net->layer;

	for (; top > r->first_trained; top = r->head[top - 1])
		if (pass_gathers(&l[r->head[top - 1]]))
			return top;
	return r->first_trained;
}

/* The rest of backward, after the turn. */
static void
backward_phases(const struct step *s, float *w, struct phase *ph)
{
	const struct layer *l;
	struct batch b;
	size_t i;

	while (ph->stop > s->r->first_trained) {
		i = s->r->head[ph->stop - 1];
		l = &s->r->net->layer[i];
		pass_exchange(s->r, s->n, s->r->part[i],
		    l->parts * sizeof(double));
		b = batch_view(s, w, i);
		l->kind->combine_back(l, &b);
		ph->top = ph->stop;
		ph->stop = stop_below(s->r, i);
		run(s, backward_work, ph);
	}
}

void
pass_step(struct pass *r, float *w, size_t n, pass_fill *fill,
    pass_whole *whole, pass_loss *loss, void *ctx,
    const struct pass_place *place, float *logits, float *grad)
{
	struct step s = begin(r, w, n);
	struct phase ph = { .step = &s, .filling = true };

	s.training = true;
	s.fill = fill;
	s.loss = loss;
	s.ctx = ctx;
	s.place = place;
	s.logits = logits;
	s.grad = grad;
	forward_phases(&s, w, &ph);
	if (whole != NULL)
		wait_for_all(&s, whole, &ph);
	ph.top = r->net->layers;
	ph.stop = stop_below(r, ph.top);
	run(&s, turn_work, &ph);
	backward_phases(&s, w, &ph);
	if (r->team != NULL)
		pass_send(r, n);
	if (r->team != NULL)
		r->team->wait(r->team);
	threads_run(r->pool, r->own, block_work, &s);
	pass_sum(r, n, grad);
	if (whole == NULL)
		share_logits(&s);
}
