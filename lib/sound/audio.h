/*
 * audio.h - samples of audio files, decoded by SoX and FFmpeg in processes of
 * their own.
 *
 * The files may come from anywhere, and the libraries' parsers have a history
 * of memory errors.  So they run only in child processes, one for each struct
 * audio, which can only compute, read the descriptor they are given and answer
 * (sandbox.h): the file is opened here, and samples are returned through shared
 * memory.  If a child dies, does something forbidden, or stops answering, only
 * its file fails; the next file gets a new child.  Children end with their
 * parent, however that ends.
 *
 * Samples are float32 in [-1, 1): a 16-bit sample s is exactly s / 32768.
 * Channels are averaged, unless one is chosen.  Other sample rates are
 * converted as by SoX's `rate -h'.  Memory does not depend on the length of a
 * file.
 */
#ifndef TONFALL_AUDIO_H
#define TONFALL_AUDIO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

struct audio_pool;
struct audio;

/* Which channels: their mean or, of those who can open a file several times
 * (extract.h), each; otherwise a number from 1. */
#define AUDIO_MIX	0
#define AUDIO_EACH	(-1)
#define AUDIO_CHANNELS	64	/* at most */

/* A float sample above this is an error: the file is not in [-1, 1). */
#define AUDIO_MAXLEVEL	4

/*
 * Limits for a file: cpu seconds of processor time, plus one for each MB (2^20
 * bytes) and one for each 10 s of sound.  A decoder is ended if, while there is
 * something to read, it has returned nothing for a total time of more than
 * `patience' seconds plus the duration of the sound it has returned.
 */
struct audio_limits {
	double longest;		/* seconds of sound; 0: no limit */
	double cpu;
	unsigned patience;
	bool unconfined;	/* run even if the kernel cannot confine */
	bool live;		/* refuse a pipe that must be kept until its end
				 * before it can be read */
	struct archives *archives;	/* where members are found, archive.h;
					 * NULL: in its own */
};
#define AUDIO_LIMITS	{ 0, 3, 60, false, false, NULL }

/*
 * Prepare n readers.  Call it before the process starts its first thread.
 * ST_OK, ST_IO or ST_NOMEM.
 */
enum status audio_start(struct audio_pool **p, unsigned n,
    const struct audio_limits *limits, struct fault *why) FAULT_CHECK;

/* Reader i < n.  One file at a time, one thread at a time. */
struct audio *audio_reader(struct audio_pool *p, unsigned i);

/* End all children and free; p may be NULL. */
void audio_stop(struct audio_pool *p);

/*
 * Keep the reader's decoders on the present processors of the calling thread,
 * which must be the thread that will use it (sched_setaffinity(2)).
 */
void audio_near(struct audio *a);

/*
 * Files that are opened or announced from now on give this channel, from 1, or
 * with AUDIO_MIX, the default, the mean of all.
 */
void audio_channel(struct audio *a, unsigned channel);

/* Channels of the file that was opened last. */
unsigned audio_channels(const struct audio *a);

/* Can the file that is open be opened once more?  A pipe cannot. */
bool audio_again(struct audio *a);

/*
 * Announce that path will be opened next, or after the files announced before,
 * with the same rate and type, so that its decoding can start.  Only small
 * files, since they must be opened in this order.  False, and without effect,
 * if this one is not small or not a file, or enough are announced.
 */
bool audio_ahead(struct audio *a, const char *path, double rate,
    const char *type);

/*
 * Open the file path ("-": standard input, which may be a pipe), or a member of
 * an archive.  rate is the
 * requested sample rate in Hz, 0 for the file's own; *is receives the rate of
 * the samples.  type is SoX's name of the file's type ("sph"), or NULL to
 * detect it from the contents, see filetype.h.
 * ST_OK; ST_BAD if it cannot be opened or read, SoX does not read it, or the
 * decoder died; ST_IO and ST_NOMEM if the system fails: a decoder cannot be
 * started or confined, a temporary file cannot be made, no file at all can be
 * opened.  Unless ST_OK is returned the reader is ready for another file.
 */
enum status audio_open(struct audio *a, const char *path, double rate,
    const char *type, double *is, struct fault *why) FAULT_CHECK;

/*
 * Get the next n > 0 samples, valid until the next call.  ST_OK; ST_END after
 * the last one; ST_BAD if the file is damaged, cut short, not finite or too
 * long, or the decoder died; ST_IO as above.
 */
enum status audio_read(struct audio *a, const float **x, size_t *n,
    struct fault *why) FAULT_CHECK;

/* Close the file, at its end or before. */
void audio_close(struct audio *a);

#endif
