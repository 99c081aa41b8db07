/*
 * power.h - power spectra of frames, a batch at a time; the one module that
 * knows FFTW.
 *
 * The FFT is in float64: quiet bins lie 90 dB below a frame's peak, where one
 * in float32 misses torchaudio's values with 80 bins.  A frame of N
 * real samples is transformed as N/2 complex ones, half the work.
 */
#ifndef TONFALL_POWER_H
#define TONFALL_POWER_H

#include <stddef.h>

#include "fault.h"

#define POWER_FRAMES 8	/* in a batch */

struct power;

/* For frames of N = nfft samples, even.  Safe to call from several threads. */
enum status power_new(struct power **p, size_t nfft, struct fault *why)
    FAULT_CHECK;
void power_free(struct power *p);

/* The samples (N) of the frame in this place, zeros at first; the caller's
 * to write.  power_run leaves them as they are. */
double *power_frame(struct power *p, size_t place);

/* Transform all frames of the batch. */
void power_run(struct power *p);

/* |X|^2 (N/2 + 1) of the transformed frame in this place. */
void power_get(struct power *p, size_t place, float *out);

#endif
