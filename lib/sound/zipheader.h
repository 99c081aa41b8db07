/*
 * zipheader.h - where the header before a member's bytes begins in a ZIP;
 * private to archive.c.
 *
 * libarchive has readers for a whole ZIP, from its directory, which reaches a
 * member through all before it, and for one that comes on a pipe, which can
 * begin at any header.  The first one tells where bytes begin, but not where
 * their header does: 30 bytes, the name, and further fields.  This looks for
 * the place before them that agrees with it (APPNOTE.TXT of PKWARE, 4.3.7);
 * whether it is right must be seen in the member that is found there.
 */
#ifndef TONFALL_ZIPHEADER_H
#define TONFALL_ZIPHEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "sound/member.h"

/* The header of m of the file fd, in *at; false if it is not clear which place
 * it is, or has more than 512 bytes of further fields. */
bool zipheader_find(int fd, const struct member *m, uint64_t *at);

#endif
