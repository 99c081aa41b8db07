/*
 * probe.h - an audio file as its decoder gets it: open, looked at, of a known
 * type; private to audio.c.
 *
 * A decoder can open nothing, so whatever needs more than the descriptor is
 * done here, with as little as possible of what is in the file.
 */
#ifndef TONFALL_PROBE_H
#define TONFALL_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

struct probe {
	int fd;			/* -1: not open */
	bool file;		/* a regular one, which can be read again */
	bool endless;		/* its header does not tell its length */
	uint32_t frames;	/* riff_frames */
	uint64_t size;		/* bytes; 0 of a pipe */
	char type[16];		/* SoX's name */
};

/*
 * Open path ("-": standard input) as type, or NULL: as what its first bytes
 * say.  Waits for those of a pipe, and for all of one that can be judged only
 * as a whole (Ogg, MP3), which is kept in a temporary file.  ST_OK; or
 * in->fd is -1: ST_BAD if this file cannot be opened or used, ST_IO if another
 * one could not either.
 */
enum status probe_open(struct probe *in, const char *path, const char *type,
    struct fault *why) FAULT_CHECK;

void probe_close(struct probe *in);

#endif
