/*
 * format.h - what a file format has to offer; for this room alone.
 *
 * A format is a file of this room that defines a struct format by the name
 * NAME_format, and a word in CONVERT_FORMATS (convert.h).  Texts of its faults
 * need not name the file: convert_read and convert_write do.
 */
#ifndef TONFALL_FORMAT_H
#define TONFALL_FORMAT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "convert/convert.h"
#include "tensor/tensor.h"

struct format {
	bool text;	/* may be written to a terminal */
	/*
	 * A file is one record and does not hold its key: that is the file's
	 * name, "-o %" makes a file of each record, and read and write are
	 * called once for a file.
	 */
	bool single;

	/*
	 * Reading fp, which stays the caller's.  open allocates what is kept
	 * from record to record, close frees it (NULL too): both NULL if
	 * nothing is.  read sets shape, values and, unless single, the key:
	 * ST_OK, ST_END (unless single), ST_BAD, ST_IO, ST_NOMEM.  The
	 * attributes of t are empty but for the key of a single one.
	 */
	enum status (*open)(void **state, FILE *fp, struct fault *why);
	enum status (*read)(void *state, FILE *fp, struct tensor *t,
	    struct fault *why);
	void (*close)(void *state);

	/*
	 * Writing f.  create allocates what is kept, abandon frees it (NULL
	 * too); path is what the user named, or NULL.  finish writes what
	 * comes after the last of n records; f is committed after it.  All
	 * but write may be NULL.
	 */
	enum status (*create)(void **state, const char *path,
	    struct fault *why);
	enum status (*write)(void *state, struct atomfile *f,
	    const struct tensor *t, struct fault *why);
	enum status (*finish)(void *state, struct atomfile *f, size_t n,
	    struct fault *why);
	void (*abandon)(void *state);
};

#define FORMAT_DECLARE(name) extern const struct format name##_format;
CONVERT_FORMATS(FORMAT_DECLARE)
#undef FORMAT_DECLARE

#endif
