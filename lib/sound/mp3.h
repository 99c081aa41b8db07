/*
 * mp3.h - is an MP3 file whole, and which of its samples are sound?
 *
 * Decoders look for the next frame after what is damaged and say nothing, so a
 * file with a hole gives less sound.  But the size of a frame follows from its
 * header (ISO/IEC 11172-3, 2.4.2.3 and 13818-3), each begins where the one
 * before ends, and most encoders write into the first one how many there are.
 *
 * That first frame (of Xing, "Info" or Fraunhofer's VBRI) holds no sound.  LAME
 * and FFmpeg note there how many samples of silence the encoder put before the
 * sound and after it; a decoder adds MP3_DELAY samples before.
 */
#ifndef TONFALL_MP3_H
#define TONFALL_MP3_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define MP3_DELAY 529	/* samples: the filter bank's 528, and 1 */

/*
 * What a decoder makes of a file.  Samples of which the number is below start,
 * or from `from' to to - 1, are not sound.  If frames cannot be decoded, there
 * are fewer samples than all; the first frames of a piece of a stream may need
 * those before them, so up to `early' samples may be missing.
 */
struct mp3_info {
	uint64_t start, from, to;
	uint64_t all, early;
};

/*
 * Bytes of the frame of MPEG layer III that begins at p (4 bytes); 0: none
 * does, or its header does not tell ("free format").
 */
size_t mp3_frame(const unsigned char *p);

/*
 * Go through the frames of the regular file fd, without moving its offset.
 * NULL if they follow each other up to the end or to tags (ID3, APE,
 * Lyrics3) and are as many as the first one promises, or if there are none to
 * go through; else what is wrong, in text.  A last frame that is not whole
 * is what a recording of a stream ends with: it counts as missing alone.
 * *info is set in any case.
 */
const char *mp3_check(int fd, struct mp3_info *info, char *text, size_t room);

/*
 * Drop from mono, n samples of which the first one has the number at, those
 * that are not sound; how many are left.
 */
size_t mp3_cut(const struct mp3_info *info, uint64_t at, float *mono,
    size_t n);

/*
 * A stream that reads what fp has left and then some zeros: libmad decodes a
 * frame only if as many bytes follow it, and SoX gives it none after the last
 * one.  NULL if memory is short.  Closing it leaves fp open.
 */
FILE *mp3_padded(FILE *fp);

#endif
