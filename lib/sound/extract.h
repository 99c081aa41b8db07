/*
 * extract.h - turn one audio file into one record of features, and copies of it
 * with the sound changed into further ones; or into records of parts of it, or
 * of its channels.
 */
#ifndef TONFALL_EXTRACT_H
#define TONFALL_EXTRACT_H

#include "tensor/tensor.h"
#include "feature/front.h"
#include "feature/slices.h"
#include "sound/alter.h"
#include "sound/audio.h"

/* For one thread at a time; make one for each reader of the pool. */
struct extract;

/*
 * Limits of `keep': features of one file beyond that many bytes go to a
 * temporary file.  The second is enough for all common files.
 */
#define EXTRACT_LEAST	((size_t)1 << 18)
#define EXTRACT_MOST	((size_t)1 << 22)

struct extract_config {
	const struct front *front;	/* rate = 0: each file keeps its own,
					 * which is then in its `front' */
	const char *type;	/* as in audio_open, or NULL */
	size_t keep;		/* bytes of features of a record that are kept
				 * in memory, at least EXTRACT_LEAST */
	const struct alter *copy;	/* (copies) */
	size_t copies;
	bool only;		/* no record of the unchanged sound; one copy,
				 * which takes its place */
	const struct slices_rule *rule;	/* parts instead of whole recordings, */
	int channel;	/* or AUDIO_EACH (audio.h): extract_parts; copies,
			 * unless `only', of segments alone */
};

/* Records of a file, for extract_file. */
size_t extract_records(const struct extract_config *c);

/*
 * type and a must outlive the struct, the rest is copied.  ST_NOMEM, or ST_BAD
 * if the front end, or a copy's, cannot be computed.
 */
enum status extract_new(struct extract **x, const struct extract_config *c,
    struct audio *a, struct fault *why) FAULT_CHECK;
void extract_free(struct extract *x);

/* Announce path, see audio_ahead. */
bool extract_ahead(struct extract *x, const char *path);

/*
 * If spill is -1, t is (T, B).  Otherwise it is a file with t's payload for
 * tensor_write_file, which the caller closes; t has only the shape, and its
 * data is undefined.
 */
struct extract_record {
	struct tensor t;
	int spill;
};

/* Write the record, and close its file.  Faults of tensor_write. */
enum status extract_write(struct tensor_writer *w, struct extract_record *rec,
    struct fault *why) FAULT_CHECK;

/* Close the files of n records that will not be written. */
void extract_discard(struct extract_record *rec, size_t n);

/*
 * Compute the features of the file at path, which is decoded once, and the
 * attributes rate and front; other attributes of rec[0] are kept, and given to
 * the copies.  The record of a copy has the key KEY~NAME and the attributes
 * `original', the key of rec[0], and `copy', the text of the change.  With
 * `only', rec[0] has just the latter and keeps its key.
 *
 * rec	(extract_records)
 *
 * The text of a fault begins with path.  ST_BAD if the file cannot be used, or
 * is shorter than a frame; ST_IO and ST_NOMEM if the system fails, as in
 * audio_open, or if a temporary file cannot be made.  Then no spill is open.
 */
enum status extract_file(struct extract *x, const char *path,
    struct extract_record *rec, struct fault *why) FAULT_CHECK;

/* What may be wrong with the file that was computed last, for a message; or
 * NULL. */
const char *extract_note(const struct extract *x);

/* ---- parts and channels ---- */

/* A segment of a recording that becomes a record. */
struct extract_segment {
	double start, end;	/* seconds */
	const struct attrs *attr;	/* further attributes, or NULL */
	uint64_t number;	/* its key is KEY#N; 0: it is among attr */
	uint64_t place;		/* the caller's */
};

/*
 * Takes a record, whose spill it closes and whose data is valid during the
 * call; or, with rec NULL, what is wrong with a segment.  Any status but ST_OK
 * ends the file.
 */
typedef enum status extract_take(void *ctx,
    const struct extract_segment *segment, struct extract_record *rec,
    const struct fault *bad, struct fault *why);

struct extract_job {
	const struct extract_segment *segment;	/* (segments) with a rule of
						 * that type */
	size_t segments;
	extract_take *take;
	void *ctx;
};

/*
 * Compute the records of parts or channels of the file at path, whose
 * attributes are a, and give each as soon as it is complete.  Records of parts
 * have the key KEY#N and the attributes `start' and `stop'; those of each
 * channel C have the key KEY:C, before #N.  With a channel that was chosen they
 * have the attribute `channel'.  The records of copies, see parts.h, come when
 * they are complete too, and not in the order of their originals.
 *
 * Faults as in extract_file, and those of the taker.  Records given before stay
 * given.
 */
enum status extract_parts(struct extract *x, const char *path,
    const struct attrs *a, const struct extract_job *job, struct fault *why)
    FAULT_CHECK;

#endif
