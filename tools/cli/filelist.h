/*
 * filelist.h - the audio files a program was asked for: operands, or the rows
 * of a table.
 *
 * A table has a column `path', relative to the table's folder; each other
 * column that data/columns.h takes becomes an attribute of that name if it is
 * not empty.  Without a column `key' the key is the file's base name without
 * its last extension, "stdin" for "-"; or, by choice, the path as given without
 * its extension.
 * Keys of records must differ; a file that gives no record has none.
 */
#ifndef TONFALL_FILELIST_H
#define TONFALL_FILELIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "tensor/attrs.h"

struct filelist_spec {
	char *const *operands;	/* ending in NULL; or */
	const char *list;	/* a table, if not NULL */
	const char *output;	/* what none of them may be; or NULL */
	bool path_keys;		/* "a/1" of a/1.wav, instead of "1" */
	bool keep_going;	/* a file that cannot be used is not a fault */
	void (*note)(const char *text);	/* gets what is odd about the table,
					 * in filelist_check or, of a stream,
					 * in filelist_next; NULL: nobody */
};

struct filelist;

/* A file: what it points to is valid until the next one is asked for. */
struct filelist_file {
	const char *path;	/* NULL: to be left out */
	uint64_t place;		/* number of its operand, or of its line */
	bool named;		/* its key is from the column key */
};

/*
 * What spec points to must outlive in.  Memory: its key and some 40 bytes for
 * each file whose key is claimed.
 */
enum status filelist_open(struct filelist **in,
    const struct filelist_spec *spec, struct fault *why) FAULT_CHECK;

/*
 * The next file, and its attributes to a, which is cleared first.  ST_OK,
 * ST_END, or a fault of the table.  With keep_going f->path is NULL if the name
 * makes no key, and why says so.
 */
enum status filelist_next(struct filelist *in, struct filelist_file *f,
    struct attrs *a, struct fault *why) FAULT_CHECK;

/*
 * The file f makes a record with this key: ST_BAD if an earlier one did.  The
 * text names the file, and what would tell the two apart.  While this thread
 * claims, another one may ask for the next file of a table.
 */
enum status filelist_claim(struct filelist *in, const struct filelist_file *f,
    const char *key, struct fault *why) FAULT_CHECK;

void filelist_close(struct filelist *in);

/*
 * Go through all of them once, so that a mistake in row 900,000 is found
 * before hours of work, and count them.  A table that is not a regular
 * file can be read only once: it is not looked at, and *n is 0.  ST_USAGE if
 * one of them is the output.
 */
enum status filelist_check(const struct filelist_spec *spec, uint64_t *n,
    struct fault *why) FAULT_CHECK;

/* Is it a table that can be read only once? */
bool filelist_is_stream(const struct filelist_spec *spec);

#endif
