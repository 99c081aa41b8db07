#include "sound/room.h"

#include <math.h>
#include <stdlib.h>

#include "math/philox.h"

#define PI	3.14159265358979323846
#define SPEED	343.0	/* of sound, m/s */
#define WIDTH	0.004	/* half of the sinc's window, s */
#define DECAY	(40 / 60.0)	/* of T60 */
#define HIGHPASS 80.0	/* Hz */
#define WALL	0.5	/* m, the least distance from one */

struct room {
	double size[3], source[3], mic[3];	/* m */
	double beta, seconds;
};

/* ---- the room ---- */

struct dice {
	uint32_t bits[4 * 64];
	size_t next;
};

static double
draw(struct dice *d, double lo, double hi)
{
	return lo + (hi - lo) * d->bits[d->next++ % (4 * 64)] / 4294967296.0;
}

/* Source and microphone; drawn again until their distance is right. */
static void
place(struct room *r, struct dice *d)
{
	double distance = 0, x;
	int axis, tries;

	for (tries = 0; tries < 30 && !(distance >= 0.5 && distance <= 2);
	    tries++) {
		distance = 0;
		for (axis = 0; axis < 3; axis++) {
			r->source[axis] = draw(d, WALL, r->size[axis] - WALL);
			r->mic[axis] = draw(d, WALL, r->size[axis] - WALL);
			x = r->source[axis] - r->mic[axis];
			distance += x * x;
		}
		distance = sqrt(distance);
	}
}

static void
furnish(struct room *r, uint32_t number)
{
	const uint32_t ctr[4] = { 0, 0, 0, 0 }, key[2] = { number, 1 };
	double t60, volume, surface;
	struct dice d = { .next = 0 };

	philox_fill(ctr, key, 64, d.bits);
	r->size[0] = draw(&d, 3, 6);
	r->size[1] = draw(&d, 2.5, 5);
	r->size[2] = draw(&d, 2.4, 3.2);
	t60 = draw(&d, 0.2, 0.5);
	place(r, &d);
	volume = r->size[0] * r->size[1] * r->size[2];
	surface = 2 * (r->size[0] * r->size[1] + r->size[0] * r->size[2] +
	    r->size[1] * r->size[2]);
	r->beta = exp(-0.161 * volume / (surface * t60) / 2);
	r->seconds = t60 * DECAY;
}

/* ---- its images ---- */

struct response {
	double rate, first;	/* seconds until the direct sound */
	size_t taps, lead;	/* taps before the direct sound */
	double cos_step, sin_step;	/* of pi / (half the window) */
	double *h;		/* (taps) */
};

/* Add a pulse of this height t seconds after the source's. */
static void
add(struct response *o, double t, double height)
{
	double at = (t - o->first) * o->rate + (double)o->lead, x, w;
	double half = WIDTH * o->rate, sign = height * sin(PI * at) / PI;
	long i = (long)ceil(at - half), to = (long)floor(at + half);
	double c = cos(PI * ((double)i - at) / half),
	    s = sin(PI * ((double)i - at) / half);

	if (i < 0 || to >= (long)o->taps)
		return;
	/* sin(pi (i - at)) = -(-1)^i sin(pi at); c + s i turns by pi / half. */
	for (sign = i % 2 == 0 ? -sign : sign; i <= to; i++, sign = -sign) {
		x = (double)i - at;
		o->h[i] += (0.5 + 0.5 * c) *
		    (fabs(x) < 1e-6 ? height : sign / x);
		w = c * o->cos_step - s * o->sin_step;
		s = c * o->sin_step + s * o->cos_step;
		c = w;
	}
}

/* The image n rooms away along this axis: its distance along it; adds the
 * number of walls in between. */
static double
image(const struct room *r, int axis, long n, long *walls)
{
	double from = n % 2 == 0 ? r->source[axis] :
	    r->size[axis] - r->source[axis];

	*walls += labs(n);
	return (double)n * r->size[axis] + from - r->mic[axis];
}

static void
add_images(const struct room *r, struct response *o, long x, long y)
{
	double reach = r->seconds * SPEED, d, dx, dy, dz;
	long z, walls, most = (long)(reach / r->size[2]) + 1;

	for (z = -most; z <= most; z++) {
		walls = 0;
		dx = image(r, 0, x, &walls);
		dy = image(r, 1, y, &walls);
		dz = image(r, 2, z, &walls);
		d = sqrt(dx * dx + dy * dy + dz * dz);
		if (d <= reach)
			add(o, d / SPEED, pow(r->beta, (double)walls) / d);
	}
}

static void
trace(const struct room *r, struct response *o)
{
	long x, y, mx = (long)(r->seconds * SPEED / r->size[0]) + 1,
	    my = (long)(r->seconds * SPEED / r->size[1]) + 1;

	for (x = -mx; x <= mx; x++)
		for (y = -my; y <= my; y++)
			add_images(r, o, x, y);
}

/* ---- the response ---- */

static void
finish(const struct response *o, float *h)
{
	double a = exp(-2 * PI * HIGHPASS / o->rate), y = 0, x = 0, sum = 0;
	size_t i;

	for (i = 0; i < o->taps; i++) {
		y = o->h[i] - x + a * y;
		x = o->h[i];
		o->h[i] = y;
		sum += y * y;
	}
	for (i = 0; i < o->taps; i++)
		h[i] = (float)(o->h[i] / sqrt(sum));
}

static double
direct(const struct room *r)
{
	double x, sum = 0;
	int axis;

	for (axis = 0; axis < 3; axis++) {
		x = r->source[axis] - r->mic[axis];
		sum += x * x;
	}
	return sqrt(sum) / SPEED;
}

enum status
room_response(uint32_t number, double rate, float **h, size_t *taps,
    size_t *delay, struct fault *why)
{
	struct response o = { .rate = rate };
	struct room r;

	furnish(&r, number);
	o.first = direct(&r);
	o.lead = (size_t)ceil(WIDTH * rate);
	o.taps = (size_t)ceil(r.seconds * rate) + 2 * o.lead;
	o.cos_step = cos(PI / (WIDTH * rate));
	o.sin_step = sin(PI / (WIDTH * rate));
	o.h = calloc(o.taps, sizeof *o.h);
	*h = calloc(o.taps, sizeof **h);
	*taps = o.taps;
	*delay = o.lead;
	if (o.h == NULL || *h == NULL) {
		free(o.h);
		return fault_nomem(why);
	}
	trace(&r, &o);
	finish(&o, *h);
	free(o.h);
	return ST_OK;
}
