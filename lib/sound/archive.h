/*
 * archive.h - members of archives, tar and ZIP, as if they were files; they are
 * read by libarchive.
 *
 * ARCHIVE:MEMBER is the path of one, see base/memberpath.h.  A name with ".."
 * is one like any other, since nothing is unpacked.  Of several members with
 * one name the last one counts, as when an archive is unpacked.
 *
 * An archive is read through once for the names and places of its members, then
 * kept open, and must not change: about 100 bytes and the name for each member.
 * A member of a ZIP or of a tar that is not compressed is read from where it
 * is; others should be asked for in their order, see sound/inorder.h.
 */
#ifndef TONFALL_ARCHIVE_H
#define TONFALL_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Those that are open, at most ARCHIVE_OPEN that nobody is reading.  Several
 * threads may use it. */
struct archives;

#define ARCHIVE_OPEN	16

enum status archives_new(struct archives **s, struct fault *why) FAULT_CHECK;
void archives_free(struct archives *s);	/* s may be NULL */

/* The size of the member path in bytes; faults as archive_open, without those
 * of its contents. */
enum status archive_size(struct archives *s, const char *path, uint64_t *size,
    struct fault *why) FAULT_CHECK;

/*
 * *fd becomes a file that has the bytes of the member path, which the caller
 * closes, unless it is *store: a file of the caller's for such members, at
 * first -1, see member_hold.  ST_BAD if there is no such member or archive, or
 * either is damaged; ST_IO if it cannot be kept, ST_NOMEM.
 */
enum status archive_open(struct archives *s, const char *path, int *store,
    int *fd, struct fault *why) FAULT_CHECK;

/* ---- all members ---- */

struct archive;

/* Hold the archive at path, to be released; ST_BAD, ST_IO, ST_NOMEM. */
enum status archive_hold(struct archives *s, const char *path,
    struct archive **a, struct fault *why) FAULT_CHECK;
void archive_release(struct archives *s, struct archive *a);

/*
 * Its members, i = 0, 1, ..., in their order; NULL after the last one.  *file
 * is whether it is one that could be meant for a file: not a folder or a
 * device.
 */
const char *archive_member(const struct archive *a, size_t i, bool *file);

/* After these: what hides further ones, a part that is damaged or was cut; or
 * NULL. */
const char *archive_damage(const struct archive *a);

#endif
