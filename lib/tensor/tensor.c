#include "tensor/tensor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/tensor_format.h"

size_t
tensor_len(const struct tensor *t)
{
	size_t len = 1;
	unsigned i;

	for (i = 0; i < t->rank; i++)
		len *= t->dim[i];
	return t->rank > 0 ? len : 0;
}

const char *
tensor_shape(const struct tensor *t, char buf[TENSOR_SHAPEBUF])
{
	unsigned i;
	int n = 0;

	for (i = 0; i < t->rank; i++)
		n += snprintf(buf + n, TENSOR_SHAPEBUF - (size_t)n, "%s%llu",
		    i == 0 ? "(" : ", ", (unsigned long long)t->dim[i]);
	(void)snprintf(buf + n, TENSOR_SHAPEBUF - (size_t)n, "%s",
	    n > 0 ? ")" : "()");
	return buf;
}

const char *
tensor_attr(const struct tensor *t, const char *name)
{
	return attrs_get(&t->attr, name);
}

const char *
tensor_key(const struct tensor *t)
{
	const char *key = attrs_get(&t->attr, "key");

	return key != NULL ? key : "";
}

enum status
tensor_bytes(unsigned rank, const uint64_t dim[], uint64_t *bytes,
    struct fault *why)
{
	uint64_t n = sizeof(float);
	unsigned i;

	if (rank < 1 || rank > TENSOR_MAXRANK)
		return fault_set(why, ST_BAD, "a shape of %u dimensions, "
		    "1 to %d are possible", rank, TENSOR_MAXRANK);
	for (i = 0; i < rank; i++) {
		if (dim[i] == 0)
			return fault_set(why, ST_BAD,
			    "dimension %u of the shape is 0", i + 1);
		if (dim[i] > TENSOR_MAXPAYLOAD / n)
			return fault_set(why, ST_BAD, "the shape is larger "
			    "than 16 GiB, the most that a record holds");
		n *= dim[i];
	}
	*bytes = n;
	return ST_OK;
}

enum status
tensor_reserve(struct tensor *t, size_t values, struct fault *why)
{
	size_t bytes, kept = t->cap;
	float *p;

	if (values <= t->cap)
		return ST_OK;
	bytes = (values * sizeof(float) + 63) / 64 * 64;
	if ((p = aligned_alloc(64, bytes)) == NULL)
		return fault_nomem(why);
	if (t->own != NULL)
		(void)memcpy(p, t->own, kept * sizeof(float));
	free(t->own);
	if (t->data == t->own)
		t->data = p;
	t->own = p;
	t->cap = bytes / sizeof(float);
	return ST_OK;
}

enum status
tensor_reshape(struct tensor *t, unsigned rank, const uint64_t dim[],
    struct fault *why)
{
	size_t have = tensor_len(t), want;
	uint64_t bytes = 0;
	enum status s;

	if ((s = tensor_bytes(rank, dim, &bytes, why)) != ST_OK)
		return s;
	want = bytes / sizeof(float);
	if ((s = tensor_reserve(t, want, why)) != ST_OK)
		return s;
	if (t->data != NULL && t->data != t->own)
		(void)memcpy(t->own, t->data,
		    (have < want ? have : want) * sizeof(float));
	t->data = t->own;
	t->rank = rank;
	(void)memmove(t->dim, dim, rank * sizeof dim[0]);
	return ST_OK;
}

void
tensor_free(struct tensor *t)
{
	free(t->own);
	attrs_free(&t->attr);
	*t = (struct tensor)TENSOR_INIT;
}
