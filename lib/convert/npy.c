/*
 * One array in NumPy's .npy format: versions 1.0 and 2.0, '<f4' or '<f8', C
 * order, one to four dimensions of at least 1; written as 1.0, '<f4'.
 *
 * Source: the "NPY format" page of NumPy's manual (numpy.lib.format): the
 * magic "\x93NUMPY", two version bytes, the length of the header (16 bits
 * little-endian in 1.0, 32 in 2.0), the header (a Python dictionary of
 * 'descr', 'fortran_order' and 'shape', filled with spaces to a multiple of
 * 64 and ending in a newline), the values.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "convert/format.h"
#include "convert/rawfloats.h"

enum { MAXHEADER = 65536 };	/* bytes of the dictionary */

/* The entries of the dictionary; NULL or -1 if not read yet. */
struct header {
	char descr[16];
	int fortran;
	int rank;
	uint64_t dim[TENSOR_MAXRANK];
};

static void
skip_blanks(const char **p)
{
	*p += strspn(*p, " ");
}

/* Skip the text c if it is next. */
static bool
take(const char **p, const char *c)
{
	skip_blanks(p);
	if (strncmp(*p, c, strlen(c)) != 0)
		return false;
	*p += strlen(c);
	return true;
}

/* A string in single or double quotes without escapes, at most 15 bytes. */
static bool
take_string(const char **p, char out[16])
{
	size_t n;
	char quote[2] = "";

	skip_blanks(p);
	if (**p != '\'' && **p != '"')
		return false;
	quote[0] = *(*p)++;
	n = strcspn(*p, quote);
	if (n > 15 || (*p)[n] == '\0')
		return false;
	(void)memcpy(out, *p, n);
	out[n] = '\0';
	*p += n + 1;
	return true;
}

static bool
take_dimension(const char **p, uint64_t *dim)
{
	char digits[24];
	size_t n;

	skip_blanks(p);
	n = strspn(*p, "0123456789");
	if (n == 0 || n >= sizeof digits)
		return false;
	(void)memcpy(digits, *p, n);
	digits[n] = '\0';
	*p += n;
	return number_size(digits, 0, UINT64_MAX, dim, NULL) == ST_OK;
}

/* "(398, 23)"; a fifth dimension is counted but not kept. */
static bool
take_shape(const char **p, struct header *h)
{
	uint64_t dim;

	if (!take(p, "("))
		return false;
	for (h->rank = 0; !take(p, ")"); h->rank++) {
		if (!take_dimension(p, &dim))
			return false;
		if (h->rank < TENSOR_MAXRANK)
			h->dim[h->rank] = dim;
		if (!take(p, ",") && **p != ')')
			return false;
	}
	return true;
}

static bool
take_entry(const char **p, struct header *h)
{
	char name[16];

	if (!take_string(p, name) || !take(p, ":"))
		return false;
	if (strcmp(name, "descr") == 0 && h->descr[0] == '\0')
		return take_string(p, h->descr);
	if (strcmp(name, "shape") == 0 && h->rank < 0)
		return take_shape(p, h);
	if (strcmp(name, "fortran_order") != 0 || h->fortran >= 0)
		return false;
	h->fortran = take(p, "True");
	return h->fortran || take(p, "False");
}

/* Parse all of text as a dictionary with the three entries. */
static bool
parse(const char *text, struct header *h)
{
	const char *p = text;

	if (!take(&p, "{"))
		return false;
	while (!take(&p, "}")) {
		if (!take_entry(&p, h))
			return false;
		if (!take(&p, ",") && *p != '}')
			return false;
	}
	skip_blanks(&p);
	return (*p == '\0' || strcmp(p, "\n") == 0) && h->descr[0] != '\0' &&
	    h->fortran >= 0 && h->rank >= 0;
}

