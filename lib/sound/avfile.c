#include "sound/avfile.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sound/audio.h"
#include "sound/avlib.h"
#include "sound/filetype.h"
#include "sound/mix.h"
#include "sound/ogg.h"
#include "sound/whole.h"

void
avfile_load(void)
{
	avlib_load();
}

#if AVLIB

#define BUFFER	32768		/* bytes read at a time */
#define ONES	8192		/* bytes */
#define WITHOUT	1000		/* packets until the first one with sound */

/* The first error that the libraries report about a file; the handler is told
 * no context of ours. */
static char complaint[200];

static void keep_complaint(void *of, int level, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void
keep_complaint(void *of, int level, const char *fmt, va_list ap)
{
	(void)of;
	if (level > AV_LOG_ERROR || complaint[0] != '\0')
		return;
	(void)vsnprintf(complaint, sizeof complaint, fmt, ap);
	complaint[strcspn(complaint, "\n")] = '\0';
}

/* What the libraries say of error number n, or said before. */
static const char *
explain(int n, char text[AV_ERROR_MAX_STRING_SIZE])
{
	if (complaint[0] != '\0')
		return complaint;
	if (avlib()->av_strerror(n, text, AV_ERROR_MAX_STRING_SIZE) < 0)
		(void)snprintf(text, AV_ERROR_MAX_STRING_SIZE, "error %d", n);
	return text;
}

/* The sound so far. */
static double
seconds_of(const struct avfile *f)
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
		    "(DTX), at %.2f s, which FFmpeg does not decode; SoX does "
		    "with -t amr-nb or amr-wb, in a file of AMR alone (ffmpeg "
		    "-i FILE -c copy FILE.amr)", seconds_of(f));
	source_fail(&f->is, "damaged near %.2f s: %s", seconds_of(f),
	    explain(n, text));
}

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
	off_t size = lseek(f->is.fd, 0, SEEK_END);

	if ((whence & AVSEEK_SIZE) != 0)
		return size;
	whence &= ~AVSEEK_FORCE;
	to += whence == SEEK_CUR ? f->offset : whence == SEEK_END ? size : 0;
	if (to < 0)
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
		AV_CODEC_ID_ADPCM_SWF, AV_CODEC_ID_MACE3, AV_CODEC_ID_MACE6
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

static void
open_format(struct avfile *f, const char *type)
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
		    "(%s)", type, explain(rc, text));
	else
		choose_only(f);
}

static void
open_codec(struct avfile *f)
{
	const struct avlib *av = avlib();
	const AVCodecParameters *par = f->stream->codecpar;
	const AVCodec *codec = is_known(par->codec_id) ?
	    av->avcodec_find_decoder(par->codec_id) : NULL;
	char text[AV_ERROR_MAX_STRING_SIZE];
	int rc;

	if (codec == NULL) {
		source_fail(&f->is, "its sound is encoded as %s, which is not "
		    "read here; FFmpeg may convert it: " FILETYPE_FFMPEG,
		    av->avcodec_get_name(par->codec_id), filetype_reader());
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
		    codec->name, explain(rc, text));
}

/* ---- frames ---- */

/*
 * Did the demuxer get all bytes of the packet?  Of plain samples it asks for a
 * number of them, and may get fewer at the end.
 */
static bool
is_complete(const struct avfile *f)
{
	int block = f->stream->codecpar->block_align;

	return (f->packet->flags & AV_PKT_FLAG_CORRUPT) == 0 ||
	    (f->stream->codecpar->codec_id < AV_CODEC_ID_ADPCM_IMA_QT &&
	    block > 0 && f->packet->size % block == 0);
}

/* Are the packet's bytes as they were encoded, and all of them? */
static bool
is_usable(struct avfile *f)
{
	if (!is_complete(f))
		source_fail(&f->is, "damaged or cut short near %.2f s: a "
		    "packet is not whole", seconds_of(f));
	else if (avlib()->av_packet_get_side_data(f->packet,
	    AV_PKT_DATA_ENCRYPTION_INFO, NULL) != NULL)
		source_fail(&f->is, "is encrypted");
	return f->is.why[0] == '\0';
}

/* Get the next packet of the stream; 0, or an error of theirs. */
static int
next_packet(struct avfile *f)
{
	int rc = 0;

	while (!f->pending && rc >= 0) {
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
		    "channels to %d Hz and %d", seconds_of(f), f->is.rate, f->is.channels, frame->sample_rate,
		    frame->ch_layout.nb_channels);
	else if ((frame->flags & AV_FRAME_FLAG_CORRUPT) != 0 ||
	    frame->decode_error_flags != 0)
		damaged(f, AVERROR_INVALIDDATA);
	return f->is.why[0] == '\0';
}

/* Get the next frame that has samples; false at the end or on error. */
static bool
next_frame(struct avfile *f)
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

