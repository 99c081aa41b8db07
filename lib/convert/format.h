/*
 * format.h - what a file format must provide; private to lib/convert.
 *
 * A format is a file in this folder that defines a struct format called
 * NAME_format, and an entry in CONVERT_FORMATS (convert.h).  Texts of its
 * faults need not name the file: convert_read and convert_write do.
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
	 * Each file is one record and does not contain its key, which is the
	 * file's name; "-o %" makes a file for each record; read and write are
	 * called once per file.
	 */
	bool single;

	/*
	 * Reading fp, which remains the caller's.  open allocates state kept
	 * from record to record, close frees it (it may be NULL); both are NULL
	 * if there is none.  read sets shape, values and, unless single, the
	 * key: ST_OK, ST_END (unless single), ST_BAD, ST_IO, ST_NOMEM.  t has
	 * no attributes yet, except for the key if single.
	 */
	enum status (*open)(void **state, FILE *fp, struct fault *why);
	enum status (*read)(void *state, FILE *fp, struct tensor *t,
	    struct fault *why);
	void (*close)(void *state);

	/*
	 * Writing f.  create allocates state, abandon frees it (it may be
	 * NULL); path is the one the user gave, or NULL.  finish writes what
	 * follows the last of n records; f is committed after it.  All except
	 * write may be NULL.
	 */
	enum status (*create)(void **state, const char *path,
	    struct fault *why);
	/* The name of a second file, which the caller frees; it may be NULL. */
	enum status (*second)(const char *path, char **name,
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
