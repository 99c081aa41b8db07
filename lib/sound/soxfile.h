/*
 * soxfile.h - an open audio file as mono samples, decoded by libsox, which
 * nothing else includes; private to the decoder's process, see decoder.h.
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
	bool endless;		/* its header does not give its length */
	bool live;		/* a pipe: wait for no more than is needed */
	bool raw;		/* plain samples, read without libsox */
	size_t width;		/* of one, in bytes */
	uint64_t promised,
	    got; /* samples of all channels; promised 0: unknown */
	void *buf;		/* SOXFILE_PIECE * channels * 8 bytes */
	size_t held, at;	/* if raw: samples in it, and those used */
	FILE *padded;		/* MP3 after its header, as libsox reads it */
	struct mp3_info mp3;	/* of MP3 */
	char why[512];		/* the first thing that went wrong, or "" */
};

/* Call once per process. */
void soxfile_init(void);

/* Load SoX's plug-ins, the types that are not filetype_built_in.  Call once. */
void soxfile_load(void);

/*
 * Open the descriptor, which may be a pipe and now belongs to src, as described
 * by the DECODE job.  If it fails, false, and src->why says why.
 */
bool soxfile_open(struct soxfile *src, int fd, const struct message *job);

/* Read up to n <= SOXFILE_PIECE samples to mono; 0 at the end or on error. */
size_t soxfile_read(struct soxfile *src, float *mono, size_t n);

/* Would the next soxfile_read of a pipe wait, as far as is known? */
bool soxfile_waits(const struct soxfile *src);

/* After soxfile_read has returned 0: sets src->why unless the end is right. */
void soxfile_judge(struct soxfile *src);

/* Set src->why, unless it is already set. */
void soxfile_fail(struct soxfile *src, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Close src, whether or not it was opened. */
void soxfile_close(struct soxfile *src);

#endif