/* Read the dictionary as text; the caller frees *text. */
static enum status
read_text(FILE *fp, char **text, struct fault *why)
{
	unsigned char b[12];
	size_t wide, n;
	enum status s;

	if ((s = rawfloats_bytes(fp, b, 8, why)) != ST_OK)
		return s;
	if (memcmp(b, "\x93NUMPY", 6) != 0)
		return fault_set(why, ST_BAD, "not an npy file");
	if ((b[6] != 1 && b[6] != 2) || b[7] != 0)
		return fault_set(why, ST_BAD,
		    "npy version %d.%d, can read 1.0 and 2.0", b[6], b[7]);
	wide = b[6] == 1 ? 2 : 4;
	(void)memset(b, 0, sizeof b);
	if ((s = rawfloats_bytes(fp, b, wide, why)) != ST_OK)
		return s;
	n = b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
	if (n > MAXHEADER)
		return fault_set(why, ST_BAD,
		    "npy header of %zu bytes, at most %d", n, MAXHEADER);
	if ((*text = calloc(n + 1, 1)) == NULL)
		return fault_nomem(why);
	if ((s = rawfloats_bytes(fp, *text, n, why)) != ST_OK)
		return s;
	if (strlen(*text) != n)
		return fault_set(why, ST_BAD, "NUL in the npy header");
	return ST_OK;
}

static enum status
check(const struct header *h, enum floats *type, struct fault *why)
{
	if (strcmp(h->descr, "<f4") != 0 && strcmp(h->descr, "<f8") != 0)
		return fault_set(why, ST_BAD, "npy type is '%s', can read "
		    "'<f4' and '<f8'; convert with numpy's astype", h->descr);
	if (h->fortran)
		return fault_set(why, ST_BAD, "npy array is in Fortran order; "
		    "save numpy.ascontiguousarray of it");
	if (h->rank < 1 || h->rank > TENSOR_MAXRANK)
		return fault_set(why, ST_BAD, "npy array has %d dimensions, "
		    "want 1 to %d", h->rank, TENSOR_MAXRANK);
	*type = h->descr[2] == '4' ? FLOATS_F4LE : FLOATS_F8LE;
	return ST_OK;
}

static enum status
npy_read(void *state, FILE *fp, struct tensor *t, struct fault *why)
{
	struct header h = { "", -1, -1, { 0 } };
	enum floats type = FLOATS_F4LE;
	char *text = NULL;
	enum status s;

	(void)state;
	s = read_text(fp, &text, why);
	if (s == ST_OK && !parse(text, &h))
		s = fault_set(why, ST_BAD, "cannot understand the npy header "
		    "'%.200s'", text);
	free(text);
	if (s != ST_OK || (s = check(&h, &type, why)) != ST_OK)
		return s;
	s = rawfloats_read(fp, type, t, (unsigned)h.rank, h.dim, why);
	return s == ST_OK ? rawfloats_at_end(fp, why) : s;
}

static enum status
npy_write(void *state, struct atomfile *f, const struct tensor *t,
    struct fault *why)
{
	char head[256];
	size_t n, size;
	unsigned i;
	enum status s;

	(void)state;
	n = (size_t)sprintf(head, "\x93NUMPY%c%c%c%c{'descr': '<f4', "
	    "'fortran_order': False, 'shape': (", 1, 0, 0, 0);
	for (i = 0; i < t->rank; i++)
		n += (size_t)sprintf(head + n, i > 0 ? ", %llu" : "%llu",
		    (unsigned long long)t->dim[i]);
	n += (size_t)sprintf(head + n, t->rank == 1 ? ",), }" : "), }");
	size = (n + 1 + 63) / 64 * 64;
	(void)memset(head + n, ' ', size - n);
	head[size - 1] = '\n';
	head[8] = (char)(size - 10);	/* at most 192: fits in the low byte */
	if ((s = atomfile_write(f, head, size, why)) != ST_OK)
		return s;
	return rawfloats_write(f, FLOATS_F4LE, t->data, tensor_len(t), why);
}

const struct format npy_format = {
	.single = true, .read = npy_read, .write = npy_write
};
