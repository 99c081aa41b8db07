/*
 * normsums.h - mean and squares of the values of records; private to
 * normstats.c, whose header has the formula.
 */
#ifndef TONFALL_NORMSUMS_H
#define TONFALL_NORMSUMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Start from { 0 }. */
struct normsums {
	uint64_t records, frames;
	uint64_t count;		/* values of each pair */
	double *mean, *square;	/* (P): mean, sum of (x - mean)^2; NULL while
				 * there are none */
};

/*
 * Add a record: R values of each pair, x (R, P), of so many frames.  work
 * (2, P) is overwritten.  ST_NOMEM.
 */
enum status normsums_add(struct normsums *s, const float *x, size_t R, size_t P,
    uint64_t frames, double *work, struct fault *why) FAULT_CHECK;

/* The mean and variance of n records with *mean and *var and N with m and v
 * together, if all have as many values; see normstats_lean. */
void normsums_blend(double n, double *mean, double *var, double N, double m,
    double v);

void normsums_free(struct normsums *s);

#endif
