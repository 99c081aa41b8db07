/*
 * tsv.h - tables: tab-separated columns under a header row that names them.
 *
 * The header row may start with "# " or "#".  Lines are those of
 * infile_textline: empty ones, a byte order mark and carriage returns at their
 * ends are skipped.  Two columns of one name are an error, unless they have
 * none; a row with another number of columns than the header is
 * an error that names file and line.
 *
 * Two lines without a tab may follow the last row.  "# protocol P" says how the
 * rows came about: P is T if nothing was known of the speakers that are
 * recognised, S if statistics of their own recordings were used, C if those of
 * all recordings of their corpus were.  "# rows N" is
 * the last one: N is the number of rows above.  Another number, or rows below,
 * is an error.  Our programs write it, so a table of theirs without it was cut
 * at the end of a line.
 */
#ifndef TONFALL_TSV_H
#define TONFALL_TSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

#define TSV_MAXLINE	(1 << 20)	/* bytes in one line */
#define TSV_MAXCOLS	4096

struct tsv;

/* Open path ("-": standard input) and read its header row. */
enum status tsv_open(struct tsv **t, const char *path, struct fault *why)
    FAULT_CHECK;

/* The same for a table in which columns may share a name. */
enum status tsv_open_any(struct tsv **t, const char *path, struct fault *why)
    FAULT_CHECK;

/*
 * Only open path, which waits for the writer of a fifo, and nothing else; then
 * read the header row, of a table like that of tsv_open_any, before any other
 * call but tsv_name and tsv_close.
 */
enum status tsv_open_unread(struct tsv **t, const char *path, struct fault *why)
    FAULT_CHECK;
enum status tsv_header(struct tsv *t, struct fault *why) FAULT_CHECK;

/* Number of columns, and the name of column i. */
size_t tsv_cols(const struct tsv *t);
const char *tsv_col(const struct tsv *t, size_t i);

/* Index of the first column called name, or -1. */
int tsv_find(const struct tsv *t, const char *name);

/* The same, or ST_BAD "FILE: no column 'name'; the header row has: ...". */
enum status tsv_need(const struct tsv *t, const char *name, size_t *col,
    struct fault *why) FAULT_CHECK;

/*
 * Read the next row: ST_OK, ST_END, ST_BAD or ST_IO.  field[i] then points to
 * column i, NUL-terminated, valid until the next call.
 */
enum status tsv_row(struct tsv *t, char *const **field, struct fault *why)
    FAULT_CHECK;

/* The table's file, for messages. */
const char *tsv_name(const struct tsv *t);

/* Whether the line "# rows N" was there; known after ST_END. */
bool tsv_counted(const struct tsv *t);

/* 'T', 'S' or 'C' by the line "# protocol P", or 0 if there is none; known
 * after ST_END. */
char tsv_protocol(const struct tsv *t);

/* Whether the header row starts with "#", as those of our own programs do. */
bool tsv_marked(const struct tsv *t);

/* "FILE: line N", of the row read last, for messages. */
const char *tsv_where(struct tsv *t);

/* The number of that line. */
unsigned long tsv_line(const struct tsv *t);

void tsv_close(struct tsv *t);

#endif
