/*
 * decoder.h - the process that decodes audio files; private to forkserver.c.
 */
#ifndef TONFALL_DECODER_H
#define TONFALL_DECODER_H

#define DECODER_UNCONFINED 77	/* exit status: it could not be confined */

/* Do what cannot be done once confined; it empties the environment. */
void decoder_prepare(void);

/*
 * Run as a decoder: serve sock, see message.h, with blocks of DECODER_LEN
 * samples at shared, and exit when it closes.  The process must already be
 * confined.
 */
void decoder_run(int sock, float *shared) __attribute__((noreturn));

#endif
