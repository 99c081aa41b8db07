#include "data/frames.h"

#include <string.h>

#include "base/number.h"

enum status
frames_matrix(const struct tensor *t, struct fault *why)
{
	char buf[TENSOR_SHAPEBUF];

	if (t->rank == 2)
		return ST_OK;
	return fault_set(why, ST_BAD, "the shape is %s, it must be "
	    "(frames, bins)", tensor_shape(t, buf));
}

enum status
frames_real(const struct tensor *t, uint64_t *frames, struct fault *why)
{
	const char *value = tensor_attr(t, "frames");
	enum status s;

	if ((s = frames_matrix(t, why)) != ST_OK)
		return s;
	*frames = t->dim[0];
	if (value == NULL)
		return ST_OK;
	if ((s = number_size(value, 1, t->dim[0], frames, why)) != ST_OK)
		(void)fault_prefix(why, "frames");
	return s;
}

enum status
frames_rate(const struct tensor *t, double *rate, struct fault *why)
{
	const char *text = tensor_attr(t, "rate");

	if (text == NULL)
		return fault_set(why, ST_BAD, "has no attribute 'rate', the "
		    "frames per second");
	return number_real(text, 1e-6, 1e9, rate, why) == ST_OK ? ST_OK :
	    fault_prefix(why, "attribute rate");
}

void
frames_copy(const float *x, uint64_t T, uint64_t B, uint64_t N, float fill,
    float *y)
{
	size_t keep = (size_t)((T < N ? T : N) * B), i;

	(void)memcpy(y, x, keep * sizeof *y);
	for (i = keep; i < (size_t)(N * B); i++)
		y[i] = fill;
}

enum status
frames_padcut(const struct tensor *in, uint64_t N, float fill,
    struct tensor *out, struct fault *why)
{
	uint64_t frames, dim[2];
	enum status s;

	if ((s = frames_real(in, &frames, why)) != ST_OK)
		return s;
	dim[0] = N;
	dim[1] = in->dim[1];
	if ((s = tensor_reshape(out, 2, dim, why)) != ST_OK ||
	    (s = attrs_copy(&out->attr, &in->attr, why)) != ST_OK)
		return s;
	frames_copy(in->data, in->dim[0], dim[1], N, fill, out->data);
	return attrs_setf(&out->attr, why, "frames", "%llu",
	    (unsigned long long)(frames < N ? frames : N));
}

__extension__ typedef unsigned __int128 wide;

static wide
squares(const struct frames_lengths *l)
{
	return (wide)l->square[1] << 64 | l->square[0];
}

void
frames_count(struct frames_lengths *l, uint64_t frames)
{
	wide sq = squares(l) + (wide)frames * frames;

	l->n++;
	l->sum += frames;
	l->square[0] = (uint64_t)sq;
	l->square[1] = (uint64_t)(sq >> 64);
}

/* floor(sqrt(x)), bit by bit from the top. */
static uint64_t
root(wide x)
{
	uint64_t r = 0, bit;

	for (bit = (uint64_t)1 << 63; bit != 0; bit >>= 1)
		if ((wide)(r | bit) * (r | bit) <= x)
			r |= bit;
	return r;
}

uint64_t
frames_length(const struct frames_lengths *l)
{
	/* Fits: n * frames of a stream stay far below 2^64. */
	wide spread = l->n * squares(l) - (wide)l->sum * l->sum;

	/* floor((s + sqrt(d)) / n) = floor((s + floor(sqrt(d))) / n) */
	return (uint64_t)(((wide)l->sum + root(spread)) / l->n);
}
