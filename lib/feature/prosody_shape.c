/*
 * The family shape: the form of the power spectrum, whatever its level.
 *
 * With P[k] the powers 1 to K and f[k] their frequencies:
 *
 *	centroid	c = sum f P / sum P, Hz
 *	spread		s = sqrt(sum (f - c)^2 P / sum P), Hz
 *	skewness	sum (f - c)^3 P / sum P / s^3
 *	kurtosis	sum (f - c)^4 P / sum P / s^4
 *	entropy		- sum p ln p / ln K, p = P / sum P: 0 to 1
 *	flux		the distance, 0 to 2^(1/2), of the magnitudes
 *			P^(1/2), scaled to length 1, from those of the frame
 *			before; 0 in the first frame
 *	harmonicity	sum |m[k] - m[k-1]| / 2 sum m, m = P^(1/2): peaks
 *			against valleys
 *	rolloffQ	the frequency below which are Q % of sum P, Hz
 *	slope		of the regression of 10 log10 P on f up to 5 kHz, dB
 *			per kHz; slope0-500 and slope500-1500 within these, Hz
 *	alpha		power from 50 to 1000 against 1000 to 5000 Hz, dB
 *	hammarberg	highest power below 2000 against from 2000 to 5000
 *			Hz, dB
 *
 * The last five are those of F. Eyben et al., "The Geneva minimalistic acoustic
 * parameter set (GeMAPS) ...", IEEE Trans. Affective Computing 7 (2016), but
 * in each frame and over 25 ms.
 */
#include "feature/prosody.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"
#include "math/veclog.h"

#define QUANTILES 4
#define SLOPES	3

enum {
	CENTROID, SPREAD, SKEWNESS, KURTOSIS, ENTROPY, FLUX, HARMONICITY,
	ROLLOFF, SLOPE = ROLLOFF + QUANTILES, ALPHA = SLOPE + SLOPES,
	HAMMARBERG, COLUMNS
};

static const struct prosody_column columns[COLUMNS] = {
	{ .name = "centroid" }, { .name = "spread" }, { .name = "skewness" },
	{ .name = "kurtosis" }, { .name = "entropy" }, { .name = "flux" },
	{ .name = "harmonicity" }, { .name = "rolloff25" },
	{ .name = "rolloff50" }, { .name = "rolloff75" },
	{ .name = "rolloff90" }, { .name = "slope" },
	{ .name = "slope0-500" }, { .name = "slope500-1500" },
	{ .name = "alpha" }, { .name = "hammarberg" }
};
static const float quantile[QUANTILES] = { 0.25f, 0.5f, 0.75f, 0.9f };
static const double slope[SLOPES][2] = {
	{ 0, 5000 }, { 0, 500 }, { 500, 1500 }
};

struct shape {
	size_t half;
	struct prosody_range slope[SLOPES], low, high, under, over;
	bool begun;		/* there is a frame before this batch */
	float to_one;		/* scales mag of the batch's last frame to
				 * length 1 */
	float *mag;		/* (K + 1, FRAMER_BATCH) P^(1/2) */
	float *sum;		/* the same: sums of powers 1 to k */
	float *before;		/* (K + 1) mag of the frame before the batch,
				 * scaled to length 1 */
	float *weight[SLOPES];	/* of 10 log10 P; (K + 1) */
	float memory[];
};

/* Such that the sum of weight[k] y[k] is the slope of y, per kHz. */
static void
fill_slope(float *weight, struct prosody_range r, double width)
{
	double n = (double)(r.end - r.first), sum = 0, d;
	double middle = ((double)r.first + (double)r.end - 1) / 2;
	size_t k;

	for (k = r.first; k < r.end; k++)
		sum += ((double)k - middle) * ((double)k - middle);
	for (k = r.first; k < r.end && n > 1; k++) {
		d = ((double)k - middle) / sum;
		weight[k] = (float)(d * 10 / M_LN10 / width * 1000);
	}
}

