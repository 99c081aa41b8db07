/*
 * slices.h - parts of a recording as features: windows that follow each other,
 * segments that the caller names, or utterances.  Samples in, parts out.
 *
 * Frames are those of the whole recording, computed once, so parts may overlap.
 * The part from a to b, in samples, has as many frames as a signal of b - a
 * samples has (framer.h):
 *
 *	snip	those whose first sample is in [a, b - W]
 *	else	those whose middle is in (a, b]: from (a + H/2) / H to
 *		(b + H/2) / H - 1
 *
 * and none if b - a < W.  A part is given as soon as its last frame is there.
 * Where a kind decides later (the pitch of prosody, 0.4 s), the rows that are
 * still undecided are decided by what is known then, as at the end of a
 * recording.  So a part depends on no sound after its last frame, and is the
 * same whether the sound came at once or live.
 *
 * Windows are [k hop, k hop + window) for k = 0, 1, ...  If the last of those
 * that are whole does not reach the end of the sound, one more, up to the end,
 * is given if it has at least half of a window, or is the only one.  A window
 * of 0 is the whole recording, of any length, as one part.
 */
#ifndef TONFALL_SLICES_H
#define TONFALL_SLICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "feature/feature.h"
#include "feature/front.h"
#include "feature/utterances.h"

#define SLICES_LONGEST	3600.0	/* seconds of a window or segment */
#define SLICES_TOUCH	0.05	/* by which a segment may be beyond the end */

enum slices_type { SLICES_WINDOWS, SLICES_SEGMENTS, SLICES_UTTERANCES };

struct slices_rule {
	enum slices_type type;
	double window, hop;	/* seconds; hop 0: that of the window */
	struct utterances_rule utterances;
};

/* Seconds; end > start >= 0.  INFINITY is the end of the recording, whatever
 * its length; until then memory holds the rows from start on. */
struct slices_span {
	double start, end;
};

enum slice_is {
	SLICE_GOOD,
	SLICE_SHORT,		/* shorter than a frame: no rows */
	SLICE_BEYOND		/* a segment beyond the end of the sound: no
				 * rows */
};

struct slice {
	enum slice_is is;
	uint64_t number;	/* of a window or utterance, from 1; segments:
				 * index in the array */
	double start, end;	/* seconds, of what there is of it */
	const float *rows;	/* (n, B), valid during the call */
	size_t n;
};

/* Takes the next part; any status but ST_OK ends slices_push or _finish. */
typedef enum status slices_take(void *ctx, const struct slice *slice,
    struct fault *why);

/* One recording at a time, one thread at a time. */
struct slices;

/*
 * p and rule are copied; with a rate of 0 each recording has one of its own.
 * ST_BAD if p cannot be computed, or a window is shorter than a frame or longer
 * than SLICES_LONGEST; ST_NOMEM.
 */
enum status slices_new(struct slices **s, const struct front *p,
    const struct slices_rule *rule, struct fault *why) FAULT_CHECK;

/* s may be NULL. */
void slices_free(struct slices *s);

/*
 * Begin a recording of this sample rate.  span (n) are its segments, in any
 * order, copied, whatever the type; otherwise NULL and 0.  They are given in
 * the order of their ends, of equal ones in that of the array.  ST_BAD as
 * above, or if a segment is longer than SLICES_LONGEST; ST_NOMEM.
 */
enum status slices_begin(struct slices *s, double rate,
    const struct slices_span *span, size_t n, slices_take *take, void *ctx,
    struct fault *why) FAULT_CHECK;

/*
 * Take the next n samples, in [-1, 1).  Memory does not depend on the length of
 * the recording, but on that of the longest part.  ST_NOMEM, and what take
 * returns.
 */
enum status slices_push(struct slices *s, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;

/* The recording has ended; give the parts that are left. */
enum status slices_finish(struct slices *s, struct fault *why) FAULT_CHECK;

/* Forget the recording, whether or not it has ended. */
void slices_reset(struct slices *s);

/* What computes the rows, for its columns, rate and texts; NULL before the
 * first recording if the rate was 0. */
const struct feature *slices_feature(const struct slices *s);

/* Would a segment from start to end have a frame, if the sound is so long? */
bool slices_has_frame(const struct slices *s, double start, double end);

/* Samples so far, and their rate. */
uint64_t slices_samples(const struct slices *s);
double slices_rate(const struct slices *s);

/* Seconds as text of at most four decimals, "1.5". */
#define SLICES_MAXTEXT	32
const char *slices_text(double seconds, char text[SLICES_MAXTEXT]);

#endif
