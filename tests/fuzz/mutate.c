/*
 * A tensor stream taken apart into lines and values, changed there, and put
 * together again: sizes, sums and padding are worked out, not guessed.
 *
 * loose: for each record its lines but the first and the sum, an empty line,
 *        the payload without its padding
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_STATIC_LINKING_ONLY	/* a state on the stack */
#include <xxhash.h>

#include "fuzz.h"

enum { FIRST = 18, SUM = 21, ALIGN = 64, MOST = 1 << 16 };

struct bytes {
	uint8_t at[2 * MOST];
	size_t n;
};

static struct bytes loose, tight;

static void
append(struct bytes *b, const void *data, size_t n)
{
	n = n < sizeof b->at - b->n ? n : sizeof b->at - b->n;
	(void)memcpy(b->at + b->n, data, n);
	b->n += n;
}

/* Payload that these lines (n bytes) promise, at most `most`. */
static size_t
promised(const uint8_t *lines, size_t n, size_t most)
{
	const uint8_t *p = lines, *end = lines + n, *nl;
	size_t len = 4, v;
	bool shape = false;

	for (; p < end; p = nl + 1) {
		if ((nl = memchr(p, '\n', (size_t)(end - p))) == NULL)
			nl = end;
		if (nl - p < 6 || memcmp(p, "shape ", 6) != 0)
			continue;
		shape = true;
		for (p += 6; p < nl; p++) {
			for (v = 0; p < nl && *p >= '0' && *p <= '9'; p++)
				v = v > most ? v : 10 * v + *p - '0';
			if (v > 0 && len > most / v)
				return most;
			len *= v;
		}
	}
	return !shape ? 0 : len < most ? len : most;
}

/* Where the lines of a header begin that ends in a sum: before the sum. */
static size_t
find_sum(const uint8_t *head, size_t n)
{
	size_t i;

	for (i = FIRST; i + 4 <= n; i++)
		if (head[i - 1] == '\n' && memcmp(head + i, "sum ", 4) == 0)
			return i;
	return 0;
}

static size_t
header_size(const uint8_t *p, size_t n)
{
	char digits[9] = "";
	size_t size;

	if (n < ALIGN || memcmp(p, "tensor 1 ", 9) != 0)
		return 0;
	(void)memcpy(digits, p + 9, 8);
	size = strtoul(digits, NULL, 10);
	return size % ALIGN == 0 && size <= n ? size : 0;
}

/* The stream into loose; what is no record ends it. */
static void
loosen(const uint8_t *p, size_t n)
{
	size_t head, sum, len;

	loose.n = 0;
	while ((head = header_size(p, n)) > 0 &&
	    (sum = find_sum(p, head)) > 0) {
		len = promised(p + FIRST, sum - FIRST, n - head);
		append(&loose, p + FIRST, sum - FIRST);
		append(&loose, "\n", 1);
		append(&loose, p + head, len);
		len = (len + ALIGN - 1) / ALIGN * ALIGN;
		if (head + len >= n)
			return;
		p += head + len;
		n -= head + len;
	}
}

/* The sum of the record at p into its sum line, sum bytes behind p. */
static void
seal(uint8_t *p, size_t head, size_t sum, size_t len)
{
	char line[SUM + 1];
	XXH3_state_t state;

	(void)XXH3_64bits_reset(&state);
	(void)XXH3_64bits_update(&state, p, sum);
	(void)XXH3_64bits_update(&state, p + head, len);
	(void)snprintf(line, sizeof line, "sum %016" PRIx64 "\n",
	    (uint64_t)XXH3_64bits_digest(&state));
	(void)memcpy(p + sum, line, SUM);
}

/* One record of so many bytes of lines and of payload onto tight. */
static void
put_record(const uint8_t *lines, size_t n, const uint8_t *data, size_t len)
{
	static const uint8_t zero[ALIGN];
	uint8_t blank[ALIGN + 1], *p = tight.at + tight.n;
	size_t head = (FIRST + n + SUM + 1 + ALIGN - 1) / ALIGN * ALIGN;
	size_t rest = head - FIRST - n - SUM;
	char first[32];

	if (tight.n + head + len + ALIGN > sizeof tight.at)
		return;
	(void)snprintf(first, sizeof first, "tensor 1 %8zu\n", head);
	append(&tight, first, FIRST);
	append(&tight, lines, n);
	append(&tight, zero, SUM);
	(void)memset(blank, ' ', sizeof blank);
	blank[rest - 1] = '\n';
	append(&tight, blank, rest);
	append(&tight, data, len);
	append(&tight, zero, -len % ALIGN);
	seal(p, head, FIRST + n, len);
}

/* Loose (n bytes at p) into tight. */
static void
tighten(const uint8_t *p, size_t n)
{
	size_t i, len;

	tight.n = 0;
	while (n > 0) {
		for (i = 1; i < n; i++)
			if (p[i] == '\n' && p[i - 1] == '\n')
				break;
		len = i < n ? promised(p, i, n - i - 1) : 0;
		put_record(p, i, p + i + 1, len);
		if (i + 1 + len >= n)
			return;
		p += i + 1 + len;
		n -= i + 1 + len;
	}
}

/* Only the sums of a stream changed as it stands. */
static void
mend_sums(uint8_t *p, size_t n)
{
	size_t head, sum, len;

	while ((head = header_size(p, n)) > 0 &&
	    (sum = find_sum(p, head)) > 0 && sum + SUM <= head) {
		len = promised(p + FIRST, sum - FIRST, n - head);
		seal(p, head, sum, len);
		len = (len + ALIGN - 1) / ALIGN * ALIGN;
		if (head + len >= n)
			return;
		p += head + len;
		n -= head + len;
	}
}

size_t
fuzz_stream_mutate(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	size_t n;

	if (seed % 8 < 2 || size > MOST) {
		n = LLVMFuzzerMutate(data, size, max);
		if (seed % 8 == 0)
			mend_sums(data, n);
		return n;
	}
	loosen(data, size);
	n = LLVMFuzzerMutate(loose.at, loose.n, max < MOST ? max : MOST);
	tighten(loose.at, n);
	if (tight.n == 0 || tight.n > max)
		return LLVMFuzzerMutate(data, size, max);
	(void)memcpy(data, tight.at, tight.n);
	return tight.n;
}

/* Leave out and put in at the place in loose that the edit at p (size bytes)
 * names; the bytes of p that it took. */
static size_t
edit(const uint8_t *p, size_t size)
{
	size_t at, out, in;

	if (size < 4 || loose.n == 0)
		return size;
	at = (p[0] | (size_t)p[1] << 8) % loose.n;
	out = p[2] < loose.n - at ? p[2] : loose.n - at;
	in = p[3] < size - 4 ? p[3] : size - 4;
	if (loose.n - out + in > sizeof loose.at)
		return size;
	(void)memmove(loose.at + at + in, loose.at + at + out,
	    loose.n - at - out);
	(void)memcpy(loose.at + at, p + 4, in);
	loose.n += in - out;
	return 4 + in;
}

const uint8_t *
fuzz_stream_edit(const uint8_t *stream, size_t n, const uint8_t *edits,
    size_t size, size_t *edited)
{
	size_t k;

	loosen(stream, n);
	for (; size > 0; edits += k, size -= k)
		k = edit(edits, size);
	tighten(loose.at, loose.n);
	*edited = tight.n;
	return tight.at;
}