static enum status
shape_new(void **f, const struct front *p, struct prosody_spectra *s,
    struct prosody_columns *c, struct fault *why)
{
	size_t K1 = s->half + 1, i;
	struct shape *h = *f = calloc(1, sizeof *h +
	    K1 * (2 * FRAMER_BATCH + 1 + SLOPES) * sizeof(float));

	(void)p;
	if (h == NULL)
		return fault_nomem(why);
	h->half = s->half;
	h->mag = h->memory;
	h->sum = h->mag + K1 * FRAMER_BATCH;
	h->before = h->sum + K1 * FRAMER_BATCH;
	for (i = 0; i < SLOPES; i++) {
		h->slope[i] = prosody_range(s, slope[i][0], slope[i][1]);
		h->weight[i] = h->before + (1 + i) * K1;
		fill_slope(h->weight[i], h->slope[i], s->width);
	}
	h->low = prosody_range(s, 50, 1000);
	h->high = prosody_range(s, 1000, 5000);
	h->under = prosody_range(s, 0, 2000);
	h->over = prosody_range(s, 2000, 5000);
	for (i = 0; i < COLUMNS; i++)
		prosody_add(c, &columns[i]);
	return ST_OK;
}

static void
shape_reset(void *f)
{
	((struct shape *)f)->begun = false;
}

/* ---- a batch ---- */

static inline void
root(const lanes8 *x, lanes8 *y)
{
	size_t i;

	for (i = 0; i < 8; i++)
		(*y)[i] = sqrtf((*x)[i]);
}

/* sum += |a - b| */
static inline void
add_distance(const lanes8 *a, const lanes8 *b, lanes8 *sum)
{
	lanes8 d = *a - *b;
	size_t i;

	for (i = 0; i < 8; i++)
		d[i] = fabsf(d[i]);
	*sum += d;
}

/* Magnitudes and sums of powers. */
CLONES static void
magnitudes(struct shape *h, const struct prosody_spectra *s)
{
	const lanes8 *p = (const lanes8 *)s->power;
	lanes8 *mag = (lanes8 *)h->mag, *to = (lanes8 *)h->sum, sum = { 0 };
	size_t k;

	to[0] = sum;
	for (k = 1; k <= h->half; k++) {
		root(&p[k], &mag[k]);
		to[k] = sum += p[k];
	}
}

/* Flux and harmonicity. */
CLONES static void
changes(const struct shape *h, const struct prosody_spectra *s, lanes8 *out)
{
	const lanes8 *mag = (const lanes8 *)h->mag;
	lanes8 moved = { 0 }, rough = { 0 }, all = mag[1], to_one, before, d;
	size_t k;

	root((const lanes8 *)s->total, &d);
	to_one = ALL8(1.0f) / d;
	for (k = 1; k <= h->half; k++) {
		d = mag[k] * to_one;
		before = __builtin_shufflevector(d, ALL8(h->before[k]),
		    8, 0, 1, 2, 3, 4, 5, 6);
		d -= before;
		moved += d * d;
	}
	for (k = 2; k <= h->half; k++) {
		add_distance(&mag[k], &mag[k - 1], &rough);
		all += mag[k];
	}
	root(&moved, &out[FLUX]);
	out[HARMONICITY] = rough / (ALL8(2.0f) * all);
}

CLONES static void
moments(const struct shape *h, const struct prosody_spectra *s, lanes8 *out)
{
	const lanes8 *p = (const lanes8 *)s->power,
	    *l = (const lanes8 *)s->log_power;
	lanes8 all = *(const lanes8 *)s->total, c = { 0 }, plogp = { 0 };
	lanes8 m2 = { 0 }, m3 = { 0 }, m4 = { 0 }, d, q, spread;
	size_t k;

	for (k = 1; k <= h->half; k++) {
		c += ALL8((float)k) * p[k];
		plogp += p[k] * l[k];
	}
	c /= all;
	for (k = 1; k <= h->half; k++) {
		d = ALL8((float)k) - c;
		q = d * d * p[k];
		m2 += q;
		m3 += q * d;
		m4 += q * d * d;
	}
	m2 /= all;
	root(&m2, &spread);
	out[CENTROID] = c * ALL8((float)s->width);
	out[SPREAD] = spread * ALL8((float)s->width);
	out[SKEWNESS] = m3 / (all * m2 * spread);
	out[KURTOSIS] = m4 / (all * m2 * m2);
	out[ENTROPY] = plogp / all;
}

