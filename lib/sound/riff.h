/*
 * riff.h - what the header of a WAV or AIFF file says of its length.
 *
 * A program that writes WAV into a pipe cannot go back and fill in the
 * length.  It leaves 0, or says as much as it may: ffmpeg 0xffffffff, arecord
 * 0x80000000, sox 0x7ffff000, others 0x7fffffff or a little less.
 */
#ifndef TONFALL_RIFF_H
#define TONFALL_RIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Is p (n bytes) the beginning of a WAV file whose header does not tell where
 * its samples end?  size is the whole file's in bytes, 0 for a pipe: a length
 * that fits into it is believed.
 */
bool riff_endless(const unsigned char *p, size_t n, uint64_t size);

/*
 * Samples a channel that the chunk COMM of an AIFF or AIFC file promises, if
 * the first n bytes p hold it; else 0.  libsox goes by the length of SSND
 * alone.
 */
uint32_t riff_frames(const unsigned char *p, size_t n);

#endif
