/*
 * description.h - the description of a model, without its parameters: the
 * first record of the file (network(5), section MODEL FILES).
 *
 * For programs that need only the model's front end or length.  Only that
 * record is read and its checksum verified; the rest is checked when the model
 * is loaded.
 */
#ifndef TONFALL_DESCRIPTION_H
#define TONFALL_DESCRIPTION_H

#include "base/fault.h"
#include "tensor/attrs.h"
#include "tensor/tensor.h"

/* ST_BAD unless t is the record that a model begins with. */
enum status description_check(const struct tensor *t, struct fault *why)
    FAULT_CHECK;

/*
 * Read the attributes of the model in file path into a (any, or ATTRS_INIT).
 * ST_OK, or ST_BAD/ST_IO/ST_NOMEM with "FILE: ...".
 */
enum status description_read(struct attrs *a, const char *path,
    struct fault *why) FAULT_CHECK;

/* Say that there is no such attribute; a pack of several models (modelpack(1))
 * has to be taken apart first.  Returns ST_BAD. */
enum status description_lacks(const struct attrs *a, const char *name,
    struct fault *why);

/* The attribute, or ST_BAD with "FILE: ...", as above. */
enum status description_need(const struct attrs *a, const char *path,
    const char *name, const char **value, struct fault *why) FAULT_CHECK;

#endif