CLONES static void
slopes(const struct shape *h, const struct prosody_spectra *s, lanes8 *out)
{
	const lanes8 *l = (const lanes8 *)s->log_power;
	size_t i, k;

	for (i = 0; i < SLOPES; i++) {
		lanes8 sum = { 0 };

		for (k = h->slope[i].first; k < h->slope[i].end; k++)
			sum += ALL8(h->weight[i][k]) * l[k];
		out[SLOPE + i] = sum;
	}
}

static inline void
most(const lanes8 *x, struct prosody_range r, lanes8 *out)
{
	lanes8 m = x[r.first];
	size_t k, i;

	for (k = r.first + 1; k < r.end; k++)
		for (i = 0; i < 8; i++)
			m[i] = x[k][i] > m[i] ? x[k][i] : m[i];
	*out = m;
}

CLONES static void
ratios(const struct shape *h, const struct prosody_spectra *s, lanes8 *out)
{
	const lanes8 *p = (const lanes8 *)s->power;
	lanes8 a, b;

	prosody_sum(s->power, h->low, &a);
	prosody_sum(s->power, h->high, &b);
	out[ALPHA] = a / b;
	most(p, h->under, &a);
	most(p, h->over, &b);
	out[HAMMARBERG] = a / b;
}

/* The frequency, in bins, below which are q of the powers of frame f. */
static float
rolloff(const struct shape *h, size_t f, float q)
{
	const float *sum = h->sum + f;
	float want = q * sum[h->half * FRAMER_BATCH], a, b;
	size_t lo = 0, hi = h->half, k;	/* sum[lo] < want <= sum[hi] */

	while (hi - lo > 1) {
		k = (lo + hi) / 2;
		if (sum[k * FRAMER_BATCH] < want)
			lo = k;
		else
			hi = k;
	}
	a = sum[lo * FRAMER_BATCH];
	b = sum[hi * FRAMER_BATCH];
	return (float)lo + 0.5f + (b > a ? (want - a) / (b - a) : 0);
}

/* Keep the last frame of the batch for the first one of the next. */
static void
keep_last(struct shape *h)
{
	size_t k;

	for (k = 1; k <= h->half; k++)
		h->before[k] = h->mag[k * FRAMER_BATCH + FRAMER_BATCH - 1] *
		    h->to_one;
}

static void
shape_run(void *f, const struct prosody_spectra *s, size_t place, size_t n,
    float *out)
{
	struct shape *h = f;
	size_t i, q;

	if (place == 0 && h->begun)
		keep_last(h);
	magnitudes(h, s);
	changes(h, s, (lanes8 *)out);
	moments(h, s, (lanes8 *)out);
	slopes(h, s, (lanes8 *)out);
	ratios(h, s, (lanes8 *)out);
	veclog_floored(out + ALPHA * FRAMER_BATCH, 2 * FRAMER_BATCH, 1e-30f);
	for (i = place; i < place + n; i++) {
		float *o = out + i;

		for (q = 0; q < QUANTILES; q++)
			o[(ROLLOFF + q) * FRAMER_BATCH] = (float)s->width *
			    rolloff(h, i, quantile[q]);
		o[ALPHA * FRAMER_BATCH] *= (float)(10 / M_LN10);
		o[HAMMARBERG * FRAMER_BATCH] *= (float)(10 / M_LN10);
		o[ENTROPY * FRAMER_BATCH] = (logf(s->total[i]) -
		    o[ENTROPY * FRAMER_BATCH]) / logf((float)h->half);
	}
	if (!h->begun)
		out[FLUX * FRAMER_BATCH] = 0;
	h->begun = h->begun || place + n == FRAMER_BATCH;
	h->to_one = 1 / sqrtf(s->total[FRAMER_BATCH - 1]);
}

const struct prosody_family prosody_shape = {
	.name = "shape", .new = shape_new, .run = shape_run,
	.reset = shape_reset
};
