/*
 * tensor.h - float32 tensors as a stream of records, the format tensor(5).
 *
 * Shapes are written slowest axis first: (T, B) is T frames of B bins,
 * data[t*B + b].
 *
 * Reading has four outcomes and no function merges two of them:
 * ST_OK a record, ST_END the end of a whole stream, ST_BAD cut short or
 * damaged, ST_IO the system failed (ST_NOMEM apart).  The fault's text
 * begins with "FILE: record N:" or "FILE: record 'KEY':".
 */
#ifndef TONFALL_TENSOR_H
#define TONFALL_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "tensor/attrs.h"

#define TENSOR_MAXRANK		4
#define TENSOR_MAXHEADER	65536
#define TENSOR_MAXPAYLOAD	((uint64_t)16 << 30)	/* bytes */

/*
 * Start from TENSOR_INIT.  data is either the struct's own buffer or a view
 * into a mapped file; either way it may be changed in place without changing
 * the file.  One struct may be read into any number of times.
 */
struct tensor {
	unsigned rank;			/* 1..TENSOR_MAXRANK */
	uint64_t dim[TENSOR_MAXRANK];
	float   *data;			/* row-major, tensor_len() values */
	struct attrs attr;
	float   *own;			/* its buffer, 64-byte aligned */
	size_t   cap;			/* values that own has room for */
};

#define TENSOR_INIT	{ 0, { 0 }, NULL, ATTRS_INIT, NULL, 0 }

/* Number of values, the product of the dimensions.  The shape is checked. */
size_t tensor_len(const struct tensor *t);

/* "(398, 23)" into buf, for messages; returns buf. */
#define TENSOR_SHAPEBUF 96
const char *tensor_shape(const struct tensor *t, char buf[TENSOR_SHAPEBUF]);

/* The attribute, or NULL. */
const char *tensor_attr(const struct tensor *t, const char *name);

/* The attribute key, or "" if the record has none. */
const char *tensor_key(const struct tensor *t);

/* Bytes of payload that a shape has.  ST_BAD if it has a dimension of 0, too
 * many dimensions or more than TENSOR_MAXPAYLOAD. */
enum status tensor_bytes(unsigned rank, const uint64_t dim[],
    uint64_t *bytes, struct fault *why) FAULT_CHECK;

/* Make room for this many values in t->own; keeps what is there. */
enum status tensor_reserve(struct tensor *t, size_t values, struct fault *why)
    FAULT_CHECK;

/*
 * Give t this shape, with room in its own buffer.  The first values of data,
 * as many as both shapes have, keep their place in memory order (a view is
 * copied); further ones are not set.  ST_OK, ST_BAD (a zero dimension, too
 * large), ST_NOMEM.
 */
enum status tensor_reshape(struct tensor *t, unsigned rank,
    const uint64_t dim[], struct fault *why) FAULT_CHECK;

/* Free the buffers and reset t to TENSOR_INIT. */
void tensor_free(struct tensor *t);

/* ---- reading ---- */

struct tensor_reader;

enum tensor_flags {
	/*
	 * tensor_rewind will be called: input that is not a regular file is
	 * first copied to an unlinked file in TMPDIR.
	 */
	TENSOR_WHOLE = 1,
	/* As TENSOR_WHOLE, and all views stay valid until tensor_close. */
	TENSOR_KEEP = 3,
	/* Records read into different structs stay valid until
	 * tensor_release. */
	TENSOR_HOLD = 4
};

/*
 * Open path ("-": standard input).  A regular file is mapped and used in
 * place.  The data of a record is valid until the next tensor_read,
 * tensor_rewind or tensor_close; memory of earlier records is given back.
 * ST_OK, ST_IO, ST_NOMEM; ST_BAD for an empty file.
 */
enum status tensor_open(struct tensor_reader **r, const char *path, int flags,
    struct fault *why) FAULT_CHECK;

/*
 * The same for descriptor fd, which stays open and may be closed afterwards;
 * for bytes in memory, which are copied: flags are TENSOR_KEEP.  name is for
 * messages.
 */
enum status tensor_open_fd(struct tensor_reader **r, int fd, const char *name,
    int flags, struct fault *why) FAULT_CHECK;
enum status tensor_open_memory(struct tensor_reader **r, const void *bytes,
    size_t size, const char *name, struct fault *why) FAULT_CHECK;

/* Refuse records with more payload than this; default TENSOR_MAXPAYLOAD. */
void tensor_limit(struct tensor_reader *r, uint64_t bytes);

/* Read the next record: ST_OK, ST_END, ST_BAD, ST_IO or ST_NOMEM. */
enum status tensor_read(struct tensor_reader *r, struct tensor *t,
    struct fault *why) FAULT_CHECK;

