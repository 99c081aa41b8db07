/* A small room: convolution with its impulse response. */
#include <stdlib.h>

#include "sound/convolve.h"
#include "sound/room.h"

static enum status
room_open(struct stage *s, struct fault *why)
{
	struct convolve *c = s->own = calloc(1, sizeof *c);
	size_t taps, delay;
	enum status st;
	float *h;

	if (c == NULL)
		return fault_nomem(why);
	st = room_response((uint32_t)s->value, s->rate, &h, &taps, &delay, why);
	if (st == ST_OK)
		st = convolve_init(c, h, taps, delay, why);
	free(h);
	return st;
}

static enum status
room_push(struct stage *s, const float *x, size_t n, struct fault *why)
{
	return convolve_push(s->own, s, x, n, why);
}

static enum status
room_finish(struct stage *s, struct fault *why)
{
	return convolve_finish(s->own, s, why);
}

static void
room_free(void *own)
{
	if (own != NULL)
		convolve_free(own);
	free(own);
}

const struct stage_kind stage_room = {
	.open = room_open, .push = room_push, .finish = room_finish,
	.free = room_free
};
