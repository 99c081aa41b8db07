/*
 * sounds.h - samples to the records of all sources of a graph, part by part.
 *
 * Every source cuts the sound into the same parts, each at its own sample rate
 * and with its own frames; a part is passed on when all have it.
 */
#ifndef TONFALL_SOUNDS_H
#define TONFALL_SOUNDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "feature/slices.h"
#include "recognise/graph.h"
#include "recognise/works.h"

/* One recording at a time, one thread at a time. */
struct sounds;

/* A part whose records are in the sources of the works; is, number, start and
 * end as in slices.h. */
typedef enum status sounds_take(void *ctx, const struct slice *part,
    struct fault *why);

/* g and w must outlive s; take gets each part.  ST_BAD, ST_NOMEM. */
enum status sounds_new(struct sounds **s, const struct graph *g,
    struct works *w, const struct slices_rule *rule, sounds_take *take,
    void *ctx, struct fault *why) FAULT_CHECK;

/* s may be NULL. */
void sounds_free(struct sounds *s);

/* As those of slices.h; faults of resample.h as well. */
enum status sounds_begin(struct sounds *s, double rate,
    const struct slices_span *span, size_t n, struct fault *why) FAULT_CHECK;
enum status sounds_push(struct sounds *s, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;
enum status sounds_finish(struct sounds *s, struct fault *why) FAULT_CHECK;

/* Why there is no record of a part that is too short for a source; ST_BAD. */
enum status sounds_short(const struct sounds *s, struct fault *why);

#endif
