/*
 * unpack.h - the members of an archive one after the other, by libarchive;
 * private to lib/sound.
 *
 * tar in all its formats, also compressed as a whole by gzip, bzip2, xz or
 * zstd, and ZIP.  No other format or filter is enabled, and none that runs a
 * program.
 */
#ifndef TONFALL_UNPACK_H
#define TONFALL_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "sound/member.h"

/* A passage through an archive; one thread at a time may use it. */
struct unpack;

/*
 * Read the file fd to `end', its size; it remains the caller's, and its offset
 * is neither used nor changed.  ST_BAD "need libarchive ...", ST_NOMEM.
 */
enum status unpack_open(struct unpack **u, int fd, uint64_t end,
    struct fault *why) FAULT_CHECK;

/* The same from the header at `from', whose member has about this size, of an
 * archive that is a ZIP or else a tar that is not compressed. */
enum status unpack_open_at(struct unpack **u, int fd, bool zip, uint64_t from,
    uint64_t end, uint64_t size, struct fault *why) FAULT_CHECK;

/*
 * The next member; its name is valid until the next call.  ST_OK, ST_END;
 * ST_BAD "is damaged at byte N: ..." or "is cut short ...", or at the first one
 * "is not an archive ...": no further ones; ST_IO, ST_NOMEM.
 */
enum status unpack_next(struct unpack *u, struct member *m, struct fault *why)
    FAULT_CHECK;

/* After the first member: what it is; a plain tar is not compressed. */
bool unpack_is_zip(const struct unpack *u);
bool unpack_is_plain(const struct unpack *u);

/* What it is compressed by as a whole, the name of a program; else NULL. */
const char *unpack_filter(const struct unpack *u);

/* Bytes of the archive, uncompressed, before the present place. */
uint64_t unpack_passed(const struct unpack *u);

/*
 * Write the bytes of the last member, a file, to the file `to'.  ST_BAD if they
 * are damaged, or not as many as m says; ST_IO, ST_NOMEM.
 */
enum status unpack_take(struct unpack *u, const struct member *m, int to,
    struct fault *why) FAULT_CHECK;

void unpack_close(struct unpack *u);	/* u may be NULL */

#endif
