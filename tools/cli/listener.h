/*
 * listener.h - one thread's way from a recording to answers: its decoder, its
 * recogniser, and the statistics of the speakers in the recording.
 */
#ifndef TONFALL_LISTENER_H
#define TONFALL_LISTENER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "sound/audio.h"
#include "recognise/recogniser.h"
#include "recordings.h"

/* What was recognised; the struct takes answer_size bytes. */
struct answer {
	enum recognition_is is;
	size_t row;		/* of the recording: the segment; else 0 */
	unsigned channel;	/* from 1; 0: the mean of all */
	double start, end;	/* seconds */
	double speech;		/* seconds of it; NAN */
	bool nothing;		/* too little speech: p means nothing */
	bool own;		/* by the speaker's own statistics */
	double p[];		/* (classes) of the pack */
};

size_t answer_size(const struct pack *p);

struct listener;

struct listener_config {
	const struct pack *pack;
	const struct recogniser_rule *rule;
	const char *type;	/* of files, see audio_open; or NULL */
	int channel;		/* AUDIO_MIX, AUDIO_EACH, or its number */
	bool own;		/* a recording's windows or segments are
				 * normalised by their own statistics */
};

/* Takes the next answer, valid during the call; faults end the listening.  ctx
 * is that of heard, too. */
typedef enum status listener_take(void *ctx, const struct answer *a,
    struct fault *why);

/* What c points to, and a, must outlive it. */
enum status listener_new(struct listener **l, const struct listener_config *c,
    struct audio *a, struct fault *why) FAULT_CHECK;
void listener_free(struct listener *l);

/* The parts of a recording, and whose they are. */
struct listener_job {
	const char *path;
	const struct recogniser_segment *segment;	/* (segments) or */
	size_t segments;	/* 0: windows, or all of it */
	const char *const *who;	/* (segments) names of their speakers in this
				 * recording, by whose own statistics they are
				 * recognised; or NULL */
	struct speaker *speaker;	/* whose it is, or NULL, */
	enum speaker_use use;
	char *note;		/* LISTENER_NOTE bytes for what is noticed, ""
				 * if nothing; or NULL */
	/* Told of the samples before they are recognised; or NULL. */
	void (*heard)(void *ctx, const float *x, size_t n, double rate);
	/* It is live: what came before a fault of the sound is recognised to
	 * its end. */
	bool live;
};

#define LISTENER_NOTE	256

/*
 * Listen to one recording.  Answers come by channel, in the order of time or
 * of the segments.  Those of a file that is damaged never come; from a pipe
 * they come while it is read.  ST_BAD: it cannot be used; ST_IO, ST_NOMEM.  The
 * text of a fault begins with the path.
 */
enum status listener_hear(struct listener *l, const struct listener_job *job,
    listener_take *take, void *ctx, struct fault *why) FAULT_CHECK;

#endif
