#include "feature/mel.h"

#include <math.h>
#include <stdlib.h>

#include "math/simd.h"
#include "feature/spectrum.h"

static double
mel_of(double hz)
{
	return 1127 * log(1 + hz / 700);
}

static double
hz_of(double mel)
{
	return 700 * (exp(mel / 1127) - 1);
}

/* r with all edges relative to 0. */
static enum status
absolute(struct mel_range *r, struct fault *why)
{
	double half = r->rate / 2;

	if (r->high <= 0)
		r->high += half;
	if (r->warp_high < 0)
		r->warp_high += half;
	if (!(r->low < r->high && r->high <= half))
		return fault_set(why, ST_BAD, "the band from %g to %g Hz does "
		    "not lie between 0 and half the sample rate, %g Hz",
		    r->low, r->high, half);
	if (r->warp != 1 && !(r->low < r->warp_low &&
	    r->warp_low < r->warp_high && r->warp_high < r->high &&
	    r->warp_low * fmax(1, r->warp) < r->warp_high * fmin(1, r->warp)))
		return fault_set(why, ST_BAD, "vtln-low %g and vtln-high %g Hz "
		    "must lie, also warped, in this order between %g and %g Hz",
		    r->warp_low, r->warp_high, r->low, r->high);
	return ST_OK;
}

/*
 * Vocal tract length normalisation, piecewise linear: F(low) = low, F(high) =
 * high, and F(f) = f / warp between l and h (Kaldi, MelBanks::VtlnWarpFreq).
 */
static double
warped(const struct mel_range *r, double mel)
{
	double f = hz_of(mel), l = r->warp_low * fmax(1, r->warp);
	double h = r->warp_high * fmin(1, r->warp);

	if (r->warp == 1 || f < r->low || f > r->high)
		return mel;
	if (f < l)
		f = r->low + (l / r->warp - r->low) / (l - r->low) *
		    (f - r->low);
	else if (f < h)
		f /= r->warp;
	else
		f = r->high + (r->high - h / r->warp) / (r->high - h) *
		    (f - r->high);
	return mel_of(f);
}

/* Weight of FFT bin k under the triangle with these three corners in mel. */
static double
weight_at(const double corner[3], double hz)
{
	double m = mel_of(hz);
	double up = (m - corner[0]) / (corner[1] - corner[0]);
	double down = (corner[2] - m) / (corner[2] - corner[1]);

	return fmax(0, fmin(up, down));
}

/* Write bin b's weights to w (nfft/2), and where they begin and end. */
static void
triangle(const struct mel_range *r, size_t b, size_t bins, double width,
    size_t nhalf, float *w, struct mel_band *band)
{
	double lo = mel_of(r->low);
	double step = (mel_of(r->high) - lo) / (double)(bins + 1);
	double corner[3];
	size_t i, k, end = 0;

	for (i = 0; i < 3; i++)
		corner[i] = warped(r, lo + (double)(b + i) * step);
	band->first = 0;
	for (k = 0; k < nhalf; k++) {
		w[k] = (float)weight_at(corner, width * (double)k);
		if (w[k] == 0)
			continue;
		if (end == 0)
			band->first = k;
		end = k + 1;
	}
	band->count = end == 0 ? 0 :
	    (end - band->first + MEL_STEP - 1) / MEL_STEP * MEL_STEP;
}

static enum status
append(struct mel *m, size_t b, const float *row, struct fault *why)
{
	struct mel_band *band = &m->band[b];
	float *grown;
	size_t i;

	band->at = b == 0 ? 0 : band[-1].at + band[-1].count;
	grown = realloc(m->weight,
	    (band->at + band->count + 1) * sizeof *grown);
	if (grown == NULL)
		return fault_nomem(why);
	m->weight = grown;
	for (i = 0; i < band->count; i++)
		m->weight[band->at + i] = row[band->first + i];
	return ST_OK;
}

enum status
mel_make(struct mel *m, const struct mel_range *range, size_t nfft,
    struct fault *why)
{
	size_t b, nhalf = nfft / 2;
	struct mel_range r = *range;
	enum status s;
	float *row;

	*m = (struct mel)MEL_INIT;
	if ((s = absolute(&r, why)) != ST_OK)
		return s;
	m->bins = (size_t)r.bins;
	m->band = calloc(m->bins, sizeof *m->band);
	row = calloc(nhalf + MEL_STEP, sizeof *row);
	if (m->band == NULL || row == NULL)
		s = fault_nomem(why);
	for (b = 0; s == ST_OK && b < m->bins; b++) {
		triangle(&r, b, m->bins, r.rate / (double)nfft, nhalf, row,
		    &m->band[b]);
		s = append(m, b, row, why);
	}
	free(row);
	if (s != ST_OK)
		mel_free(m);
	return s;
}

void
mel_free(struct mel *m)
{
	free(m->band);
	free(m->weight);
	*m = (struct mel)MEL_INIT;
}

_Static_assert(POWER_FRAMES == 8, "lanes8 has eight of them");

CLONES void
mel_apply(const struct mel *m, const float *power, float *out)
{
	const struct mel_band *b, *end = m->band + m->bins;
	const lanes8 *x;	/* the same bin of all frames */
	const float *w;
	size_t i;

	for (b = m->band; b < end; b++, out += POWER_FRAMES) {
		lanes8 s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, s3 = { 0 };

		w = m->weight + b->at;
		x = (const lanes8 *)power + b->first;
		for (i = 0; i < b->count; i += MEL_STEP) {
			s0 += ALL8(w[i]) * x[i];
			s1 += ALL8(w[i + 1]) * x[i + 1];
			s2 += ALL8(w[i + 2]) * x[i + 2];
			s3 += ALL8(w[i + 3]) * x[i + 3];
		}
		*(lanes8 *)out = (s0 + s2) + (s1 + s3);
	}
}
