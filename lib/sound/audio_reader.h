/*
 * audio_reader.h - what audio.c, which starts and ends processes, and
 * audio_read.c, which talks to them, know of a reader; private to both.
 */
#ifndef TONFALL_AUDIO_READER_H
#define TONFALL_AUDIO_READER_H

#include <pthread.h>
#include <sys/types.h>

#include "sound/audio.h"
#include "sound/decoder.h"
#include "sound/input.h"

/* A file that the caller has opened, or will. */
struct wanted {
	char *path;
	double rate;
	const char *type;
	struct input in;
	bool sent;
	enum status s;		/* of input_open */
	struct fault why;
};

struct audio {
	struct audio_pool *pool;
	int sock;		/* to the decoder; -1: there is none */
	pid_t pid;
	bool plugins;		/* it has loaded SoX's */
	bool near;		/* it runs where its caller does */
	bool ready;		/* it has said so */
	unsigned fed;		/* files that it was sent */
	int memory; /* the shared blocks, and where they are mapped */
	float *shared;
	uint32_t taken;		/* blocks done with: it has not been told */

	/* Files in their order; the first one is open where `busy'. */
	struct wanted file[DECODER_AHEAD];
	unsigned first, files, sent;
	uint32_t number;	/* of the first one, as the decoder counts */
	bool busy;
	bool begun;		/* some of it has come */
	double rate;		/* of what has come */
	uint64_t had;		/* samples taken of it */
	double patience; /* seconds that its decoder may still be silent */
	bool over;		/* its last block has come */
	int held;		/* the block that the caller reads; or -1 */
	unsigned alone;		/* files to be sent one at a time: one of them
				 * is the death of the decoder */
	double cpu;		/* seconds that it may have used */
	unsigned packets;	/* waited for */

	/* Answers that have come together. */
	struct decoder_msg answer[DECODER_BATCH];
	unsigned next, answers;
};

struct audio_pool {
	struct audio_limits limits;
	pid_t nursery;
	int control;		/* to it, */
	pthread_mutex_t lock;	/* one question at a time */
	unsigned n;
	struct audio reader[];
};

/* A new decoder, with SoX's plug-ins if wanted, in place of none. */
enum status audio_hire(struct audio *a, bool plugins, struct fault *why);

/* End the decoder; its wait status, or -1 where nobody
 * knows: audio_orphaned. */
int audio_dismiss(struct audio *a);

/* ST_IO: the nursery is gone, and all decoders with it. */
enum status audio_orphaned(struct fault *why);

/* What the decoder died of, by its wait status: of a file, ST_BAD; or before it
 * took files, ST_IO. */
enum status audio_cause(int status, struct fault *why);
enum status audio_stillborn(int status, struct fault *why);

/* Close all files that are open or wanted. */
void audio_forget(struct audio *a);

#endif
