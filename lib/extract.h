/*
 * extract.h - one audio file to one record of features.
 */
#ifndef TONFALL_EXTRACT_H
#define TONFALL_EXTRACT_H

#include "audio.h"
#include "front.h"
#include "tensor.h"

/* Use by one thread at a time; make one for each reader of the pool. */
struct extract;

/*
 * p is copied.  With p->rate = 0 every file keeps its own sample rate, which
 * then stands in its `front'.  type as in audio_open, or NULL; it and a must
 * outlive the struct.  ST_NOMEM, or ST_BAD where p cannot be computed.
 */
enum status extract_new(struct extract **x, const struct front *p,
    struct audio *a, const char *type, struct fault *why) FAULT_CHECK;
void extract_free(struct extract *x);

/*
 * Features of the file at path to t (T, B), and its attributes rate and
 * front; other attributes of t stay.  The text of a fault begins with path.
 * ST_BAD also for a file shorter than a frame.
 */
enum status extract_file(struct extract *x, const char *path,
    struct tensor *t, struct fault *why) FAULT_CHECK;

#endif
