/*
 * mp3.h - check that an MP3 file is complete, and tell which samples are sound.
 *
 * Decoders skip damage to the next frame without an error, so a file with a gap
 * gives less sound.  But the size of a frame follows from its header (ISO/IEC
 * 11172-3, 2.4.2.3 and 13818-3), each frame begins where the previous one ends,
 * and most encoders write the number of frames into the first one.
 *
 * That first frame (of Xing, "Info" or Fraunhofer's VBRI) has no sound.  LAME
 * and FFmpeg write there how many samples of silence the encoder added before
 * and after the sound; a decoder adds MP3_DELAY samples at the start.
 */
#ifndef TONFALL_MP3_H
#define TONFALL_MP3_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define MP3_DELAY 529	/* samples: the filter bank's 528, and 1 */

/*
 * The decoded samples of a file.  Samples numbered below start, or from `from'
 * to to - 1, are not sound.  If frames cannot be decoded, there are fewer
 * samples than all; the first frames of a part of a stream may need earlier
 * ones, so up to `early' samples may be missing.
 */
struct mp3_info {
	uint64_t start, from, to;
	uint64_t all, early;
};

/*
 * Bytes of the frame of MPEG layer III that begins at p (4 bytes); 0 if there
 * is none, or its header does not give its size ("free format").
 */
size_t mp3_frame(const unsigned char *p);

/*
 * Check the frames of the regular file fd, without moving its offset.  NULL if
 * they follow each other up to the end or to tags (ID3, APE, Lyrics3) and are
 * as many as the first one promises, or if there are none; else what is wrong,
 * in text.  The last frame may be incomplete, as in a recorded stream; it
 * counts as missing.  *info is always set.
 */
const char *mp3_check(int fd, struct mp3_info *info, char *text, size_t room);

/*
 * Remove samples that are not sound from mono, n samples, the first one having
 * the number at.  Returns how many are left.
 */
size_t mp3_cut(const struct mp3_info *info, uint64_t at, float *mono,
    size_t n);

/*
 * A stream of the rest of fp and then some zeros: libmad decodes a frame only
 * if enough bytes follow it, and SoX gives it none after the last one.  NULL if
 * memory is short.  Closing it leaves fp open.
 */
FILE *mp3_padded(FILE *fp);

#endif
