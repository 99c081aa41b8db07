/*
 * convert.h - read and write records in the formats of other programs.
 */
#ifndef TONFALL_CONVERT_H
#define TONFALL_CONVERT_H

#include <stdbool.h>

#include "base/fault.h"
#include "tensor/tensor.h"

/* The formats, each a struct format of format.h. */
#define CONVERT_FORMATS(X)	X(npy) X(ark) X(scp) X(htk) X(csv)

#define CONVERT_NAME(name)	" " #name
#define CONVERT_NAMES		CONVERT_FORMATS(CONVERT_NAME)

struct format;

/* The format called name; ST_BAD lists the names. */
enum status convert_parse(const char *name, const struct format **format,
    struct fault *why) FAULT_CHECK;

/* Is it text, which may be written to a terminal? */
bool convert_is_text(const struct format *format);

/* ---- reading ---- */

struct convert_reader;

/* Open path ("-": standard input). */
enum status convert_open(struct convert_reader **r,
    const struct format *format, const char *path, struct fault *why)
    FAULT_CHECK;

/*
 * Read the next record, all attributes new: ST_OK, ST_END, ST_BAD, ST_IO,
 * ST_NOMEM; the fault's text begins with the file.  An npy or HTK file is one
 * record, whose key is the file's name without its folder and last suffix, or
 * "stdin".
 */
enum status convert_read(struct convert_reader *r, struct tensor *t,
    struct fault *why) FAULT_CHECK;

void convert_close(struct convert_reader *r);

/* ---- writing ---- */

/* Does each record get a file of its own: npy or HTK, with "%" in path? */
bool convert_splits(const struct format *format, const char *path);

/*
 * The file other than path that is written: that of the record called key, if
 * convert_splits; for scp the archive; otherwise *name is NULL.  The caller
 * frees it.  ST_USAGE as convert_create, or ST_NOMEM.
 */
enum status convert_second(const struct format *format, const char *path,
    const char *key, char **name, struct fault *why) FAULT_CHECK;

struct convert_writer;

/*
 * Write to path; NULL or "-" is standard output.  For npy and HTK each "%" in
 * path is replaced by the record's key, so each record gets its own file;
 * without "%" there can be only one record.  For scp, path must end in ".scp";
 * the archive has the same name but ends in ".ark".  Files appear complete or
 * not at all.
 */
enum status convert_create(struct convert_writer **w,
    const struct format *format, const char *path, struct fault *why)
    FAULT_CHECK;

/*
 * Append t.  ST_BAD if the format cannot hold it, or the key cannot be part of
 * a file name or was used before; the text begins with the record.
 */
enum status convert_write(struct convert_writer *w, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/* Close and free w, whatever the status.  ST_BAD for an npy or HTK file that
 * got no record. */
enum status convert_finish(struct convert_writer *w, struct fault *why)
    FAULT_CHECK;

/* Free w; files that are not complete are not created.  w may be NULL. */
void convert_abandon(struct convert_writer *w);

#endif
