/*
 * member.h - a member of an archive, and its bytes as a file of its own;
 * private to lib/sound.
 *
 * Readers of sound seek, ask for sizes and read to the end, and run in a
 * process that should see this member and no other.  So it is copied: up to
 * MEMBER_HELD bytes to memory (memfd_create(2)), more to a temporary file.  The
 * memory of up to MEMBER_STORE bytes is used again, since to get it and to
 * return it costs more than to fill it.
 */
#ifndef TONFALL_MEMBER_H
#define TONFALL_MEMBER_H

#include <stdint.h>

#include "base/fault.h"

#define MEMBER_HELD	((uint64_t)16 << 20)
#define MEMBER_STORE	((uint64_t)1 << 20)

enum member_is {
	MEMBER_FILE,
	MEMBER_FOLDER,
	MEMBER_LINK,
	MEMBER_SPARSE,		/* with its zeros left out */
	MEMBER_OTHER,		/* a device, a pipe */
	MEMBER_CUT,		/* a file beyond the end of the archive */
	MEMBER_ENCRYPTED,
	MEMBER_DAMAGED		/* its header is */
};

struct member {
	const char *name;	/* without "./" before it */
	enum member_is is;
	uint64_t number;	/* of its header, from 0 */
	uint64_t at;		/* of its header, in a tar, uncompressed; in a
				 * ZIP of its bytes */
	uint64_t size;
};

#define MEMBER_UNKNOWN	UINT64_MAX	/* a size that is not told */

/* ST_OK if it is a file that can be read, else ST_BAD: what it is instead. */
enum status member_check(const struct member *m, struct fault *why) FAULT_CHECK;

/* ST_BAD: a member is not where it was when the archive was first read. */
enum status member_changed(struct fault *why) FAULT_CHECK;

/* A name as it is looked for: without "./" before it. */
const char *member_name(const char *name);

/*
 * A file for a member of this size, to be written from its beginning, or -1 and
 * errno.  A small one is *store, which is made if it is -1, and of that size;
 * nobody must be reading it.  The caller closes the file unless it is *store.
 * store may be NULL.
 */
int member_hold(uint64_t size, int *store);

/* The fault if that, or a write to it, fails: ST_IO. */
enum status member_unheld(struct fault *why);

#endif
