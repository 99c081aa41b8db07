/*
 * message.h - the messages between a decoder and its parent, and how they are
 * sent; private to lib/sound.
 *
 * The two talk over a SOCK_SEQPACKET socket, one or more struct message in
 * a packet, and share DECODER_BLOCKS blocks of samples.
 *
 *	parent -> decoder	DECODE, with the descriptor of the open file;
 *				TAKEN.  The blocks in the mask of either may be
 *				reused
 *	decoder -> parent	READY, once: it is confined, and accepts files
 *				only from now on.  Then BLOCK... for each file
 *				in turn: the last one is marked, all others have
 *				DECODER_PIECE or DECODER_LEN samples or, from a
 *				pipe, fewer; or BAD, which also ends the file
 *
 * On one processor each packet costs two context switches, as much as the
 * features of half a second.  So the parent may send up to DECODER_AHEAD files
 * before it gets an answer, and answers that hold a whole file are delayed
 * until DECODER_BATCH of them fill a packet or no other file is waiting.
 *
 * A decoder exits when its parent's end closes.
 */
#ifndef TONFALL_MESSAGE_H
#define TONFALL_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define DECODER_AHEAD	8	/* files under way */
#define DECODER_BATCH	4	/* answers in a packet */
#define DECODER_BLOCKS	8
#define DECODER_LEN	((size_t)1 << 18)	/* samples in a block */
#define DECODER_PIECE	((size_t)1 << 16)	/* of a file that fills more */
#define DECODER_SHARED	(DECODER_BLOCKS * DECODER_LEN * sizeof(float))

#define DECODER_MINRATE	1000.0	/* of a file, Hz */
#define DECODER_MAXRATE	768000.0

enum message_op {
	MESSAGE_DECODE = 1,
	MESSAGE_TAKEN,
	MESSAGE_BLOCK,
	MESSAGE_BAD,
	MESSAGE_READY,
	/* between the parent and the fork server */
	MESSAGE_SPAWN,
	MESSAGE_END
};

struct message {
	int32_t  op;		/* enum message_op */
	int32_t  pid;		/* END; answers to SPAWN (or -1) and END */
	int32_t  status;	/* answer to END: as of waitpid(2); to SPAWN
				 * where pid is -1: errno */
	uint32_t file;		/* number of the DECODE, 0, 1, ...; answers: */
	uint32_t block, count;	/* BLOCK: which, and samples in it, or 0 */
	uint32_t last;		/* BLOCK: 1 for the last one */
	uint32_t taken;		/* DECODE, TAKEN: mask of blocks */
	uint32_t named;		/* DECODE: the user gave its type */
	uint32_t endless;	/* DECODE: its header gives no length */
	uint32_t live;		/* DECODE: a pipe; return data as it arrives */
	uint32_t frames;	/* DECODE: of riff_frames, or 0 */
	uint32_t needs;		/* SPAWN: filetype_needs; load it first */
	uint32_t unconfined;	/* SPAWN: even if no filter can be set */
	uint32_t channel;	/* DECODE: 1, 2, ..., or 0: their mean */
	uint32_t channels;	/* BLOCK: of the file */
	double   rate;		/* DECODE: requested Hz or 0; BLOCK: its own */
	double   longest;	/* DECODE: maximum seconds of sound; 0: any */
	char     type[16];	/* DECODE: SoX's name of the file type */
	char     text[512];	/* BAD: what is wrong */
};

/* The maximum number of samples in `seconds' (0: any number) at this rate. */
uint64_t message_max_samples(double seconds, double rate);

/* Samples in 10 ms, for which a pipe is waited; at most DECODER_PIECE. */
size_t message_step(double rate);

/*
 * Send n messages in one packet, with nfd <= DECODER_AHEAD descriptors.  1
 * done, 0 the other end is closed, -1 failed (errno).
 */
int message_send(int sock, const struct message *m, size_t n, const int *fd,
    size_t nfd);

/*
 * Receive a packet of at most n messages, and nfd descriptors, -1 for those
 * that were not sent.  Returns the number of messages; 0 and -1 as above.  With
 * nfd = 0, descriptors are an error (-1), and the kernel has closed them.
 */
int message_recv(int sock, struct message *m, size_t n, int *fd, size_t nfd);

#endif
