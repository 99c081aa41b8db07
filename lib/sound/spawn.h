/*
 * spawn.h - start and end the processes of a pool of decoders; private to
 * audio.c and client.c.
 *
 * A decoder must not be forked from a process that has threads.  So one
 * process is forked before the first thread, the fork server (forkserver.h),
 * and forks decoders on demand.
 */
#ifndef TONFALL_SPAWN_H
#define TONFALL_SPAWN_H

#include <stdbool.h>

#include "sound/reader.h"

/* Start the fork server; ST_IO. */
enum status spawn_server(struct audio_pool *p, struct fault *why) FAULT_CHECK;

/* End it, if there is one, and all remaining decoders. */
void spawn_server_end(struct audio_pool *p);

/* ST_IO: the fork server is gone, and all decoders with it. */
enum status spawn_no_server(struct fault *why);

/* The memory that a reader's decoders write samples to; ST_IO, ST_NOMEM. */
enum status spawn_share(struct audio *a, struct fault *why) FAULT_CHECK;
void spawn_unshare(struct audio *a);

/* Start a decoder for a reader without one, with what `needs' (filetype_needs)
 * names; ST_IO. */
enum status spawn_decoder(struct audio *a, unsigned needs, struct fault *why)
    FAULT_CHECK;

/* Move it to the processors of the calling thread, if that is allowed. */
void spawn_near(const struct audio *a);

/* End it; its wait status, or -1 if there is no fork server to ask. */
int spawn_end(struct audio *a);

/*
 * Set why to the cause of a decoder's death, from its wait status: spawn_cause
 * while decoding a file, whose type the user may have named, ST_BAD;
 * spawn_no_start before it took files, ST_IO.
 */
enum status spawn_cause(int status, bool named, struct fault *why);
enum status spawn_no_start(int status, struct fault *why);

#endif
