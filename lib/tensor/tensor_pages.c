/* The part of tensor.h about the pages of a stream whose views are kept. */
#include <sys/mman.h>
#include <unistd.h>

#include "tensor/tensor_reader.h"

/* Some systems read no more than this at one request. */
#define AHEAD	((size_t)128 << 10)

/* Swapped values are in the pages only, not in the file. */
#define SWAPPED	(__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)

static size_t
page(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t
offset(const struct tensor_reader *r, const float *at)
{
	return (size_t)((const char *)at - r->map);
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
tensor_in_order(const struct tensor_reader *r, bool in_order)
{
	if (!r->memory && r->map != NULL)
		(void)madvise(r->map, r->size, in_order ? MADV_SEQUENTIAL :
		    MADV_RANDOM);
}

void
tensor_ahead(const struct tensor_reader *r, const float *from,
    const float *to)
{
	size_t at = offset(r, from) / page() * page(), end = offset(r, to), n;

	if (r->memory)
		return;
	for (; at < end; at += n) {
		n = end - at < AHEAD ? end - at : AHEAD;
		(void)madvise(r->map + at, n, MADV_WILLNEED);
	}
}

void
tensor_behind(const struct tensor_reader *r, const float *from,
    const float *to)
{
	if (!r->memory)
		give_back(r, (offset(r, from) + page() - 1) / page() * page(),
		    offset(r, to) / page() * page());
}
