/*
 * riff.h - the length given in the header of a WAV or AIFF file.
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

#endif
