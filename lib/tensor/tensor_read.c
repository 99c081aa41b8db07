#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tensor/tensor_format.h"
#include "tensor/tensor_reader.h"

void
tensor_limit(struct tensor_reader *r, uint64_t bytes)
{
	r->limit = bytes;
}

size_t
tensor_left(const struct tensor_reader *r)
{
	return r->mapped ? r->size - r->pos : SIZE_MAX;
}

const char *
tensor_name(const struct tensor_reader *r)
{
	return r->name;
}

uint64_t
tensor_sum(const struct tensor_reader *r)
{
	return r->sum;
}

uint64_t
tensor_section(const struct tensor_reader *r)
{
	return r->ends;
}

void
tensor_rewind(struct tensor_reader *r)
{
	r->pos = r->passed = r->start;
	r->section = r->total = r->ends = 0;
	r->ended = false;
}

enum status
tensor_unchanged(const struct tensor_reader *r, struct fault *why)
{
	struct stat st;

	if (!r->mapped || r->memory)
		return ST_OK;
	if (fstat(r->fd, &st) != 0)
		return fault_errno(why, ST_IO, "%s", r->name);
	if (st.st_size == (off_t)r->size &&
	    st.st_mtim.tv_sec == r->changed.tv_sec &&
	    st.st_mtim.tv_nsec == r->changed.tv_nsec)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s: was changed while it was read",
	    r->name);
}

/* The input ends between two records: right only after an end record. */
static enum status
at_end(const struct tensor_reader *r, struct fault *why)
{
	enum status s;

	if ((s = tensor_unchanged(r, why)) != ST_OK)
		return s;
	if (r->ended)
		return ST_END;
	if (r->total == 0)
		return fault_set(why, ST_BAD, "%s: empty: no end record, so "
		    "the program before it failed", r->name);
	return fault_set(why, ST_BAD, "%s: cut short after record %llu: no "
	    "end record; the program that wrote it probably failed", r->name,
	    (unsigned long long)r->total);
}

/* "FILE: record 'KEY': " or "FILE: record N: " before the text of why. */
static enum status
where(const struct tensor_reader *r, const struct tensor *t,
    struct fault *why)
{
	const char *key = t != NULL ? tensor_key(t) : "";

	if (why == NULL)
		return ST_BAD;
	if (*key != '\0')
		return fault_prefix(why, "%s: record '%.200s'", r->name, key);
	return fault_prefix(why, "%s: record %llu", r->name,
	    (unsigned long long)r->total + 1);
}

static enum status
cut(const struct tensor_reader *r, const struct tensor *t, struct fault *why)
{
	(void)fault_set(why, ST_BAD, "cut short; the program that wrote it "
	    "probably failed");
	return where(r, t, why);
}

/* As format_size, of the have bytes of the next header that are there. */
static enum status
header_size(const struct tensor_reader *r, const char *head, size_t have,
    size_t *size, struct fault *why)
{
	enum status s = format_size(head, have, size, why);

	if (s == ST_END)
		return cut(r, NULL, why);
	return s == ST_OK ? s : where(r, NULL, why);
}

/* *head: the next header, wherever it is; ST_END at the end of the input. */
static enum status
next_header(struct tensor_reader *r, const char **head, size_t *size,
    struct fault *why)
{
	size_t got = 0, more = 0;
	enum status s;
	char *p;

	if (r->mapped) {
		if (r->pos == r->size)
			return at_end(r, why);
		if ((r->flags & TENSOR_KEEP) != TENSOR_KEEP &&
		    (r->flags & TENSOR_HOLD) == 0)
			tensor_release(r);
		*head = r->map + r->pos;
		s = header_size(r, *head, r->size - r->pos, size, why);
		if (s != ST_OK)
			return s;
		return r->size - r->pos < *size ? cut(r, NULL, why) : ST_OK;
	}
	if (r->head == NULL) {
		if ((r->head = malloc(FORMAT_ALIGN)) == NULL)
			return fault_nomem(why);
		r->headcap = FORMAT_ALIGN;
	}
	if ((s = reader_fill(r, r->head, FORMAT_ALIGN, &got, why)) != ST_OK)
		return s;
	if (got == 0)
		return at_end(r, why);
	if ((s = header_size(r, r->head, got, size, why)) != ST_OK)
		return s;
	if (*size > r->headcap) {
		if ((p = realloc(r->head, *size)) == NULL)
			return fault_nomem(why);
		r->head = p;
		r->headcap = *size;
	}
	*head = r->head;
	s = reader_fill(r, r->head + FORMAT_ALIGN, *size - FORMAT_ALIGN, &more,
	    why);
	if (s != ST_OK)
		return s;
	return more < *size - FORMAT_ALIGN ? cut(r, NULL, why) : ST_OK;
}

