#include "feature/fbank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"
#include "math/veclog.h"
#include "feature/mel.h"
#include "feature/spectrum.h"

#define CHUNK	4096	/* samples taken into the window at a time */
#define LANES	32	/* partial sums: a fixed order that can be vectorised */

struct fbank {
	struct front p;
	size_t window, shift, nfft;	/* W, H, N */
	size_t columns;			/* B */
	size_t lead;			/* reflected samples before the first */
	size_t skip;			/* samples before the first frame */
	bool hold;			/* frames, until a batch is full */
	float *shape;			/* (W) the window function */
	float *windowed;		/* (POWER_FRAMES, W) */
	float *power;			/* (N/2 + MEL_STEP, POWER_FRAMES) */
	float *band;			/* (bins, POWER_FRAMES) */
	float energy[POWER_FRAMES];
	struct spectrum *fft;
	struct mel mel;

	/* The stream, reflection included: buf[0] is its sample `base'. */
	float *buf;			/* (cap) */
	size_t len, cap;
	uint64_t base;
	uint64_t total;			/* samples pushed */
	uint64_t frame;			/* the next frame */
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

/* W, H and N of p; the product is torchaudio's, so it truncates alike. */
static enum status
sizes(struct fbank *f, struct fault *why)
{
	const struct front *p = &f->p;

	f->window = (size_t)(p->rate * p->frame_length * 0.001);
	f->shift = (size_t)(p->rate * p->frame_shift * 0.001);
	if (f->window < 2)
		return fault_set(why, ST_BAD, "a frame of %g ms has %zu "
		    "samples at %g Hz, at least 2", p->frame_length,
		    f->window, p->rate);
	if (f->shift < 1)
		return fault_set(why, ST_BAD, "a shift of %g ms is less than a "
		    "sample at %g Hz", p->frame_shift, p->rate);
	f->nfft = f->window;
	if (p->pow2)
		for (f->nfft = 1; f->nfft < f->window; f->nfft *= 2)
			continue;
	if (f->nfft % 2 != 0)
		return fault_set(why, ST_BAD, "a frame of %zu samples must be "
		    "even without zeros up to a power of two", f->window);
	if (!p->snip && f->window / 2 >= f->shift / 2)
		f->lead = f->window / 2 - f->shift / 2;
	else if (!p->snip)
		f->skip = f->shift / 2 - f->window / 2;
	f->hold = POWER_FRAMES * f->shift <= 2 * CHUNK;
	f->cap = 2 * f->window + CHUNK + 2 +
	    (f->hold ? POWER_FRAMES * f->shift : 0);
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
	f->buf = calloc(f->cap, sizeof *f->buf);
	f->windowed = calloc(POWER_FRAMES * f->window, sizeof *f->windowed);
	f->power = calloc((nspec + MEL_STEP) * POWER_FRAMES,
	    sizeof *f->power);
	f->band = calloc((f->mel.bins + 1) * POWER_FRAMES, sizeof *f->band);
	if (f->shape == NULL || f->buf == NULL || f->windowed == NULL ||
	    f->power == NULL || f->band == NULL)
		return fault_nomem(why);
	for (i = 0; i < f->window; i++)
		f->shape[i] = window_at(&f->p, i, f->window);
	return spectrum_new(&f->fft, f->nfft, why);
}

void
fbank_reset(struct fbank *f)
{
	f->len = f->lead;
	f->base = f->total = f->frame = 0;
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
	if ((s = sizes(f, why)) != ST_OK || (s = tables(f, why)) != ST_OK) {
		fbank_free(f);
		return s;
	}
	fbank_reset(f);
	*out = f;
	return ST_OK;
}

void
fbank_free(struct fbank *f)
{
	if (f == NULL)
		return;
	spectrum_free(f->fft);
	mel_free(&f->mel);
	free(f->shape);
	free(f->windowed);
	free(f->power);
	free(f->band);
	free(f->buf);
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

/* Where frame t starts in the stream. */
static uint64_t
start_of(const struct fbank *f, uint64_t t)
{
	return t * f->shift + f->skip;
}

/* The frame after the last one that lies whole in buf. */
static uint64_t
ready(const struct fbank *f)
{
	uint64_t have = f->base + f->len, first = f->skip + f->window;

	return have < first ? 0 : (have - first) / f->shift + 1;
}

/*
 * Write the frames below `end' that belong to one batch to out.  Frame t
 * always takes place t % POWER_FRAMES, so its bytes do not depend on how the
 * stream was cut into calls, even if the transform does not treat all places
 * alike.
 */
static size_t
emit(struct fbank *f, uint64_t end, float *out)
{
	size_t place = f->frame % POWER_FRAMES, n = POWER_FRAMES - place, i;

	if (n > end - f->frame)
		n = (size_t)(end - f->frame);
	for (i = 0; i < n; i++)
		prepare(f, f->buf + (start_of(f, f->frame + i) - f->base),
		    place + i);
	transform(f);
	complete(f, place, n, out);
	f->frame += n;
	return n;
}

static size_t
emit_all(struct fbank *f, uint64_t end, float *out)
{
	size_t done = 0;

	while (f->frame < end)
		done += emit(f, end, out + done * f->columns);
	return done;
}

/*
 * Forget what no further frame needs.  Without snip the last W/2 + 1 samples
 * stay: as many as frames may hang over the end.
 */
static void
forget(struct fbank *f)
{
	uint64_t next = start_of(f, f->frame) - f->base;
	size_t keep = f->p.snip ? 0 : f->window / 2 + 1, drop;

	if (f->len <= keep)
		return;
	drop = f->len - keep;
	if (next < drop)
		drop = (size_t)next;
	(void)memmove(f->buf, f->buf + drop, (f->len - drop) * sizeof *f->buf);
	f->len -= drop;
	f->base += drop;
}

CLONES static void
scaled(const float *restrict x, size_t n, float scale, float *restrict to)
{
	size_t i;

	for (i = 0; i < n; i++)
		to[i] = x[i] * scale;
}

/* Append n samples, and fill the reflected lead from the first ones. */
static void
append(struct fbank *f, const float *x, size_t n)
{
	float *to = f->buf + f->len;
	size_t i;

	scaled(x, n, (float)f->p.scale, to);
	for (i = 0; i < n && f->total + i < f->lead; i++)
		f->buf[f->lead - 1 - (f->total + i)] = to[i];
	f->len += n;
	f->total += n;
}

size_t
fbank_push(struct fbank *f, const float *x, size_t n, float *out)
{
	size_t take, done = 0;
	uint64_t end;

	while (n > 0) {
		take = n < CHUNK ? n : CHUNK;
		append(f, x, take);
		/* A stream shorter than a frame has none, even if reflected. */
		end = f->total >= f->window ? ready(f) : 0;
		if (f->hold && take < n)
			end -= end % POWER_FRAMES;
		done += emit_all(f, end, out + done * f->columns);
		forget(f);
		x += take;
		n -= take;
	}
	return done;
}

size_t
fbank_finish(struct fbank *f, float *out)
{
	uint64_t frames = fbank_frames(f, f->total), end;
	size_t i, more, last = f->len, done = 0;

	if (frames > f->frame) {
		end = start_of(f, frames - 1) + f->window;
		more = (size_t)(end - f->base) - last;
		for (i = 0; i < more; i++)
			f->buf[last + i] = f->buf[last - 1 - i];
		f->len += more;
		done = emit_all(f, frames, out);
	}
	fbank_reset(f);
	return done;
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
	if (samples < f->window)
		return 0;
	if (f->p.snip)
		return 1 + (samples - f->window) / f->shift;
	return (samples + f->shift / 2) / f->shift;
}

size_t
fbank_most(const struct fbank *f, size_t n)
{
	return (f->len + n + f->window) / f->shift + 1;
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
