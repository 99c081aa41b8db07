/*
 * segments.h - parts of recordings, from a file: RTTM or a table.
 *
 * RTTM (NIST's Rich Transcription, as diarization programs write it) has lines
 * of fields separated by blanks:
 *
 *	SPEAKER file channel start duration <NA> <NA> speaker <NA> <NA>
 *
 * Lines of other types, empty ones and comments (;;) are skipped.  The second
 * field is the key of the recording, in which `_' may stand for a blank; the
 * speaker becomes an attribute.
 *
 * A table (base/tsv.h) has the columns `start' and either `end' (or `stop') or
 * `duration', all in seconds, and may have `key', that of the recording, or
 * `path', from which the key is made; see segments_find.  Other columns become
 * attributes, except for empty fields; see columns.h.
 *
 * A file is RTTM if its name ends in ".rttm", in letters of any case, or, if it
 * is not a pipe, its first word is SPEAKER or SPKR-INFO.
 */
#ifndef TONFALL_SEGMENTS_H
#define TONFALL_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/textset.h"
#include "base/tsv.h"
#include "tensor/attrs.h"

#define SEGMENTS_LONGEST 3600.0	/* seconds of one */

struct segment {
	double start, end;	/* seconds, 0 <= start < end */
	struct attrs attr;
	uint64_t number;	/* among those of its recording, from 1 */
	uint64_t line;		/* of the file */
	char *path;		/* in its row; NULL: there is none */
	bool used;		/* segments_find has found it */
};

/* Start from zeros. */
struct segment_list {
	struct segment *at;	/* (n) */
	size_t n, cap;
	/* Of segments_find. */
	bool paths;		/* rows name different paths */
	char *of, *real;	/* the recording for which it was found last,
				 * and its realpath(3) or NULL */
};

/* Append an empty segment, all zeros; NULL: out of memory. */
struct segment *segment_list_add(struct segment_list *l);
void segment_list_free(struct segment_list *l);

struct segments;

/*
 * Read the file at path ("-": standard input).  path_keys: keys are made of
 * whole paths (attrs_set_key).  note gets notes on the columns.
 * ST_OK; ST_BAD "FILE: line N: ..."; ST_IO, ST_NOMEM.  Memory is proportional
 * to the file.
 */
enum status segments_open(struct segments **s, const char *path, bool path_keys,
    void (*note)(const char *text), struct fault *why) FAULT_CHECK;

/* Is there any? */
bool segments_any(const struct segments *s);

/* Are they of recordings that have keys?  If not, all are of a single one. */
bool segments_keyed(const struct segments *s);

/*
 * *l: those with the key of the recording at path, in the order of the file, or
 * NULL.  If their rows name several paths, only those are the recording's for
 * which segment_is_of.  ST_BAD "FILE: ..." if they were found for another path
 * before, since they can be of one recording only; ST_NOMEM.
 */
enum status segments_find(struct segments *s, const char *key, const char *path,
    const struct segment_list **l, struct fault *why) FAULT_CHECK;

/* Is this one of the list a segment of the recording for which that was found
 * last?  Of several paths in the rows it is the one with which the recording's
 * ends, apart from suffixes. */
bool segment_is_of(const struct segment_list *l, const struct segment *one);

/* Add the names of all attributes that there are, in the order in which they
 * come.  ST_NOMEM. */
enum status segments_names(const struct segments *s, struct textset *names,
    struct fault *why) FAULT_CHECK;

/* The key, or path, of segments that segments_find has never found, and for how
 * many keys there are such; NULL: for none. */
const char *segments_unused(const struct segments *s, size_t *n);

/* A key that there is, for messages; NULL if there is none. */
const char *segments_example(const struct segments *s);

void segments_close(struct segments *s);

/* ---- columns of a table ---- */

struct segment_columns {
	int start, end, duration;	/* -1: there is none */
};

/*
 * Which columns of t say where segments are.  With optional, all are -1 if
 * there is neither `start' nor `end' nor `stop'.  ST_BAD "FILE: ..." if some of
 * them are missing, or too many.
 */
enum status segment_columns_find(struct segment_columns *c,
    const struct tsv *t, bool optional, struct fault *why) FAULT_CHECK;

/* The times in a row; if it has none, from 0 to INFINITY, the whole recording.
 * ST_BAD without the place. */
enum status segment_columns_read(const struct segment_columns *c,
    char *const *field, double *start, double *end, struct fault *why)
    FAULT_CHECK;

#endif
