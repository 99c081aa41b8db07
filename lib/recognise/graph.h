/*
 * graph.h - what there is to compute for one or more front ends (the attribute
 * `front', tensor/chain.h): each stage once, however many need it.
 *
 * Every node has the text of a chain.  A source turns samples into frames, a
 * filter one record into another, and a paste several into one.  A node comes
 * after those that it needs.
 */
#ifndef TONFALL_GRAPH_H
#define TONFALL_GRAPH_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/settings.h"
#include "data/filterkind.h"
#include "feature/front.h"

enum graph_type { GRAPH_SOURCE, GRAPH_FILTER, GRAPH_PASTE };

struct graph_node {
	char *text;		/* the chain up to here */
	enum graph_type type;
	struct front front;	/* of a source */
	const struct filter_kind *kind;	/* of a filter */
	double v[SETTINGS_MOST];	/* settings of a filter or a paste */
	size_t inputs, *input;	/* (inputs) numbers of other nodes */
};

/* Start from zeros. */
struct graph {
	size_t n;
	struct graph_node *node;	/* (n) */
};

/*
 * Add the nodes of a chain that are not there yet; *node is the one that makes
 * its records.  ST_BAD if the text is not a chain, or this version cannot do
 * one of its stages; ST_NOMEM.
 */
enum status graph_add(struct graph *g, const char *chain, size_t *node,
    struct fault *why) FAULT_CHECK;

/* Free and reset to zeros. */
void graph_free(struct graph *g);

#endif
