#include "convert/rawfloats.h"

#include <endian.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { BLOCK = 8192 };	/* values converted at a time */

static float
float_of_bits(uint32_t bits)
{
	float x;

	(void)memcpy(&x, &bits, sizeof x);
	return x;
}

static double
double_of_bits(uint64_t bits)
{
	double x;

	(void)memcpy(&x, &bits, sizeof x);
	return x;
}

enum status
rawfloats_bytes(FILE *fp, void *buf, size_t n, struct fault *why)
{
	size_t got = fread(buf, 1, n, fp);

	if (got == n)
		return ST_OK;
	if (ferror(fp))
		return fault_errno(why, ST_IO, "read failed");
	return fault_set(why, ST_BAD,
	    "cut short: %zu bytes where %zu should be", got, n);
}

enum status
rawfloats_at_end(FILE *fp, struct fault *why)
{
	if (getc(fp) != EOF)
		return fault_set(why, ST_BAD,
		    "more bytes follow where the file should end");
	if (ferror(fp))
		return fault_errno(why, ST_IO, "read failed");
	return ST_OK;
}

/* Convert n values at raw to x; ST_BAD for a double beyond float's range. */
static enum status
convert(enum floats type, const char *raw, float *x, size_t n,
    struct fault *why)
{
	uint64_t wide;
	uint32_t bits;
	double v;
	size_t i;

	for (i = 0; i < n; i++) {
		if (type != FLOATS_F8LE) {
			(void)memcpy(&bits, raw + 4 * i, sizeof bits);
			x[i] = float_of_bits(type == FLOATS_F4LE ?
			    le32toh(bits) : be32toh(bits));
			continue;
		}
		(void)memcpy(&wide, raw + 8 * i, sizeof wide);
		v = double_of_bits(le64toh(wide));
		if (isfinite(v) && fabs(v) > FLT_MAX)
			return fault_set(why, ST_BAD,
			    "%g is beyond the range of float32", v);
		x[i] = (float)v;
	}
	return ST_OK;
}

/* The product of the dimensions, 0 if a tensor may not have these. */
static uint64_t
volume(unsigned rank, const uint64_t dim[])
{
	uint64_t n = 1, most = TENSOR_MAXPAYLOAD / sizeof(float);
	unsigned i;

	if (rank < 1 || rank > TENSOR_MAXRANK)
		return 0;
	for (i = 0; i < rank; i++) {
		if (dim[i] == 0 || dim[i] > most / n)
			return 0;
		n *= dim[i];
	}
	return n;
}

/* Append up to BLOCK of the n values to t, which already has `have'. */
static enum status
append(FILE *fp, enum floats type, struct tensor *t, uint64_t have,
    uint64_t n, struct fault *why)
{
	static const size_t width[] = { 4, 4, 8 };
	char raw[BLOCK * 8];
	size_t m = n - have < BLOCK ? (size_t)(n - have) : BLOCK;
	uint64_t room;
	enum status s;

	if (t->rank != 1 || t->dim[0] < have + m) {
		room = have < (n - m) / 2 ? 2 * have + m : n;
		if ((s = tensor_reshape(t, 1, &room, why)) != ST_OK)
			return s;
	}
	if ((s = rawfloats_bytes(fp, raw, m * width[type], why)) != ST_OK) {
		if (s == ST_BAD)
			(void)fault_set(why, s, "cut short within the %llu "
			    "values that its shape asks for",
			    (unsigned long long)n);
		return s;
	}
	return convert(type, raw, t->data + have, m, why);
}

enum status
rawfloats_read(FILE *fp, enum floats type, struct tensor *t, unsigned rank,
    const uint64_t dim[], struct fault *why)
{
	const uint64_t one = 1;
	uint64_t n = volume(rank, dim), have;
	enum status s;

	if (n == 0)
		return fault_set(why, ST_BAD, "the shape is not one to %d "
		    "dimensions of at least 1 with at most 16 GiB in all",
		    TENSOR_MAXRANK);
	if ((s = tensor_reshape(t, 1, &one, why)) != ST_OK)
		return s;
	for (have = 0; have < n; have += BLOCK)
		if ((s = append(fp, type, t, have, n, why)) != ST_OK)
			return s;
	return tensor_reshape(t, rank, dim, why);
}

enum status
rawfloats_write(struct atomfile *f, enum floats type, const float *x, size_t n,
    struct fault *why)
{
	uint32_t bits[BLOCK];
	size_t done, m, i;
	enum status s;

	for (done = 0; done < n; done += m) {
		m = n - done < BLOCK ? n - done : BLOCK;
		(void)memcpy(bits, x + done, m * sizeof *x);
		for (i = 0; i < m; i++)
			bits[i] = type == FLOATS_F4BE ? htobe32(bits[i]) :
			    htole32(bits[i]);
		if ((s = atomfile_write(f, bits, m * sizeof *bits, why)) !=
		    ST_OK)
			return s;
	}
	return ST_OK;
}
