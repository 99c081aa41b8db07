/*
 * columns.h - the columns of a table that become attributes of records, and
 * notes about likely mistakes in them.
 *
 * The same rules for every program that reads such a table:
 * - a column named like an attribute that programs compute (rate, front, norm,
 *   frames, columns, ...) is an error: it would replace the true value of the
 *   record;
 * - a column whose name cannot be that of an attribute ("Speaker ID") is
 *   ignored;
 * - notes are made of ignored columns; of names that look like a misspelling of
 *   one with a meaning (key, label, speaker, gender, session, activation,
 *   valence); of the first value of a column that begins or ends with a blank
 *   or is in quotes; and of labels, speakers, genders and sessions that differ
 *   from an earlier one only in the case of A to Z.
 */
#ifndef TONFALL_COLUMNS_H
#define TONFALL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/tsv.h"

struct columns;

/*
 * Check the names of the columns of t, which must remain open for columns_look.
 * Those of own (n; -1 is none) have a meaning for the caller and become no
 * attributes.  ST_OK, ST_BAD "FILE: line 1: ..." or ST_NOMEM.
 */
enum status columns_new(struct columns **c, struct tsv *t, const int *own,
    size_t n, struct fault *why) FAULT_CHECK;

/* Does column i become an attribute? */
bool columns_used(const struct columns *c, size_t i);

/* Check the row that was read last.  ST_OK or ST_NOMEM. */
enum status columns_look(struct columns *c, char *const field[],
    struct fault *why) FAULT_CHECK;

/*
 * The next note, "FILE: line 3: label 'sad ' ends with a blank, ...", valid
 * until the next call; NULL if there is none yet.
 */
const char *columns_note(struct columns *c);

void columns_free(struct columns *c);

#endif
