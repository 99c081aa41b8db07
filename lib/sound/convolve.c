#include "sound/convolve.h"

#include <stdlib.h>
#include <string.h>

#include "math/simd.h"

#define PIECE	1024	/* values at a time */

enum status
convolve_init(struct convolve *c, const float *h, size_t taps, size_t delay,
    struct fault *why)
{
	*c = (struct convolve){ .h = malloc(taps * sizeof *h), .taps = taps,
	    .delay = delay, .skip = delay,
	    .x = calloc(taps - 1 + PIECE, sizeof *h) };
	if (c->h == NULL || c->x == NULL)
		return fault_nomem(why);
	(void)memcpy(c->h, h, taps * sizeof *h);
	return ST_OK;
}

void
convolve_free(struct convolve *c)
{
	free(c->h);
	free(c->x);
}

/* y (n); x points to the sample of y[0]. */
CLONES static void
filter(const float *restrict h, size_t taps, const float *restrict x,
    float *restrict y, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		y[i] = 0;
	for (k = 0; k < taps; k++)
		for (i = 0; i < n; i++)
			y[i] += h[k] * (x - k)[i];
}

enum status
convolve_push(struct convolve *c, struct stage *s, const float *x, size_t n,
    struct fault *why)
{
	float y[PIECE], *now = c->x + c->taps - 1;
	size_t some, early;
	enum status st = ST_OK;

	for (; n > 0 && st == ST_OK; n -= some, x += some) {
		some = n < PIECE ? n : PIECE;
		(void)memcpy(now, x, some * sizeof *x);
		filter(c->h, c->taps, now, y, some);
		(void)memmove(c->x, c->x + some, (c->taps - 1) * sizeof *x);
		early = c->skip < some ? (size_t)c->skip : some;
		c->skip -= early;
		st = stage_pass(s, y + early, some - early, why);
	}
	return st;
}

enum status
convolve_finish(struct convolve *c, struct stage *s, struct fault *why)
{
	static const float zeros[PIECE];
	size_t left = c->delay, some;
	enum status st = ST_OK;

	for (; left > 0 && st == ST_OK; left -= some) {
		some = left < PIECE ? left : PIECE;
		st = convolve_push(c, s, zeros, some, why);
	}
	return st;
}
