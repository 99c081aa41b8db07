/*
 * riff.h - what the header of a WAV or AIFF file says of its length, and of its
 * encoding.
 *
 * A program that writes WAV to a pipe cannot go back and fill in the length.
 * It leaves 0, or writes a very large value: ffmpeg 0xffffffff, arecord
 * 0x80000000, sox 0x7ffff000, others 0x7fffffff or a little less.
 */
#ifndef TONFALL_RIFF_H
#define TONFALL_RIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Is p (n bytes) the beginning of a WAV or AIFF file whose header does not give
 * its length?  size is that of the whole file in bytes, 0 for a pipe: a length
 * that fits into it is believed.
 */
bool riff_endless(const unsigned char *p, size_t n, uint64_t size);

/*
 * Samples per channel according to the chunk COMM of an AIFF or AIFC file, if
 * it is within the first n bytes p; else 0.  libsox uses only the length of
 * SSND.
 */
uint32_t riff_frames(const unsigned char *p, size_t n);

/*
 * The number of the encoding of the WAV file that begins with p (n bytes), the
 * tag in its chunk fmt (RFC 2361; mmreg.h of Windows): 1 is PCM.  0 if it is no
 * such file, or RIFX, whose bytes are in the other order, or the tag is not
 * within these bytes.
 */
unsigned riff_tag(const unsigned char *p, size_t n);

#endif
