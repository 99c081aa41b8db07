/*
 * resume.h - a table of rows that grows in place, and is continued by the next
 * run after one that was interrupted.
 *
 * Rows about one recording are adjacent, and begin with texts
 * (rowformat_prefix) that no other recording's rows begin with.  All recordings
 * of which there are rows are complete but the last one.
 */
#ifndef TONFALL_RESUME_H
#define TONFALL_RESUME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "rowformat.h"

struct resume;

/*
 * Open or make the file at path, which no other process may use meanwhile, and
 * read the rows that it has; a last line without its end is forgotten.  header
 * is its first line, with the newline, "" for none; given the number of columns
 * in a prefix.  ST_BAD if the file has another header, or is not a regular
 * file; ST_IO, ST_NOMEM.
 */
enum status resume_open(struct resume **r, const char *path,
    enum rowformat as, const char *header, size_t given, struct fault *why)
    FAULT_CHECK;

/*
 * Tell it of each recording that there is, by the prefixes of its rows: whether
 * it is the one that the last rows are about.  ST_BAD if another one has the
 * same prefix; ST_NOMEM.
 */
enum status resume_expect(struct resume *r, char *const prefix[], size_t n,
    bool *last, struct fault *why) FAULT_CHECK;

/* Are there rows that begin so? */
bool resume_has(const struct resume *r, const char *prefix);

/* The rows about the last recording; "" if there are none. */
const char *resume_tail(const struct resume *r);

/* Rows there are, but for those. */
size_t resume_rows(const struct resume *r);

/* Append whole lines, after what there was.  ST_IO. */
enum status resume_append(struct resume *r, const char *text, size_t n,
    struct fault *why) FAULT_CHECK;

/* The file that a signal should remove (cli_stop_remove), or NULL. */
const char *resume_lock(const struct resume *r);

/* Close it; ST_IO if something was lost.  r may be NULL. */
enum status resume_close(struct resume *r, struct fault *why) FAULT_CHECK;

#endif
