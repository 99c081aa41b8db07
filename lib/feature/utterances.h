/*
 * utterances.h - find where somebody speaks in a stream of samples: voice
 * activity by energy and voicing.
 *
 * It has a front end of its own, prosody with f0 and energy, so it finds the
 * same utterances for every kind of features.
 *
 * A frame has the probability of speech p = 1 / (1 + exp(-(e - m) / 2 dB)),
 * where e is its energy and m is 9 dB above the noise floor, 6 dB if the frame
 * is voiced.  The floor is the minimum, over the last FLOOR seconds and until
 * then from the beginning, of the energy smoothed over 0.2 s; but at least 60
 * dB below the loudest frame of the same time, so digital silence is no
 * reference.  Speech begins with a frame of p >= threshold, and ends with the
 * first of min_silence of frames below threshold - 0.15, as in Silero's VAD.
 * Speech shorter than min_speech is none, nor is speech of which less than a
 * tenth is voiced.  Then it is padded at both ends, but by no more than half of
 * the silence in between.  Speech that reaches `longest' is cut in the middle
 * of its longest pause of 98 ms or more or, without one, right there.
 */
#ifndef TONFALL_UTTERANCES_H
#define TONFALL_UTTERANCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Options of wav2X -v, named as whisper.cpp's. */
struct utterances_rule {
	double threshold;	/* probability */
	double min_speech, min_silence, pad;	/* seconds */
	double longest;		/* seconds */
};
#define UTTERANCES_RULE	{ 0.5, 0.25, 0.1, 0.03, 30 }

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
