/*
 * join.h - the rows of a table by their key.
 */
#ifndef TONFALL_JOIN_H
#define TONFALL_JOIN_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/attrs.h"

struct join;

/*
 * Read the table at path ("-": standard input), which needs a column key.
 * ST_OK, ST_BAD (no such column, a key twice or empty, a column that
 * columns.h refuses), ST_IO, ST_NOMEM.  Time and memory: the table's.
 */
enum status join_open(struct join **j, const char *path, struct fault *why)
    FAULT_CHECK;

/* The next of the notes of columns.h, NULL after the last one. */
const char *join_note(struct join *j);

/*
 * Set in a all columns but key of the row for this key.  ST_OK, ST_END if no
 * row has the key, ST_BAD (too much for a record), ST_NOMEM.
 */
enum status join_apply(struct join *j, const char *key, struct attrs *a,
    struct fault *why) FAULT_CHECK;

/* Rows in all, and rows that join_apply has met. */
size_t join_rows(const struct join *j);
size_t join_met(const struct join *j);

void join_close(struct join *j);

#endif
