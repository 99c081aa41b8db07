/* A telephone line: the band, and the codec (ITU-T G.711, mu-law). */
#include "sound/stage.h"

#include <math.h>
#include <stdlib.h>

#include "sound/convolve.h"

#define LOW	300.0	/* Hz: half the amplitude passes here, and at */
#define HIGH	3400.0
#define TAPS	255	/* the slopes are 100 Hz wide at 8000 Hz */
#define PI	3.14159265358979323846

/* ---- the band ---- */

/* sin(2 pi f t) / (pi t), a low-pass filter at f. */
static double
sinc(double f, double t)
{
	return t == 0 ? 2 * f : sin(2 * PI * f * t) / (PI * t);
}

/* The difference of two low-pass filters under a Hamming window. */
static void
design(double rate, float h[TAPS])
{
	int i, middle = TAPS / 2;
	double w;

	for (i = 0; i < TAPS; i++) {
		w = 0.54 + 0.46 * cos(PI * (i - middle) / middle);
		h[i] = (float)(w * (sinc(HIGH / rate, i - middle) -
		    sinc(LOW / rate, i - middle)));
	}
}

static enum status
band_open(struct stage *s, struct fault *why)
{
	struct convolve *c = s->own = calloc(1, sizeof *c);
	float h[TAPS];

	if (c == NULL)
		return fault_nomem(why);
	design(s->rate, h);
	return convolve_init(c, h, TAPS, TAPS / 2, why);
}

static enum status
band_push(struct stage *s, const float *x, size_t n, struct fault *why)
{
	return convolve_push(s->own, s, x, n, why);
}

static enum status
band_finish(struct stage *s, struct fault *why)
{
	return convolve_finish(s->own, s, why);
}

static void
band_free(void *own)
{
	if (own != NULL)
		convolve_free(own);
	free(own);
}

const struct stage_kind stage_band = {
	.open = band_open, .push = band_push, .finish = band_finish,
	.free = band_free
};

/* ---- the codec ---- */

#define BIAS	132	/* added to the magnitude; of 16 bits: 4 * 33 */
#define CLIP	32635

/*
 * What a sample of 16 bits becomes: the magnitude is rounded to one of 16 steps
 * of its octave, and decoded to the middle of the step.
 */
static int
mulaw(int sample)
{
	int magnitude = abs(sample), shift = 3, step;

	magnitude = (magnitude < CLIP ? magnitude : CLIP) + BIAS;
	while (magnitude >> shift >= 32)
		shift++;
	step = magnitude >> shift;
	magnitude = (step << shift) + (1 << shift >> 1) - BIAS;
	return sample < 0 ? -magnitude : magnitude;
}

static enum status
mulaw_push(struct stage *s, const float *x, size_t n, struct fault *why)
{
	enum status st = ST_OK;
	size_t i, some;
	double v;
	float y[512];

	for (; n > 0 && st == ST_OK; n -= some, x += some) {
		some = n < 512 ? n : 512;
		for (i = 0; i < some; i++) {
			v = fmin(fmax(x[i] * 32768.0, -32768), 32767);
			y[i] = (float)(mulaw((int)lrint(v)) / 32768.0);
		}
		st = stage_pass(s, y, some, why);
	}
	return st;
}

const struct stage_kind stage_mulaw = { .push = mulaw_push };
