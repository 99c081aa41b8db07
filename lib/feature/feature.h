/*
 * feature.h - turn a stream of samples into rows of features of any kind.
 *
 * Letters: S samples, T frames (framer.h), W samples in a frame, H from one
 * frame to the next, B columns of the output.  A signal of S samples has T rows
 * in every kind.
 */
#ifndef TONFALL_FEATURE_H
#define TONFALL_FEATURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "feature/front.h"

/* One stream at a time, one thread at a time. */
struct feature;

/*
 * Prepare for p, whose rate must be known by now (not 0).  Safe to call from
 * several threads.  ST_BAD if p cannot be computed (a band beyond half the
 * rate, a frame of less than two samples, ...), ST_NOMEM.
 */
enum status feature_new(struct feature **f, const struct front *p,
    struct fault *why) FAULT_CHECK;

/* f may be NULL. */
void feature_free(struct feature *f);

/* B. */
size_t feature_columns(const struct feature *f);

/*
 * What a record says of its features besides its rate and front end:
 * attributes, ending with a name of NULL.  They belong to f.
 */
struct feature_text {
	const char *name, *value;
};
const struct feature_text *feature_texts(const struct feature *f);

/*
 * The column with the probability that a frame is voiced; it counts as voiced
 * from FEATURE_VOICED.  FEATURE_NONE if there is no such column.
 */
#define FEATURE_NONE	SIZE_MAX
#define FEATURE_VOICED	0.5f
size_t feature_voicing(const struct feature *f);

/* W, and frames per second (rate / H). */
size_t feature_window(const struct feature *f);
double feature_rate(const struct feature *f);

/* T for a signal of S samples. */
uint64_t feature_frames(const struct feature *f, uint64_t samples);

/*
 * The maximum number of rows that the next feature_push of n samples can write;
 * with n = 0, that feature_finish can write.
 */
size_t feature_most(const struct feature *f, size_t n);

/*
 * Take the next n samples x of the stream, in [-1, 1), and write the rows that
 * are now complete to out (rows, B), the caller's, with room for
 * feature_most(f, n) rows.  Returns their number.  The rows of a stream are
 * the same bytes however it is divided into calls.
 */
size_t feature_push(struct feature *f, const float *x, size_t n, float *out);

/*
 * End the stream: write the remaining rows, return their number, and be ready
 * for another stream.
 */
size_t feature_finish(struct feature *f, float *out);

/*
 * Rows that are held back until later frames are there; and write them to out,
 * decided by the frames so far as feature_finish would.  The stream goes on as
 * if that had not happened.
 */
size_t feature_held(const struct feature *f);
void feature_peek(struct feature *f, float *out);

/* See framer_needs and framer_part. */
uint64_t feature_needs(const struct feature *f, uint64_t t);
void feature_part(const struct feature *f, uint64_t a, uint64_t b,
    uint64_t *first, uint64_t *end);

/* Forget the stream so far and be ready for another. */
void feature_reset(struct feature *f);

#endif
