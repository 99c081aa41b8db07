#include "tensor/tensor_format.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define XXH_STATIC_LINKING_ONLY	/* a state on the stack */
#include <xxhash.h>

#include "base/number.h"
#include "base/tempfile.h"

/* Do the n bytes begin with the text, as far as they go? */
static bool
begins(const char *buf, size_t n, const char *text)
{
	size_t len = strlen(text);

	return memcmp(buf, text, n < len ? n : len) == 0;
}

/* Only a guess, for a message: lib/sound knows better. */
static bool
audio(const char *buf, size_t n)
{
	static const char *const magic[] = { "RIFF", "RIFX", "RF64", "fLaC",
	    "OggS", "ID3", "FORM", ".snd" };
	size_t i;

	for (i = 0; i < sizeof magic / sizeof magic[0]; i++)
		if (n >= 4 && begins(buf, n, magic[i]))
			return true;
	return false;
}

enum status
format_size(const char *buf, size_t have, size_t *size, struct fault *why)
{
	char digits[9];
	uint64_t n;
	size_t i;

	if (audio(buf, have))
		return fault_set(why, ST_BAD, "audio, not a tensor stream: "
		    "wav2fbank makes a tensor stream of it");
	if (!begins(buf, have, "tensor "))
		return fault_set(why, ST_BAD,
		    "not a tensor stream: a record begins with 'tensor 1'");
	if (!begins(buf, have, "tensor 1 "))
		return fault_set(why, ST_BAD,
		    "another version of the tensor stream, not 1");
	if (have < FORMAT_ALIGN)
		return ST_END;
	(void)memcpy(digits, buf + 9, 8);
	digits[8] = '\0';
	for (i = 0; digits[i] == ' '; i++)
		continue;
	if (buf[FORMAT_FIRST - 1] != '\n' || digits[i] == '0' ||
	    number_size(digits + i, FORMAT_ALIGN, TENSOR_MAXHEADER, &n, NULL)
	    != ST_OK || n % FORMAT_ALIGN != 0)
		return fault_set(why, ST_BAD, "damaged: the header's size is "
		    "not a multiple of 64 up to %d", TENSOR_MAXHEADER);
	*size = n;
	return ST_OK;
}

/* As number_size, but one number has one spelling: no leading zeros. */
static enum status
plain_size(const char *s, uint64_t lo, uint64_t hi, uint64_t *out,
    struct fault *why)
{
	if (s[0] == '0' && s[1] != '\0')
		return fault_set(why, ST_BAD, "'%.40s' has a leading zero", s);
	return number_size(s, lo, hi, out, why);
}

static enum status
parse_shape(char *value, struct tensor *t, struct fault *why)
{
	char *word, *rest = value;
	enum status s;

	if (t->rank > 0)
		return fault_set(why, ST_BAD, "damaged: two shapes");
	while ((word = strsep(&rest, " ")) != NULL) {
		if (t->rank == TENSOR_MAXRANK)
			return fault_set(why, ST_BAD,
			    "a shape of more than %d dimensions",
			    TENSOR_MAXRANK);
		s = plain_size(word, 1, TENSOR_MAXPAYLOAD / sizeof(float),
		    &t->dim[t->rank], why);
		if (s != ST_OK)
			return fault_prefix(why, "shape");
		t->rank++;
	}
	return ST_OK;
}

static enum status
parse_sum(const char *line, const char *value, const char *end,
    struct format_header *h, struct fault *why)
{
	if (strlen(value) != 16 ||
	    strspn(value, "0123456789abcdef") != 16)
		return fault_set(why, ST_BAD,
		    "damaged: the sum is not 16 hexadecimal digits");
	h->sum = strtoull(value, NULL, 16);
	for (line += FORMAT_SUM; line < end - 1; line++)
		if (*line != ' ')
			break;
	if (line != end - 1 || *line != '\n')
		return fault_set(why, ST_BAD, "damaged: there is something "
		    "other than blanks and a newline after the sum");
	return ST_OK;
}

static enum status
parse_line(char *name, char *value, struct format_header *h,
    struct tensor *t, struct fault *why)
{
	if (strcmp(name, "shape") == 0)
		return parse_shape(value, t, why);
	if (strcmp(name, "end") == 0) {
		if (h->end)
			return fault_set(why, ST_BAD, "damaged: two ends");
		h->end = true;
		return plain_size(value, 0, UINT64_MAX, &h->count, why);
	}
	if (attrs_get(&t->attr, name) != NULL)
		return fault_set(why, ST_BAD, "damaged: attribute %s twice",
		    name);
	return attrs_set(&t->attr, name, value, why);
}

/* Cuts the lines of text in place; buf is the header as it was read. */
static enum status
parse_lines(const char *buf, size_t size, char *text,
    struct format_header *h, struct tensor *t, struct fault *why)
{
	char *p = text + FORMAT_FIRST, *name, *value, *nl;
	enum status s;

	for (;;) {
		nl = memchr(p, '\n', (size_t)(text + size - p));
		if (nl == NULL || nl == p)
			return fault_set(why, ST_BAD,
			    "damaged: the header has no sum line");
		*nl = '\0';
		if (strlen(p) != (size_t)(nl - p))
			return fault_set(why, ST_BAD,
			    "damaged: a NUL in the header");
		name = p;
		if ((value = strchr(p, ' ')) == NULL)
			return fault_set(why, ST_BAD, "damaged: a header line "
			    "'%.40s' without a value", p);
		*value++ = '\0';
		if (strcmp(name, "sum") == 0) {
			h->sum_at = (size_t)(p - text);
			return parse_sum(buf + h->sum_at, value, buf + size, h,
			    why);
		}
		if ((s = parse_line(name, value, h, t, why)) != ST_OK)
			return s;
		p = nl + 1;
		if (p == text + size)
			return fault_set(why, ST_BAD,
			    "damaged: the header has no sum line");
	}
}

