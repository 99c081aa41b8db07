/*
 * recordings.h - the recordings that a program is to recognise: those of
 * operands, folders and archives (walk.h), or the rows of a table, with all its
 * columns.
 *
 * A table has a column `path', relative to its folder.  If it has `start' and
 * `end' or `duration', in seconds, each row is a segment, and adjacent rows
 * with the same path are one recording, which need be decoded only once.
 *
 * Or the segments come from a file of their own (data/segments.h), by the key
 * of a recording: the column `key' or the name of the file without its folder
 * and suffix.  A recording without segments is left out.
 */
#ifndef TONFALL_RECORDINGS_H
#define TONFALL_RECORDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/textset.h"
#include "data/segments.h"
#include "sound/archive.h"

struct recordings_spec {
	char *const *operands;	/* ending in NULL; or */
	const char *list;	/* a table, if not NULL */
	struct archives *archives;	/* to look into operands; or NULL */
	struct segments *segments;	/* of the recordings by their keys, if
					 * not NULL */
};

struct recordings;

/* A row of the table, or an operand, which has one field, its path. */
struct recording_row {
	uint64_t line;		/* of the table; 0: none */
	double start, end;	/* of a segment */
	char **field;		/* (columns), one block */
	const struct segment *from;	/* of spec->segments; or NULL */
};

/* Start from zeros; its memory is reused. */
struct recording {
	char *path;
	struct recording_row *row;	/* (rows) 1 unless they are segments */
	size_t rows, cap;
};

/* Is it a table that can be read only once? */
bool recordings_are_read_once(const struct recordings_spec *spec);

enum status recordings_open(struct recordings **in,
    const struct recordings_spec *spec, struct fault *why) FAULT_CHECK;

/* Are they the rows of a table? */
bool recordings_is_list(const struct recordings *in);

/* The columns of the table; for operands, one called `path'. */
size_t recordings_columns(const struct recordings *in);
const char *recordings_column(const struct recordings *in, size_t i);

/* The column of this name, or -1. */
int recordings_find(const struct recordings *in, const char *name);

/* Is each row a segment, and is column i one that says so? */
bool recordings_are_segments(const struct recordings *in);
bool recordings_is_time(const struct recordings *in, size_t i);

/*
 * The next one, in r.  ST_OK, ST_END.  ST_BAD: a folder or archive cannot be
 * read; it is left out, and the next call continues.  ST_USAGE: a row of the
 * table is wrong, which puts all of it in doubt (why->status is ST_BAD); ST_IO,
 * ST_NOMEM.
 */
enum status recordings_next(struct recordings *in, struct recording *r,
    struct fault *why) FAULT_CHECK;

/* "LIST: line N: " before the text of a fault of this row, if there is a
 * list. */
void recordings_blame(const struct recordings *in,
    const struct recording_row *row, struct fault *why);

/* Files in folders and archives that were left out because of their names. */
uint64_t recordings_others(const struct recordings *in);

/* Recordings that were left out because they have no segments. */
uint64_t recordings_bare(const struct recordings *in);

/* Both may be NULL; free what r holds. */
void recordings_close(struct recordings *in);
void recording_free(struct recording *r);

#endif
