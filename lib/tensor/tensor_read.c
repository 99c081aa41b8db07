#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/infile.h"
#include "base/tempfile.h"
#include "tensor/tensor_format.h"

/* The payload of a pipe is read in steps of this many bytes, so that a header
 * alone, whatever it promises, costs no more memory. */
#define STEP	((size_t)1 << 20)

struct tensor_reader {
	char    *name;		/* for messages */
	int      fd;
	int      flags;
	uint64_t limit;		/* bytes of payload allowed */
	bool     mapped;	/* else read piece by piece, as from a pipe */
	char    *map;		/* the file; NULL if it is empty */
	struct timespec changed;	/* the file, for the last time */
	size_t   size, start;	/* of map; where the stream begins in it */
	size_t   pos;		/* of the next record */
	size_t   passed;	/* below it pages have been given back */
	size_t   checked;	/* below it sums have been verified */
	char    *head;		/* header of a pipe's record */
	size_t   headcap;
	uint64_t section;	/* records since the last end record */
	uint64_t total;		/* records in all */
	uint64_t sum;		/* of the last record, as written there */
	bool     ended;		/* the last thing read was an end record */
};

/* Read up to n bytes; *got is less only at the end of the input. */
static enum status
read_full(struct tensor_reader *r, void *buf, size_t n, size_t *got,
    struct fault *why)
{
	ssize_t k;

	for (*got = 0; *got < n; *got += (size_t)k) {
		k = read(r->fd, (char *)buf + *got, n - *got);
		if (k < 0 && errno == EINTR) {
			k = 0;
			continue;
		}
		if (k < 0)
			return fault_errno(why, ST_IO, "%s: cannot read",
			    r->name);
		if (k == 0)
			break;
	}
	return ST_OK;
}

/* Copy a pipe to a file that can be mapped. */
static enum status
spool(struct tensor_reader *r, struct fault *why)
{
	size_t got = STEP;
	enum status s = ST_OK;
	char *buf;
	int fd;

	if ((fd = tempfile_open()) < 0)
		return tempfile_fault(why, r->name);
	if ((buf = malloc(STEP)) == NULL)
		s = fault_nomem(why);
	while (s == ST_OK && got == STEP) {
		s = read_full(r, buf, STEP, &got, why);
		if (s == ST_OK && tempfile_write(fd, buf, got) != 0)
			s = tempfile_fault(why, r->name);
	}
	free(buf);
	if (s != ST_OK) {
		(void)close(fd);
		return s;
	}
	(void)close(r->fd);
	r->fd = fd;
	return ST_OK;
}

static enum status
map_file(struct tensor_reader *r, off_t start, const struct stat *st,
    struct fault *why)
{
	r->mapped = true;
	r->changed = st->st_mtim;
	r->size = (size_t)st->st_size;
	r->start = r->pos = r->passed = (size_t)start;
	if (st->st_size == start)
		return ST_OK;
	/* Private and writable: filters change records in place. */
	r->map = mmap(NULL, r->size, PROT_READ | PROT_WRITE, MAP_PRIVATE,
	    r->fd, 0);
	if (r->map == MAP_FAILED) {
		r->map = NULL;
		return fault_errno(why, ST_IO, "%s: cannot map", r->name);
	}
	return ST_OK;
}

static enum status
open_input(struct tensor_reader *r, const char *path, struct fault *why)
{
	off_t at;
	struct stat st;
	enum status s;
	bool std = strcmp(path, "-") == 0;

	if ((r->name = strdup(infile_name(path))) == NULL)
		return fault_nomem(why);
	r->fd = std ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) :
	    open(path, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0)
		return fault_errno(why, ST_IO, "%s: cannot open", r->name);
	if (fstat(r->fd, &st) != 0)
		return fault_errno(why, ST_IO, "%s", r->name);
	if (S_ISDIR(st.st_mode))
		return fault_set(why, ST_IO,
		    "%s: is a directory, not a tensor stream", r->name);
	at = lseek(r->fd, 0, SEEK_CUR);
	if (S_ISREG(st.st_mode) && at >= 0 && at % FORMAT_ALIGN == 0 &&
	    at <= st.st_size)
		return map_file(r, at, &st, why);
	if ((r->flags & TENSOR_WHOLE) == 0)
		return ST_OK;
	if ((s = spool(r, why)) != ST_OK)
		return s;
	if (fstat(r->fd, &st) != 0)
		return fault_errno(why, ST_IO, "%s", r->name);
	return map_file(r, 0, &st, why);
}

enum status
tensor_open(struct tensor_reader **out, const char *path, int flags,
    struct fault *why)
{
	struct tensor_reader *r = calloc(1, sizeof *r);
	enum status s;

	*out = NULL;
	if (r == NULL)
		return fault_nomem(why);
	r->fd = -1;
	r->flags = flags;
	r->limit = TENSOR_MAXPAYLOAD;
	if ((s = open_input(r, path, why)) != ST_OK) {
		tensor_close(r);
		return s;
	}
	*out = r;
	return ST_OK;
}

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

void
tensor_rewind(struct tensor_reader *r)
{
	r->pos = r->passed = r->start;
	r->section = r->total = 0;
	r->ended = false;
}

void
tensor_close(struct tensor_reader *r)
{
	if (r == NULL)
		return;
	if (r->map != NULL)
		(void)munmap(r->map, r->size);
	if (r->fd >= 0)
		(void)close(r->fd);
	free(r->head);
	free(r->name);
	free(r);
}

enum status
tensor_unchanged(const struct tensor_reader *r, struct fault *why)
{
	struct stat st;

	if (!r->mapped)
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

/* Give back pages that are wholly below the record to be read. */
void
tensor_release(struct tensor_reader *r)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), to = r->pos / page * page;
	size_t from = r->passed / page * page;

	if (!r->mapped || to < from + STEP)
		return;
	/* Swapped values would be lost. */
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		(void)madvise(r->map + from, to - from, MADV_DONTNEED);
	r->passed = to;
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
	if ((s = read_full(r, r->head, FORMAT_ALIGN, &got, why)) != ST_OK)
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
	s = read_full(r, r->head + FORMAT_ALIGN, *size - FORMAT_ALIGN, &more,
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
		step = have + STEP;
		if (step < 2 * have)
			step = 2 * have;
		if (step > bytes)
			step = bytes;
		s = tensor_reserve(t, step / sizeof(float), why);
		if (s != ST_OK)
			return s;
		t->data = t->own;
		s = read_full(r, (char *)t->own + have, step - have, &got, why);
		if (s != ST_OK)
			return s;
		have += got;
		if (have < step)
			return cut(r, t, why);
	}
	rest = (size_t)(-bytes % FORMAT_ALIGN);
	if ((s = read_full(r, pad, rest, &got, why)) != ST_OK)
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
