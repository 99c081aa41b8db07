/*
 * functionals.h - a record of frames (T, B) to one row (1, F): functionals
 * (math/functional.h) of each contour, and a few values of the whole.
 *
 * F = C K + E: C contours, K functionals, E extra values; value i < C K is
 * functional i % K of contour i / K.  Their names are attributes of the row:
 * contours, functionals and extra, separated by blanks; contours is missing
 * if the record had no columns, whose contours are b0, b1, ...
 *
 * Which frames count is decided by activity.h.  Contours that are marked as
 * voiced are taken over the voiced ones of them; without any, they are 0.
 */
#ifndef TONFALL_FUNCTIONALS_H
#define TONFALL_FUNCTIONALS_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/attrs.h"
#include "tensor/settings.h"
#include "tensor/tensor.h"

/* Rows of functionals_settings. */
enum {
	FUNCTIONALS_LIST,	/* the functionals, a set of functional_names */
	FUNCTIONALS_OVER,	/* voiced contours: enum functionals_over */
	FUNCTIONALS_ACTIVE,	/* dB under the level; 0: all frames count */
	FUNCTIONALS_GAP,	/* seconds */
	FUNCTIONALS_LEVEL,	/* 0 keep, 1 active: subtract the level */
	FUNCTIONALS_EXTRA,	/* a set: voicing, frames */
	FUNCTIONALS_ROWS
};

enum functionals_over {
	FUNCTIONALS_VOICED,	/* over voiced frames */
	FUNCTIONALS_EVERY,	/* over all that count */
	FUNCTIONALS_BOTH	/* both; the latter are named all_NAME */
};

extern const struct setting functionals_settings[FUNCTIONALS_ROWS + 1];

/* For one thread at a time. */
struct functionals;

/* v (FUNCTIONALS_ROWS) is copied.  ST_BAD if nothing is left to compute. */
enum status functionals_new(struct functionals **f, const double v[],
    struct fault *why) FAULT_CHECK;

/* f may be NULL. */
void functionals_free(struct functionals *f);

/*
 * Set out to the row of record in: attributes, and values, all finite.  out's
 * buffer is reused and grows; it must not be in.  ST_BAD if in is not a matrix,
 * was normalised, a value that counts is infinite or NaN, or it lacks what a
 * setting needs: energy, voicing, the attribute rate.  ST_NOMEM.
 */
enum status functionals_record(struct functionals *f, const struct tensor *in,
    struct tensor *out, struct fault *why) FAULT_CHECK;

/*
 * The name of value i of a row with these attributes, "f0.mean" or
 * "voiced-share", into name.  Without them, or beyond, it is "i" as a number.
 */
void functionals_name(const struct attrs *a, size_t i, char *name,
    size_t size);

#endif
