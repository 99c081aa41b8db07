/*
 * stage.h - the parts of which alter.c builds a chain; private to it.
 *
 * A stage takes a signal in pieces of any size and passes pieces on to the next
 * one; the last one gives them to the caller of alter_begin.  Values must not
 * depend on how the signal was cut.
 */
#ifndef TONFALL_STAGE_H
#define TONFALL_STAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct stage;

struct stage_kind {
	/* Prepare s->own, which free frees; NULL: nothing to prepare. */
	enum status (*open)(struct stage *s, struct fault *why);
	enum status (*push)(struct stage *s, const float *x, size_t n,
	    struct fault *why);
	/* The signal has ended: pass on the rest; NULL: there is none. */
	enum status (*finish)(struct stage *s, struct fault *why);
	void (*free)(void *own);
};

struct stage {
	const struct stage_kind *kind;
	struct stage *next;
	void *own;
	double from, rate;	/* of its samples, Hz: taken and passed on */
	double value;		/* of the change */
	uint64_t seed;		/* of the record and the kind */
	uint64_t n;		/* stage_count, stage_fit: samples so far */
	const struct stage *counter;	/* stage_fit: has the number wanted */
};

/* Pass samples on; a stage's push may be called like that too. */
static inline enum status
stage_pass(struct stage *s, const float *x, size_t n, struct fault *why)
{
	return n == 0 ? ST_OK : s->next->kind->push(s->next, x, n, why);
}

extern const struct stage_kind stage_rate;	/* resample */
extern const struct stage_kind stage_gain;	/* value dB */
extern const struct stage_kind stage_pad;	/* value s */
extern const struct stage_kind stage_count;
extern const struct stage_kind stage_fit;	/* cut, or zeros at the end */
extern const struct stage_kind stage_noise;	/* white, value dB */
extern const struct stage_kind stage_pink;
extern const struct stage_kind stage_babble;
extern const struct stage_kind stage_band;	/* 300 to 3400 Hz */
extern const struct stage_kind stage_mulaw;
extern const struct stage_kind stage_room;	/* value: its number */

#endif
