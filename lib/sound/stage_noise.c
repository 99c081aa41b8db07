/*
 * Noise at a ratio to the power of the whole signal, which is therefore kept
 * until its end.  The noise is made twice: once to measure its power.
 */
#include "sound/stage.h"

#include <math.h>
#include <stdlib.h>

#include "math/philox.h"
#include "sound/babble.h"
#include "sound/samples.h"

#define BLOCK	1024	/* divides 2^32: a counter of philox, see make */

/*
 * Pink noise is white noise through sections with a pole at f and a zero at 2f,
 * f = 10, 40, 160 ... Hz below half the rate: each falls by 6 dB in one octave
 * and is flat in the next, so all together follow 3 dB per octave: from 20 Hz
 * to a quarter of the rate within 0.5 dB, above it within 2 dB.
 */
#define LOWEST	10.0
#define STEP	4.0
#define SECTIONS 9	/* enough for 768 kHz */

struct pink {
	size_t n;
	double pole[SECTIONS], zero[SECTIONS];	/* as powers of e */
	double x[SECTIONS], y[SECTIONS];	/* the last ones */
};

struct noise {
	struct samples kept;
	double power;		/* sum of the squares of them */
	struct pink pink;
	struct babble *babble;	/* NULL: none */
};

static void
pink_design(struct pink *p, double rate)
{
	const double turn = 2 * 3.14159265358979323846 / rate;
	double f;

	for (f = LOWEST; p->n < SECTIONS && f < rate / 2; f *= STEP) {
		p->pole[p->n] = exp(-turn * f);
		p->zero[p->n++] = exp(-turn * 2 * f);
	}
}

static void
pink_reset(struct pink *p)
{
	size_t k;

	for (k = 0; k < p->n; k++)
		p->x[k] = p->y[k] = 0;
}

static double
pink_next(struct pink *p, double x)
{
	double y;
	size_t k;

	for (k = 0; k < p->n; k++, x = y) {
		y = x - p->zero[k] * p->x[k] + p->pole[k] * p->y[k];
		p->x[k] = x;
		p->y[k] = y;
	}
	return x;
}

/*
 * The BLOCK values of noise from place `at', a multiple of BLOCK: each the sum
 * of four uniform numbers, which is close to normal.  Blocks of pink noise and
 * of babble must be made in order.
 */
static void
make(const struct stage *s, uint64_t at, double v[BLOCK])
{
	struct noise *o = s->own;
	const uint32_t key[2] = { (uint32_t)s->seed,
	    (uint32_t)(s->seed >> 32) };
	const uint32_t ctr[4] = { (uint32_t)at, (uint32_t)(at >> 32) };
	uint32_t bits[4 * BLOCK];
	size_t i, k;

	philox_fill(ctr, key, BLOCK, bits);
	for (i = 0; i < BLOCK; i++) {
		v[i] = 0;
		for (k = 0; k < 4; k++)
			v[i] += (double)(int32_t)bits[4 * i + k] / 2147483648.0;
	}
	for (i = 0; o->pink.n > 0 && i < BLOCK; i++)
		v[i] = pink_next(&o->pink, v[i]);
	if (o->babble != NULL)
		babble_next(o->babble, v, BLOCK);
}

static void
restart(const struct stage *s)
{
	struct noise *o = s->own;

	pink_reset(&o->pink);
	if (o->babble != NULL)
		babble_begin(o->babble, s->rate, s->seed);
}

static enum status
open_white(struct stage *s, struct fault *why)
{
	struct noise *o = s->own = calloc(1, sizeof *o);

	if (o == NULL)
		return fault_nomem(why);
	o->kept = (struct samples)SAMPLES_INIT;
	return ST_OK;
}

static enum status
open_pink(struct stage *s, struct fault *why)
{
	enum status st = open_white(s, why);

	if (st == ST_OK)
		pink_design(&((struct noise *)s->own)->pink, s->rate);
	return st;
}

static enum status
open_babble(struct stage *s, struct fault *why)
{
	enum status st = open_white(s, why);
	struct noise *o = s->own;

	if (st == ST_OK && (o->babble = calloc(1, sizeof *o->babble)) == NULL)
		st = fault_nomem(why);
	return st;
}

static enum status
push(struct stage *s, const float *x, size_t n, struct fault *why)
{
	struct noise *o = s->own;
	size_t i;

	for (i = 0; i < n; i++)
		o->power += (double)x[i] * x[i];
	return samples_add(&o->kept, x, n, why);
}

/* The factor that gives the noise its power. */
static double
level(struct stage *s)
{
	struct noise *o = s->own;
	uint64_t at, n = samples_count(&o->kept);
	double v[BLOCK], power = 0;
	size_t i;

	restart(s);
	for (at = 0; at < n; at += BLOCK) {
		make(s, at, v);
		for (i = 0; i < BLOCK && at + i < n; i++)
			power += v[i] * v[i];
	}
	return power > 0 ?
	    sqrt(o->power / power * pow(10, -s->value / 10)) : 0;
}

static enum status
finish(struct stage *s, struct fault *why)
{
	struct noise *o = s->own;
	uint64_t at, n = samples_count(&o->kept);
	double v[BLOCK], factor = level(s);
	enum status st = ST_OK;
	float x[BLOCK];
	size_t i, some;

	restart(s);
	for (at = 0; at < n && st == ST_OK; at += some) {
		some = n - at < BLOCK ? (size_t)(n - at) : BLOCK;
		if ((st = samples_get(&o->kept, at, x, some, why)) != ST_OK)
			break;
		make(s, at, v);
		for (i = 0; i < some; i++)
			x[i] = (float)(x[i] + factor * v[i]);
		st = stage_pass(s, x, some, why);
	}
	return st;
}

static void
noise_free(void *own)
{
	struct noise *o = own;

	if (o != NULL) {
		samples_free(&o->kept);
		free(o->babble);
	}
	free(o);
}

const struct stage_kind stage_noise = {
	.open = open_white, .push = push, .finish = finish, .free = noise_free
};

const struct stage_kind stage_pink = {
	.open = open_pink, .push = push, .finish = finish, .free = noise_free
};

const struct stage_kind stage_babble = {
	.open = open_babble, .push = push, .finish = finish, .free = noise_free
};
