/*
 * zip.h - the members of a ZIP archive, in the order of its directory, and
 * their bytes; private to lib/sound.
 *
 * The directory at the end of the file is read, not what is before a member:
 * APPNOTE.TXT of PKWARE, 4.3, with its extensions for large files (ZIP64).
 * Members are stored or deflated; the sum of their bytes (CRC-32) is checked.
 */
#ifndef TONFALL_ZIP_H
#define TONFALL_ZIP_H

#include "sound/member.h"

#define ZIP_WINDOW	((size_t)1 << 18)	/* more than an entry has */

struct zip {
	int fd;			/* the caller's */
	uint64_t next, end;	/* of the directory */
	uint64_t shift;		/* bytes before the archive in its file */
	uint64_t left;		/* entries */
	unsigned char *window;	/* (held) bytes of the file, from `from' */
	uint64_t from;
	size_t held;
	char *name;
};

/* Find the directory of the file fd, of this size; ST_BAD if there is none:
 * "is cut short or not a ZIP archive", ST_IO, ST_NOMEM. */
enum status zip_open(struct zip *z, int fd, uint64_t size, struct fault *why)
    FAULT_CHECK;

/* The next member; its name is valid until the next call.  ST_OK, ST_END;
 * ST_BAD "is damaged at byte N: ...", as for tar_next. */
enum status zip_next(struct zip *z, struct member *m, struct fault *why)
    FAULT_CHECK;

void zip_free(struct zip *z);

/* Copy the bytes of a member, a file, of fd to the file `to'.  ST_BAD if they
 * are damaged or not there; ST_IO, ST_NOMEM. */
enum status zip_take(int fd, const struct member *m, int to,
    struct fault *why) FAULT_CHECK;

#endif
