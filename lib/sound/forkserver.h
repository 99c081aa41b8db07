/*
 * forkserver.h - the process that forks decoders; private to spawn.c.
 */
#ifndef TONFALL_FORKSERVER_H
#define TONFALL_FORKSERVER_H

/*
 * Serve the socket control until it closes: MESSAGE_SPAWN, which carries two
 * descriptors (the decoder's socket and the shared memory), forks a decoder;
 * MESSAGE_END kills it and waits for it.
 */
void forkserver_run(int control) __attribute__((noreturn));

#endif
