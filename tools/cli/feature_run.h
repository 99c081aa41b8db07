/*
 * feature_run.h - the state of a run from audio files to a stream; private to
 * feature_run.c, feature_worker.c and feature_deliver.c.
 *
 * The run: the first thread reads the list and writes records in its order, the
 * others turn files into records.  Each thread has a decoder and a front end of
 * its own.  At most SLOTS files per thread are in progress or waiting to be
 * written, and each holds no more in memory than its share of MEMORY, so memory
 * depends neither on the number of files nor on their length.
 *
 * A list that comes through a pipe has a thread of its own: its next row may
 * take long, and records wait for nothing but their files.
 */
#ifndef TONFALL_FEATURE_RUN_H
#define TONFALL_FEATURE_RUN_H

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#include "sound/extract.h"
#include "feature_options.h"
#include "feature_queue.h"

struct slot {
	char *path;		/* NULL: left out because of s and why */
	struct filelist_file file;
	struct extract_record *rec;	/* (records); of a file that has many
					 * only the attributes, and */
	struct feature_queue *queue;	/* the records; else NULL */
	struct segment_list own;	/* segments of a list; or, if joined, */
					/* its rows, if there are several */
	struct extract_segment *segment;	/* (segments) of any list */
	size_t segments;
	char note[128];		/* a warning, or "" */
	bool done;
	enum status s;
	struct fault why;
};

struct run {
	const struct feature_options *fe;
	struct filelist *in;
	struct tensor_writer *out;
	struct audio_pool *audio;
	struct archives *archives;
	struct slices_rule rule;	/* of parts */
	size_t records;			/* of each file */
	unsigned threads;
	pthread_t *thread;
	struct extract **extract;	/* (threads) */
	struct feature_queue *queue;	/* (slots), or NULL */
	struct segments *segments;	/* --segments, or NULL */
	unsigned named;			/* threads that know their number */
	cpu_set_t processors;		/* that this process may use */
	bool piped;			/* the list: reader fills the slots */
	bool joined;			/* rows of a file come together */
	pthread_t reader;

	pthread_mutex_t lock;		/* of all that follows */
	pthread_cond_t work, done, room;
	struct slot *slot;		/* file i is in slot i % slots */
	size_t slots;
	uint64_t submitted, begun;
	bool ended;			/* no more files will be submitted, */
	enum status end;		/* for this reason */
	struct fault why;
	unsigned untold;		/* files done since a signal */
	uint64_t delivered;

	/* Of the writer alone: */
	uint64_t written, failed, total;	/* files */
	uint64_t parts, bad_parts;
	struct cli_progress progress;
};

/* Write the records of the oldest file, or say why there are none. */
void feature_deliver(struct run *r, struct slot *s);

/* End the program because of why. */
void feature_give_up(struct run *r, const struct fault *why)
    __attribute__((noreturn));

/* The thread that turns files into records; ctx is the struct run. */
void *feature_worker(void *ctx);

#endif
