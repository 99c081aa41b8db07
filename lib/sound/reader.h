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

/* A file that the caller has opened or announced. */
struct wanted {
	char *path;
	double rate;
	unsigned channel;
	const char *type;
	struct probe in;
	int store;		/* of its members of archives; or -1 */
	bool sent;
	enum status s;		/* of probe_open */
	struct fault why;
};

struct audio {
	struct audio_pool *pool;
	int sock;		/* to the decoder; -1: there is none */
	pid_t pid;
	unsigned has;		/* filetype_needs: what it has loaded */
	bool near;		/* it stays on its caller's processors */
	bool ready;		/* it has sent READY */
	unsigned fed;		/* files that it was sent */
	int memory;		/* the shared blocks: descriptor, address */
	float *shared;
	uint32_t taken;		/* blocks taken of which it was not told */

	/* Files in order; the first one is open if `busy'. */
	struct wanted file[DECODER_AHEAD];
	unsigned first, files, sent;
	uint32_t number;	/* of the first one, as the decoder counts */
	bool busy;
	bool begun;		/* some of it has arrived */
	double rate;		/* of the samples that have arrived */
	unsigned channel;	/* of files from now on; 0: the mean */
	unsigned channels;	/* of the open file */
	uint64_t had;		/* samples taken of it */
	double patience; /* seconds that its decoder may still be silent */
	bool over;		/* its last block has arrived */
	int held;		/* the block that the caller reads; or -1 */
	unsigned alone;		/* files to send one at a time, since one of
				 * them ended the decoder */
	double cpu;		/* limit of processor seconds */
	unsigned packets;	/* waited for */

	/* Answers that arrived in one packet. */
	struct message answer[DECODER_BATCH];
	unsigned next, answers;
};

struct audio_pool {
	struct audio_limits limits;
	struct archives *archives;
	bool own;		/* these are its own */
	pid_t server;
	int control;		/* to it, */
	pthread_mutex_t lock;	/* one request at a time */
	unsigned n;
	struct audio reader[];
};

#endif
