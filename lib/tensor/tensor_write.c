#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/atomfile.h"
#include "tensor/tensor_format.h"

/* Padding after a payload. */
static const char zero[FORMAT_ALIGN];

struct tensor_writer {
	struct atomfile file;
	char    *head;
	size_t   headcap;
	uint64_t count;
	struct tensor swapped;	/* the payload as bytes of the file, where
				 * the machine is not little-endian */
	void    *piece;		/* (FORMAT_PIECE), once it is needed */
};

enum status
tensor_create(struct tensor_writer **out, const char *path, struct fault *why)
{
	struct tensor_writer *w;
	enum status s;

	*out = NULL;
	if ((path == NULL || strcmp(path, "-") == 0) && isatty(STDOUT_FILENO))
		return fault_set(why, ST_USAGE, "standard output is a terminal "
		    "and tensors are not for reading; use -o FILE, a pipe or "
		    "tensorinfo(1)");
	if ((w = calloc(1, sizeof *w)) == NULL)
		return fault_nomem(why);
	w->swapped = (struct tensor)TENSOR_INIT;
	if ((s = atomfile_open(&w->file, path, why)) != ST_OK) {
		free(w);
		return s;
	}
	*out = w;
	return ST_OK;
}

/* The bytes of the payload in the file. */
static enum status
payload(struct tensor_writer *w, const struct tensor *t, void **p,
    struct fault *why)
{
	enum status s;
	size_t n;

	*p = t->data;
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		return ST_OK;
	n = tensor_len(t);
	if ((s = tensor_reserve(&w->swapped, n, why)) != ST_OK)
		return s;
	(void)memcpy(w->swapped.own, t->data, n * sizeof(float));
	format_swap(w->swapped.own, n);
	*p = w->swapped.own;
	return ST_OK;
}

static enum status
put(struct tensor_writer *w, const struct tensor *t, void *data,
    uint64_t bytes, struct fault *why)
{
	struct iovec iov[3];
	size_t size, sum_at;
	enum status s;

	s = format_compose(t, w->count, &w->head, &w->headcap, &size, &sum_at,
	    why);
	if (s != ST_OK)
		return s;
	format_seal(w->head, sum_at, format_sum(w->head, sum_at, data, bytes));
	iov[0] = (struct iovec){ w->head, size };
	iov[1] = (struct iovec){ data, bytes };
	iov[2] = (struct iovec){ (void *)(uintptr_t)zero,
	    (size_t)(-bytes % FORMAT_ALIGN) };
	return atomfile_writev(&w->file, iov, 3, why);
}

enum status
tensor_write(struct tensor_writer *w, const struct tensor *t,
    struct fault *why)
{
	uint64_t bytes;
	void *data;
	enum status s;

	if ((s = tensor_bytes(t->rank, t->dim, &bytes, why)) != ST_OK ||
	    (s = payload(w, t, &data, why)) != ST_OK ||
	    (s = put(w, t, data, bytes, why)) != ST_OK)
		return s;
	w->count++;
	return ST_OK;
}

/* The record's payload from fd, after its header. */
static enum status
copy(struct tensor_writer *w, int fd, uint64_t bytes, struct fault *why)
{
	enum status s = ST_OK;
	uint64_t at;
	size_t n;

	for (at = 0; s == ST_OK && at < bytes; at += n) {
		s = format_piece(fd, at, bytes, w->piece, &n, why);
		if (s == ST_OK)
			s = atomfile_write(&w->file, w->piece, n, why);
	}
	if (s == ST_OK)
		s = atomfile_write(&w->file, zero,
		    (size_t)(-bytes % FORMAT_ALIGN), why);
	return s;
}

enum status
tensor_write_file(struct tensor_writer *w, const struct tensor *t, int fd,
    struct fault *why)
{
	uint64_t bytes, sum;
	size_t size, sum_at;
	enum status s;

	if (w->piece == NULL && (w->piece = malloc(FORMAT_PIECE)) == NULL)
		return fault_nomem(why);
	if ((s = tensor_bytes(t->rank, t->dim, &bytes, why)) != ST_OK ||
	    (s = format_compose(t, w->count, &w->head, &w->headcap, &size,
	    &sum_at, why)) != ST_OK ||
	    (s = format_sum_file(w->head, sum_at, fd, bytes, w->piece, &sum,
	    why)) != ST_OK)
		return s;
	format_seal(w->head, sum_at, sum);
	if ((s = atomfile_write(&w->file, w->head, size, why)) != ST_OK ||
	    (s = copy(w, fd, bytes, why)) != ST_OK)
		return s;
	w->count++;
	return ST_OK;
}

enum status
tensor_end_section(struct tensor_writer *w, struct fault *why)
{
	enum status s = put(w, NULL, NULL, 0, why);

	w->count = 0;
	return s;
}

enum status
tensor_finish(struct tensor_writer *w, struct fault *why)
{
	enum status s = put(w, NULL, NULL, 0, why);

	if (s == ST_OK)
		s = atomfile_commit(&w->file, why);
	tensor_abandon(w);
	return s;
}

void
tensor_abandon(struct tensor_writer *w)
{
	if (w == NULL)
		return;
	atomfile_abandon(&w->file);
	tensor_free(&w->swapped);
	free(w->head);
	free(w->piece);
	free(w);
}
