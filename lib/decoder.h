/*
 * decoder.h - the process that decodes audio files with libsox, seen from
 * both ends; private to audio.c, nursery.c and decoder.c.
 *
 * The two talk over a SOCK_SEQPACKET socket, one struct decoder_msg a
 * message, and share DECODER_BLOCKS blocks of samples.  For one file:
 *
 *	parent -> decoder	DECODE, with the descriptor of the open file
 *	decoder -> parent	OPENED, then BLOCK..., then END; or BAD at
 *				any point, which ends the file as well
 *	parent -> decoder	TAKEN for each BLOCK: it may be written again
 *
 * A decoder whose parent's end closes exits.
 */
#ifndef TONFALL_DECODER_H
#define TONFALL_DECODER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define DECODER_BLOCKS	2
#define DECODER_LEN	((size_t)1 << 16)	/* samples in a block */
#define DECODER_SHARED	(DECODER_BLOCKS * DECODER_LEN * sizeof(float))

enum decoder_op {
	DECODER_DECODE = 1,
	DECODER_TAKEN,
	DECODER_OPENED,
	DECODER_BLOCK,
	DECODER_END,
	DECODER_BAD,
	/* between the parent and the process that starts decoders */
	DECODER_SPAWN,
	DECODER_BURY
};

struct decoder_msg {
	int32_t  op;		/* enum decoder_op */
	int32_t  pid;		/* BURY; answers to SPAWN (or -1) and BURY */
	int32_t  status;	/* answer to BURY: as of waitpid(2) */
	uint32_t block, count;	/* BLOCK: which, and samples in it */
	double   rate;		/* DECODE: wanted, Hz, or 0; OPENED: what it is */
	char     type[16];	/* DECODE: SoX's name of the file type, or "" */
	char     guess[16];	/* DECODE: the type if the contents do not tell */
	char     text[512];	/* BAD: what is wrong */
};

/*
 * Send m with nfd descriptors, or receive one with at most nfd; those that did
 * not come are -1.  1 done, 0 the other end is closed, -1 failed (errno).
 */
int decoder_send(int sock, const struct decoder_msg *m, const int *fd,
    size_t nfd);
int decoder_recv(int sock, struct decoder_msg *m, int *fd, size_t nfd);

/*
 * Be the process that starts decoders: a decoder must not be forked from a
 * process that has threads, so this one is forked before the first thread and
 * forks on demand.  SPAWN brings two descriptors, the decoder's socket and the
 * shared memory; BURY kills and waits.  Ends when control closes.
 */
void decoder_nursery(int control) __attribute__((noreturn));

/* Be a decoder: serve sock, with blocks of DECODER_LEN samples at shared. */
void decoder_serve(int sock, float *shared) __attribute__((noreturn));

#endif
