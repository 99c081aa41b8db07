/*
 * babble.h - the sound of several people who talk at once, synthesised.
 *
 * Each of BABBLE_TALKERS talkers says syllables of 0.12 to 0.32 s, with a pause
 * of 0.2 to 0.6 s before one in eight.  The first quarter of a syllable is
 * breath, 10 dB below the rest: white noise; the rest is voice: one pulse per
 * period, with noise 30 dB below.  Both pass a low-pass of first order at
 * 300 Hz (the slope of the voice) and three resonances in cascade (Klatt,
 * "Software for a cascade/parallel formant synthesizer", 1980), new ones for
 * each syllable: 250 to 850, 900 to 2300 and 2400 to 3000 Hz, times the
 * talker's own factor, 0.85 to 1.2; 0.4 of what enters them is added to their
 * output, in place of the higher resonances.  The pitch of a talker is 90 to
 * 240 Hz on average, that of a syllable within 20 % of it, with a glide of up
 * to 20 %.  A syllable fades in and out as a squared sine.
 *
 * It has the rhythm, voices and long-term slope of speech, but no words.
 */
#ifndef TONFALL_BABBLE_H
#define TONFALL_BABBLE_H

#include <stddef.h>
#include <stdint.h>

#define BABBLE_TALKERS	6
#define BABBLE_FORMANTS	3

struct babble {
	double rate;
	uint32_t key[2];
	struct babble_talker {
		uint32_t syllable;	/* number of the current one */
		size_t at, length;	/* samples of it: done, in all */
		size_t pause, breath;	/* of these, before the voice */
		double phase, pitch, glide;	/* periods; per sample */
		double slope;		/* state of the low-pass */
		struct {
			double a, b, c, y1, y2;
		} formant[BABBLE_FORMANTS];
	} talker[BABBLE_TALKERS];
};

/* Begin; the talkers are a function of the rate in Hz and the seed alone. */
void babble_begin(struct babble *b, double rate, uint64_t seed);

/* Replace v (n), white noise with a variance of 4/3, by the next n samples. */
void babble_next(struct babble *b, double *v, size_t n);

#endif
