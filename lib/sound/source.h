/*
 * source.h - an open audio file as mono samples, whatever library decodes it:
 * soxfile.h or avfile.h, as filetype_needs says; private to the decoder's
 * process, see decoder.h.
 */
#ifndef TONFALL_SOURCE_H
#define TONFALL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sound/message.h"

#define SOURCE_PIECE	16384	/* frames decoded at a time */
#define SOURCE_CHANNELS	64	/* at most */

struct source;

struct source_kind {
	/* Open the descriptor, which source_close closes.  If it fails, s->why
	 * is set. */
	void (*open)(struct source *s, const struct message *job);
	/* Read up to n <= SOURCE_PIECE samples; 0 at the end or on error. */
	size_t (*read)(struct source *s, float *mono, size_t n);
	/* Samples that a pipe can give at once, as far as is known: 0 if the
	 * next read would wait. */
	size_t (*ready)(const struct source *s);
	/* After the end: sets s->why unless the end is right. */
	void (*judge)(struct source *s);
	/* Close it, whether or not it was opened. */
	void (*close)(struct source *s);
};

/* The first member of struct soxfile and of struct avfile. */
struct source {
	const struct source_kind *kind;
	int fd;
	bool live;		/* a pipe: wait for no more than is needed */
	double rate;		/* of the file, Hz */
	unsigned channels;
	unsigned channel;	/* the one wanted, from 1; 0: the mean */
	uint64_t promised;	/* samples of all channels; 0: unknown */
	char why[512];		/* the first thing that went wrong, or "" */
};

/* Set s->why, unless it is already set. */
void source_fail(struct source *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Set s->why unless a file can have this rate and number of channels. */
void source_check(struct source *s);

/* Set s->why to what ails float sample number n (of each channel) if it is not
 * valid as sound: not finite, or above AUDIO_MAXLEVEL. */
void source_check_level(struct source *s, double x, uint64_t n);

/* Bytes that are in the pipe at present. */
size_t source_waiting(const struct source *s);

#endif
