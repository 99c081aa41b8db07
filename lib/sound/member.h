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

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/fault.h"

#define MEMBER_HELD	((uint64_t)16 << 20)
#define MEMBER_STORE	((uint64_t)1 << 20)

enum member_is {
	MEMBER_FILE,
	MEMBER_FOLDER,
	MEMBER_LINK,
	MEMBER_SPARSE,		/* with its zeros left out */
	MEMBER_PART,		/* the rest is in another volume */
	MEMBER_OTHER,		/* a device, a pipe */
	MEMBER_CUT,		/* a file beyond the end of the archive */
	MEMBER_ENCRYPTED,
	MEMBER_METHOD		/* compressed in a way that is not read */
};

struct member {
	const char *name;	/* without "./" before it */
	enum member_is is;
	uint8_t packed;		/* by deflate; 0: stored */
	uint32_t crc;		/* of a ZIP's */
	uint64_t at;		/* of its bytes in a tar; in a ZIP, of its local
				 * header */
	uint64_t room;		/* bytes there, if packed */
	uint64_t size;
};

/* ST_OK if it is a file that can be read, else ST_BAD: what it is instead. */
enum status member_check(const struct member *m, struct fault *why) FAULT_CHECK;

/* A name as it is looked for: without "./" before it. */
const char *member_name(const char *name);

/*
 * A file for a member of this size, to be written from its beginning, or -1 and
 * errno.  A small one is *store, which is made if it is -1, and of that size;
 * nobody must be reading it.  The caller closes the file unless it is *store.
 */
int member_hold(uint64_t size, int *store);

/* The fault if that, or a write to it, fails: ST_IO. */
enum status member_unheld(struct fault *why);

/* Up to n bytes of fd, at this offset, or from where it is with at = -1; fewer
 * only at its end.  -1 and errno. */
ssize_t member_read(int fd, void *buf, size_t n, int64_t at);

/*
 * Copy `size' bytes of fd, at this offset or, with at = -1, from where it is,
 * to the file `to'.  *crc, if not NULL, becomes their CRC-32.  ST_BAD "cut
 * short: ..." if there are fewer; ST_IO.
 */
enum status member_copy(int to, int fd, int64_t at, uint64_t size,
    uint32_t *crc, struct fault *why) FAULT_CHECK;

#endif
