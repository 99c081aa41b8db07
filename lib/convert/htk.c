/*
 * HTK parameter files: frames of floats (T, B), B at most 8191, with the
 * attribute rate from the period and back (10 ms without one).  Not samples or
 * integers, not compressed or with a checksum; written as kind USER.
 *
 * Source: The HTK Book, "Storage of Parameter Files".  12 bytes of header,
 * big-endian: number of frames (int32), frame period in units of 100 ns
 * (int32), bytes in a frame (int16), kind of parameter (int16); then the
 * frames as big-endian float32.
 */
#include <endian.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "convert/format.h"
#include "convert/rawfloats.h"

enum {
	/* kinds whose frames are not floats */
	WAVEFORM = 0, IREFC = 5, DISCRETE = 10,
	USER = 9, ANON = 12,	/* the last one */
	KIND = 077,		/* the bits of the kind */
	COMPRESSED = 02000, CHECKSUM = 010000,	/* qualifiers _C and _K */
	HEADER = 12
};

#define PER_SECOND	1e7	/* periods of 100 ns */

static enum status
check_kind(unsigned kind, struct fault *why)
{
	unsigned base = kind & KIND;

	if (base == WAVEFORM || base == IREFC || base == DISCRETE)
		return fault_set(why, ST_BAD, "HTK kind %u is samples or "
		    "integers, not floats", base);
	if (base <= ANON && (kind & (COMPRESSED | CHECKSUM)) != 0)
		return fault_set(why, ST_BAD, "HTK file is %s; save it without "
		    "(SAVECOMPRESSED = F, SAVEWITHCRC = F)",
		    kind & COMPRESSED ? "compressed" : "with a checksum");
	return ST_OK;
}

struct header {
	uint32_t frames, period;
	uint16_t size, kind;
};

static enum status
read_header(FILE *fp, struct header *h, struct fault *why)
{
	unsigned char head[HEADER];
	enum status s = rawfloats_bytes(fp, head, sizeof head, why);

	if (s != ST_OK)
		return s;
	(void)memcpy(&h->frames, head, sizeof h->frames);
	(void)memcpy(&h->period, head + 4, sizeof h->period);
	(void)memcpy(&h->size, head + 8, sizeof h->size);
	(void)memcpy(&h->kind, head + 10, sizeof h->kind);
	h->frames = be32toh(h->frames);
	h->period = be32toh(h->period);
	h->size = be16toh(h->size);
	h->kind = be16toh(h->kind);
	return ST_OK;
}

static enum status
check_header(const struct header *h, struct fault *why)
{
	bool sane = h->frames > 0 && h->frames <= INT32_MAX && h->period > 0 &&
	    h->period <= INT32_MAX && h->size > 0 && h->size <= INT16_MAX;
	enum status s;

	/* The kind first: compressed files have two bytes per value. */
	if (sane && (s = check_kind(h->kind, why)) != ST_OK)
		return s;
	if (!sane || (h->kind & KIND) > ANON ||
	    h->size % sizeof(float) != 0)
		return fault_set(why, ST_BAD, "not an HTK parameter file of "
		    "floats: %u frames of %u bytes, period %u, kind %u",
		    h->frames, h->size, h->period, h->kind);
	return ST_OK;
}

static enum status
htk_read(void *state, FILE *fp, struct tensor *t, struct fault *why)
{
	struct header h = { 0, 0, 0, 0 };
	uint64_t dim[2];
	enum status s;

	(void)state;
	if ((s = read_header(fp, &h, why)) != ST_OK ||
	    (s = check_header(&h, why)) != ST_OK)
		return s;
	dim[0] = h.frames;
	dim[1] = h.size / sizeof(float);
	if ((s = rawfloats_read(fp, FLOATS_F4BE, t, 2, dim, why)) != ST_OK ||
	    (s = rawfloats_at_end(fp, why)) != ST_OK)
		return s;
	return attrs_setf(&t->attr, why, "rate", "%.9g",
	    PER_SECOND / h.period);
}

/* The period in 100 ns. */
static enum status
find_period(const struct tensor *t, uint32_t *period, struct fault *why)
{
	const char *text = tensor_attr(t, "rate");
	double rate = 100;
	enum status s;

	if (text != NULL) {
		s = number_real(text, 0.01, PER_SECOND, &rate, why);
		if (s != ST_OK)
			return fault_prefix(why, "record '%.200s': rate",
			    tensor_key(t));
	}
	*period = (uint32_t)lround(PER_SECOND / rate);
	return ST_OK;
}

static enum status
htk_write(void *state, struct atomfile *f, const struct tensor *t,
    struct fault *why)
{
	unsigned char head[HEADER];
	uint32_t frames, period = 0;
	uint16_t size, kind = htobe16(USER);
	enum status s;

	(void)state;
	if (t->rank != 2 || t->dim[0] > INT32_MAX ||
	    t->dim[1] > INT16_MAX / sizeof(float))
		return fault_set(why, ST_BAD, "record '%.200s': HTK wants "
		    "frames of at most %zu values, (T, B)", tensor_key(t),
		    INT16_MAX / sizeof(float));
	if ((s = find_period(t, &period, why)) != ST_OK)
		return s;
	frames = htobe32((uint32_t)t->dim[0]);
	period = htobe32(period);
	size = htobe16((uint16_t)(t->dim[1] * sizeof(float)));
	(void)memcpy(head, &frames, sizeof frames);
	(void)memcpy(head + 4, &period, sizeof period);
	(void)memcpy(head + 8, &size, sizeof size);
	(void)memcpy(head + 10, &kind, sizeof kind);
	if ((s = atomfile_write(f, head, sizeof head, why)) != ST_OK)
		return s;
	return rawfloats_write(f, FLOATS_F4BE, t->data, tensor_len(t), why);
}

const struct format htk_format = {
	.single = true, .read = htk_read, .write = htk_write
};
