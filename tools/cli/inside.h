/*
 * inside.h - the recordings in an archive that is an operand: its members that
 * are named like sound, in their order in the archive; hidden ones, in folders
 * that are hidden or not, are left out.
 */
#ifndef TONFALL_INSIDE_H
#define TONFALL_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "sound/archive.h"

struct inside;

/* Is it a file that is named like an archive? */
bool inside_is(const char *path);

/* s and path must outlive it.  ST_BAD and so on as archive_hold, the text with
 * the name. */
enum status inside_open(struct inside **in, struct archives *s,
    const char *path, struct fault *why) FAULT_CHECK;

/*
 * The next one, ARCHIVE:MEMBER, valid until the next call: ST_OK; ST_END.
 * ST_BAD, once: the archive is damaged, and there may be further ones, or it
 * has none at all.  ST_NOMEM.
 */
enum status inside_next(struct inside *in, const char **path,
    struct fault *why) FAULT_CHECK;

/* Members that were left out because of their names. */
uint64_t inside_others(const struct inside *in);

void inside_close(struct inside *in);	/* in may be NULL */

#endif
