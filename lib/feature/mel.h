/*
 * mel.h - triangular mel filters, stored as bands: only FFT bins under a
 * triangle have a weight.
 *
 * Shapes and edges as in Kaldi's feat/mel-computations.cc (MelBanks) and
 * torchaudio.compliance.kaldi.get_mel_banks: mel(f) = 1127 ln(1 + f/700),
 * B + 2 points evenly spaced in mel from low to high, slopes linear in mel;
 * the bin at half the rate has no weight.
 */
#ifndef TONFALL_MEL_H
#define TONFALL_MEL_H

#include <stddef.h>

#include "base/fault.h"

/* mel_apply takes bins in steps, so it reads up to this many values beyond
 * half the FFT's size. */
#define MEL_STEP 4

struct mel {
	size_t bins;
	struct mel_band {
		size_t first;	/* FFT bin */
		size_t count;	/* a multiple of MEL_STEP */
		size_t at;	/* of its first weight */
	} *band;
	float *weight;
};

#define MEL_INIT { 0, NULL, NULL }

/* In Hz, except bins and warp. */
struct mel_range {
	double rate;		/* of the samples */
	double bins;		/* a whole number */
	double low, high;	/* high <= 0 counts from half the rate */
	double warp;		/* of vocal tract length; 1: none */
	double warp_low, warp_high;	/* inflections; high < 0 as above */
};

/* Make the filters of r for an FFT of nfft points.  ST_BAD, ST_NOMEM. */
enum status mel_make(struct mel *m, const struct mel_range *r, size_t nfft,
    struct fault *why) FAULT_CHECK;
void mel_free(struct mel *m);

/*
 * out (bins, POWER_FRAMES) = the weighted sums of power
 * (nfft/2 + MEL_STEP, POWER_FRAMES), whose values beyond nfft/2 must be
 * finite.
 */
void mel_apply(const struct mel *m, const float *power, float *out);

#endif
