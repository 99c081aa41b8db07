/*
 * client.h - the parent's end of the conversation with a decoder: the queue of
 * files, their limits, and the decoder's answers; private to audio.c.
 */
#ifndef TONFALL_CLIENT_H
#define TONFALL_CLIENT_H

#include "sound/reader.h"

/* The file whose turn it is, if a->files > 0. */
struct wanted *client_first(struct audio *a);

/* Open path and put it after the others; NULL if memory is short. */
struct wanted *client_append(struct audio *a, const char *path, double rate,
    const char *type);

/* Close the first file and forget it; or all of them. */
void client_drop(struct audio *a);
void client_forget(struct audio *a);

/*
 * The decoder's next answer to the first file, which is one that makes sense.
 * ST_BAD if the decoder is lost and this file to blame; ST_IO.
 */
enum status client_answer(struct audio *a, struct message **m,
    struct fault *why) FAULT_CHECK;

/* The fault that an answer MESSAGE_BAD tells of: ST_BAD. */
enum status client_fault(const struct message *m, struct fault *why);

/*
 * End the decoder; what it was sent will be sent again, to another one.  Its
 * wait status, or -1 if there was none or nobody knows.
 */
int client_end_decoder(struct audio *a);

#endif
