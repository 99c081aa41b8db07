/*
 * utterances.h - find where somebody speaks in a stream of samples: voice
 * activity by energy and voicing.
 *
 * It has a front end of its own, prosody with f0 and energy, so it finds the
 * same utterances for every kind of features.
 *
 * A frame has the probability of speech
 *
 *	p = 1 / (1 + exp((m - e) / 2 dB))
 *
 * of its energy e.  The threshold m is 9 dB above the noise, but at least 12
 * and at most 40 dB below the voice, though always 5 dB above the noise; and 3
 * dB lower in a voiced frame.  Both
 * are of the last 10 and the next 0.3 s.  The noise is the minimum of the
 * energy's mean over 0.2 s, at least -75 dB of full scale; the voice is the
 * maximum of voiced frames that are 6 dB above the noise, if there are any.
 *
 * From there on it is as in Silero's VAD.  Speech begins with p >= threshold,
 * and ends where p has been below threshold - 0.15, or 0.01 if that is more,
 * for min_silence without reaching the threshold again.  Speech shorter than
 * min_speech is none; nor is speech of which less than a tenth is voiced.
 * Speech that would be longer
 * than `longest' is cut at its last pause of 98 ms or more or, without one,
 * right there.  Then it is padded at both ends, but by no more than half of the
 * silence in between.
 */
#ifndef TONFALL_UTTERANCES_H
#define TONFALL_UTTERANCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Options of wav2X -v, named as whisper.cpp's. */
struct utterances_rule {
	double threshold;	/* probability, 0.15 to 1 */
	double min_speech, min_silence, pad;	/* seconds */
	double longest;		/* seconds, without the padding */
};
#define UTTERANCES_RULE	{ 0.5, 0.25, 0.5, 0.1, 15 }

struct utterances;

/* An utterance, samples [start, end). */
struct utterance {
	uint64_t start, end;
};

/* ST_BAD if the rate is less than 8000 Hz; ST_NOMEM. */
enum status utterances_new(struct utterances **u, double rate,
    const struct utterances_rule *rule, struct fault *why) FAULT_CHECK;
void utterances_free(struct utterances *u);

/* Take the next n samples; or end the stream.  ST_NOMEM. */
enum status utterances_push(struct utterances *u, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;
enum status utterances_finish(struct utterances *u, struct fault *why)
    FAULT_CHECK;

/* The next utterance that is complete, if there is one. */
bool utterances_next(struct utterances *u, struct utterance *one);

/* The first sample that an utterance not yet given can have. */
uint64_t utterances_earliest(const struct utterances *u);

void utterances_reset(struct utterances *u);

#endif
