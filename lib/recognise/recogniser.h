/*
 * recogniser.h - from samples to the probabilities of the classes: everything
 * that the pipe of filters does with a model, in one process.
 *
 *	wav2prosody -m M x.wav | functionals -m M | cnneval -m M
 *
 * Features, each filter of the models' front ends, normalising, padding, all
 * models, the mean over those of one member and the fusion are those of the
 * programs, and so are the numbers, to the last digit that the programs print.
 * Members with the same front end share its work.
 *
 *	recogniser_new(&r, pack, &config, why)
 *	while there are samples
 *		recogniser_push(r, x, n, why)
 *		while (recogniser_next(r, &result, why) == ST_OK)
 *			...
 *	recogniser_finish(r, why)
 *	while (recogniser_next(r, &result, why) == ST_OK)
 *		...
 *	recogniser_reset(r)			another recording
 */
#ifndef TONFALL_RECOGNISER_H
#define TONFALL_RECOGNISER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "recognise/pack.h"

/* One recording at a time, one thread at a time; several may share a pack. */
struct recogniser;

/* A part of the recording in seconds; its frames are all within it. */
struct recogniser_segment {
	double start, end;
};

/*
 * What is recognised: the parts of segment (segments), which need be in no
 * order, if there are some; else windows at 0, hop, 2 hop, ...; with a window
 * of 0 the whole recording at once.  The last window may be shorter, but not
 * than half, unless it is the only one.
 */
struct recogniser_config {
	double rate;		/* of the samples that are pushed, Hz */
	double window, hop;	/* seconds; hop 0: that of the window */
	const struct recogniser_segment *segment;	/* copied */
	size_t segments;
	double speech;		/* seconds; with less, nothing is predicted */
};

struct recognition {
	uint64_t number;	/* of the window or segment, from 1 */
	double start, end;	/* seconds */
	double speech;		/* seconds of it; NAN if no member's front end
				 * tells speech from silence */
	bool nothing;		/* too little speech: p means nothing */
	bool own;		/* by the speaker's own statistics */
	const double *p;	/* (classes) of the pack; valid until the next
				 * call */
};

/*
 * p must outlive r.  ST_BAD if the rate is not within 1 kHz to 1 MHz or cannot
 * be converted to that of a front end, or the window is shorter than a frame;
 * ST_NOMEM.
 */
enum status recogniser_new(struct recogniser **r, const struct pack *p,
    const struct recogniser_config *c, struct fault *why) FAULT_CHECK;

/* r may be NULL. */
void recogniser_free(struct recogniser *r);

/*
 * Take the next n samples x in [-1, 1).  Memory does not grow with the length
 * of the recording, but with that of a window, segments that are open at the
 * same time and results that nobody has asked for.
 * ST_BAD, naming the window, as model_input_record; ST_NOMEM.
 */
enum status recogniser_push(struct recogniser *r, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;

/*
 * The recording has ended.  ST_BAD also if it is shorter than a frame, or a
 * segment is beyond its end.
 */
enum status recogniser_finish(struct recogniser *r, struct fault *why)
    FAULT_CHECK;

/* The next result, in the order in which they became complete: ST_OK, or ST_END
 * if there is none yet. */
enum status recogniser_next(struct recogniser *r, struct recognition *out,
    struct fault *why) FAULT_CHECK;

/* Forget the recording, its results and faults; ready for another, with the
 * same speaker. */
void recogniser_reset(struct recogniser *r);

/* ---- a speaker's own statistics ---- */

/*
 * With these, records are normalised by the mean and standard deviation of one
 * speaker (or room, or recording), as
 *
 *	zscore -g speaker,bin --prior PRIOR --prior-from STATS
 *
 * does, and the second group of the pack is used.  One speaker at a time, by
 * one thread at a time.
 */
struct speaker;

/* ST_BAD if p has no second group; p must outlive it. */
enum status speaker_new(struct speaker **s, const struct pack *p,
    struct fault *why) FAULT_CHECK;

/* s may be NULL. */
void speaker_free(struct speaker *s);

/* Number of records (windows, segments, recordings) counted so far. */
size_t speaker_records(const struct speaker *s);

enum speaker_use {
	SPEAKER_GROW,	/* count each record, then predict it; from the
			 * pack's `enough'-th on by the statistics so far */
	SPEAKER_WHOLE,	/* the same, but all are predicted at the end of the
			 * recording, by the statistics of all; they are held
			 * in memory until then */
	SPEAKER_COUNT,	/* only count, without results */
	SPEAKER_KNOWN	/* only predict, by the statistics so far */
};

/*
 * From the next recording on the sound is this speaker's, who must outlive r;
 * NULL: nobody's.
 */
void recogniser_speaker(struct recogniser *r, struct speaker *s,
    enum speaker_use use);

#endif