static enum status
check_padding(const struct tensor_reader *r, const struct tensor *t,
    const char *pad, size_t n, struct fault *why)
{
	for (; n > 0; n--)
		if (pad[n - 1] != 0) {
			(void)fault_set(why, ST_BAD,
			    "damaged: bytes after the payload are not zero");
			return where(r, t, why);
		}
	return ST_OK;
}

/* Payload and padding of a pipe's record into the tensor's own buffer. */
static enum status
read_payload(struct tensor_reader *r, struct tensor *t, uint64_t bytes,
    struct fault *why)
{
	char pad[FORMAT_ALIGN] = { 0 };
	size_t have = 0, step, got, rest;
	enum status s;

	t->data = t->own;
	while (have < bytes) {
		step = have + READER_STEP;
		if (step < 2 * have)
			step = 2 * have;
		if (step > bytes)
			step = bytes;
		s = tensor_reserve(t, step / sizeof(float), why);
		if (s != ST_OK)
			return s;
		t->data = t->own;
		s = reader_fill(r, (char *)t->own + have, step - have, &got,
		    why);
		if (s != ST_OK)
			return s;
		have += got;
		if (have < step)
			return cut(r, t, why);
	}
	rest = (size_t)(-bytes % FORMAT_ALIGN);
	if ((s = reader_fill(r, pad, rest, &got, why)) != ST_OK)
		return s;
	if (got < rest)
		return cut(r, t, why);
	return check_padding(r, t, pad, rest, why);
}

/* The same for a mapped file: t->data becomes a view. */
static enum status
view_payload(struct tensor_reader *r, size_t head, struct tensor *t,
    uint64_t bytes, struct fault *why)
{
	size_t rest = (size_t)(-bytes % FORMAT_ALIGN);
	char *p = r->map + r->pos + head;

	if (r->size - r->pos - head < bytes + rest)
		return cut(r, t, why);
	t->data = (float *)(void *)p;
	r->pos += head + bytes + rest;
	return check_padding(r, t, p + bytes, rest, why);
}

/* The sum is that of the file; then the values in the order of the machine. */
static enum status
check_sum(struct tensor_reader *r, const struct format_header *h,
    const char *head, const struct tensor *t, struct fault *why)
{
	if (r->mapped && r->pos <= r->checked)
		return ST_OK;
	if (format_sum(head, h->sum_at, t->data, h->payload) != h->sum) {
		(void)fault_set(why, ST_BAD, "damaged: its checksum differs");
		return where(r, t, why);
	}
	r->checked = r->pos;
	/* Once: a mapped record stays so when it is read again. */
	format_swap(t->data, tensor_len(t));
	return ST_OK;
}

static enum status
end_section(struct tensor_reader *r, const struct format_header *h,
    const char *head, struct fault *why)
{
	if (format_sum(head, h->sum_at, NULL, 0) != h->sum)
		return fault_set(why, ST_BAD, "%s: end record after record "
		    "%llu: damaged: its checksum differs", r->name,
		    (unsigned long long)r->total);
	if (h->count != r->section)
		return fault_set(why, ST_BAD, "%s: the end record counts %llu "
		    "records, but there are %llu", r->name,
		    (unsigned long long)h->count,
		    (unsigned long long)r->section);
	r->section = 0;
	r->ends++;
	r->ended = true;
	return ST_OK;
}

enum status
tensor_read(struct tensor_reader *r, struct tensor *t, struct fault *why)
{
	struct format_header h;
	const char *head = NULL;
	size_t size;
	enum status s;

	for (;;) {
		if ((s = next_header(r, &head, &size, why)) != ST_OK)
			return s;
		if ((s = format_parse(head, size, &h, t, why)) == ST_BAD)
			return where(r, NULL, why);
		if (s != ST_OK)
			return s;
		if (!h.end)
			break;
		if ((s = end_section(r, &h, head, why)) != ST_OK)
			return s;
		r->pos += r->mapped ? size : 0;
	}
	r->ended = false;
	if (h.payload > r->limit) {
		(void)fault_set(why, ST_BAD, "its payload of %llu bytes is "
		    "over the limit of %llu", (unsigned long long)h.payload,
		    (unsigned long long)r->limit);
		return where(r, t, why);
	}
	s = r->mapped ? view_payload(r, size, t, h.payload, why) :
	    read_payload(r, t, h.payload, why);
	if (s == ST_OK)
		s = check_sum(r, &h, head, t, why);
	if (s != ST_OK)
		return s;
	r->sum = h.sum;
	r->section++;
	r->total++;
	return ST_OK;
}
