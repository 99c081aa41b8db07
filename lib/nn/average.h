/*
 * average.h - a running average of all parameters of a network during a
 * training, which often predicts better than the last ones (Polyak and Juditsky
 * 1992; here with exponentially decreasing weights).
 *
 *	average = d average + (1 - d) w,  d = min(decay, (1 + t) / (10 + t))
 *
 * after step t, from 1: at first it follows closely, so that the initial
 * weights are soon forgotten.
 */
#ifndef TONFALL_AVERAGE_H
#define TONFALL_AVERAGE_H

#include <stddef.h>
#include <stdint.h>

/* After step t of w (n): update average (n), which starts as a copy of the
 * initial w. */
void average_update(double decay, uint64_t t, size_t n, const float *w,
    float *average);

#endif
