#include "convert/ark.h"

#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "convert/format.h"
#include "convert/rawfloats.h"

enum { MAXKEY = 4096 };

/* The types of values, by token. */
static const struct kind {
	char token[4];
	unsigned rank;
	enum floats type;
} kinds[] = {
	{ "FM ", 2, FLOATS_F4LE },
	{ "DM ", 2, FLOATS_F8LE },
	{ "FV ", 1, FLOATS_F4LE },
	{ "DV ", 1, FLOATS_F8LE },
};

static enum status
read_kind(FILE *fp, const struct kind **kind, struct fault *why)
{
	char head[5];
	enum status s;
	size_t i;

	if ((s = rawfloats_bytes(fp, head, sizeof head, why)) != ST_OK)
		return s;
	if (memcmp(head, "\0B", 2) != 0)
		return fault_set(why, ST_BAD, "is not binary; copy-feats or "
		    "copy-matrix of Kaldi turns text to binary");
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (memcmp(head + 2, kinds[i].token, 3) == 0) {
			*kind = &kinds[i];
			return ST_OK;
		}
	if (memcmp(head + 2, "CM", 2) == 0)
		return fault_set(why, ST_BAD, "is a compressed matrix; "
		    "copy-feats --compress=false of Kaldi makes it plain");
	return fault_set(why, ST_BAD,
	    "is neither a float nor a double matrix or vector");
}

static enum status
read_dimension(FILE *fp, uint64_t *dim, struct fault *why)
{
	unsigned char b[5];
	enum status s;
	uint32_t n;

	if ((s = rawfloats_bytes(fp, b, sizeof b, why)) != ST_OK)
		return s;
	(void)memcpy(&n, b + 1, sizeof n);
	n = le32toh(n);
	if (b[0] != 4 || n == 0 || n > INT32_MAX)
		return fault_set(why, ST_BAD,
		    "a dimension is not a number of at least 1");
	*dim = n;
	return ST_OK;
}

enum status
ark_read_value(FILE *fp, struct tensor *t, struct fault *why)
{
	const struct kind *kind = NULL;
	uint64_t dim[2];
	enum status s;
	unsigned i;

	if ((s = read_kind(fp, &kind, why)) != ST_OK)
		return s;
	for (i = 0; i < kind->rank; i++)
		if ((s = read_dimension(fp, &dim[i], why)) != ST_OK)
			return s;
	return rawfloats_read(fp, kind->type, t, kind->rank, dim, why);
}

/* Read a key and its space; ST_END at the end. */
static enum status
read_key(FILE *fp, char key[MAXKEY], struct fault *why)
{
	size_t n = 0;
	int c;

	while ((c = getc(fp)) != EOF && c != ' ') {
		if (c == '\0' || c == '\n' || c == '\t' || n + 1 == MAXKEY)
			return fault_set(why, ST_BAD, "is not an archive: a "
			    "key and a space should be there");
		key[n++] = (char)c;
	}
	if (c == EOF && ferror(fp))
		return fault_errno(why, ST_IO, "read failed");
	if (c == EOF && n == 0)
		return ST_END;
	if (c == EOF)
		return fault_set(why, ST_BAD, "cut short in a key");
	if (n == 0)
		return fault_set(why, ST_BAD, "the key is empty");
	key[n] = '\0';
	return ST_OK;
}

static enum status
ark_read(void *state, FILE *fp, struct tensor *t, struct fault *why)
{
	char key[MAXKEY];
	enum status s;

	(void)state;
	if ((s = read_key(fp, key, why)) != ST_OK ||
	    (s = attrs_set(&t->attr, "key", key, why)) != ST_OK)
		return s;
	if ((s = ark_read_value(fp, t, why)) != ST_OK)
		(void)fault_prefix(why, "record '%.200s'", key);
	return s;
}

/* Can Kaldi tell the key from what follows it? */
static bool
key_ok(const char *key)
{
	return *key != '\0' && key[strcspn(key, " \t\r\v\f")] == '\0';
}

enum status
ark_put(struct atomfile *f, const struct tensor *t, uint64_t *at,
    uint64_t *value, struct fault *why)
{
	const char *key = tensor_key(t);
	char head[32];
	size_t n = 0;
	uint32_t d;
	enum status s;
	unsigned i;

	if (!key_ok(key))
		return fault_set(why, ST_BAD, "record '%.200s': Kaldi wants a "
		    "key without blanks", key);
	if (t->rank > 2)
		return fault_set(why, ST_BAD, "record '%.200s': has %u "
		    "dimensions, an archive holds 1 or 2", key, t->rank);
	(void)memcpy(head, t->rank == 2 ? " \0BFM " : " \0BFV ", 6);
	for (i = 0, n = 6; i < t->rank; i++, n += 5) {
		if (t->dim[i] > INT32_MAX)
			return fault_set(why, ST_BAD, "record '%.200s': a "
			    "dimension is too large for an archive", key);
		d = htole32((uint32_t)t->dim[i]);
		head[n] = 4;
		(void)memcpy(head + n + 1, &d, sizeof d);
	}
	*value = *at + strlen(key) + 1;
	*at += strlen(key) + n + tensor_len(t) * sizeof(float);
	if ((s = atomfile_write(f, key, strlen(key), why)) != ST_OK ||
	    (s = atomfile_write(f, head, n, why)) != ST_OK)
		return s;
	return rawfloats_write(f, FLOATS_F4LE, t->data, tensor_len(t), why);
}

static enum status
ark_write(void *state, struct atomfile *f, const struct tensor *t,
    struct fault *why)
{
	uint64_t at = 0, value;

	(void)state;
	return ark_put(f, t, &at, &value, why);
}

const struct format ark_format = { .read = ark_read, .write = ark_write };
