#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "atomfile.h"
#include "tensor_format.h"

struct tensor_writer {
	struct atomfile file;
	char    *head;
	size_t   headcap;
	uint64_t count;
	struct tensor swapped;	/* the payload as bytes of the file, where
				 * the machine is not little-endian */
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

/* The payload's bytes as they stand in the file. */
static enum status
payload(struct tensor_writer *w, const struct tensor *t, void **p,
    struct fault *why)
{
	size_t n = tensor_len(t);
	enum status s;

	*p = t->data;
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		return ST_OK;
	if ((s = format_room(&w->swapped, n, why)) != ST_OK)
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
	static const char zero[FORMAT_ALIGN];
	struct iovec iov[3];
	size_t size;
	enum status s;

	s = format_compose(t, w->count, data, bytes, &w->head, &w->headcap,
	    &size, why);
	if (s != ST_OK)
		return s;
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

	if ((s = format_payload(t->rank, t->dim, &bytes, why)) != ST_OK ||
	    (s = payload(w, t, &data, why)) != ST_OK ||
	    (s = put(w, t, data, bytes, why)) != ST_OK)
		return s;
	w->count++;
	return ST_OK;
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
	free(w);
}