enum status
format_parse(const char *buf, size_t size, struct format_header *h,
    struct tensor *t, struct fault *why)
{
	enum status s;
	char *text;

	*h = (struct format_header){ 0 };
	attrs_clear(&t->attr);
	t->rank = 0;
	if ((text = malloc(size)) == NULL)
		return fault_nomem(why);
	(void)memcpy(text, buf, size);
	s = parse_lines(buf, size, text, h, t, why);
	free(text);
	if (s != ST_OK)
		return s;
	if (h->end && (t->rank > 0 || t->attr.count > 0))
		return fault_set(why, ST_BAD,
		    "damaged: an end record with a shape or attributes");
	if (h->end)
		return ST_OK;
	if (t->rank == 0)
		return fault_set(why, ST_BAD, "damaged: a record has no shape");
	return tensor_bytes(t->rank, t->dim, &h->payload, why);
}

uint64_t
format_sum(const char *head, size_t n, const void *payload, uint64_t bytes)
{
	XXH3_state_t state;

	(void)XXH3_64bits_reset(&state);
	(void)XXH3_64bits_update(&state, head, n);
	if (bytes > 0)
		(void)XXH3_64bits_update(&state, payload, bytes);
	return XXH3_64bits_digest(&state);
}

uint64_t
format_sum_chain(uint64_t sum, uint64_t more)
{
	XXH64_canonical_t bytes;

	XXH64_canonicalFromHash(&bytes, more);
	return XXH3_64bits_withSeed(&bytes, sizeof bytes, sum);
}

enum status
format_piece(int fd, uint64_t at, uint64_t bytes, void *buf, size_t *n,
    struct fault *why)
{
	*n = bytes - at < FORMAT_PIECE ? (size_t)(bytes - at) : FORMAT_PIECE;
	if (tempfile_pread(fd, buf, *n, at) != 0)
		return fault_errno(why, ST_IO, "cannot read a temporary file");
	format_swap(buf, *n / sizeof(float));
	return ST_OK;
}

enum status
format_sum_file(const char *head, size_t n, int fd, uint64_t bytes,
    void *buf, uint64_t *sum, struct fault *why)
{
	XXH3_state_t state;
	enum status s;
	uint64_t at;
	size_t k;

	(void)XXH3_64bits_reset(&state);
	(void)XXH3_64bits_update(&state, head, n);
	for (at = 0; at < bytes; at += k) {
		if ((s = format_piece(fd, at, bytes, buf, &k, why)) != ST_OK)
			return s;
		(void)XXH3_64bits_update(&state, buf, k);
	}
	*sum = XXH3_64bits_digest(&state);
	return ST_OK;
}

void
format_swap(float *v, size_t n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	uint32_t *u = (uint32_t *)(void *)v;
	size_t i;

	for (i = 0; i < n; i++)
		u[i] = __builtin_bswap32(u[i]);
#else
	(void)v;
	(void)n;
#endif
}

/* Bytes of the lines between the first and the sum. */
static size_t
lines_size(const struct tensor *t)
{
	/* "shape" and four numbers, or "end" and one, take less than 128. */
	return 128 + (t != NULL ? t->attr.len : 0);
}

static size_t
put_lines(const struct tensor *t, uint64_t count, char *buf)
{
	const char *name, *value, *key;
	size_t pos = 0, n = FORMAT_FIRST;
	unsigned i;

	if (t == NULL)
		return n + (size_t)sprintf(buf + n, "end %" PRIu64 "\n", count);
	if ((key = tensor_attr(t, "key")) != NULL)
		n += (size_t)sprintf(buf + n, "key %s\n", key);
	n += (size_t)sprintf(buf + n, "shape");
	for (i = 0; i < t->rank; i++)
		n += (size_t)sprintf(buf + n, " %" PRIu64, t->dim[i]);
	buf[n++] = '\n';
	while (attrs_each(&t->attr, &pos, &name, &value))
		if (strcmp(name, "key") != 0)
			n += (size_t)sprintf(buf + n, "%s %s\n", name, value);
	return n;
}

enum status
format_compose(const struct tensor *t, uint64_t count, char **buf,
    size_t *cap, size_t *size, size_t *sum_at, struct fault *why)
{
	size_t n, room = FORMAT_FIRST + lines_size(t) + FORMAT_SUM +
	    FORMAT_ALIGN;
	char first[FORMAT_FIRST + 16], *p;

	if (room > *cap) {
		if ((p = realloc(*buf, room)) == NULL)
			return fault_nomem(why);
		*buf = p;
		*cap = room;
	}
	n = put_lines(t, count, *buf);
	*size = (n + FORMAT_SUM + 1 + FORMAT_ALIGN - 1) / FORMAT_ALIGN *
	    FORMAT_ALIGN;
	if (*size > TENSOR_MAXHEADER)
		return fault_set(why, ST_BAD, "the attributes need a header of "
		    "more than %d bytes", TENSOR_MAXHEADER);
	(void)snprintf(first, sizeof first, "tensor 1 %8zu\n", *size);
	(void)memcpy(*buf, first, FORMAT_FIRST);
	(void)memset(*buf + n, ' ', *size - n - 1);
	(*buf)[*size - 1] = '\n';
	*sum_at = n;
	return ST_OK;
}

void
format_seal(char *buf, size_t sum_at, uint64_t sum)
{
	char line[FORMAT_SUM + 1];

	(void)snprintf(line, sizeof line, "sum %016" PRIx64 "\n", sum);
	(void)memcpy(buf + sum_at, line, FORMAT_SUM);
}
