/*
 * tensor_format.h - the bytes of a record, shared by reader and writer only.
 */
#ifndef TONFALL_TENSOR_FORMAT_H
#define TONFALL_TENSOR_FORMAT_H

#include "tensor/tensor.h"

#define FORMAT_ALIGN	64
#define FORMAT_FIRST	18	/* bytes of "tensor 1 " + %8zu + newline */
#define FORMAT_SUM	21	/* bytes of "sum " + 16 digits + newline */

struct format_header {
	bool end;		/* an end record: count holds its number */
	uint64_t count;
	uint64_t payload;	/* bytes, without the zeros after them */
	size_t sum_at;		/* offset of the sum line */
	uint64_t sum;		/* as written there */
};

/*
 * Header size from the `have` bytes there are; FORMAT_ALIGN suffice.  ST_END if
 * there are fewer, but nothing is wrong with them; ST_BAD otherwise.
 */
enum status format_size(const char *buf, size_t have, size_t *size,
    struct fault *why) FAULT_CHECK;

/* Parse a whole header into h and the shape and attributes of t. */
enum status format_parse(const char *buf, size_t size,
    struct format_header *h, struct tensor *t, struct fault *why) FAULT_CHECK;

/*
 * Compose the header of t (or, t being NULL, of an end record for count
 * records) in *buf, growing it (*cap); *sum_at bytes precede the sum line,
 * which format_seal fills in.
 */
enum status format_compose(const struct tensor *t, uint64_t count,
    char **buf, size_t *cap, size_t *size, size_t *sum_at, struct fault *why)
    FAULT_CHECK;
void format_seal(char *buf, size_t sum_at, uint64_t sum);

/* XXH3-64 of the header's n bytes before the sum line and of the payload. */
uint64_t format_sum(const char *head, size_t n, const void *payload,
    uint64_t bytes);

/* A sum of sums: `sum` of the earlier ones, and one more. */
uint64_t format_sum_chain(uint64_t sum, uint64_t more);

/*
 * A payload in a file, as floats of this machine, piece by piece: at most
 * FORMAT_PIECE bytes from offset at, to buf, as they are in a stream.  ST_IO,
 * also if the file ends early.
 */
#define FORMAT_PIECE	((size_t)1 << 16)
enum status format_piece(int fd, uint64_t at, uint64_t bytes, void *buf,
    size_t *n, struct fault *why) FAULT_CHECK;

/* format_sum with such a payload, through buf (FORMAT_PIECE). */
enum status format_sum_file(const char *head, size_t n, int fd,
    uint64_t bytes, void *buf, uint64_t *sum, struct fault *why) FAULT_CHECK;

/* Swap the bytes of n floats if the machine is not little-endian. */
void format_swap(float *v, size_t n);

#endif
