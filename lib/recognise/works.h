/*
 * works.h - do the stages of a graph for one record after another.
 */
#ifndef TONFALL_WORKS_H
#define TONFALL_WORKS_H

#include "base/fault.h"
#include "tensor/tensor.h"
#include "recognise/graph.h"

/* One thread at a time. */
struct works;

/* g must outlive w.  Faults of what the filters' settings ask for; ST_NOMEM. */
enum status works_new(struct works **w, const struct graph *g,
    struct fault *why) FAULT_CHECK;

/* w may be NULL. */
void works_free(struct works *w);

/*
 * Begin the next record: the caller then gives its sources by setting *t of
 * works_source of each; all other nodes are done anew when asked for.
 */
void works_begin(struct works *w);
struct tensor *works_source(struct works *w, size_t node);

/* What the node makes of the sources; belongs to w.  A fault's text begins with
 * the name of the filter. */
enum status works_record(struct works *w, size_t node, struct tensor **t,
    struct fault *why) FAULT_CHECK;

#endif
