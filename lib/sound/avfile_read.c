#include "sound/avfile_work.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "sound/audio.h"
#include "sound/avlib.h"
#include "sound/mix.h"

#if AVLIB

double
avfile_seconds(const struct avfile *f)
{
	return f->is.rate > 0 ? (double)f->got / f->is.rate : 0;
}

static void
damaged(struct avfile *f, int n)
{
	char text[AV_ERROR_MAX_STRING_SIZE];
	bool amr = f->stream != NULL &&
	    (f->stream->codecpar->codec_id == AV_CODEC_ID_AMR_NB ||
	    f->stream->codecpar->codec_id == AV_CODEC_ID_AMR_WB);

	if (amr && n == AVERROR_PATCHWELCOME)
		source_fail(&f->is, "has pauses for which no sound was sent "
		    "(DTX), at %.2f s, which are read only in a file of AMR "
		    "alone: ffmpeg -i FILE -c copy FILE.amr",
		    avfile_seconds(f));
	source_fail(&f->is, "damaged near %.2f s: %s", avfile_seconds(f),
	    avfile_explain(n, text, sizeof text));
}

/* ---- frames ---- */

/*
 * Did the demuxer get all bytes of the packet?  Of plain samples it asks for a
 * number of them, and may get fewer at the end; so it does of anything in WAV
 * whose header does not give the length.
 */
static bool
is_complete(const struct avfile *f)
{
	int block = f->stream->codecpar->block_align;

	return (f->packet->flags & AV_PKT_FLAG_CORRUPT) == 0 || f->riff ||
	    (f->stream->codecpar->codec_id < AV_CODEC_ID_ADPCM_IMA_QT &&
	    block > 0 && f->packet->size % block == 0);
}

/* Are the packet's bytes as they were encoded, and all of them? */
static bool
is_usable(struct avfile *f)
{
	if (!is_complete(f))
		source_fail(&f->is, "damaged or cut short near %.2f s: a "
		    "packet is not whole", avfile_seconds(f));
	else if (avlib()->av_packet_get_side_data(f->packet,
	    AV_PKT_DATA_ENCRYPTION_INFO, NULL) != NULL)
		source_fail(&f->is, "is encrypted");
	return f->is.why[0] == '\0';
}

/*
 * Matroska's demuxer counts what is to be left out at the end of Opus at the
 * rate of the stream, which is the one before the encoder unless it is told the
 * decoder's; its first read sets it back.
 */
static void
tell_rate(struct avfile *f)
{
	AVCodecParameters *par = f->stream->codecpar;

	if (par->codec_id == AV_CODEC_ID_OPUS && f->codec->sample_rate > 0)
		par->sample_rate = f->codec->sample_rate;
}

/* Get the next packet of the stream; 0, or an error of theirs. */
static int
next_packet(struct avfile *f)
{
	int rc = 0;

	while (!f->pending && rc >= 0) {
		tell_rate(f);
		avlib()->av_packet_unref(f->packet);
		rc = avlib()->av_read_frame(f->format, f->packet);
		f->pending = rc >= 0 &&
		    f->packet->stream_index == f->stream->index;
	}
	f->pending = false;
	return rc;
}

/* Give the decoder the next packet, or the end; false: it fails. */
static bool
feed(struct avfile *f)
{
	const struct avlib *av = avlib();
	int rc = next_packet(f);

	if (rc == AVERROR_EOF)
		rc = av->avcodec_send_packet(f->codec, NULL);
	else if (rc >= 0) {
		if (!is_usable(f))
			return false;
		f->packets++;
		rc = av->avcodec_send_packet(f->codec, f->packet);
	}
	if (rc < 0)
		damaged(f, rc);
	return rc >= 0;
}

/* Is the frame like the ones before? */
static bool
fits(struct avfile *f)
{
	const AVFrame *frame = f->frame;

	if (f->is.rate == 0) {
		f->is.rate = frame->sample_rate;
		f->is.channels = (unsigned)frame->ch_layout.nb_channels;
		source_check(&f->is);
	} else if (frame->sample_rate != f->is.rate ||
	    frame->ch_layout.nb_channels != (int)f->is.channels)
		source_fail(&f->is, "changes near %.2f s from %g Hz and %u "
		    "channels to %d Hz and %d", avfile_seconds(f), f->is.rate,
		    f->is.channels, frame->sample_rate,
		    frame->ch_layout.nb_channels);
	else if ((frame->flags & AV_FRAME_FLAG_CORRUPT) != 0 ||
	    frame->decode_error_flags != 0)
		damaged(f, AVERROR_INVALIDDATA);
	return f->is.why[0] == '\0';
}

