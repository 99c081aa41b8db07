/*
 * extract.h - one audio file to one record of features.
 */
#ifndef TONFALL_EXTRACT_H
#define TONFALL_EXTRACT_H

#include "tensor/tensor.h"
#include "feature/front.h"
#include "sound/audio.h"

/* Use by one thread at a time; make one for each reader of the pool. */
struct extract;

/*
 * Bounds of `keep': features of one file beyond that many bytes go to a
 * temporary file.  The second is enough for all common files.
 */
#define EXTRACT_LEAST	((size_t)1 << 18)
#define EXTRACT_MOST	((size_t)1 << 22)

/*
 * p is copied.  With p->rate = 0 every file keeps its own sample rate, which
 * is then in its `front'.  type as in audio_open, or NULL; it and a must
 * outlive the struct.  keep bytes of features stay in memory, at least
 * EXTRACT_LEAST.  ST_NOMEM, or ST_BAD if p cannot be computed.
 */
enum status extract_new(struct extract **x, const struct front *p,
    struct audio *a, const char *type, size_t keep, struct fault *why)
    FAULT_CHECK;
void extract_free(struct extract *x);

/* As audio_ahead: path will be the file after the next ones. */
bool extract_ahead(struct extract *x, const char *path);

/*
 * Features of the file at path, and its attributes rate and front; other
 * attributes of t stay.  *spill is -1 and t is (T, B); or *spill is a file
 * with t's payload, for tensor_write_file and to be closed by the caller, t has
 * the shape, and its data are of no meaning.  The text of a fault begins with
 * path.  ST_BAD if the file cannot be used, also for one shorter than a
 * frame; ST_IO and ST_NOMEM if the system fails, as in audio_open and for
 * want of a temporary file.
 */
enum status extract_file(struct extract *x, const char *path,
    struct tensor *t, int *spill, struct fault *why) FAULT_CHECK;

#endif
