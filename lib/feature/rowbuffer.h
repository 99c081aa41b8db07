/*
 * rowbuffer.h - the rows of a recording that somebody may still want: those of
 * frames [base, base + held), while samples come and old frames are forgotten.
 */
#ifndef TONFALL_ROWBUFFER_H
#define TONFALL_ROWBUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "feature/center.h"
#include "feature/feature.h"

/* B is feature_columns(f).  All members are for reading. */
struct rowbuffer {
	struct feature *f;	/* not owned */
	uint64_t samples;	/* pushed so far */
	uint64_t base;		/* frame of the first row */
	size_t held;
	float *rows;		/* (cap, B), of which they begin at */
	size_t cap, first;	/* row `first' */
	uint64_t peeked;	/* samples after which the undecided rows behind
				 * them were found */
	bool mean;		/* parts are less their means: */
	struct center center;
	float *centered;	/* (room, B) */
	size_t room;
};

/*
 * Begin anew with f, which must outlive its use; mean as in front.h.  r is all
 * zero or one that was used before.  ST_NOMEM.
 */
enum status rowbuffer_open(struct rowbuffer *r, struct feature *f, bool mean,
    struct fault *why) FAULT_CHECK;

void rowbuffer_free(struct rowbuffer *r);

/* Forget the recording, with feature_reset. */
void rowbuffer_reset(struct rowbuffer *r);

/* Forget the frames before this one; UINT64_MAX: all of them. */
void rowbuffer_forget(struct rowbuffer *r, uint64_t frame);

/* Rows of the next n samples, in [-1, 1); of the last ones.  ST_NOMEM. */
enum status rowbuffer_push(struct rowbuffer *r, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;
enum status rowbuffer_finish(struct rowbuffer *r, struct fault *why)
    FAULT_CHECK;

/*
 * The rows of frames [first, end), not forgotten, in *rows until the next call.
 * Those that the feature has not decided yet are decided by what is known now.
 * ST_NOMEM.
 */
enum status rowbuffer_get(struct rowbuffer *r, uint64_t first, uint64_t end,
    const float **rows, struct fault *why) FAULT_CHECK;

#endif
