/*
 * ogg.h - check that an Ogg file is complete.
 *
 * Ogg decoders skip damage and continue after it, without reporting that sound
 * is missing.  But every page has a checksum and a number, and the last page of
 * a stream is marked (RFC 3533).
 */
#ifndef TONFALL_OGG_H
#define TONFALL_OGG_H

#include <stddef.h>

/*
 * Check the pages of the regular file fd, without moving its offset.  NULL if
 * they are undamaged and complete, else what is wrong, in text.
 */
const char *ogg_check(int fd, char *text, size_t room);

#endif
