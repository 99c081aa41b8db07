/*
 * soxfile.h - an open audio file as mono samples, decoded by libsox, which
 * nothing else includes but device.c; private to the decoder's process, see
 * source.h.
 */
#ifndef TONFALL_SOXFILE_H
#define TONFALL_SOXFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "sound/mp3.h"
#include "sound/source.h"

struct sox_format_t;

struct soxfile {
	struct source is;
	struct sox_format_t *ft;
	FILE *fp;		/* of the descriptor */
	bool endless;		/* its header does not give its length */
	bool raw;		/* plain samples, read without libsox */
	size_t width;		/* of one, in bytes */
	uint64_t got;		/* samples of all channels */
	void *buf;		/* SOURCE_PIECE * channels * 8 bytes */
	size_t held, at;	/* if raw: samples in it, and those used */
	FILE *padded;		/* MP3 after its header, as libsox reads it */
	struct mp3_info mp3;	/* of MP3 */
};

extern const struct source_kind soxfile_kind;

/* Call once per process. */
void soxfile_init(void);

/* Load SoX's plug-ins, the types that need FILETYPE_PLUGINS. */
void soxfile_load(void);

#endif
