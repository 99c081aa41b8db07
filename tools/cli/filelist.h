/*
 * filelist.h - the audio files given to a program: operands, for an archive all
 * recordings in it (inside.h), or the rows of a table.
 *
 * A table has a column `path', relative to the table's folder; each other
 * column that data/columns.h accepts becomes an attribute of that name, except
 * for empty fields.  Without a column `key', the key is the file's base name
 * without its last extension, "stdin" for "-"; or, optionally, the path as
 * given without its extension.
 * Keys of records must differ; a file that gives no record does not occupy its
 * key.
 *
 * A table with the columns of data/segments.h has a segment of a file in each
 * row.  Rows of one file that follow each other, in the order of time, are
 * given together, except of a stream.  The key of a segment is that in the
 * table or, without one, KEY#N: the N-th of the file in the table.
 *
 * With spec.join, rows of whole files that follow each other and name the same
 * file are given together, except of a stream.
 */
#ifndef TONFALL_FILELIST_H
#define TONFALL_FILELIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/segments.h"
#include "sound/archive.h"
#include "tensor/attrs.h"

struct filelist_spec {
	char *const *operands;	/* ending in NULL; or */
	const char *list;	/* a table, if not NULL */
	const char *output;	/* must not be one of them; or NULL */
	struct archives *archives;	/* to look into operands; or NULL */
	bool path_keys;		/* "a/1" for a/1.wav, instead of "1" */
	bool keep_going;	/* a file that cannot be used is not a fault */
	bool join;		/* give rows of one file together, see below */
	void (*note)(const char *text);	/* or NULL; gets notes on the table:
					 * in filelist_check or, for a stream,
					 * in filelist_next */
};

struct filelist;

/* A file; its pointers are valid until the next call of filelist_next. */
struct filelist_file {
	const char *path;	/* NULL: leave it out */
	uint64_t place;		/* number of its operand or line */
	bool named;		/* its key is from the column key */
	const struct segment_list *segments;	/* each with its key; NULL: the
						 * whole file */
};

/*
 * All that spec points to must outlive in.  Memory: about 40 bytes and the key
 * for each file whose key is claimed.
 */
enum status filelist_open(struct filelist **in,
    const struct filelist_spec *spec, struct fault *why) FAULT_CHECK;

/*
 * Get the next file, and its attributes in a, which is cleared first.  ST_OK,
 * ST_END, or a fault of the table; ST_USAGE if it is a stream and a file in it
 * is the output.  With keep_going, f->path is NULL if no key can be made from
 * the name, or an archive cannot be read to its end, and why says so.
 */
enum status filelist_next(struct filelist *in, struct filelist_file *f,
    struct attrs *a, struct fault *why) FAULT_CHECK;

/* Give the caller the segments of the file that was returned last; or with join
 * its rows, as segments without times, if there are several. */
struct segment_list filelist_take_segments(struct filelist *in);

/* Are the rows segments? */
bool filelist_has_segments(const struct filelist *in);

/*
 * Claim this key for the record of file f: ST_BAD if an earlier file has it;
 * the text names that file, and how to tell the two apart.  Another thread may
 * call filelist_next at the same time.
 */
enum status filelist_claim(struct filelist *in, const struct filelist_file *f,
    const char *key, struct fault *why) FAULT_CHECK;

/* "LIST: line N: " before the text of a fault of file f, if there is a list;
 * of a segment, its line. */
void filelist_blame(const struct filelist *in, const struct filelist_file *f,
    struct fault *why);

void filelist_close(struct filelist *in);

/*
 * Check all files once, so that a mistake in row 900,000 is found before hours
 * of work, and count them.  A table that is not a regular file can be read only
 * once: it is not checked, and *n is 0.  ST_USAGE if one of them is the output.
 */
enum status filelist_check(const struct filelist_spec *spec, uint64_t *n,
    struct fault *why) FAULT_CHECK;

/*
 * The path in a row of the table at list, which is relative to the folder that
 * the table is in; the caller frees it.  ST_BAD if it is empty; ST_NOMEM.
 */
enum status filelist_resolve(char **out, const char *list, const char *path,
    struct fault *why) FAULT_CHECK;

/* Is it a table that can be read only once? */
bool filelist_is_stream(const struct filelist_spec *spec);

#endif
