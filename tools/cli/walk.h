/*
 * walk.h - the recordings among the operands of a program: files, and all that
 * is named like sound in folders and the folders below, and in archives
 * (inside.h).
 *
 * A file that is itself an operand is given whatever its name, and "-" too.  In
 * a folder the names are in the order of their bytes; hidden ones, those
 * without a suffix of sound or video, and what is neither a file nor a folder
 * are left out.  Symbolic links are followed, but not to a folder above.
 * Memory: the names in one folder, and in those above it.
 */
#ifndef TONFALL_WALK_H
#define TONFALL_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "sound/archive.h"

struct walk;

struct walk_file {
	const char *path;	/* valid until the next call */
	bool found;		/* in a folder or archive, not an operand */
};

/* Operands, ending in NULL, and archives must outlive w; archives NULL: one is
 * a file like any other. */
enum status walk_open(struct walk **w, char *const *operands,
    struct archives *archives, struct fault *why) FAULT_CHECK;

/*
 * The next file: ST_OK, or ST_END.  ST_BAD: a folder or archive cannot be read,
 * or not to its end; the text names it, and the next call continues.  ST_NOMEM.
 */
enum status walk_next(struct walk *w, struct walk_file *f, struct fault *why)
    FAULT_CHECK;

/* Files in folders and archives that were left out because of their names. */
uint64_t walk_others(const struct walk *w);

/* w may be NULL. */
void walk_close(struct walk *w);

/* Is it named like a recording? */
bool walk_named_like_sound(const char *path);

#endif
