#include "transport.h"

#include <stdlib.h>

#include "cli.h"

/* Messages have a count of type int. */
#define MOST	((size_t)1 << 30)

/*
 * Floats of a part of a fold: while one rank adds, others send and add the
 * parts before.  More parts fill a chain of ranks sooner, but each costs a
 * message.
 */
#define PARTS		16
#define LEAST_PART	8192
#define MOST_PART	65536

enum { TAG_EXCHANGE, TAG_DOWN, TAG_UP };

struct transport {
	MPI_Comm comm;
	MPI_Request *req;	/* (cap), of which n are under way */
	size_t n, cap;
	uint64_t sent;
};

static MPI_Request *
next(struct transport *p)
{
	MPI_Request *r;

	if (p->n == p->cap) {
		p->cap = 2 * p->cap + 64;
		r = realloc(p->req, p->cap * sizeof(MPI_Request));
		if (r == NULL)
			cli_die(EXIT_DATA, "out of memory");
		p->req = r;
	}
	return &p->req[p->n++];
}

static void
await(struct transport *p)
{
	size_t i, n;

	for (i = 0; i < p->n; i += n) {
		n = p->n - i < 1024 ? p->n - i : 1024;
		(void)MPI_Waitall((int)n, p->req + i, MPI_STATUSES_IGNORE);
	}
	p->n = 0;
}

static void
send_bytes(struct transport *p, const char *buf, size_t n, unsigned rank)
{
	size_t at, len;

	for (at = 0; at < n; at += len) {
		len = n - at < MOST ? n - at : MOST;
		(void)MPI_Isend(buf + at, (int)len, MPI_BYTE, (int)rank,
		    TAG_EXCHANGE, p->comm, next(p));
	}
	p->sent += n;
}

static void
receive_bytes(struct transport *p, char *buf, size_t n, unsigned rank)
{
	size_t at, len;

	for (at = 0; at < n; at += len) {
		len = n - at < MOST ? n - at : MOST;
		(void)MPI_Irecv(buf + at, (int)len, MPI_BYTE, (int)rank,
		    TAG_EXCHANGE, p->comm, next(p));
	}
}

/* Rank number i after this one, so that not all begin with the same. */
static unsigned
after(const struct team *t, unsigned i)
{
	return (t->rank + i) % t->count;
}

static void
gather(struct team *t, void *buf, const size_t *at)
{
	struct transport *p = t->ctx;
	char *b = buf;
	unsigned i, r;

	for (i = 1; i < t->count; i++) {
		r = after(t, t->count - i);
		receive_bytes(p, b + at[r], at[r + 1] - at[r], r);
	}
	for (i = 1; i < t->count; i++)
		send_bytes(p, b + at[t->rank], at[t->rank + 1] - at[t->rank],
		    after(t, i));
}

static void
swap(struct team *t, const void *out, const size_t *to, void *in,
    const size_t *from)
{
	struct transport *p = t->ctx;
	unsigned i, r;

	for (i = 1; i < t->count; i++) {
		r = after(t, t->count - i);
		receive_bytes(p, (char *)in + from[r], from[r + 1] - from[r],
		    r);
	}
	for (i = 1; i < t->count; i++) {
		r = after(t, i);
		send_bytes(p, (const char *)out + to[r], to[r + 1] - to[r], r);
	}
}

static void
wait_all(struct team *t)
{
	await(t->ctx);
}

static unsigned
any(struct team *t, unsigned bits)
{
	struct transport *p = t->ctx;
	unsigned all = 0;

	(void)MPI_Allreduce(&bits, &all, 1, MPI_UNSIGNED, MPI_BOR, p->comm);
	return all;
}

/* ---- sums ---- */

struct fold {
	struct team *t;
	float *sum;
	size_t n, part, parts;
};

static size_t
part_of(size_t n)
{
	size_t part = n / PARTS;

	part = part < LEAST_PART ? LEAST_PART : part;
	return part < MOST_PART ? part : MOST_PART;
}

static int
length(const struct fold *f, size_t i)
{
	size_t left = f->n - i * f->part;

	return (int)(left < f->part ? left : f->part);
}

/* Begin to get or to give part i. */
static void
get(const struct fold *f, size_t i, unsigned rank, int tag, MPI_Request *r)
{
	struct transport *p = f->t->ctx;

	(void)MPI_Irecv(f->sum + i * f->part, length(f, i), MPI_FLOAT,
	    (int)rank, tag, p->comm, r);
}

static void
give(const struct fold *f, size_t i, unsigned rank, int tag, MPI_Request *r)
{
	struct transport *p = f->t->ctx;
	int n = length(f, i);

	(void)MPI_Isend(f->sum + i * f->part, n, MPI_FLOAT, (int)rank, tag,
	    p->comm, r);
	p->sent += (uint64_t)n * sizeof *f->sum;
}

/* Down the ranks: what those before have, and this rank's share, to the next;
 * the last has the sum, and sends it up. */
static void
fold_down(const struct fold *f, team_add *add, void *ctx, MPI_Request *in,
    MPI_Request *out)
{
	unsigned rank = f->t->rank, last = f->t->count - 1;
	size_t i;

	for (i = 0; rank > 0 && i < f->parts; i++)
		get(f, i, rank - 1, TAG_DOWN, &in[i]);
	for (i = 0; i < f->parts; i++) {
		if (rank > 0)
			(void)MPI_Wait(&in[i], MPI_STATUS_IGNORE);
		add(ctx, i * f->part, (size_t)length(f, i));
		if (rank < last)
			give(f, i, rank + 1, TAG_DOWN, &out[i]);
		else
			give(f, i, rank - 1, TAG_UP, &out[i]);
	}
}

static void
fold_up(const struct fold *f, MPI_Request *in, MPI_Request *out)
{
	unsigned rank = f->t->rank;
	size_t i;

	for (i = 0; i < f->parts; i++) {
		(void)MPI_Wait(&out[i], MPI_STATUS_IGNORE);
		get(f, i, rank + 1, TAG_UP, &in[i]);
	}
	for (i = 0; i < f->parts; i++) {
		(void)MPI_Wait(&in[i], MPI_STATUS_IGNORE);
		if (rank > 0)
			give(f, i, rank - 1, TAG_UP, &out[i]);
	}
}

static void
fold(struct team *t, float *sum, size_t n, team_add *add, void *ctx)
{
	struct fold f = { .t = t, .sum = sum, .n = n, .part = part_of(n) };
	struct transport *p = t->ctx;
	MPI_Request *in, *out;
	size_t i;

	if (t->count == 1) {
		add(ctx, 0, n);
		return;
	}
	f.parts = (n + f.part - 1) / f.part;
	for (i = 0; i < 2 * f.parts; i++)
		*next(p) = MPI_REQUEST_NULL;
	in = p->req;
	out = in + f.parts;
	fold_down(&f, add, ctx, in, out);
	if (t->rank + 1 < t->count)
		fold_up(&f, in, out);
	await(p);
}

/* ---- begin and end ---- */

void
transport_open(struct team *t, MPI_Comm comm)
{
	struct transport *p = calloc(1, sizeof *p);

	if (p == NULL)
		cli_die(EXIT_DATA, "out of memory");
	p->comm = comm;
	t->ctx = p;
	t->gather = gather;
	t->swap = swap;
	t->wait = wait_all;
	t->any = any;
	t->fold = fold;
}

uint64_t
transport_sent(const struct team *t)
{
	const struct transport *p = t->ctx;

	return p->sent;
}

void
transport_close(struct team *t)
{
	struct transport *p = t->ctx;

	free(p->req);
	free(p);
	t->ctx = NULL;
}
