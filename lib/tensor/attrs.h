/*
 * attrs.h - the attributes of a record: short text values by name.
 *
 * A name is a lower-case letter, then lower-case letters, digits, '_', '.'
 * or '-', at most ATTR_MAXNAME bytes; "shape", "sum", "end" and "tensor"
 * belong to the format.  A value is any bytes but NUL and newline, at most
 * ATTR_MAXVALUE of them, possibly none.  A record has at most ATTR_MAXCOUNT.
 */
#ifndef TONFALL_ATTRS_H
#define TONFALL_ATTRS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

#define ATTR_MAXNAME	32
#define ATTR_MAXVALUE	16384
#define ATTR_MAXCOUNT	256

/* Start from ATTRS_INIT.  Owns text: name NUL value NUL name NUL ... */
struct attrs {
	char  *text;
	size_t len, cap;
	size_t count;
};

#define ATTRS_INIT	{ NULL, 0, 0, 0 }

/* May an attribute have this name? */
bool attrs_name_ok(const char *name);

/* The value of name, or NULL.  Valid until the next change of a. */
const char *attrs_get(const struct attrs *a, const char *name);

/*
 * The same, but NULL for an empty value and for "-" as well, which tables use
 * for "unknown".
 */
const char *attrs_known(const struct attrs *a, const char *name);

/* Set name to value, in its old place if it has one, else at the end. */
enum status attrs_set(struct attrs *a, const char *name, const char *value,
    struct fault *why) FAULT_CHECK;

/* The same from a printf format. */
enum status attrs_setf(struct attrs *a, struct fault *why, const char *name,
    const char *fmt, ...) FAULT_CHECK __attribute__((format(printf, 4, 5)));

/*
 * Add to the texts of name, which are separated by "; ", those of value that
 * are not among them.
 */
enum status attrs_add(struct attrs *a, const char *name, const char *value,
    struct fault *why) FAULT_CHECK;

/*
 * Set key to the key of the file at path: "stdin" for "-", otherwise the
 * file's name without its last suffix ("b.c" for "a/b.c.wav"); if whole, the
 * path without it ("a/b.c").  ST_BAD also if that is more than one line.
 */
enum status attrs_set_key(struct attrs *a, const char *path, bool whole,
    struct fault *why) FAULT_CHECK;

/* Remove name if it is there. */
void attrs_del(struct attrs *a, const char *name);

/*
 * Walk through all attributes in order: start with *pos = 0; false after the
 * last one.
 */
bool attrs_each(const struct attrs *a, size_t *pos, const char **name,
    const char **value);

/* Make dst hold what src holds. */
enum status attrs_copy(struct attrs *dst, const struct attrs *src,
    struct fault *why) FAULT_CHECK;

/* Forget all attributes but keep the buffer. */
void attrs_clear(struct attrs *a);

/* Free the buffer and reset a to ATTRS_INIT. */
void attrs_free(struct attrs *a);

#endif
