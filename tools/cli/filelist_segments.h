/*
 * filelist_segments.h - the rows of a table that are segments of files; private
 * to filelist.c and filelist_segments.c.
 */
#ifndef TONFALL_FILELIST_SEGMENTS_H
#define TONFALL_FILELIST_SEGMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/textset.h"
#include "data/segments.h"
#include "tensor/attrs.h"

/* A row; start from zeros. */
struct filelist_row {
	bool is;		/* there is one */
	char *path;		/* own */
	struct attrs attr;	/* with the key, of the path or the table */
	bool named;		/* by the table */
	uint64_t line;
	double start, end;
};

/* How many segments each file has had; start from zeros. */
struct filelist_counts {
	struct textset key, path;	/* (key.n) files by key; their paths */
	struct filelist_count {
		size_t path;
		uint64_t n, line;	/* segments; the first one's line */
	} *of;				/* (key.n), in room for cap */
	size_t cap;
};

/*
 * Append the row to the segments of a file; the key, unless it has one of its
 * own, becomes KEY#N.  ST_BAD if another file has had the
 * same key; ST_NOMEM.
 */
enum status filelist_add(struct segment_list *to, struct filelist_row *row,
    struct filelist_counts *counts, struct fault *why) FAULT_CHECK;

/* Does the row continue what the list holds, all of the file at path? */
bool filelist_continues(const struct segment_list *l, const char *path,
    const struct filelist_row *row);

/* Append the row of a whole file as one without times.  ST_NOMEM. */
enum status filelist_keep(struct segment_list *to, struct filelist_row *row,
    struct fault *why) FAULT_CHECK;

/* Is the row one more of the file at path, whose rows the list holds? */
bool filelist_repeats(const struct segment_list *l, const char *path,
    const struct filelist_row *row);

void filelist_row_free(struct filelist_row *row);
void filelist_counts_free(struct filelist_counts *c);

#endif
