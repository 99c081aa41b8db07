/*
 * client.h - the parent's side of the exchange with a decoder: the queue of
 * files, their limits, and the decoder's answers; private to audio.c.
 */
#ifndef TONFALL_CLIENT_H
#define TONFALL_CLIENT_H

#include "sound/reader.h"

/* The current file, if a->files > 0. */
struct wanted *client_first(struct audio *a);

/* Open path and append it to the queue; NULL if memory is short. */
struct wanted *client_append(struct audio *a, const char *path, double rate,
    const char *type);

/* Close the first file and remove it; or all of them. */
void client_drop(struct audio *a);
void client_forget(struct audio *a);

/*
 * Get the decoder's next answer for the first file, which has been validated.
 * ST_BAD if the decoder is lost and this file is the cause; ST_IO.
 */
enum status client_answer(struct audio *a, struct message **m,
    struct fault *why) FAULT_CHECK;

/* The fault reported by an answer MESSAGE_BAD: ST_BAD. */
enum status client_fault(const struct message *m, struct fault *why);

/*
 * End the decoder; the files it was sent will be sent to another one.  Returns
 * its wait status, or -1 if there was none or it is unknown.
 */
int client_end_decoder(struct audio *a);

#endif