static size_t
read_av(struct source *s, float *mono, size_t n)
{
	struct avfile *f = (struct avfile *)s;
	size_t done = 0, some;

	while (done < n && s->why[0] == '\0' &&
	    (f->at < f->held || next_frame(f))) {
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

static bool
waits(const struct source *s)
{
	const struct avfile *f = (const struct avfile *)s;

	return f->at == f->held && f->io->buf_ptr == f->io->buf_end &&
	    source_is_dry(s);
}

/* ---- life ---- */

/* Set is.why if the file is cut short, as far as that can be told now. */
static void
check_file(struct avfile *f, const struct message *job)
{
	char text[160];
	const char *what = strcmp(job->type, "oga") == 0 ?
	    ogg_check(f->is.fd, text, sizeof text) :
	    whole_check(f->is.fd, job->type, text, sizeof text);

	if (what != NULL && job->named != 0)
		source_fail(&f->is, "%s; or it is not of type '%s' as given "
		    "with -t", what, job->type);
	else if (what != NULL)
		source_fail(&f->is, "%s", what);
}

/* The packets that the index of the file lists; 0: it has none. */
static uint64_t
listed(const struct avfile *f)
{
	int n = avlib()->avformat_index_get_entries_count(f->stream);

	return n > 0 ? (uint64_t)n : 0;
}

/*
 * MP4 has an index.  It may list fewer packets than the track has, if an edit
 * list leaves some out; but then the sound must be as long as that says.
 */
static void
judge_index(struct avfile *f)
{
	const AVStream *st = f->stream;
	double seconds = (double)st->duration * st->time_base.num /
	    st->time_base.den, got = seconds_of(f);

	if (f->packets < listed(f))
		source_fail(&f->is, "damaged or cut short: its index has %llu "
		    "packets, it has %llu", (unsigned long long)listed(f),
		    (unsigned long long)f->packets);
	if (listed(f) < (uint64_t)st->nb_frames && got < 0.9 * seconds - 0.5)
		source_fail(&f->is, "damaged: %.2f s of sound, its header "
		    "promises %.2f s", got, seconds);
}

static void
judge_av(struct source *s)
{
	struct avfile *f = (struct avfile *)s;

	if (f->failed)
		source_fail(s, "read error: %s", strerror(EIO));
	if (f->counted && f->stream->duration > 0 &&
	    f->stream->duration != (int64_t)f->got)
		source_fail(s, "damaged or cut short: its header promises %lld samples "
		    "per channel, it has %llu", (long long)f->stream->duration,
		    (unsigned long long)f->got);
	if (f->indexed)
		judge_index(f);
	/* They complain of files that play well, too, mostly of pictures. */
	else if (complaint[0] != '\0')
		source_fail(s, "damaged: %s", complaint);
	if (s->live && f->end > 0 && f->offset < f->end)
		source_fail(s, "cut short: its header promises %lld bytes, it "
		    "has %lld", (long long)f->end, (long long)f->offset);
}

static void
open_av(struct source *s, const struct message *job)
{
	struct avfile *f = (struct avfile *)s;
	const char *lacks = avlib_lacks();

	if (lacks != NULL) {
		source_fail(s, "type '%s' needs FFmpeg's libraries, which "
		    "cannot be loaded (%s); or convert it: " FILETYPE_FFMPEG,
		    job->type, lacks, filetype_reader());
		return;
	}
	f->indexed = strcmp(job->type, "mp4") == 0;
	f->counted = strcmp(job->type, "shorten") == 0;
	complaint[0] = '\0';
	avlib()->av_log_set_callback(keep_complaint);
	if (!s->live)
		check_file(f, job);
	if (s->why[0] == '\0')
		open_format(f, job->type);
	if (s->why[0] == '\0')
		open_codec(f);
	/* Rate and channels are known from the first frame on. */
	if (s->why[0] == '\0' && !next_frame(f)) {
		judge_av(s);
		source_fail(s, "has no sound: not one sample can be decoded");
	}
	if (s->why[0] == '\0' && (f->buf = malloc(SOURCE_PIECE * s->channels *
	    sizeof *f->buf)) == NULL)
		source_fail(s, "out of memory");
}

static void
close_av(struct source *s)
{
	struct avfile *f = (struct avfile *)s;
	const struct avlib *av = avlib();

	if (avlib_lacks() == NULL) {
		av->avcodec_free_context(&f->codec);
		av->av_frame_free(&f->frame);
		av->av_packet_free(&f->packet);
		av->avformat_close_input(&f->format);
		if (f->io != NULL)
			av->av_freep(&f->io->buffer);
		av->avio_context_free(&f->io);
	}
	free(f->buf);
	(void)close(s->fd);
}

#else

static void
open_av(struct source *s, const struct message *job)
{
	source_fail(s, "type '%s' needs FFmpeg's libraries, but %s", job->type,
	    avlib_lacks());
}

static size_t
read_av(struct source *s, float *mono, size_t n)
{
	(void)s;
	(void)mono;
	(void)n;
	return 0;
}

static bool
waits(const struct source *s)
{
	(void)s;
	return false;
}

static void
judge_av(struct source *s)
{
	(void)s;
}

static void
close_av(struct source *s)
{
	(void)close(s->fd);
}

#endif

const struct source_kind avfile_kind = {
	open_av, read_av, waits, judge_av, close_av
};
