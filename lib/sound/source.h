/*
 * source.h - an open audio file as mono samples, by libsox; private to the
 * decoder's process, see decoder.h.
 */
#ifndef TONFALL_SOURCE_H
#define TONFALL_SOURCE_H

#include <sox.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "sound/decoder.h"

#define SOURCE_PIECE	16384	/* frames decoded at a time */

struct source {
	sox_format_t *ft;
	FILE *fp;
	int fd;			/* of fp */
	bool endless;		/* its header does not tell its length */
	bool raw;		/* plain samples, read past libsox */
	size_t width;		/* of one, in bytes */
	uint64_t promised,
	    got; /* samples of all channels; promised 0: unknown */
	void *buf;		/* (SOURCE_PIECE, channels) of 8 bytes, or as
				 * many more as they are smaller; where raw: */
	size_t held, at;	/* samples in it, and those done with */
	char why[512];		/* the first thing that went wrong, or "" */
};

/* Once a process. */
void source_init(void);

/* Load SoX's plug-ins: the types that are not soundtype_built_in.  Once. */
void source_load(void);

/*
 * Open the descriptor, which may be a pipe and now belongs to src, as the
 * DECODE job says.  False, and src->why says why.
 */
bool source_open(struct source *src, int fd, const struct decoder_msg *job);

/* At most n <= SOURCE_PIECE samples to mono; 0 at the end, good or bad. */
size_t source_read(struct source *src, float *mono, size_t n);

/* After source_read has returned 0: was that the end?  Else src->why. */
void source_judge(struct source *src);

/* Note what went wrong, unless something did before. */
void source_fail(struct source *src, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether or not it was opened. */
void source_close(struct source *src);

#endif
