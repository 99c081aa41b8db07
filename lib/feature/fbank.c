#include "feature/fbank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"
#include "math/veclog.h"
#include "feature/framer.h"
#include "feature/mel.h"
#include "feature/spectrum.h"

#define LANES	32	/* partial sums: a fixed order that can be vectorised */

struct fbank {
	struct front p;
	struct framer *framer;
	size_t window, shift, nfft;	/* W, H, N */
	size_t columns;			/* B */
	float *shape;			/* (W) the window function */
	float *windowed;		/* (POWER_FRAMES, W) */
	float *power;			/* (N/2 + MEL_STEP, POWER_FRAMES) */
	float *band;			/* (bins, POWER_FRAMES) */
	float energy[POWER_FRAMES];
	struct spectrum *fft;
	struct mel mel;
	float *out;			/* where the next row belongs */
	size_t done;			/* rows written by this call */
};

/* ---- preparing ---- */

/*
 * In float32 throughout, as torch.hann_window and its kin are: a rounding of
 * the window shows in bins 90 dB below a frame's peak, and with the same one
 * they differ half as much from torchaudio's.
 */
static float
window_at(const struct front *p, size_t i, size_t n)
{
	float a = (float)i * (float)(2 * M_PI / ((double)n - 1));
	float hann = cosf(a) * -0.5f + 0.5f;

	switch (p->window) {
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

/* N, by W. */
static enum status
transform_size(struct fbank *f, struct fault *why)
{
	f->nfft = f->window = framer_window(f->framer);
	f->shift = framer_shift(f->framer);
	if (f->p.pow2)
		for (f->nfft = 1; f->nfft < f->window; f->nfft *= 2)
			continue;
	if (f->nfft % 2 != 0)
		return fault_set(why, ST_BAD, "a frame of %zu samples must be "
		    "even without zeros up to a power of two", f->window);
	return ST_OK;
}

static enum status
tables(struct fbank *f, struct fault *why)
{
	size_t i, nspec = f->nfft / 2 + 1;
	enum status s;

	f->columns = nspec;
	if (f->p.kind == FRONT_FBANK) {
		s = mel_make(&f->mel, &f->p, f->nfft, why);
		if (s != ST_OK)
			return s;
		f->columns = f->mel.bins + f->p.energy;
	}
	f->shape = malloc(f->window * sizeof *f->shape);
	f->windowed = calloc(POWER_FRAMES * f->window, sizeof *f->windowed);
	f->power = calloc((nspec + MEL_STEP) * POWER_FRAMES,
	    sizeof *f->power);
	f->band = calloc((f->mel.bins + 1) * POWER_FRAMES, sizeof *f->band);
	if (f->shape == NULL || f->windowed == NULL || f->power == NULL ||
	    f->band == NULL)
		return fault_nomem(why);
	for (i = 0; i < f->window; i++)
		f->shape[i] = window_at(&f->p, i, f->window);
	return spectrum_new(&f->fft, f->nfft, why);
}

void
fbank_reset(struct fbank *f)
{
	framer_reset(f->framer);
}

enum status
fbank_new(struct fbank **out, const struct front *p, struct fault *why)
{
	struct fbank *f = calloc(1, sizeof *f);
	enum status s;

	*out = NULL;
	if (f == NULL)
		return fault_nomem(why);
	f->p = *p;
	if ((s = framer_new(&f->framer, p, why)) != ST_OK ||
	    (s = transform_size(f, why)) != ST_OK ||
	    (s = tables(f, why)) != ST_OK) {
		fbank_free(f);
		return s;
	}
	*out = f;
	return ST_OK;
}

void
fbank_free(struct fbank *f)
{
	if (f == NULL)
		return;
	framer_free(f->framer);
	spectrum_free(f->fft);
	mel_free(&f->mel);
	free(f->shape);
	free(f->windowed);
	free(f->power);
	free(f->band);
	free(f);
}

/* ---- one frame ---- */

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
log_energy(const struct fbank *f, float energy)
{
	float e = logf(fmaxf(energy, FRONT_EPSILON));

	if (f->p.energy_floor == 0)
		return e;
	return fmaxf(e, (float)log(f->p.energy_floor));
}

/* x (W) to its place in the batch: mean, preemphasis and window in one go. */
CLONES static void
prepare(struct fbank *f, const float *restrict x, size_t place)
{
	const float *restrict w = f->shape;
	float *restrict y = f->windowed + place * f->window;
	float c = (float)f->p.preemphasis, m = 0, e;
	bool energy = f->p.kind == FRONT_SPEC || f->p.energy;
	size_t i;

	if (f->p.dc)
		m = sum(x, f->window, 0, 1) / (float)f->window;
	y[0] = ((x[0] - m) - c * (x[0] - m)) * w[0];
	for (i = 1; i < f->window; i++)
		y[i] = ((x[i] - m) - c * (x[i - 1] - m)) * w[i];
	if (!energy)
		return;
	e = f->p.raw_energy ? sum(x, f->window, m, 2) : squares(y, f->window);
	f->energy[place] = log_energy(f, e);
}

/* n frames from place on of x (columns, POWER_FRAMES) to rows of `to'. */
static void
rows(const float *x, size_t columns, size_t place, size_t n, float *to,
    size_t step)
{
	size_t i, c;

	for (i = 0; i < n; i++, to += step)
		for (c = 0; c < columns; c++)
			to[c] = x[c * POWER_FRAMES + place + i];
}

/* All frames of the batch to power, and to bands. */
static void
transform(struct fbank *f)
{
	size_t i, nspec = f->nfft / 2 + 1;

	spectrum_take(f->fft, f->windowed, f->window);
	spectrum_run(f->fft, f->power);
	if (f->p.kind == FRONT_SPEC)
		return;
	if (!f->p.power)
		for (i = 0; i < nspec * POWER_FRAMES; i++)
			f->power[i] = sqrtf(f->power[i]);
	mel_apply(&f->mel, f->power, f->band);
}

/* The n transformed frames from place on to out (n, B). */
static void
complete(struct fbank *f, size_t place, size_t n, float *out)
{
	bool spec = f->p.kind == FRONT_SPEC, energy = spec || f->p.energy;
	size_t i, column = !spec && f->p.htk ? f->mel.bins : 0;

	if (spec)
		rows(f->power, f->columns, place, n, out, f->columns);
	else
		rows(f->band, f->mel.bins, place, n,
		    out + (f->p.energy && !f->p.htk), f->columns);
	for (i = 0; energy && i < n; i++)
		out[i * f->columns + column] = 1;
	if (spec || f->p.log)
		veclog_floored(out, n * f->columns, FRONT_EPSILON);
	for (i = 0; energy && i < n; i++)
		out[i * f->columns + column] = f->energy[place + i];
}

/* ---- the stream ---- */

static void
take(void *ctx, const float *x, size_t place, size_t n)
{
	struct fbank *f = ctx;
	size_t i;

	for (i = 0; i < n; i++)
		prepare(f, x + i * f->shift, place + i);
	transform(f);
	complete(f, place, n, f->out);
	f->out += n * f->columns;
	f->done += n;
}

size_t
fbank_push(struct fbank *f, const float *x, size_t n, float *out)
{
	f->out = out;
	f->done = 0;
	framer_push(f->framer, x, n, take, f);
	return f->done;
}

size_t
fbank_finish(struct fbank *f, float *out)
{
	f->out = out;
	f->done = 0;
	framer_finish(f->framer, take, f);
	return f->done;
}

/* ---- sizes ---- */

size_t
fbank_columns(const struct fbank *f)
{
	return f->columns;
}

size_t
fbank_window(const struct fbank *f)
{
	return f->window;
}

double
fbank_rate(const struct fbank *f)
{
	return f->p.rate / (double)f->shift;
}

uint64_t
fbank_frames(const struct fbank *f, uint64_t samples)
{
	return framer_frames(f->framer, samples);
}

size_t
fbank_most(const struct fbank *f, size_t n)
{
	return framer_most(f->framer, n);
}

void
fbank_sum(const float *x, size_t frames, size_t columns, double *sum)
{
	size_t t, b;

	for (t = 0; t < frames; t++)
		for (b = 0; b < columns; b++)
			sum[b] += x[t * columns + b];
}

void
fbank_center(float *x, size_t frames, size_t columns, const double *mean)
{
	size_t t, b;

	for (t = 0; t < frames; t++)
		for (b = 0; b < columns; b++)
			x[t * columns + b] -= (float)mean[b];
}
