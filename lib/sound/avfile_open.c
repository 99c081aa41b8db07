#include "sound/avfile_work.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sound/avlib.h"
#include "sound/filetype.h"
#include "sound/whole.h"

#if AVLIB

#define BUFFER	32768		/* bytes read at a time */
#define ONES	8192		/* bytes */
#define WITHOUT	1000		/* packets until the first one with sound */

/* ---- the descriptor ---- */

/*
 * At the end of bits that say themselves where they end (shorten): more of
 * them, which a decoder takes only if the right end was missing, so that it
 * returns more samples than there are.  Zeros, which it would supply itself,
 * may pass for the lost ones.
 */
static int
add_ones(struct avfile *f, uint8_t *buf, int n)
{
	if (!f->counted || f->stream == NULL || f->stream->duration <= 0 ||
	    f->ones >= ONES)
		return AVERROR_EOF;
	n = n < ONES ? n : ONES;
	(void)memset(buf, 0xff, (size_t)n);
	f->ones += n;
	return n;
}

static int
read_bytes(void *ctx, uint8_t *buf, int n)
{
	struct avfile *f = ctx;
	ssize_t got;

	while ((got = f->is.live ? read(f->is.fd, buf, (size_t)n) :
	    pread(f->is.fd, buf, (size_t)n, f->offset)) == -1 &&
	    errno == EINTR)
		continue;
	if (got == -1) {
		f->failed = true;
		return AVERROR(errno);
	}
	/* The first bytes tell where a pipe must end. */
	if (f->offset == 0 && got > 0)
		f->end = (int64_t)whole_matroska(buf, (size_t)got);
	f->offset += got;
	return got == 0 ? add_ones(f, buf, n) : (int)got;
}

/* Of a regular file. */
static int64_t
move(void *ctx, int64_t to, int whence)
{
	struct avfile *f = ctx;
	off_t size = lseek(f->is.fd, 0, SEEK_END), from;

	if ((whence & AVSEEK_SIZE) != 0)
		return size;
	whence &= ~AVSEEK_FORCE;
	from = whence == SEEK_CUR ? f->offset : whence == SEEK_END ? size : 0;
	if (__builtin_add_overflow(from, to, &to) || to < 0)
		return AVERROR(EINVAL);
	return f->offset = to;
}

/* A file must not name another one that is then read. */
static int
refuse_to_open(AVFormatContext *s, AVIOContext **io, const char *url, int flags,
    AVDictionary **options)
{
	(void)s;
	(void)url;
	(void)flags;
	(void)options;
	*io = NULL;
	return AVERROR(EPERM);
}

/* ---- opening ---- */

/* The sound that is met in files of these types; not hundreds of codecs. */
static bool
is_known(enum AVCodecID id)
{
	static const enum AVCodecID known[] = {
		AV_CODEC_ID_AAC, AV_CODEC_ID_AAC_LATM, AV_CODEC_ID_AC3,
		AV_CODEC_ID_EAC3, AV_CODEC_ID_ALAC, AV_CODEC_ID_AMR_NB,
		AV_CODEC_ID_AMR_WB, AV_CODEC_ID_FLAC, AV_CODEC_ID_GSM_MS,
		AV_CODEC_ID_MP1, AV_CODEC_ID_MP2, AV_CODEC_ID_MP3,
		AV_CODEC_ID_NELLYMOSER, AV_CODEC_ID_OPUS, AV_CODEC_ID_QCELP,
		AV_CODEC_ID_QDM2, AV_CODEC_ID_SHORTEN, AV_CODEC_ID_SPEEX,
		AV_CODEC_ID_VORBIS, AV_CODEC_ID_WAVPACK, AV_CODEC_ID_WMAV1,
		AV_CODEC_ID_WMAV2, AV_CODEC_ID_WMALOSSLESS, AV_CODEC_ID_WMAPRO,
		AV_CODEC_ID_WMAVOICE, AV_CODEC_ID_ADPCM_IMA_QT,
		AV_CODEC_ID_ADPCM_IMA_WAV, AV_CODEC_ID_ADPCM_MS,
		AV_CODEC_ID_ADPCM_SWF, AV_CODEC_ID_MACE3, AV_CODEC_ID_MACE6,
		AV_CODEC_ID_ADPCM_G722, AV_CODEC_ID_ADPCM_G726,
		AV_CODEC_ID_ADPCM_G726LE, AV_CODEC_ID_ADPCM_IMA_OKI,
		AV_CODEC_ID_ADPCM_YAMAHA, AV_CODEC_ID_G723_1, AV_CODEC_ID_G729,
		AV_CODEC_ID_TRUESPEECH
	};
	size_t i;

	/* Plain samples: their numbers are together. */
	if (id >= AV_CODEC_ID_FIRST_AUDIO && id < AV_CODEC_ID_ADPCM_IMA_QT)
		return true;
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (id == known[i])
			return true;
	return false;
}

static bool
is_better(const AVStream *a, const AVStream *b)
{
	int da = a->disposition & AV_DISPOSITION_DEFAULT,
	    db = b->disposition & AV_DISPOSITION_DEFAULT;

	return da != db ? da != 0 : a->codecpar->ch_layout.nb_channels >
	    b->codecpar->ch_layout.nb_channels;
}

