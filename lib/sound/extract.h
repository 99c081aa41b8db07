/*
 * extract.h - turn one audio file into one record of features.
 */
#ifndef TONFALL_EXTRACT_H
#define TONFALL_EXTRACT_H

#include "tensor/tensor.h"
#include "feature/front.h"
#include "sound/audio.h"

/* For one thread at a time; make one for each reader of the pool. */
struct extract;

/*
 * Limits of `keep': features of one file beyond that many bytes go to a
 * temporary file.  The second is enough for all common files.
 */
#define EXTRACT_LEAST	((size_t)1 << 18)
#define EXTRACT_MOST	((size_t)1 << 22)

/*
 * p is copied.  With p->rate = 0 every file keeps its own sample rate, which is
 * then in its `front'.  type as in audio_open, or NULL; it and a must outlive
 * the struct.  keep bytes of features, at least EXTRACT_LEAST, are kept in
 * memory.  ST_NOMEM, or ST_BAD if p cannot be computed.
 */
enum status extract_new(struct extract **x, const struct front *p,
    struct audio *a, const char *type, size_t keep, struct fault *why)
    FAULT_CHECK;
void extract_free(struct extract *x);

/* Announce path, see audio_ahead. */
bool extract_ahead(struct extract *x, const char *path);

/*
 * Compute the features of the file at path, and its attributes rate and front;
 * other attributes of t are kept.  If *spill is -1, t is (T, B).  Otherwise
 * *spill is a file with t's payload for tensor_write_file, which the caller
 * closes; t has only the shape, and its data is undefined.  The text of a fault
 * begins with path.  ST_BAD if the file cannot be used, or is shorter than a
 * frame; ST_IO and ST_NOMEM if the system fails, as in audio_open, or if a
 * temporary file cannot be made.
 */
enum status extract_file(struct extract *x, const char *path,
    struct tensor *t, int *spill, struct fault *why) FAULT_CHECK;

#endif
