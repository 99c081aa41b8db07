/*
 * voicing.h - values of a whole record: how much of it is voiced, and how long
 * voiced and unvoiced stretches are.
 */
#ifndef TONFALL_VOICING_H
#define TONFALL_VOICING_H

#include <stddef.h>

#define VOICING_VALUES	8

/* voiced-share, -rate (stretches per second), -mean, -sd, -max (of their
 * lengths, seconds); unvoiced-mean, -sd, -max. */
extern const char *const voicing_names[VOICING_VALUES];

/*
 * Those values into row.  frame (n, n > 0) are the numbers of the frames that
 * count, voiced (voiced_n) of those that are voiced, both ascending.
 */
void voicing_values(const size_t *frame, size_t n, const size_t *voiced,
    size_t voiced_n, double rate, float row[VOICING_VALUES]);

#endif
