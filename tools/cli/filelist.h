/*
 * filelist.h - the audio files a program was asked for: operands, or the rows
 * of a table.
 *
 * A table has a column `path', relative to the table's folder; each other
 * column that data/columns.h takes becomes an attribute of that name where it
 * is not empty.  Without a
 * column `key' the key is the file's base name without its last extension,
 * "stdin" for "-"; or, by choice, the path as given without its extension.
 * Keys must differ.
 */
#ifndef TONFALL_FILELIST_H
#define TONFALL_FILELIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "tensor/attrs.h"

struct filelist_spec {
	char *const *operands;	/* ending in NULL; or */
	const char *list;	/* a table, where not NULL */
	const char *output;	/* what none of them may be; or NULL */
	bool path_keys;		/* "a/1" of a/1.wav, instead of "1" */
	bool keep_going;	/* a key that was there already is no fault */
	void (*note)(const char *text);	/* gets what is odd about the table;
					 * NULL: nobody */
};

struct filelist;

/*
 * What spec points to must outlive in.  Memory: 16 to 32 bytes a file, for
 * the keys seen so far.
 */
enum status filelist_open(struct filelist **in,
    const struct filelist_spec *spec, struct fault *why) FAULT_CHECK;

/*
 * The next file: its path, valid until the next call, and its attributes to
 * a, which is cleared first.  ST_OK, ST_END, or a fault of the table.  With
 * keep_going *path is NULL where the file is to be left out, and why says why.
 */
enum status filelist_next(struct filelist *in, const char **path,
    struct attrs *a, struct fault *why) FAULT_CHECK;

void filelist_close(struct filelist *in);

/*
 * Go through all of them once, so that a mistake in row 900,000 is found
 * before hours of work, and count them.  A table that is no regular file can
 * be read only once: it is not looked at, and *n is 0.  ST_USAGE where one of
 * them is the output.
 */
enum status filelist_check(const struct filelist_spec *spec, uint64_t *n,
    struct fault *why) FAULT_CHECK;

#endif
