/*
 * contours.h - the columns of a record of frames: their names, and what is
 * known of each.
 *
 * Attributes of a record (T, B), names separated by single blanks:
 *
 *	columns	one name per column, in order; without it they are b0, b1, ...
 *	voiced	columns that mean something only in voiced frames
 *	level	columns that shift when the sound becomes louder: NAME by
 *		ln(10)/10 per dB, as the natural logarithm of a power does;
 *		NAME*SLOPE by SLOPE times that
 *
 * A frame is voiced if its column `voicing', a probability, is 0.5 or more.
 */
#ifndef TONFALL_CONTOURS_H
#define TONFALL_CONTOURS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/textset.h"
#include "tensor/attrs.h"
#include "tensor/tensor.h"

#define CONTOURS_NONE	TEXTSET_NONE
#define CONTOURS_VOICED	0.5f	/* probability from which a frame is */

/* Start from CONTOURS_INIT. */
struct contours {
	struct textset name;	/* (B) in the order of the columns */
	bool *voiced;		/* (B) */
	double *level;		/* (B) the slope; 0: does not shift */
	bool named;		/* there is an attribute columns */
	size_t voicing;		/* number of that column, or CONTOURS_NONE */
	char *text;		/* what it was read from */
};

#define CONTOURS_INIT	{ TEXTSET_INIT, NULL, NULL, false, CONTOURS_NONE, NULL }

/*
 * Read those of record t (T, B); quick if they are the ones that c holds
 * already.  ST_BAD if `columns' does not name B different columns, or voiced or
 * level name one that is not there; ST_NOMEM.
 */
enum status contours_read(struct contours *c, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/* Set columns, voiced and level of a from c; those that would say nothing are
 * removed.  ST_BAD if one becomes too long. */
enum status contours_write(const struct contours *c, struct attrs *a,
    struct fault *why) FAULT_CHECK;

/* The columns of from, B, and B named PREFIX and NAME for each of n prefixes.
 * Only the first B have a level. */
enum status contours_repeat(struct contours *c, const struct contours *from,
    const char *const prefix[], size_t n, struct fault *why) FAULT_CHECK;

/*
 * Those of from (n), one after another; a name that is there already gets _2,
 * _3, ..., the number of its place in from.  Without any names, none are given.
 */
enum status contours_join(struct contours *c, const struct contours *from,
    size_t n, struct fault *why) FAULT_CHECK;

/* Free and reset to CONTOURS_INIT. */
void contours_free(struct contours *c);

#endif
