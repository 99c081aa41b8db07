/*
 * reader.h - the state of a reader of audio files and of a pool of them;
 * private to audio.c, client.c and spawn.c.
 */
#ifndef TONFALL_READER_H
#define TONFALL_READER_H

#include <pthread.h>
#include <sys/types.h>

#include "sound/audio.h"
#include "sound/message.h"
#include "sound/probe.h"

/* A file that the caller has opened, or will. */
struct wanted {
	char *path;
	double rate;
	const char *type;
	struct probe in;
	bool sent;
	enum status s;		/* of probe_open */
	struct fault why;
};

struct audio {
	struct audio_pool *pool;
	int sock;		/* to the decoder; -1: there is none */
	pid_t pid;
	bool plugins;		/* it has loaded SoX's */
	bool near;		/* it stays on its caller's processors */
	bool ready;		/* it has said so */
	unsigned fed;		/* files that it was sent */
	int memory;		/* the shared blocks, and where they are */
	float *shared;
	uint32_t taken;		/* blocks done with: it has not been told */

	/* Files in their order; the first one is open if `busy'. */
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
	struct message answer[DECODER_BATCH];
	unsigned next, answers;
};

struct audio_pool {
	struct audio_limits limits;
	pid_t server;
	int control;		/* to it, */
	pthread_mutex_t lock;	/* one question at a time */
	unsigned n;
	struct audio reader[];
};

#endif
