#include "sound/avfile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sound/avfile_work.h"
#include "sound/avlib.h"
#include "sound/filetype.h"
#include "sound/ogg.h"
#include "sound/whole.h"

void
avfile_load(void)
{
	avlib_load();
}

#if AVLIB

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

const char *
avfile_explain(int n, char *text, size_t room)
{
	if (complaint[0] != '\0')
		return complaint;
	if (avlib()->av_strerror(n, text, room) < 0)
		(void)snprintf(text, room, "error %d", n);
	return text;
}

/* Is all that has arrived decoded and taken? */
static size_t
ready(const struct source *s)
{
	const struct avfile *f = (const struct avfile *)s;

	return f->at < f->held || f->io->buf_ptr < f->io->buf_end ||
	    source_waiting(s) > 0;
}

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
		    "with %s", what, job->type, filetype_option());
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
	    st->time_base.den, got = avfile_seconds(f);

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
		source_fail(s, "damaged or cut short: its header promises %lld "
		    "samples per channel, it has %llu",
		    (long long)f->stream->duration, (unsigned long long)f->got);
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
	f->riff = strcmp(job->type, "riff") == 0;
	f->counted = strcmp(job->type, "shorten") == 0;
	complaint[0] = '\0';
	avlib()->av_log_set_callback(keep_complaint);
	if (!s->live)
		check_file(f, job);
	if (s->why[0] == '\0')
		avfile_open_format(f, job->type);
	if (s->why[0] == '\0')
		avfile_open_codec(f);
	/* Rate and channels are known from the first frame on. */
	if (s->why[0] == '\0' && !avfile_next_frame(f)) {
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

size_t
avfile_read(struct source *s, float *mono, size_t n)
{
	(void)s;
	(void)mono;
	(void)n;
	return 0;
}

static size_t
ready(const struct source *s)
{
	(void)s;
	return 1;
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
	open_av, avfile_read, ready, judge_av, close_av
};
