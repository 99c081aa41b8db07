/*
 * csv.h - matrices as comma-separated text.
 *
 * The first line is "key,0,1,2,..." with a number for each of B columns; each
 * further line is a frame: the record's key and B numbers.  Lines of one key
 * that follow each other are one record (T, B).  A key with commas, quotes or
 * blanks at its ends is quoted as RFC 4180 has it.
 */
#ifndef TONFALL_CSV_H
#define TONFALL_CSV_H

#include <stddef.h>
#include <stdio.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "tensor/tensor.h"

#define CSV_MAXLINE	(1 << 20)	/* bytes in one line */

struct csv;

/* Read the first line of fp, which stays the caller's. */
enum status csv_new(struct csv **c, FILE *fp, struct fault *why) FAULT_CHECK;

/*
 * Read the next record: shape, values and the attribute key; others are
 * removed.  ST_OK, ST_END, ST_BAD "line N: ...", ST_IO, ST_NOMEM.
 */
enum status csv_read(struct csv *c, struct tensor *t, struct fault *why)
    FAULT_CHECK;

void csv_free(struct csv *c);

/*
 * Write t (T, B) with nine digits, which give the same float32 when read
 * back; *columns, 0 at first, becomes B, and the first line is written then.
 * ST_BAD if the shape is another.
 */
enum status csv_write(struct atomfile *f, const struct tensor *t,
    size_t *columns, struct fault *why) FAULT_CHECK;

/* A stream without records is that first line without columns. */
enum status csv_write_empty(struct atomfile *f, struct fault *why) FAULT_CHECK;

#endif
