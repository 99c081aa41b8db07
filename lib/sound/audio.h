/*
 * audio.h - samples of audio files, decoded by SoX in processes of their own.
 *
 * What libsox reads comes from anywhere, and its parsers have a history of
 * memory errors.  So it runs only in child processes, one for each struct
 * audio, which can do nothing but compute, read the descriptor they are handed
 * and answer (sandbox.h): the file is opened here, and samples come back
 * through shared memory.  A child that dies, does what it may not, or stops
 * answering costs one file: an error for it, and the next one gets a new
 * child.  Children end with their parent, however that ends.
 *
 * Samples are float32 in [-1, 1): a 16-bit sample s is exactly s / 32768.
 * Channels are mixed to their mean.  Another sample rate is converted by SoX's
 * `rate -h'.  Memory does not depend on the length of a file.
 */
#ifndef TONFALL_AUDIO_H
#define TONFALL_AUDIO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

struct audio_pool;
struct audio;

/* A float sample above this is an error: the file is not in [-1, 1). */
#define AUDIO_MAXLEVEL	4

/*
 * What a file may cost: cpu seconds of processor time, one more for each MB
 * (2^20 bytes) of it and one for each 10 s of sound.  A decoder is ended when,
 * with something to read, it has been silent for longer, over a whole file,
 * than `patience' seconds and the sound that it has given.
 */
struct audio_limits {
	double longest;		/* seconds of sound; 0: any number */
	double cpu;
	unsigned patience;
	bool unconfined;	/* read also if the kernel cannot confine */
};
#define AUDIO_LIMITS	{ 0, 3, 60, false }

/*
 * Prepare n readers.  To be called before the process starts its first
 * thread.  ST_OK, ST_IO or ST_NOMEM.
 */
enum status audio_start(struct audio_pool **p, unsigned n,
    const struct audio_limits *limits, struct fault *why) FAULT_CHECK;

/* Reader i < n.  One file at a time, one thread at a time. */
struct audio *audio_reader(struct audio_pool *p, unsigned i);

/* End all children and free; p may be NULL. */
void audio_stop(struct audio_pool *p);

/*
 * Keep the reader's decoders on the processors that the calling thread, which
 * is the one that will use it, has now (sched_setaffinity(2)).
 */
void audio_near(struct audio *a);

/*
 * Say that path will be opened next, or after those that this was said of
 * before, with the same rate and type: its decoding may begin.  Files should
 * be small, since the order of opening must not change.  False, and it counts
 * for nothing, if this one is not small or not a file, or there are enough.
 */
bool audio_ahead(struct audio *a, const char *path, double rate,
    const char *type);

/*
 * Start on the file path ("-": standard input, which may be a pipe).
 * rate is the sample rate wanted in Hz, 0 for the file's own; *is receives
 * the rate of the samples to come.  type is SoX's name of the file's type
 * ("sph"), or NULL to go by its contents, see filetype.h.
 * ST_OK; ST_BAD cannot be opened or read, no audio that SoX reads, or the
 * decoder died; ST_IO and ST_NOMEM are the system's: no decoder can be started
 * or confined, no temporary file be made, no file at all be opened.  After
 * anything but ST_OK the reader is ready for another file.
 */
enum status audio_open(struct audio *a, const char *path, double rate,
    const char *type, double *is, struct fault *why) FAULT_CHECK;

/*
 * The next n > 0 samples, valid until the next call.  ST_OK; ST_END after the
 * last one; ST_BAD damaged, cut short, not finite, too long, or the decoder
 * died; ST_IO as above.
 */
enum status audio_read(struct audio *a, const float **x, size_t *n,
    struct fault *why) FAULT_CHECK;

/* Done with the file, at its end or not. */
void audio_close(struct audio *a);

#endif
