/*
 * pitch_peaks.h - the maxima of a frame's autocorrelation: candidates for its
 * pitch.
 *
 * A maximum between samples is found by interpolation with sin(x)/x under a
 * Hanning window of 16 samples.
 */
#ifndef TONFALL_PITCH_PEAKS_H
#define TONFALL_PITCH_PEAKS_H

#include <stddef.h>

#include "base/fault.h"

/* The maximum number of candidates. */
#define PITCH_PEAKS	7

/* Lags beyond the longest period that are read. */
#define PITCH_SPARE	8

struct pitch_peak {
	float hz;	/* low to high */
	float octave;	/* log2(hz / low) */
	float r;	/* the autocorrelation there, 0 to 1 */
	float strength;	/* r, and 0.01 for each octave */
};

struct pitch_peaks;

/*
 * For maxima of at least `least' at pitches from low to high Hz; low is at
 * least 1/10000 of the rate, high at most a quarter of it.  ST_NOMEM.
 */
enum status pitch_peaks_new(struct pitch_peaks **p, double rate, double low,
    double high, float least, struct fault *why) FAULT_CHECK;

/* p may be NULL. */
void pitch_peaks_free(struct pitch_peaks *p);

/* The longest period in samples; r is read up to this, and PITCH_SPARE more. */
size_t pitch_peaks_lags(const struct pitch_peaks *p);

/*
 * Write the strongest maxima of r to out (PITCH_PEAKS), in no particular order,
 * and return their number.  If none
 * reaches `least', the highest alone; 0 if there is no maximum above 0.
 *
 * *lasting is the largest r from half the longest period to the longest: any
 * shorter period has a multiple there.
 */
size_t pitch_peaks_find(struct pitch_peaks *p, const float *r,
    struct pitch_peak *out, float *lasting);

#endif
