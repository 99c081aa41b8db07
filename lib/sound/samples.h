/*
 * samples.h - keep a signal of any length: its last part in memory, the rest in
 * a temporary file.
 */
#ifndef TONFALL_SAMPLES_H
#define TONFALL_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Samples in memory: 4 MB, a minute at 16 kHz. */
#define SAMPLES_HELD	((size_t)1 << 20)

/* Start from SAMPLES_INIT. */
struct samples {
	float *x;		/* (held), in room for cap */
	size_t held, cap;
	uint64_t before;	/* samples in the file */
	int file;		/* -1: none */
};

#define SAMPLES_INIT { NULL, 0, 0, 0, -1 }

/* Append n samples.  ST_NOMEM, or ST_IO if there is no temporary file. */
enum status samples_add(struct samples *s, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;

static inline uint64_t
samples_count(const struct samples *s)
{
	return s->before + s->held;
}

/* Copy the n samples from `at' on to x.  ST_IO. */
enum status samples_get(const struct samples *s, uint64_t at, float *x,
    size_t n, struct fault *why) FAULT_CHECK;

/* Free all and reset to SAMPLES_INIT. */
void samples_free(struct samples *s);

#endif
