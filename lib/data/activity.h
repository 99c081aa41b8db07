/*
 * activity.h - which frames of a record count: speech with its short pauses,
 * not the silence at the ends, nor more of a long gap than the longest pause.
 *
 * Everything is relative to the record itself.  Its level is the tenth largest
 * energy of a frame, so the gain of the recording does not change what counts,
 * nor does silence around the speech if there is some already.
 */
#ifndef TONFALL_ACTIVITY_H
#define TONFALL_ACTIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "tensor/settings.h"
#include "tensor/tensor.h"
#include "data/contours.h"

/* ln(10) / 10: natural logarithm of a power per dB. */
#define ACTIVITY_DB	0.23025850929940457

/* Two rows of a table of settings (tensor/settings.h), in this order. */
#define ACTIVITY_SETTINGS						\
	{ .name = "active", .type = SETTING_REAL, .hi = 200,		\
	    .initial = 40, .arg = "DB", .help = "silence is this much "	\
	    "below the record's level and does not count; 0: all counts" }, \
	{ .name = "gap", .type = SETTING_REAL, .hi = 3600,		\
	    .initial = 0.5, .arg = "SECONDS",				\
	    .help = "how much of a longer gap counts" }

/* The values of those settings; with zeros every frame counts. */
struct activity_rule {
	double below;	/* dB from the level to silence; 0: no silence */
	double gap;	/* seconds of a gap that count */
};

/* What was found; start from zeros. */
struct activity {
	bool *on;		/* (T) does the frame count? */
	double *energy;		/* (T) natural logarithm of a power */
	size_t T, cap;
	size_t count;		/* frames that count, at least 1 */
	double level;		/* log of the mean power of those, as energy */
};

/*
 * Find the energy of the first T frames of t (T, B), a->energy: the column
 * `energy' if there is one; else, if the features are the mel bands or powers
 * of wav2fbank or wav2spec, their sum.  ST_BAD if there is neither; ST_NOMEM.
 */
enum status activity_energy(struct activity *a, const struct tensor *t,
    size_t T, const struct contours *c, struct fault *why) FAULT_CHECK;

/*
 * Set a->on, count and level by a->energy.  rate is in frames per second.
 *
 * Silence ends where the rule says, below dB under the level; but 6 dB above
 * the tenth smallest energy, if that is more, so that noise is silence, and
 * then 15 dB under the level at most.  A frame that is not below that is
 * audible; 6 dB more, and it is loud.  Speech is a run of audible frames of
 * 50 ms or more that has a loud one.  What is before the first and after the
 * last speech does not count; of a gap in between only the first and the last
 * gap / 2 seconds do.  Without speech, every frame counts.
 */
void activity_find(struct activity *a, const struct activity_rule *rule,
    double rate);

/* Every frame of T counts; the level is 0. */
enum status activity_all(struct activity *a, size_t T, struct fault *why)
    FAULT_CHECK;

/* Free and reset to zeros. */
void activity_free(struct activity *a);

#endif
