/* The simple stages: sample rate, gain, padding, number of samples. */
#include "sound/stage.h"

#include <math.h>
#include <stdlib.h>

#include "sound/resample.h"

#define PIECE	1024

static const float zeros[PIECE];

static enum status
pass_zeros(struct stage *s, uint64_t n, struct fault *why)
{
	enum status st = ST_OK;
	size_t some;

	for (; n > 0 && st == ST_OK; n -= some) {
		some = n < PIECE ? (size_t)n : PIECE;
		st = stage_pass(s, zeros, some, why);
	}
	return st;
}

/* ---- sample rate ---- */

static enum status
rate_open(struct stage *s, struct fault *why)
{
	struct resample *r;
	enum status st = resample_new(&r, s->from, s->rate, why);

	s->own = r;
	return st;
}

static enum status
resampled(void *ctx, const float *y, size_t n, struct fault *why)
{
	return stage_pass(ctx, y, n, why);
}

static enum status
rate_push(struct stage *s, const float *x, size_t n, struct fault *why)
{
	return resample_push(s->own, x, n, resampled, s, why);
}

static enum status
rate_finish(struct stage *s, struct fault *why)
{
	return resample_push(s->own, NULL, 0, resampled, s, why);
}

static void
rate_free(void *own)
{
	resample_free(own);
}

const struct stage_kind stage_rate = {
	.open = rate_open, .push = rate_push, .finish = rate_finish,
	.free = rate_free
};

/* ---- gain ---- */

static enum status
gain_push(struct stage *s, const float *x, size_t n, struct fault *why)
{
	float factor = (float)pow(10, s->value / 20), y[PIECE];
	enum status st = ST_OK;
	size_t i, some;

	for (; n > 0 && st == ST_OK; n -= some, x += some) {
		some = n < PIECE ? n : PIECE;
		for (i = 0; i < some; i++)
			y[i] = x[i] * factor;
		st = stage_pass(s, y, some, why);
	}
	return st;
}

const struct stage_kind stage_gain = { .push = gain_push };

/* ---- padding ---- */

static uint64_t
padding(const struct stage *s)
{
	return (uint64_t)llround(s->value * s->rate);
}

static enum status
pad_push(struct stage *s, const float *x, size_t n, struct fault *why)
{
	enum status st = ST_OK;

	if (s->n == 0)
		st = pass_zeros(s, padding(s), why);
	s->n += n;
	return st != ST_OK ? st : stage_pass(s, x, n, why);
}

static enum status
pad_finish(struct stage *s, struct fault *why)
{
	return pass_zeros(s, (s->n == 0 ? 2 : 1) * padding(s), why);
}

const struct stage_kind stage_pad = {
	.push = pad_push, .finish = pad_finish
};

/* ---- number of samples ---- */

static enum status
count_push(struct stage *s, const float *x, size_t n, struct fault *why)
{
	s->n += n;
	return stage_pass(s, x, n, why);
}

const struct stage_kind stage_count = { .push = count_push };

/* What it gets is later than what the counter has seen, so that it is never cut
 * before the end. */
static enum status
fit_push(struct stage *s, const float *x, size_t n, struct fault *why)
{
	uint64_t left = s->counter->n - s->n;

	n = n < left ? n : (size_t)left;
	s->n += n;
	return stage_pass(s, x, n, why);
}

static enum status
fit_finish(struct stage *s, struct fault *why)
{
	return pass_zeros(s, s->counter->n - s->n, why);
}

const struct stage_kind stage_fit = {
	.push = fit_push, .finish = fit_finish
};
