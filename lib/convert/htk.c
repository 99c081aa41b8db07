#include "convert/htk.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "convert/rawfloats.h"

enum {
	/* kinds whose frames are no floats */
	WAVEFORM = 0, IREFC = 5, DISCRETE = 10,
	USER = 9,
	KIND = 077,		/* the bits of the kind */
	COMPRESSED = 02000, CHECKSUM = 010000,	/* qualifiers _C and _K */
	HEADER = 12
};

/* 100 ns are so many to the second. */
#define PER_SECOND	1e7

static enum status
check_kind(unsigned kind, struct fault *why)
{
	unsigned base = kind & KIND;

	if (base == WAVEFORM || base == IREFC || base == DISCRETE)
		return fault_set(why, ST_BAD, "HTK kind %u holds no floats, "
		    "but samples or integers", base);
	if ((kind & (COMPRESSED | CHECKSUM)) != 0)
		return fault_set(why, ST_BAD, "HTK file is %s; save it without "
		    "(SAVECOMPRESSED = F, SAVEWITHCRC = F)",
		    kind & COMPRESSED ? "compressed" : "with a checksum");
	return ST_OK;
}

enum status
htk_read(FILE *fp, struct tensor *t, struct fault *why)
{
	unsigned char head[HEADER];
	uint32_t frames, period;
	uint16_t size, kind;
	uint64_t dim[2];
	enum status s;

	if ((s = rawfloats_bytes(fp, head, sizeof head, why)) != ST_OK)
		return s;
	(void)memcpy(&frames, head, sizeof frames);
	(void)memcpy(&period, head + 4, sizeof period);
	(void)memcpy(&size, head + 8, sizeof size);
	(void)memcpy(&kind, head + 10, sizeof kind);
	frames = be32toh(frames);
	period = be32toh(period);
	size = be16toh(size);
	if (frames == 0 || frames > INT32_MAX || period == 0 ||
	    period > INT32_MAX || size == 0 || size > INT16_MAX ||
	    size % sizeof(float) != 0)
		return fault_set(why, ST_BAD, "not an HTK parameter file of "
		    "floats: %u frames of %u bytes, period %u", frames, size,
		    period);
	if ((s = check_kind(be16toh(kind), why)) != ST_OK)
		return s;
	dim[0] = frames;
	dim[1] = size / sizeof(float);
	if ((s = rawfloats_read(fp, FLOATS_F4BE, t, 2, dim, why)) != ST_OK ||
	    (s = rawfloats_at_end(fp, why)) != ST_OK)
		return s;
	return attrs_setf(&t->attr, why, "rate", "%.9g", PER_SECOND / period);
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

enum status
htk_write(struct atomfile *f, const struct tensor *t, struct fault *why)
{
	unsigned char head[HEADER];
	uint32_t frames, period = 0;
	uint16_t size, kind = htobe16(USER);
	enum status s;

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
