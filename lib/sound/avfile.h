/*
 * avfile.h - an open audio file, or the sound of a video, as mono samples,
 * decoded by libavformat and libavcodec; private to the decoder's process, see
 * source.h.
 *
 * The samples are those that `ffmpeg -i FILE -f f32le' writes, before channels
 * are averaged: the same stream (if there are several, the one marked as
 * default, of these the one with the most channels, of these the first),
 * without the samples that an encoder added before and after the sound, as far
 * as the file says so, and with no silence where time stamps have a gap.
 *
 * ffmpeg skips what it cannot decode.  Here it is an error: a packet or frame
 * that is damaged, fewer packets than the file's index has, a part of the file
 * whose end is missing (whole.h), another sample rate or number of channels
 * than before.  AAC, Opus in WebM and most others have no checksums, so damage
 * can also change the sound without an error.
 */
#ifndef TONFALL_AVFILE_H
#define TONFALL_AVFILE_H

#include <stdint.h>

#include "sound/source.h"

struct AVFormatContext;
struct AVCodecContext;
struct AVFrame;
struct AVIOContext;
struct AVPacket;
struct AVStream;

struct avfile {
	struct source is;
	struct AVIOContext *io;
	struct AVFormatContext *format;
	struct AVStream *stream;	/* the one that is decoded */
	struct AVCodecContext *codec;
	struct AVPacket *packet;
	struct AVFrame *frame;
	bool pending;		/* the packet has not been decoded */
	float *buf;		/* (SOURCE_PIECE, channels) */
	int at, held;		/* samples of the frame: used, in all */
	int64_t offset;		/* in the file, or bytes read of a pipe */
	int ones;		/* bytes added at the end */
	int64_t end;		/* where a pipe must end; 0: unknown */
	uint64_t packets;	/* decoded so far */
	uint64_t got;		/* samples so far */
	bool indexed;		/* MP4, which lists all packets */
	bool riff;		/* WAV, which has no packets of its own */
	bool counted;		/* its header has the number of samples */
	bool failed;		/* the descriptor could not be read */
};

extern const struct source_kind avfile_kind;

/* Load the libraries.  Call it before the process is confined. */
void avfile_load(void);

#endif
