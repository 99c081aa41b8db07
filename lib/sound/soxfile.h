/*
 * soxfile.h - an open audio file as mono samples, by libsox, which nothing
 * else includes; private to the decoder's process, see decoder.h.
 */
#ifndef TONFALL_SOXFILE_H
#define TONFALL_SOXFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "sound/message.h"
#include "sound/mp3.h"

struct sox_format_t;

#define SOXFILE_PIECE	16384	/* frames decoded at a time */

struct soxfile {
	double rate;		/* of the file, Hz */
	unsigned channels;
	struct sox_format_t *ft;
	FILE *fp;
	int fd;			/* of fp */
	bool endless;		/* its header does not tell its length */
	bool live;		/* a pipe: wait for no more than is wanted */
	bool raw;		/* plain samples, read past libsox */
	size_t width;		/* of one, in bytes */
	uint64_t promised,
	    got; /* samples of all channels; promised 0: unknown */
	void *buf;		/* (SOXFILE_PIECE, channels) of 8 bytes, or as
				 * many more as they are smaller; where raw: */
	size_t held, at;	/* samples in it, and those done with */
	FILE *padded;		/* MP3 after its header, as libsox reads it */
	struct mp3_info mp3;	/* of MP3 */
	char why[512];		/* the first thing that went wrong, or "" */
};

/* Once a process. */
void soxfile_init(void);

/* Load SoX's plug-ins: the types that are not filetype_built_in.  Once. */
void soxfile_load(void);

/*
 * Open the descriptor, which may be a pipe and now belongs to src, as the
 * DECODE job says.  False, and src->why says why.
 */
bool soxfile_open(struct soxfile *src, int fd, const struct message *job);

/* At most n <= SOXFILE_PIECE samples to mono; 0 at the end, good or bad. */
size_t soxfile_read(struct soxfile *src, float *mono, size_t n);

/* Would the next soxfile_read of a pipe wait, as far as can be told? */
bool soxfile_waits(const struct soxfile *src);

/* After soxfile_read has returned 0: was that the end?  Else src->why. */
void soxfile_judge(struct soxfile *src);

/* Note what went wrong, unless something did before. */
void soxfile_fail(struct soxfile *src, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether or not it was opened. */
void soxfile_close(struct soxfile *src);

#endif
