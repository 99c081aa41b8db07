/*
 * inorder.h - members of an archive in which none can be reached but through
 * those before it: a compressed tar, and a ZIP of which a header is not found
 * (sound/zipheader.h); private to lib/sound.
 *
 * A passage through the archive goes on to the member that is wanted, and
 * begins again for one before it.  Threads that take the recordings of a list
 * in turn ask for them a little out of order, so the last ones that were passed
 * over are kept for a while.
 */
#ifndef TONFALL_INORDER_H
#define TONFALL_INORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "sound/member.h"
#include "sound/unpack.h"

#define INORDER_KEPT	16			/* members, at most, and */
#define INORDER_BYTES	((uint64_t)64 << 20)	/* their bytes */

/*
 * Beginning again is refused if it has made more bytes pass for nothing than
 * each of these: an archive this many times, and this many bytes.
 */
#define INORDER_TIMES	8
#define INORDER_AGAIN	((uint64_t)1 << 30)

struct inorder {
	const char *filter;	/* what it is compressed by; NULL: a ZIP */
	int fd;			/* the caller's */
	uint64_t end;		/* its size, */
	uint64_t all;		/* and that of what is compressed */
	struct unpack *u;	/* NULL: to be opened */
	uint64_t next;		/* number of its next member */
	bool late;		/* one has been asked for late */
	uint64_t again;		/* bytes that pass for another time */
	struct inorder_kept {
		uint64_t number, size;
		int fd;
	} kept[INORDER_KEPT];	/* (n) from the oldest one on */
	unsigned n;
	uint64_t bytes;		/* of these */
};

/* { .filter, .fd, .end, .all } is one; one thread at a time may use it. */
void inorder_free(struct inorder *o);

/*
 * The bytes of m, a file, as *fd, which the caller closes unless it is *store:
 * see member_hold.  ST_BAD if they are damaged, if another member is in its
 * place, or if it would begin again once too often; ST_IO, ST_NOMEM.
 */
enum status inorder_open(struct inorder *o, const struct member *m, int *store,
    int *fd, struct fault *why) FAULT_CHECK;

#endif
