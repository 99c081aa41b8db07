/*
 * whole.h - check that a file which libavformat will read is not cut short.
 *
 * At the end of a file that was cut, demuxers just stop.  But the parts of
 * which a file consists tell their sizes (boxes of MP4, ISO/IEC 14496-12; the
 * segment of Matroska, RFC 8794; objects of ASF; chunks of CAF, Wave64, AVI,
 * WAV), or are frames, each of which begins where the previous one ends (AAC in
 * ADTS, ISO/IEC 13818-7; AMR, RFC 4867; FLV).  Ogg is checked by ogg.h.
 */
#ifndef TONFALL_WHOLE_H
#define TONFALL_WHOLE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Check the regular file fd of this type, a name that filetype() returns,
 * without moving its offset.  NULL if nothing is missing as far as its type
 * tells, or if the type is none of these; else what is wrong, in text.
 */
const char *whole_check(int fd, const char *type, char *text, size_t room);

/*
 * Where the Matroska file that begins with p (n bytes) ends, in bytes from its
 * beginning; 0 if it does not say so, as when it was recorded to a pipe.
 */
uint64_t whole_matroska(const unsigned char *p, size_t n);

/*
 * The name of SoX's for the type of the file fd of AMR, if it has pauses for
 * which no sound was sent (frame types 8 and 15 of 3GPP TS 26.101; 9, 14 and 15
 * of TS 26.201), which libavcodec does not decode.  NULL: it has none.
 */
const char *whole_pauses(int fd);

#endif
