/*
 * mp3.h - is an MP3 file whole?
 *
 * Decoders look for the next frame behind what is damaged and say nothing, so a
 * file with a hole gives less sound.  But the size of a frame follows from its
 * header (ISO/IEC 11172-3, 2.4.2.3 and 13818-3), each begins where the one
 * before ends, and most encoders write into the first one how many there are.
 */
#ifndef TONFALL_MP3_H
#define TONFALL_MP3_H

#include <stddef.h>

/*
 * Bytes of the frame of MPEG layer III that begins at p (4 bytes); 0: none
 * does, or its header does not tell ("free format").
 */
size_t mp3_frame(const unsigned char *p);

/*
 * Go through the frames of the regular file fd, without moving its offset.
 * NULL where they follow each other up to the end or to tags (ID3, APE,
 * Lyrics3) and are as many as the first one promises, or where there are none
 * to go through; else what is wrong, in text.  A last frame that is not whole
 * is what a recording of a stream ends with: it counts as missing alone.
 */
const char *mp3_check(int fd, char *text, size_t room);

#endif