/* With TENSOR_HOLD: the memory of records already read is released.  With
 * TENSOR_KEEP as tensor_behind. */
void tensor_release(struct tensor_reader *r);

/*
 * About a stream whose views are kept (TENSOR_KEEP) and that is larger than
 * memory.  No value changes, and every view stays valid: what is not in memory
 * is read again when it is used.
 */

/* Pages that are used are followed by the next ones. */
void tensor_in_order(const struct tensor_reader *r);

/*
 * Give back the memory of the pages that are wholly between two places, such as
 * the first value of a record and the one after the last of another.  On a
 * machine that is not little-endian nothing is given back.
 */
void tensor_behind(const struct tensor_reader *r, const float *from,
    const float *to);

/* The place of a view in the file, in bytes; and the view of a place. */
uint64_t tensor_place(const struct tensor_reader *r, const float *at);
const float *tensor_view(const struct tensor_reader *r, uint64_t place);

/* The descriptor of the file. */
int tensor_descriptor(const struct tensor_reader *r);

/* n values as they are in a file become values of this machine. */
void tensor_host_order(float *v, size_t n);

/* Back to the first record; only with TENSOR_WHOLE or TENSOR_KEEP.  Checksums
 * of records that were read before are not computed again. */
void tensor_rewind(struct tensor_reader *r);

/*
 * ST_OK, or ST_BAD if the file was changed since it was opened, judging by its
 * size and the time of its last change.  tensor_read checks before it returns
 * ST_END; a caller that uses views after that (TENSOR_KEEP) must check again.
 */
enum status tensor_unchanged(const struct tensor_reader *r, struct fault *why)
    FAULT_CHECK;

/* Bytes of the input after the record read last; known with TENSOR_WHOLE or
 * TENSOR_KEEP or for a regular file, otherwise SIZE_MAX. */
size_t tensor_left(const struct tensor_reader *r);

/* The checksum of the record read last, as the stream has it. */
uint64_t tensor_sum(const struct tensor_reader *r);

/* The number of the section, from 0, of the record read last: that of the end
 * records before it. */
uint64_t tensor_section(const struct tensor_reader *r);

/* The name for messages: the path, or "<stdin>". */
const char *tensor_name(const struct tensor_reader *r);

/* Close and free; r may be NULL. */
void tensor_close(struct tensor_reader *r);

/* ---- a whole stream at once, by index ---- */

/*
 * Every record of a stream.  The data of t[i] are views (TENSOR_KEEP);
 * only the attributes are held in memory.
 */
struct tensor_set {
	size_t n;
	struct tensor *t;	/* NULL if they are read one by one */
	struct tensor_reader *reader;
	uint64_t sum;	/* of the sums of all records, in their order */
};

#define TENSOR_SET_INIT	{ 0, NULL, NULL, 0 }

enum status tensor_load(struct tensor_set *s, const char *path,
    struct fault *why) FAULT_CHECK;
void tensor_unload(struct tensor_set *s);

/* The same one by one, into a struct of the caller, for streams of many
 * records: n and sum are of those that were read so far.  tensor_unload closes,
 * also if opening failed. */
enum status tensor_set_open(struct tensor_set *s, const char *path,
    struct fault *why) FAULT_CHECK;
enum status tensor_set_next(struct tensor_set *s, struct tensor *t,
    struct fault *why) FAULT_CHECK;

/* ---- writing ---- */

struct tensor_writer;

/*
 * Write to path; NULL or "-" is standard output.  A file appears under its
 * name, whole and synced, when tensor_finish returns ST_OK, and not before
 * (see atomfile.h).  ST_USAGE if standard output is a terminal.
 */
enum status tensor_create(struct tensor_writer **w, const char *path,
    struct fault *why) FAULT_CHECK;

/* Append t.  Each call hands a whole record to the system: no buffering. */
enum status tensor_write(struct tensor_writer *w, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/*
 * The same with the payload from the start of the regular file fd, as floats of
 * this machine; t->data is not used.  Memory does not depend on the size: the
 * file is read twice, since the checksum precedes the payload.
 */
enum status tensor_write_file(struct tensor_writer *w, const struct tensor *t,
    int fd, struct fault *why) FAULT_CHECK;

/* Write the end record of a section; another follows. */
enum status tensor_end_section(struct tensor_writer *w, struct fault *why)
    FAULT_CHECK;

/* Write the end record, close, and free w, whatever the status. */
enum status tensor_finish(struct tensor_writer *w, struct fault *why)
    FAULT_CHECK;

/* Free w without an end record; a file is not created.  w may be NULL. */
void tensor_abandon(struct tensor_writer *w);

#endif
