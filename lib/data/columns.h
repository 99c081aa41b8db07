/*
 * columns.h - the columns of a table that become attributes of records, and
 * what its owner should know of them.
 *
 * One rule for every program that reads such a table:
 * - a column named as an attribute that programs compute (rate, front, norm,
 *   frames) is an error: it would take the place of what is true of the record;
 * - one whose name no attribute can have ("Speaker ID") is passed over;
 * - a note is made of each column that is passed over, of a name that looks
 *   like a misspelt one of those with a meaning (key, label, speaker, gender,
 *   session, activation, valence), and of the first value of a column that
 *   begins or ends with a blank or is in quotes, and of labels, speakers,
 *   genders and sessions that differ only by the case of A to Z from one
 *   before.
 */
#ifndef TONFALL_COLUMNS_H
#define TONFALL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/tsv.h"

struct columns;

/*
 * Look at the names of the columns of t, which must be there for columns_look
 * as well.  ST_OK, ST_BAD "FILE: line 1: ..." or ST_NOMEM.
 */
enum status columns_new(struct columns **c, struct tsv *t, struct fault *why)
    FAULT_CHECK;

/* Does column i become an attribute? */
bool columns_used(const struct columns *c, size_t i);

/* Look at the row that was read last.  ST_OK or ST_NOMEM. */
enum status columns_look(struct columns *c, char *const field[],
    struct fault *why) FAULT_CHECK;

/*
 * The next note, "FILE: line 3: label 'sad ' ends with a blank, ...", valid
 * until the next call; NULL if there is none at the moment.
 */
const char *columns_note(struct columns *c);

void columns_free(struct columns *c);

#endif
