/*
 * pitch.h - the fundamental frequency of speech and whether it is voiced, frame
 * by frame.
 *
 * The method is that of P. Boersma, "Accurate short-term analysis of the
 * fundamental frequency and the harmonics-to-noise ratio of a sampled sound",
 * IFA Proceedings 17 (1993), which is also Praat's "To Pitch (ac)": the
 * autocorrelation of three periods of the lowest pitch, divided by that of the
 * window (autocorr.h); its maxima are candidates (pitch_peaks.h); the path
 * through the candidates of all frames that is best by their strengths and by
 * the cost of octave jumps and changes of voicing is found by dynamic
 * programming.  Two things differ, because the end of a stream is not known:
 * a path is decided PITCH_LAG frames later, and silence is relative to the
 * loudest frame so far, of which half is forgotten in ten seconds.  Before the
 * first word, where the noise of the room may be the loudest, another thing
 * helps: coloured noise repeats once, a voice several times, so what the
 * autocorrelation loses from a short period to the multiples of it counts
 * against voicing.
 *
 * All decisions are independent of the level of the sound; digital silence is
 * unvoiced.
 */
#ifndef TONFALL_PITCH_H
#define TONFALL_PITCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "feature/framer.h"
#include "feature/periods.h"

#define PITCH_LAG	40	/* frames that a decision looks ahead */

/* The maximum number of frames held back: decisions are made by batches. */
#define PITCH_MOSTHELD	(PITCH_LAG + FRAMER_BATCH - 1)

struct pitch_value {
	/* Hz.  In unvoiced frames that of the last voiced one; before the first
	 * voiced one the geometric mean of low and high. */
	float f0;
	/* Probability of voicing, 0 to 1: at least 0.5 if and only if the best
	 * path is voiced here. */
	float voicing;
	/* Harmonics-to-noise ratio, dB, -20 to 40: 10 log10(r / (1 - r)), of
	 * the autocorrelation r at the period; in unvoiced frames at the best
	 * candidate for one. */
	float hnr;
	/* Of the periods of the frame (periods.h), if they were asked for, else
	 * 0; in unvoiced frames as in the last voiced one, 0 at first. */
	struct period_value period;
};

struct pitch_range {
	double rate;		/* of the samples, Hz */
	size_t window, shift;	/* W and H, samples (framer.h) */
	double low, high;	/* of the pitch, Hz */
	bool periods;		/* whether they are wanted */
};

/* One stream at a time, one thread at a time. */
struct pitch;

/*
 * Safe to call from several threads.  ST_BAD if W has less than three periods
 * of low, or high is not above low, or low is above 1/32 or high above 1/4 of
 * the rate; ST_NOMEM.
 */
enum status pitch_new(struct pitch **p, const struct pitch_range *range,
    struct fault *why) FAULT_CHECK;

/* p may be NULL. */
void pitch_free(struct pitch *p);

/*
 * Take n frames; x, place and n are those of framer_take, of any scale.  Write
 * the values of the frames that are now decided to out (FRAMER_BATCH), the
 * oldest first, and return their number: n, plus pitch_held before, minus
 * pitch_held after the call.
 */
size_t pitch_push(struct pitch *p, const float *x, size_t place, size_t n,
    struct pitch_value *out);

/*
 * The power spectra of the frames last taken, for what else is to be known of
 * the harmonics: (powers, FRAMER_BATCH), `width' Hz apart; times scale, they
 * sum to the mean square of the samples.  Valid until the next call.
 */
struct pitch_spectrum {
	const float *power;
	size_t powers;
	double width, scale;
};
struct pitch_spectrum pitch_spectrum(const struct pitch *p);

/* The number of frames that were taken and not yet decided. */
size_t pitch_held(const struct pitch *p);

/*
 * End the stream: write the values of the frames held to out
 * (PITCH_MOSTHELD), return their number, and be ready for another stream.
 */
size_t pitch_finish(struct pitch *p, struct pitch_value *out);

/* Write the values that pitch_finish would write, but change nothing. */
size_t pitch_peek(struct pitch *p, struct pitch_value *out);

/* Forget the stream so far and be ready for another. */
void pitch_reset(struct pitch *p);

#endif
