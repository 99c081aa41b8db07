#include "recognise/works.h"

#include <stdlib.h>

#include "data/paste.h"

struct work {
	void *ctx;		/* of a filter */
	struct tensor t;	/* its record, */
	bool done;		/* if this */
};

struct works {
	const struct graph *g;
	struct work *work;	/* (g->n) */
};

enum status
works_new(struct works **out, const struct graph *g, struct fault *why)
{
	struct works *w = *out = calloc(1, sizeof *w);
	const struct graph_node *q;
	enum status s = ST_OK;
	size_t i;

	if (w == NULL)
		return fault_nomem(why);
	w->g = g;
	if ((w->work = calloc(g->n, sizeof *w->work)) == NULL)
		s = fault_nomem(why);
	for (i = 0; s == ST_OK && i < g->n; i++) {
		q = &g->node[i];
		w->work[i].t = (struct tensor)TENSOR_INIT;
		if (q->type == GRAPH_FILTER &&
		    (s = q->kind->new(&w->work[i].ctx, q->v, why)) != ST_OK)
			(void)fault_prefix(why, "%s", q->kind->name);
	}
	if (s != ST_OK) {
		works_free(w);
		*out = NULL;
	}
	return s;
}

void
works_free(struct works *w)
{
	size_t i;

	if (w == NULL)
		return;
	for (i = 0; w->work != NULL && i < w->g->n; i++) {
		if (w->work[i].ctx != NULL)
			w->g->node[i].kind->free(w->work[i].ctx);
		tensor_free(&w->work[i].t);
	}
	free(w->work);
	free(w);
}

void
works_begin(struct works *w)
{
	size_t i;

	for (i = 0; i < w->g->n; i++)
		w->work[i].done = w->g->node[i].type == GRAPH_SOURCE;
}

struct tensor *
works_source(struct works *w, size_t node)
{
	return &w->work[node].t;
}

/* Paste the records of the inputs, which are done. */
static enum status
paste(struct works *w, const struct graph_node *q, struct tensor *out,
    struct fault *why)
{
	const struct tensor **in = calloc(q->inputs, sizeof *in);
	enum status s;
	size_t i;

	if (in == NULL)
		return fault_nomem(why);
	for (i = 0; i < q->inputs; i++)
		in[i] = &w->work[q->input[i]].t;
	s = paste_records(in, q->inputs, q->v, out, why);
	free(in);
	return s == ST_OK ? s : fault_prefix(why, "tensorpaste");
}

static enum status
filter(struct works *w, const struct graph_node *q, struct work *work,
    struct fault *why)
{
	enum status s = q->kind->record(work->ctx,
	    &w->work[q->input[0]].t, &work->t, why);

	return s == ST_OK ? s : fault_prefix(why, "%s", q->kind->name);
}

enum status
works_record(struct works *w, size_t node, struct tensor **t,
    struct fault *why)
{
	const struct graph_node *q = &w->g->node[node];
	struct work *work = &w->work[node];
	enum status s = ST_OK;
	size_t i;

	*t = &work->t;
	if (work->done)
		return ST_OK;
	for (i = 0; s == ST_OK && i < q->inputs; i++)
		s = works_record(w, q->input[i], t, why);
	if (s != ST_OK)
		return s;
	s = q->type == GRAPH_PASTE ? paste(w, q, &work->t, why) :
	    filter(w, q, work, why);
	work->done = s == ST_OK;
	*t = &work->t;
	return s;
}
