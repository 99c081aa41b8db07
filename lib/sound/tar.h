/*
 * tar.h - the members of a tar archive, one after the other; private to
 * lib/sound.
 *
 * Of POSIX (ustar, and pax headers for long names and large sizes), GNU and
 * Version 7.  A block of 512 bytes tells of a member, whose bytes follow it,
 * and two blocks of zeros are the end: an archive without them was cut.
 */
#ifndef TONFALL_TAR_H
#define TONFALL_TAR_H

#include <stdbool.h>
#include <stdint.h>

#include "sound/member.h"

#define TAR_BLOCK	512

/* Start from { .fd = FD }, and for a pipe .stream = true. */
struct tar {
	int fd;			/* the caller's */
	bool stream;		/* it is read once, in order */
	uint64_t next;		/* where the next header is */
	uint64_t here;		/* bytes of a stream that have been read */
	char *name;		/* of the last member; owned, in `room' bytes */
	size_t room;
	uint64_t size;		/* of that, and whether a pax header gave it */
	bool named, sized, sparse;	/* and name and this */
};

/* Is this block the header of a member? */
bool tar_is_header(const unsigned char block[TAR_BLOCK]);

/*
 * The next member; its name is valid until the next call.  ST_OK, ST_END;
 * ST_BAD "is damaged at byte N: ..." or "is cut short ...": the archive has no
 * further ones; ST_IO, ST_NOMEM.
 */
enum status tar_next(struct tar *t, struct member *m, struct fault *why)
    FAULT_CHECK;

/* Copy the bytes of the last member, a file, of a stream to the file `to'.
 * ST_BAD if it is cut short; ST_IO. */
enum status tar_take(struct tar *t, const struct member *m, int to,
    struct fault *why) FAULT_CHECK;

void tar_free(struct tar *t);

#endif
