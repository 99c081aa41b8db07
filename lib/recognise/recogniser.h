/*
 * recogniser.h - from samples to the probabilities of the classes: everything
 * that the pipe of filters does with a model, in one process.
 *
 *	wav2prosody -m M x.wav | functionals -m M | cnneval -m M
 *
 * Features, each filter of the models' front ends, normalising, padding, all
 * models, the mean over those of one member and the fusion are those of the
 * programs, and so are the numbers, to the last digit that the programs print.
 * Members with the same front end, or the same beginning of one, share the
 * work.
 *
 *	recogniser_new(&r, pack, &rule, why)
 *	for each recording
 *		recogniser_begin(r, rate, NULL, 0, why)
 *		while there are samples
 *			recogniser_push(r, x, n, why)
 *			while (recogniser_next(r, &result) == ST_OK)
 *				...
 *		recogniser_finish(r, why)
 *		while (recogniser_next(r, &result) == ST_OK)
 *			...
 *	recogniser_free(r)
 */
#ifndef TONFALL_RECOGNISER_H
#define TONFALL_RECOGNISER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "feature/utterances.h"
#include "recognise/pack.h"
#include "recognise/speaker.h"

/* One recording at a time, one thread at a time; several may share a pack. */
struct recogniser;

/*
 * The parts of a recording that are recognised, see feature/slices.h: windows
 * at 0, hop, 2 hop, ..., with a window of 0 the whole recording at once; or
 * utterances.
 */
struct recogniser_rule {
	double window, hop;	/* seconds; hop 0: that of the window */
	double speech;		/* seconds; with less nothing is predicted, and
				 * the record does not count for a speaker */
	const struct utterances_rule *utterances;	/* copied; or NULL */
};

/* A part of a recording, instead of windows. */
struct recogniser_segment {
	double start, end;	/* seconds */
	struct speaker *speaker;	/* whose it is; NULL: that of
					 * recogniser_speaker */
};

enum recognition_is {
	RECOGNITION_GOOD,
	RECOGNITION_SHORT,	/* shorter than a frame: no probabilities */
	RECOGNITION_BEYOND	/* a segment beyond the end of the recording:
				 * the same */
};

struct recognition {
	enum recognition_is is;
	uint64_t number;	/* of the part, from 1 */
	double start, end;	/* seconds */
	double speech;		/* seconds of it, for the first member that has
				 * too little, or else for the first; NAN if no
				 * member's front end tells speech from silence
				 */
	bool nothing;		/* too little speech: p means nothing */
	bool own;		/* by the speaker's own statistics */
	const double *p;	/* (classes) of the pack; valid until the next
				 * call */
};

/*
 * p must outlive r, rule is copied.  ST_BAD if the filters of a front end
 * cannot do what it says; ST_NOMEM.
 */
enum status recogniser_new(struct recogniser **r, const struct pack *p,
    const struct recogniser_rule *rule, struct fault *why) FAULT_CHECK;

/* r may be NULL. */
void recogniser_free(struct recogniser *r);

/*
 * Begin a recording of this sample rate in Hz, of which segment (n), copied,
 * are recognised; n = 0: windows.  What there was of another recording, its
 * results and faults are forgotten.  ST_BAD if the rate is not one from 1 kHz
 * to 1 MHz or cannot be converted to that of a front end, the window is shorter
 * than a frame, or a segment has no length; ST_NOMEM.
 */
enum status recogniser_begin(struct recogniser *r, double rate,
    const struct recogniser_segment *segment, size_t n, struct fault *why)
    FAULT_CHECK;

/*
 * Take the next n samples x in [-1, 1).  Memory does not grow with the length
 * of the recording, but with that of a window or segment and with the results
 * that nobody has asked for.  After a fault only recogniser_begin or _free may
 * follow.  ST_BAD, naming the window and the member, as model_input_record, or
 * if a sample is infinite or NaN; ST_NOMEM.
 */
enum status recogniser_push(struct recogniser *r, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;

/* The recording has ended.  ST_BAD also if it is to be recognised at once and
 * is shorter than a frame; ST_IO as described for SPEAKER_WHOLE. */
enum status recogniser_finish(struct recogniser *r, struct fault *why)
    FAULT_CHECK;

/* The next result, in the order in which they became complete: ST_OK, or ST_END
 * if there is none yet. */
enum status recogniser_next(struct recogniser *r, struct recognition *out);

enum speaker_use {
	SPEAKER_GROW,	/* count each record, then predict it: by the speaker's
			 * statistics so far as soon as there are enough
			 * (speaker_enough), before that as if there were none
			 */
	SPEAKER_WHOLE,	/* the same, but all are predicted at the end of the
			 * recording by the statistics of all; until then they
			 * are held in memory and, beyond RECOGNISER_HOLD, in a
			 * temporary file */
	SPEAKER_COUNT,	/* only count, no results */
	SPEAKER_KNOWN	/* only predict, by the statistics so far, if there are
			 * enough */
};

#define RECOGNISER_HOLD	((size_t)32 << 20)	/* bytes */

/*
 * From the next recording on, the sound is this speaker's, who must outlive r
 * and be of the same pack, or nobody's (NULL); the use is also that of
 * segments' speakers.  At first nobody's, and SPEAKER_GROW.
 */
void recogniser_speaker(struct recogniser *r, struct speaker *s,
    enum speaker_use use);

#endif
