#include "feature/stft.h"

#include <math.h>
#include <stdlib.h>

#include "math/simd.h"

#define LANES	32	/* partial sums: a fixed order that can be vectorised */

_Static_assert(POWER_FRAMES == FRAMER_BATCH, "a batch is transformed at once");

struct stft {
	struct front p;
	bool with_energy;
	size_t window, shift, nfft;	/* W, H, N */
	float *shape;			/* (W) the window function */
	float *windowed;		/* (FRAMER_BATCH, W) */
	float *power;	/* (N/2 + 1 + STFT_SPARE, FRAMER_BATCH) */
	float energy[FRAMER_BATCH];
	struct spectrum *fft;
};

/* ---- preparing ---- */

/*
 * In float32 throughout, as in torch.hann_window and the like: a rounding of
 * the window shows in bins 90 dB below a frame's peak, and with the same one
 * they differ half as much from torchaudio's.
 */
static float
window_at(const struct front *p, size_t i, size_t n)
{
	float a = (float)i * (float)(2 * M_PI / ((double)n - 1));
	float hann = cosf(a) * -0.5f + 0.5f;

	switch ((enum front_window)p->window) {
	case FRONT_POVEY:
		return powf(hann, 0.85f);
	case FRONT_HANNING:
		return hann;
	case FRONT_HAMMING:
		return cosf(a) * -0.46f + 0.54f;
	case FRONT_BLACKMAN:
		return (float)p->blackman - 0.5f * cosf(a) +
		    (float)(0.5 - p->blackman) * cosf(2 * a);
	default:
		return 1;
	}
}

/* N, for W. */
static enum status
transform_size(struct stft *s, struct fault *why)
{
	s->nfft = s->window;
	if (s->p.pow2 != 0)
		for (s->nfft = 1; s->nfft < s->window; s->nfft *= 2)
			continue;
	if (s->nfft % 2 != 0)
		return fault_set(why, ST_BAD, "a frame of %zu samples must be "
		    "even without zeros up to a power of two", s->window);
	return ST_OK;
}

static enum status
tables(struct stft *s, struct fault *why)
{
	size_t i;

	s->shape = malloc(s->window * sizeof *s->shape);
	s->windowed = calloc(FRAMER_BATCH * s->window, sizeof *s->windowed);
	s->power = calloc((stft_powers(s) + STFT_SPARE) * FRAMER_BATCH,
	    sizeof *s->power);
	if (s->shape == NULL || s->windowed == NULL || s->power == NULL)
		return fault_nomem(why);
	for (i = 0; i < s->window; i++)
		s->shape[i] = window_at(&s->p, i, s->window);
	return spectrum_new(&s->fft, s->nfft, why);
}

enum status
stft_new(struct stft **out, const struct front *p, const struct framer *f,
    bool energy, struct fault *why)
{
	struct stft *s = calloc(1, sizeof *s);
	enum status st;

	*out = NULL;
	if (s == NULL)
		return fault_nomem(why);
	s->p = *p;
	s->with_energy = energy;
	s->window = framer_window(f);
	s->shift = framer_shift(f);
	if ((st = transform_size(s, why)) != ST_OK ||
	    (st = tables(s, why)) != ST_OK) {
		stft_free(s);
		return st;
	}
	*out = s;
	return ST_OK;
}

void
stft_free(struct stft *s)
{
	if (s == NULL)
		return;
	spectrum_free(s->fft);
	free(s->shape);
	free(s->windowed);
	free(s->power);
	free(s);
}

size_t
stft_points(const struct stft *s)
{
	return s->nfft;
}

size_t
stft_powers(const struct stft *s)
{
	return s->nfft / 2 + 1;
}

/* ---- frames ---- */

static inline void
fold(float *lane, size_t half)
{
	size_t j;

	for (j = 0; j < half; j++)
		lane[j] += lane[j + half];
}

/* Sum of (x[i] - m)^power over n samples, power 1 or 2. */
static inline float
sum(const float *x, size_t n, float m, int power)
{
	float lane[LANES] = { 0 };
	size_t i, j;

	for (i = 0; i + LANES <= n; i += LANES)
		for (j = 0; j < LANES; j++) {
			float d = x[i + j] - m;

			lane[j] += power == 1 ? d : d * d;
		}
	for (j = 0; i + j < n; j++) {
		float d = x[i + j] - m;

		lane[j] += power == 1 ? d : d * d;
	}
	fold(lane, 16);
	fold(lane, 8);
	fold(lane, 4);
	fold(lane, 2);
	return lane[0] + lane[1];
}

static float
squares(const float *x, size_t n)
{
	double total = 0;
	size_t i;

	for (i = 0; i < n; i++)
		total += (double)x[i] * x[i];
	return (float)total;
}

static float
log_energy(const struct stft *s, float energy)
{
	float e = logf(fmaxf(energy, FRONT_EPSILON));

	if (s->p.energy_floor == 0)
		return e;
	return fmaxf(e, (float)log(s->p.energy_floor));
}

/* x (W) to its place in the batch: mean, preemphasis and window in one pass. */
CLONES static void
prepare(struct stft *s, const float *restrict x, size_t place)
{
	const float *restrict w = s->shape;
	float *restrict y = s->windowed + place * s->window;
	float c = (float)s->p.preemphasis, m = 0, e;
	size_t i;

	if (s->p.dc != 0)
		m = sum(x, s->window, 0, 1) / (float)s->window;
	y[0] = ((x[0] - m) - c * (x[0] - m)) * w[0];
	for (i = 1; i < s->window; i++)
		y[i] = ((x[i] - m) - c * (x[i - 1] - m)) * w[i];
	if (!s->with_energy)
		return;
	e = s->p.raw_energy != 0 ? sum(x, s->window, m, 2) :
	    squares(y, s->window);
	s->energy[place] = log_energy(s, e);
}

float *
stft_run(struct stft *s, const float *x, size_t place, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		prepare(s, x + i * s->shift, place + i);
	spectrum_take(s->fft, s->windowed, s->window);
	spectrum_run(s->fft, s->power);
	return s->power;
}

const float *
stft_energy(const struct stft *s)
{
	return s->energy;
}

void
stft_rows(const float *x, size_t columns, size_t place, size_t n, float *out,
    size_t step)
{
	size_t i, c;

	for (i = 0; i < n; i++, out += step)
		for (c = 0; c < columns; c++)
			out[c] = x[c * FRAMER_BATCH + place + i];
}
