/*
 * probe.h - an audio file as its decoder gets it: open, checked, of a known
 * type; private to audio.c.
 *
 * A decoder cannot open files, so everything that needs more than the
 * descriptor is done here, interpreting as little of the file as possible.
 */
#ifndef TONFALL_PROBE_H
#define TONFALL_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "sound/archive.h"

struct probe {
	int fd;			/* -1: not open */
	bool file;		/* a regular one, which can be read again */
	bool again;		/* the path can be opened again */
	bool stored;		/* fd is the caller's store */
	bool endless;		/* its header does not give its length */
	uint32_t frames;	/* riff_frames */
	uint64_t size;		/* bytes; 0 for a pipe */
	char type[16];		/* SoX's name */
};

/* Where members of archives come from, and the store of archive_open. */
struct probe_members {
	struct archives *archives;
	int *store;
};

/*
 * Open path ("-": standard input; with from, unless NULL, also a member of an
 * archive) as type; NULL: detect it from the first bytes, which in any case
 * tell which library decodes WAV.  Waits for these if it is a pipe, and for all
 * of it if the type can be checked only as a whole (Ogg, MP3) and is then kept
 * in a temporary file or, if live, refused.
 * ST_OK; otherwise in->fd is -1: ST_BAD if this file cannot be opened or used,
 * ST_IO if no other file could be, either.
 */
enum status probe_open(struct probe *in, const struct probe_members *from,
    const char *path, const char *type, bool live, struct fault *why)
    FAULT_CHECK;

void probe_close(struct probe *in);

#endif
