/*
 * join.h - look up the rows of a table by key.
 */
#ifndef TONFALL_JOIN_H
#define TONFALL_JOIN_H

#include <stddef.h>

#include "base/fault.h"
#include "tensor/attrs.h"

struct join;

/*
 * Read the table at path ("-": standard input), which needs a column key.
 * ST_OK, ST_BAD (no such column, a repeated or empty key, a column that
 * columns.h refuses), ST_IO, ST_NOMEM.  Time and memory are proportional to the
 * size of the table.
 */
enum status join_open(struct join **j, const char *path, struct fault *why)
    FAULT_CHECK;

/* The next of the notes of columns.h, NULL after the last one. */
const char *join_note(struct join *j);

/*
 * Set in a all columns except key of the row with this key.  ST_OK, ST_END if
 * there is no such row, ST_BAD (too much for a record), ST_NOMEM.
 */
enum status join_apply(struct join *j, const char *key, struct attrs *a,
    struct fault *why) FAULT_CHECK;

/* Number of rows, and of those that join_apply has found. */
size_t join_rows(const struct join *j);
size_t join_met(const struct join *j);

void join_close(struct join *j);

#endif