/* Choose a stream with sound, if there is one yet. */
static void
choose(struct avfile *f)
{
	AVStream *s;
	unsigned i;

	for (i = 0; i < f->format->nb_streams; i++) {
		s = f->format->streams[i];
		if (s->codecpar->codec_type == AVMEDIA_TYPE_AUDIO &&
		    (f->stream == NULL || is_better(s, f->stream)))
			f->stream = s;
	}
}

/* Some types have no header that lists the streams: each comes with its first
 * packet, and that of the sound is kept. */
static void
await_stream(struct avfile *f)
{
	const struct avlib *av = avlib();
	unsigned i;

	for (i = 0; i < WITHOUT && f->stream == NULL; i++) {
		av->av_packet_unref(f->packet);
		if (av->av_read_frame(f->format, f->packet) < 0)
			break;
		choose(f);
	}
	f->pending = f->stream != NULL &&
	    f->packet->stream_index == f->stream->index;
}

/* Leave out all streams but the one with sound. */
static void
choose_only(struct avfile *f)
{
	unsigned i;

	choose(f);
	if (f->stream == NULL &&
	    (f->format->ctx_flags & AVFMTCTX_NOHEADER) != 0)
		await_stream(f);
	for (i = 0; i < f->format->nb_streams; i++)
		if (f->format->streams[i] != f->stream)
			f->format->streams[i]->discard = AVDISCARD_ALL;
	if (f->stream != NULL)
		return;
	if (f->format->nb_streams > 0)
		source_fail(&f->is, "has no sound: its only stream is %s%s",
		    avlib()->avcodec_get_name(
		    f->format->streams[0]->codecpar->codec_id),
		    f->format->nb_streams > 1 ? ", with others" : "");
	else
		source_fail(&f->is, "has no sound");
}

void
avfile_open_format(struct avfile *f, const char *type)
{
	const struct avlib *av = avlib();
	const AVInputFormat *demuxer =
	    av->av_find_input_format(filetype_demuxer(type));
	char text[AV_ERROR_MAX_STRING_SIZE];
	uint8_t *buf = av->av_malloc(BUFFER);
	int rc;

	f->io = buf == NULL ? NULL : av->avio_alloc_context(buf, BUFFER, 0, f,
	    read_bytes, NULL, f->is.live ? NULL : move);
	if (f->io == NULL) {
		av->av_free(buf);
		source_fail(&f->is, "out of memory");
		return;
	}
	f->packet = av->av_packet_alloc();
	f->frame = av->av_frame_alloc();
	f->format = av->avformat_alloc_context();
	if (f->packet == NULL || f->frame == NULL || f->format == NULL ||
	    demuxer == NULL) {
		source_fail(&f->is, demuxer == NULL ? "FFmpeg's libraries do "
		    "not read type '%s'" : "out of memory", type);
		return;
	}
	f->format->pb = f->io;
	f->format->io_open = refuse_to_open;
	/* This frees f->format if it fails. */
	rc = av->avformat_open_input(&f->format, "", demuxer, NULL);
	if (rc < 0)
		source_fail(&f->is, "damaged, cut short or not of type '%s' "
		    "(%s)", type, avfile_explain(rc, text, sizeof text));
	else
		choose_only(f);
}

static void
refuse_codec(struct avfile *f)
{
	const AVCodecParameters *par = f->stream->codecpar;

	if (par->codec_id == AV_CODEC_ID_NONE)
		source_fail(&f->is, "its sound is encoded in a way that "
		    "FFmpeg's libraries do not know (tag 0x%x); another "
		    "program must convert it", (unsigned)par->codec_tag);
	else
		source_fail(&f->is, "its sound is encoded as %s, which is not "
		    "read here; FFmpeg may convert it: " FILETYPE_FFMPEG,
		    avlib()->avcodec_get_name(par->codec_id),
		    filetype_reader());
}

void
avfile_open_codec(struct avfile *f)
{
	const struct avlib *av = avlib();
	const AVCodecParameters *par = f->stream->codecpar;
	const AVCodec *codec = is_known(par->codec_id) ?
	    av->avcodec_find_decoder(par->codec_id) : NULL;
	char text[AV_ERROR_MAX_STRING_SIZE];
	int rc;

	if (codec == NULL) {
		refuse_codec(f);
		return;
	}
	if ((f->codec = av->avcodec_alloc_context3(codec)) == NULL) {
		source_fail(&f->is, "out of memory");
		return;
	}
	if ((rc = av->avcodec_parameters_to_context(f->codec, par)) >= 0) {
		f->codec->pkt_timebase = f->stream->time_base;
		f->codec->thread_count = 1;
		f->codec->err_recognition = AV_EF_CRCCHECK | AV_EF_EXPLODE;
		rc = av->avcodec_open2(f->codec, codec, NULL);
	}
	if (rc < 0)
		source_fail(&f->is, "its sound (%s) cannot be decoded: %s",
		    codec->name, avfile_explain(rc, text, sizeof text));
}

#endif