/* Get the next frame that has samples; false at the end or on error. */
bool
avfile_next_frame(struct avfile *f)
{
	int rc;

	f->at = f->held = 0;
	while (f->is.why[0] == '\0') {
		rc = avlib()->avcodec_receive_frame(f->codec, f->frame);
		if (rc == AVERROR_EOF)
			return false;
		if (rc == AVERROR(EAGAIN)) {
			if (!feed(f))
				return false;
		} else if (rc < 0)
			damaged(f, rc);
		else if (f->frame->nb_samples > 0 && fits(f)) {
			f->held = f->frame->nb_samples;
			return true;
		}
	}
	return false;
}

/* ---- samples ---- */

#define COPY(type, offset, unit)					\
	do {								\
		const type *x = (const type *)data + first;		\
									\
		for (i = 0; i < n; i++)					\
			to[i * ch] = (float)(((float)x[i * step] -	\
			    (offset)) * (unit));			\
	} while (0)

/*
 * Copy n samples of data, numbered first, first + step, ..., as floats, to one
 * of ch channels.  False: of no format that is known.
 */
static bool
copy(float *to, size_t ch, const uint8_t *data, int format, size_t first,
    size_t step, size_t n)
{
	size_t i;

	switch (format) {
	case AV_SAMPLE_FMT_U8:
	case AV_SAMPLE_FMT_U8P:
		COPY(uint8_t, 128.0F, 1 / 128.0F);
		return true;
	case AV_SAMPLE_FMT_S16:
	case AV_SAMPLE_FMT_S16P:
		COPY(int16_t, 0.0F, 1 / 32768.0F);
		return true;
	case AV_SAMPLE_FMT_S32:
	case AV_SAMPLE_FMT_S32P:
		COPY(int32_t, 0.0F, 1 / 2147483648.0F);
		return true;
	case AV_SAMPLE_FMT_FLT:
	case AV_SAMPLE_FMT_FLTP:
		COPY(float, 0.0F, 1.0F);
		return true;
	case AV_SAMPLE_FMT_DBL:
	case AV_SAMPLE_FMT_DBLP:
		COPY(double, 0.0F, 1.0F);
		return true;
	}
	return false;
}

/* The next n samples of the frame, (n, channels), as ffmpeg writes them. */
static void
interleave(struct avfile *f, float *x, size_t n)
{
	const AVFrame *frame = f->frame;
	size_t ch = f->is.channels, c, at = (size_t)f->at;
	bool planar = frame->format >= AV_SAMPLE_FMT_U8P &&
	    frame->format != AV_SAMPLE_FMT_S64;

	for (c = 0; c < ch; c++)
		if (!(planar ? copy(x + c, ch, frame->extended_data[c],
		    frame->format, at, 1, n) : copy(x + c, ch,
		    frame->extended_data[0], frame->format, at * ch + c, ch,
		    n)))
			source_fail(&f->is, "has samples of a kind (%d) that "
			    "is not read", frame->format);
	f->at += (int)n;
}

/* The next n samples of the frame, the mean of all channels. */
static void
mix_frame(struct avfile *f, float *mono, size_t n)
{
	size_t ch = f->is.channels, i;

	interleave(f, f->buf, n);
	for (i = 0; i < n * ch; i++)
		if (!(fabsf(f->buf[i]) <= AUDIO_MAXLEVEL))
			source_check_level(&f->is, (double)f->buf[i],
			    f->got + i / ch);
	if (f->is.channel > 0)
		mix_take_float(f->buf, n, ch, f->is.channel - 1, 1, mono);
	else
		mix_float(f->buf, n, ch, 1, mono);
	f->got += n;
}

size_t
avfile_read(struct source *s, float *mono, size_t n)
{
	struct avfile *f = (struct avfile *)s;
	size_t done = 0, some;

	while (done < n && s->why[0] == '\0' &&
	    (f->at < f->held || avfile_next_frame(f))) {
		some = (size_t)(f->held - f->at);
		some = some < n - done ? some : n - done;
		mix_frame(f, mono + done, some);
		done += some;
		/* What follows may not have arrived. */
		if (s->live && f->at == f->held)
			break;
	}
	return s->why[0] == '\0' ? done : 0;
}

#endif
