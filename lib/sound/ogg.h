/*
 * ogg.h - is an Ogg file whole?
 *
 * Decoders of Ogg skip what is damaged and continue after it, so nothing
 * that they return says that sound is missing.  But every page has a checksum
 * and a number, and the last one of a stream is marked (RFC 3533).
 */
#ifndef TONFALL_OGG_H
#define TONFALL_OGG_H

#include <stddef.h>

/*
 * Go through the pages of the regular file fd, without moving its offset.
 * NULL if they are whole and complete, else what is wrong, in text.
 */
const char *ogg_check(int fd, char *text, size_t room);

#endif
