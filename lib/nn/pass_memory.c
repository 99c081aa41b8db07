/* The memory of a pass, see pass_state.h. */
#include <stdlib.h>

#include "base/alloc.h"
#include "nn/pass_state.h"

/* alloc_zero() and alloc_raw(), clearing *ok if they fail. */
static void *
get(size_t n, size_t size, bool *ok)
{
	void *p = alloc_zero(n, size);

	*ok = *ok && p != NULL;
	return p;
}

static void *
get_unset(size_t n, size_t size, bool *ok)
{
	void *p = alloc_raw(n, size);

	*ok = *ok && p != NULL;
	return p;
}

static void
plan_groups(struct pass *r)
{
	size_t i, j, n;

	for (i = 0; i < r->net->layers; i += n) {
		n = r->net->layer[i].taken;
		for (j = 0; j < n; j++)
			r->head[i + j] = i;
	}
}

static void
plan_buffers(struct pass *r)
{
	const struct net *net = r->net;
	const struct layer *l;
	struct buffer *b = &r->buf[0];
	size_t i;

	r->first_trained = net->layers;
	r->whole_save = r->waits;
	b->len = net->in.t * net->in.c;
	r->buffers = 1;
	for (i = 0; i < net->layers; i++) {
		l = &net->layer[i];
		if (!l->in_place) {
			b = &r->buf[r->buffers++];
			b->len = l->out.t * l->out.c;
		}
		r->at[i + 1] = r->buffers - 1;
		if (!r->train)
			continue;
		if (l->params > 0 && !l->frozen && r->first_trained > i)
			r->first_trained = i;
		r->whole_save = r->whole_save || pass_gathers(l);
		if (pass_blocks(l) > 0) {
			r->buf[r->at[i]].whole = b->whole = true;
			b->all = true;	/* for its gradient */
			r->jobs += pass_blocks(l);
		}
	}
}

/* Number of samples for which a buffer has room. */
static size_t
room(const struct pass *r, bool whole, bool all)
{
	size_t batch = all ? pass_pieces(r->batch) : r->most;
	size_t pieces = threads_count(r->pool);

	pieces = whole && batch > pieces ? batch : pieces;
	return pieces == 1 && r->batch < PASS_PIECE ? r->batch :
	    pieces * PASS_PIECE;
}

static bool
get_buffers(struct pass *r)
{
	struct buffer *b;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < r->buffers; i++) {
		b = &r->buf[i];
		b->whole = b->whole || r->whole_save;
		b->val = get_unset(room(r, b->whole, b->all),
		    b->len * sizeof *b->val, &ok);
		if (r->train && i > r->at[r->first_trained])
			b->grad = get_unset(room(r, b->whole, b->all),
			    b->len * sizeof *b->grad, &ok);
	}
	return ok;
}

static bool
get_layers(struct pass *r)
{
	const struct net *net = r->net;
	size_t i, pieces = pass_pieces(r->batch);
	const struct layer *l;
	bool ok = true;

	for (i = 0; i < net->layers; i++) {
		l = &net->layer[i];
		if (l->scratch > r->scratch_len)
			r->scratch_len = l->scratch;
		if (!r->train)
			continue;
		r->save[i] = get_unset(room(r, r->whole_save, false), l->save,
		    &ok);
		if (l->from > r->first_trained)
			r->side[i] = get_unset(room(r, r->whole_save, false),
			    l->side.t * l->side.c * sizeof(float), &ok);
		r->part[i] = get(pieces, l->parts * sizeof(double), &ok);
		r->whole[i] = get(l->wholes, sizeof(float), &ok);
	}
	r->scratch_len = (r->scratch_len + 15) / 16 * 16;
	r->scratch = get_unset(threads_count(r->pool),
	    r->scratch_len * sizeof(float), &ok);
	r->valid = get((net->layers + 1) * pieces * PASS_PIECE,
	    sizeof *r->valid, &ok);
	if (r->train)
		r->sums = get_unset(r->most, net->summed * sizeof(float), &ok);
	return ok;
}

enum status
pass_new(struct pass **out, const struct net *net, struct threads *pool,
    size_t batch, enum pass_use use, struct fault *why)
{
	return pass_new_in(out, net, pool, batch, use, NULL, why);
}

enum status
pass_new_in(struct pass **out, const struct net *net, struct threads *pool,
    size_t batch, enum pass_use use, struct team *team, struct fault *why)
{
	size_t ranks = team_count(team);
	struct pass *r;

	*out = NULL;
	r = calloc(1, sizeof *r);
	if (r == NULL)
		return fault_nomem(why);
	r->net = net;
	r->pool = pool;
	r->batch = batch;
	r->train = use != PASS_FORWARD;
	r->waits = use == PASS_TRAIN_WHOLE;
	r->team = team;
	r->most = (pass_pieces(batch) + ranks - 1) / ranks;
	plan_groups(r);
	plan_buffers(r);
	if (!get_buffers(r) || !get_layers(r) ||
	    (r->train && !pass_divide(r))) {
		pass_free(r);
		return fault_set(why, ST_NOMEM,
		    "out of memory for batches of %zu samples", batch);
	}
	*out = r;
	return ST_OK;
}

void
pass_free(struct pass *r)
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
		free(r->side[i]);
		free(r->part[i]);
		free(r->whole[i]);
	}
	pass_undivide(r);
	free(r->valid);
	free(r->scratch);
	free(r->sums);
	free(r);
}
