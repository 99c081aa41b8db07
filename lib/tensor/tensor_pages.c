/* The part of tensor.h about the pages of a stream whose views are kept. */
#include <sys/mman.h>
#include <unistd.h>

#include "tensor/tensor_format.h"
#include "tensor/tensor_reader.h"

/* Swapped values are in the pages only, not in the file. */
#define SWAPPED	(__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)

static size_t
page(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static void
give_back(const struct tensor_reader *r, size_t from, size_t to)
{
	if (!SWAPPED && from < to)
		(void)madvise(r->map + from, to - from, MADV_DONTNEED);
}

void
tensor_release(struct tensor_reader *r)
{
	size_t to = r->pos / page() * page();
	size_t from = r->passed / page() * page();

	if (!r->mapped || r->memory || to < from + READER_STEP)
		return;
	give_back(r, from, to);
	r->passed = to;
}

void
tensor_in_order(const struct tensor_reader *r)
{
	if (!r->memory && r->map != NULL)
		(void)madvise(r->map, r->size, MADV_SEQUENTIAL);
}

void
tensor_behind(const struct tensor_reader *r, const float *from,
    const float *to)
{
	if (!r->memory)
		give_back(r, (tensor_place(r, from) + page() - 1) / page() *
		    page(), tensor_place(r, to) / page() * page());
}

uint64_t
tensor_place(const struct tensor_reader *r, const float *at)
{
	return (uint64_t)((const char *)at - r->map);
}

const float *
tensor_view(const struct tensor_reader *r, uint64_t place)
{
	return (const float *)(const void *)(r->map + place);
}

int
tensor_descriptor(const struct tensor_reader *r)
{
	return r->fd;
}

void
tensor_host_order(float *v, size_t n)
{
	format_swap(v, n);
}
