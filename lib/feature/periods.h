/*
 * periods.h - how much the periods of a voice differ from one to the next:
 * jitter (their lengths) and shimmer (their amplitudes).
 *
 * From the largest sample near the middle of the frame, period after period is
 * found in both directions: where the samples around a mark, one period of
 * them, correlate best with those 0.9 to 1.1 periods away.  With lengths T[i]
 * and root mean squares A[i] of these periods,
 *
 *	jitter  = mean |T[i] - T[i+1]| / mean T[i]
 *	shimmer = mean |A[i] - A[i+1]| / mean A[i]
 *
 * which are the "local" measures of Praat, of one frame.
 */
#ifndef TONFALL_PERIODS_H
#define TONFALL_PERIODS_H

#include <stdbool.h>
#include <stddef.h>

struct period_value {
	float jitter, shimmer;
};

/* Samples after the frame that are read, whatever they are. */
#define PERIODS_SPARE	16

/*
 * Measure the frame x (n), whose mean is 0 and whose period is so many samples,
 * at least 4.  False, and *v is left alone, if fewer than two periods are found
 * in it: the frame is too short, or nothing correlates.
 */
bool periods_measure(const float *x, size_t n, double period,
    struct period_value *v);

#endif
